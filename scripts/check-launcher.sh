#!/usr/bin/env bash
# Checks that the launcher's checked-in programs are what its sources give, bit for bit, and small enough to be linked into each run.
# On Debian, as root, the compilers are installed where they are missing; elsewhere launcher/build.sh says what it left out.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

largest=65536 # bytes
bad=0

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
exit $bad
