#!/usr/bin/env bash
# Checks that the launcher's checked-in programs are what its sources give, bit for bit, and small enough to be linked into each run; that
# no tar takes it much longer than another of its size; and for 10 s each that nothing which it reads harms it (launcher/fuzz.sh).
# On Debian, as root, the compilers are installed where they are missing; elsewhere launcher/build.sh says what it left out.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

largest=65536 # bytes
slowest=10    # seconds of the processor
bad=0

# 60,000 entries behind 4,000 records for all that follow: what it looked at anew for each entry would take most of a minute.
unpack_many() {
    local work took TIMEFORMAT=%0U
    work=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder as it is called now
    trap "rm -rf '$work'" RETURN
    mkdir "$work/many"
    (cd "$work/many" && seq 60000 | xargs touch)
    tar -C "$work" --format=posix --pax-option="$(seq -f 'k%g=v' -s , 4000)" -cf "$work/tar" many || return 1
    # Its own work, not the kernel's: that is told by a busy machine too.
    took=$({ time timeout 300 "launcher/built/launcher-$1" --unpack "$work/data" "$work/tar" >"$work/status"; } 2>&1) || return 1
    if [ $took -gt $slowest ]; then
        echo "not ok - 60000 entries behind 4000 records for all take $took s, more than $slowest"
        return 1
    fi
    echo "ok - 60000 entries behind 4000 records for all are unpacked in $took s, at most $slowest"
}

if is_root && is_debian; then
    missing=()
    have gcc || missing+=(gcc)
    have aarch64-linux-gnu-gcc || missing+=(gcc-aarch64-linux-gnu)
    # The kernel's headers, which the compiler only recommends.
    [ -r /usr/aarch64-linux-gnu/include/asm/types.h ] || missing+=(linux-libc-dev-arm64-cross)
    if [ ${#missing[@]} != 0 ]; then apt_install "${missing[@]}" || say "then it is compared without"; fi
fi

launcher/build.sh --check || bad=1
for program in launcher/built/launcher-*; do
    size=$(wc -c <"$program")
    if [ "$size" -le $largest ]; then
        echo "ok - $program has $size bytes, at most $largest"
    else
        echo "not ok - $program has $size bytes, more than $largest"
        bad=1
    fi
done

case $(uname -m) in
    x86_64) unpack_many x64 || bad=1 ;;
    aarch64) unpack_many arm64 || bad=1 ;;
esac
if have gcc; then
    launcher/fuzz.sh 10 || bad=1
else
    echo "left out: launcher/fuzz.sh: gcc is not installed"
fi
exit $bad
