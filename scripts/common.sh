# Sourced by the other scripts. Words for people go to stderr, so that stdout stays free for data.

say() { printf 'functron: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 69 # EX_UNAVAILABLE
}

have() { command -v "$1" >/dev/null 2>&1; }

# within SECONDS COMMAND...: macOS has no timeout; unbounded there is better than not at all.
within() {
    local seconds=$1
    shift
    if have timeout; then timeout "$seconds" "$@"; else "$@"; fi
}

# until_ok SECONDS COMMAND...: again and again until it ends with 0; false when it does not in that time.
until_ok() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $deadline ]; then return 1; fi
        sleep 0.1
    done
}

# listens PORT: on this machine's loopback.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

is_root() { [ "$(id -u)" = 0 ]; }

# Debian, Ubuntu and what is made from them.
is_debian() { [ -r /etc/os-release ] && grep -Eq '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release && have apt-get; }

# apt_install PACKAGE...: without questions, and without the package's daemons being our caller's business.
apt_install() {
    say "installing $* with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    local log
    log=$(mktemp)
    if { apt-get update && apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
}

# apt_extract PACKAGE FOLDER: its files without installing it, so that nothing on the machine changes or starts.
apt_extract() {
    mkdir -p "$2"
    (
        cd "$2"
        # As root: apt's own user may not write here.
        download() { apt-get download -o APT::Sandbox::User=root "$1" >/dev/null 2>&1; }
        { download "$1" || { apt-get update >/dev/null 2>&1 && download "$1"; }; } && dpkg-deb -x "$1"_*.deb . && rm -f ./*.deb
    ) || { say "$1 could not be downloaded with apt-get"; return 1; }
}

apt_has() { apt-cache show "$1" >/dev/null 2>&1; }

# A closed stdin would make the next file that a child opens its stdin.
if ! { : 9<&0; } 2>/dev/null; then exec </dev/null; fi
