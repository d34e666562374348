#!/usr/bin/env bash
# Installs what only some tests need (a C compiler for both architectures, Python), on Debian as root. Elsewhere those tests are left out,
# and say what is missing.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

missing=()
have gcc || missing+=(gcc)
have aarch64-linux-gnu-gcc || missing+=(gcc-aarch64-linux-gnu)
# The kernel's headers, which the compiler only recommends.
[ -r /usr/aarch64-linux-gnu/include/asm/types.h ] || missing+=(linux-libc-dev-arm64-cross)
have python3 || missing+=(python3)
have pgrep || missing+=(procps)
if [ ${#missing[@]} != 0 ] && is_root && is_debian; then apt_install "${missing[@]}" || say "so some tests are left out"; fi
