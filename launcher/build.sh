#!/usr/bin/env bash
# Builds the launcher for both architectures into built/. With --check: builds it beside and compares with built/ bit for bit.
# CC_X64 and CC_ARM64 name other compilers.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"

declare -A compilers=([x64]="${CC_X64:-gcc}" [arm64]="${CC_ARM64:-aarch64-linux-gnu-gcc}")
declare -A machines=([x64]=x86_64 [arm64]=aarch64)
declare -A own_flags=([x64]="-fcf-protection=none" [arm64]="-mno-outline-atomics -mbranch-protection=none")

flags=(
    -std=c11 -Os -Wall -Wextra -Werror -ffreestanding -fno-builtin -fno-common
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-ident -fno-pie -fno-tree-loop-distribute-patterns
    -static -no-pie -nostdlib -Wl,--build-id=none -Wl,-z,noseparate-code,-z,norelro,-z,noexecstack -s
)

build() { # ARCHITECTURE FOLDER
    # shellcheck disable=SC2086 # the architecture's flags are words
    "${compilers[$1]}" "${flags[@]}" ${own_flags[$1]} -o "$2/launcher-$1" src/*.c
    chmod 755 "$2/launcher-$1"
}

built_with() { # ARCHITECTURE
    local compiler="${compilers[$1]}" gcc linker
    gcc=$("$compiler" --version | sed -n 1p)
    linker=$("$("$compiler" -print-prog-name=ld)" --version | sed -n 1p)
    printf '%s: gcc %s; ld %s\n' "$1" "${gcc#* }" "$linker"
}

reason_to_leave_out() { # ARCHITECTURE
    local compiler="${compilers[$1]}"
    if ! command -v "$compiler" > /dev/null; then
        echo "$compiler is not installed"
    elif [[ $("$compiler" -dumpmachine) != "${machines[$1]}"-* ]]; then
        echo "$compiler builds for $("$compiler" -dumpmachine)"
    elif ! grep -qxF "$(built_with "$1")" built/built-with.txt; then
        echo "built/ was built with other versions than $(built_with "$1")"
    fi
}

check() {
    local folder failed=0 architecture reason
    folder=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder as it is called now
    trap "rm -rf '$folder'" EXIT
    for architecture in x64 arm64; do
        reason=$(reason_to_leave_out "$architecture")
        if [[ -n $reason ]]; then
            echo "left out: launcher-$architecture: $reason"
        elif build "$architecture" "$folder" && cmp "$folder/launcher-$architecture" "built/launcher-$architecture"; then
            echo "ok - launcher-$architecture is rebuilt bit for bit"
        else
            echo "not ok - launcher-$architecture is not what its sources give"
            failed=1
        fi
    done
    return "$failed"
}

case "${1-}" in
    --check) check ;;
    "")
        mkdir -p built
        for architecture in x64 arm64; do
            build "$architecture" built
        done
        { built_with x64; built_with arm64; } > built/built-with.txt
        ;;
    *)
        echo "usage: build.sh [--check]" >&2
        exit 64
        ;;
esac
