#!/usr/bin/env bash
# fuzz.sh [SECONDS [TARGET [INPUT...]]]: builds the targets of fuzz/ with gcc's sanitizers and runs each for SECONDS (10) on its corpus and
# on changes of it. With TARGET it runs that one alone, with INPUTs instead of the corpus. It ends with 1 when a sanitizer reports or an
# input takes too long, and keeps that input. SEED=NUMBER makes the same changes again.
set -euo pipefail
export LC_ALL=C
inputs=()
for input in "${@:3}"; do inputs+=("$(realpath "$input")"); done
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds=${1-10}
only=${2-}
seed=${SEED:-$(date +%s)}
compiler=${CC:-gcc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ASAN_OPTIONS=handle_abort=1:handle_sigill=1:detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1

# What the launcher is made of, without its entry; the C library's memory is in the place of its own, for its bounds are known.
sources=(src/*.c)
for left_out in main start memory; do sources=("${sources[@]/src\/$left_out.c/}"); done
sanitize=(-fsanitize=address,undefined -fno-sanitize-recover=all)
flags=(-std=gnu11 -g -O1 -Wall -Wextra -fno-common -fno-omit-frame-pointer "${sanitize[@]}")

# Limits that small inputs can reach.
limits=(-DPIECE=2048u -DTAR_LONGEST=8192u -DTAR_LONGEST_SHARED=1024u)
launcher=("${limits[@]}" -ffreestanding -fsanitize-coverage=trace-pc -include "$PWD/fuzz/instead.h")

compile() { # what all targets have in common
    mkdir "$work/launcher"
    local source all=()
    for source in ${sources[*]}; do all+=("$PWD/$source"); done
    (cd "$work/launcher" && "$compiler" "${flags[@]}" "${launcher[@]}" -c "${all[@]}")
    (cd "$work" && "$compiler" "${flags[@]}" -c "$OLDPWD"/fuzz/{driver,mutate,pages}.c)
}

build() { # TARGET
    local with=()
    if [ "$1" = tar ] || [ "$1" = unpack ]; then with=(fuzz/tar_mutator.c); fi
    "$compiler" "${flags[@]}" "${launcher[@]}" -c -o "$work/$1.o" "fuzz/$1_target.c" &&
        "$compiler" "${flags[@]}" -o "$work/$1" "$work/$1.o" "$work"/launcher/*.o "$work"/{driver,mutate,pages}.o "${with[@]}"
}

# A file system of its own, in which nothing but /data can be written: as root, or as whoever may be root of a namespace of its own.
in_jail() { # COMMAND...
    local spaces="--mount --pid --fork --kill-child"
    # shellcheck disable=SC2086 # words
    if ! unshare $spaces true 2>/dev/null; then spaces+=" --user --map-root-user"; fi
    # shellcheck disable=SC2086
    if ! unshare $spaces true 2>/dev/null; then return 77; fi
    mkdir -p "$work/jail"
    # shellcheck disable=SC2086,SC2016
    FUZZ_JAIL=$work/jail unshare $spaces sh -c '
        mount -t tmpfs -o size=1m fuzz "$FUZZ_JAIL" && mkdir "$FUZZ_JAIL/proc" "$FUZZ_JAIL/data" &&
            mount -t proc proc "$FUZZ_JAIL/proc" && mount -o remount,ro "$FUZZ_JAIL" || exit 77
        exec "$@"' sh "$@"
}

run() { # TARGET
    local target=$1 code=0 kept corpus=("${inputs[@]}") jail=()
    kept=${TMPDIR:-/tmp}/functron-fuzz-$target-failed
    if [ ${#corpus[@]} = 0 ]; then corpus=(fuzz/corpus/"${target/unpack/tar}"/*); fi
    if [ "$target" = unpack ]; then jail=(in_jail); fi
    if ! build "$target"; then
        echo "not ok - fuzz $target: it cannot be built"
        return 1
    fi
    "${jail[@]}" "$work/$target" "$seconds" "$seed" "$work/failed" "${corpus[@]}" >"$work/out" 2>&1 || code=$?
    case $code in
        0) echo "ok - fuzz $target: $(tail -n 1 "$work/out"); seed $seed" ;;
        77) echo "left out: fuzz $target: no file system of its own can be made here" ;;
        *)
            cat "$work/out"
            cp "$work/failed" "$kept"
            echo "not ok - fuzz $target: ended with $code; its input: $kept; seed $seed"
            return 1
            ;;
    esac
}

compile
bad=0
for target in tar unpack release guard; do
    if [ -z "$only" ] || [ "$only" = "$target" ]; then run "$target" || bad=1; fi
done
exit $bad
