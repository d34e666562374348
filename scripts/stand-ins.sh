# Sourced by base-images.sh, which sets $docker. Base images made from Debian's packages, from the machine's own mirror.

stand_in_label=functron.stand-in

# import_stand_in KIND IMAGE CHANGE...: the tar on stdin becomes an image that says what it is.
import_stand_in() {
    local kind=$1 image=$2
    shift 2
    local changes=(--change "LABEL $stand_in_label=$kind")
    local change
    for change in "$@"; do changes+=(--change "$change"); done
    "$docker" import --message "stand-in for $image, made from Debian's packages" "${changes[@]}" - "$image" >/dev/null
}

make_busybox() {
    local root applet status=0
    root=$(mktemp -d)
    mkdir -p "$root"/{bin,dev,etc,home,proc,root,sbin,sys,tmp,usr/bin,usr/sbin,var/tmp}
    chmod 755 "$root" && chmod 1777 "$root/tmp" "$root/var/tmp"
    # Taken out, not installed: it conflicts with the busybox that this machine may need to boot.
    apt_extract busybox-static "$root/package" || { rm -rf "$root"; return 1; }
    mv "$(find "$root/package" -name busybox -type f -perm -100 | sed -n 1p)" "$root/bin/busybox"
    rm -rf "$root/package"
    for applet in $("$root/bin/busybox" --list); do
        if [ "$applet" != busybox ]; then ln -s busybox "$root/bin/$applet"; fi
    done
    echo 'root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/home:/bin/false' >"$root/etc/passwd"
    echo 'root:x:0:
nogroup:x:65534:' >"$root/etc/group"
    tar -C "$root" --numeric-owner --owner=0 --group=0 -c . |
        import_stand_in busybox "$1" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'CMD ["sh"]' || status=$?
    rm -rf "$root"
    return $status
}

make_python() {
    local work suite mirror proxy= status=0
    have debootstrap || apt_install debootstrap || return 1
    read -r suite mirror < <(apt_source) || { say "apt names no mirror to take packages from"; return 1; }
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    # Not /tmp: it may be mounted without devices or programs.
    work=$(mktemp -d -p /var/tmp)
    say "debootstrap $suite with python3 (about a minute)"
    if ! http_proxy=${proxy:-${http_proxy:-}} PATH=$PATH:/usr/sbin:/sbin debootstrap --variant=minbase --include=python3 \
        "$suite" "$work/root" "$mirror" >"$work/log" 2>&1 </dev/null; then
        tail -n 20 "$work/log" >&2
        rm -rf "$work"
        return 1
    fi
    rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
    ln -s /usr/bin/python3 "$work/root/usr/local/bin/python"
    tar -C "$work/root" --numeric-owner -c . |
        import_stand_in python "$1" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'CMD ["python3"]' || status=$?
    rm -rf "$work"
    return $status
}

# "SUITE MIRROR" of this machine's own release, whichever format its sources are written in.
apt_source() {
    local codename
    # shellcheck disable=SC1091
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    # shellcheck disable=SC2016 # apt's variables, not the shell's
    apt-get indextargets --format '$(RELEASE) $(REPO_URI) $(COMPONENT)' 'Created-By: Packages' |
        awk -v codename="$codename" '
            $3 != "main" { next }
            $1 == codename { print $1, $2; found = 1; exit }
            other == "" && $1 !~ /security|updates|backports/ { other = $1 " " $2 }
            END { if (!found && other != "") print other }'
}
