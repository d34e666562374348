#!/usr/bin/env bash
# Checks ./run.sh FOLDER over the whole way: a Functron of its own, real containers, output and exit codes.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

work=$(mktemp -d)
host=
end() {
    if [ -n "$host" ]; then kill "$host" 2>/dev/null && wait "$host" || true; fi
    rm -rf "$work"
}
trap end EXIT
export Functron__DataDirectory="$work/data"
# High, and this shell's own: the port of a Functron that someone works with must not be taken for the tested one.
url=http://localhost:$((20000 + $$ % 10000))
bad=0

# expect WORDS EXIT-CODE EXPECTED-STDOUT-FILE FOLDER [OPTION...]
expect() {
    local words=$1 code=$2 stdout=$3 status=0
    shift 3
    ./run.sh "$@" --url "$url" >"$work/out" 2>"$work/err" || status=$?
    if [ $status = "$code" ] && cmp -s "$work/out" "$stdout"; then
        echo "ok - $words"
    else
        echo "not ok - $words (exit code $status; its stderr follows)"
        cat "$work/err"
        bad=1
    fi
}

# function_of NAME DOCKERFILE: a folder that holds nothing else.
function_of() {
    mkdir -p "$work/$1"
    printf '%b' "$2" >"$work/$1/Dockerfile"
    echo "$work/$1"
}

printf '' >"$work/nothing"
printf '\377\376\0no newline' >"$work/bytes"

# The first call starts a Functron for itself and ends it again; the others find one.
expect "hello-python prints its greeting, with a Functron for this one call" 0 examples/hello-python/expected-output.txt examples/hello-python
./run.sh --urls "$url" </dev/null >"$work/host.log" 2>&1 &
host=$!
for _ in $(seq 600); do
    if (exec 3<>"/dev/tcp/127.0.0.1/${url##*:}") 2>/dev/null; then break; fi
    sleep 0.1
done
expect "stdin-filter filters its sample" 0 examples/stdin-filter/expected-output.csv examples/stdin-filter --stdin examples/stdin-filter/customers.csv
expect "bytes come back as they went in" 0 "$work/bytes" "$(function_of echo 'FROM busybox\nCMD cat\n')" --stdin "$work/bytes"
expect "the function's exit code is the command's" 3 "$work/nothing" "$(function_of three 'FROM busybox\nCMD exit 3\n')"
expect "a function past its timeout ends with 124" 124 "$work/nothing" "$(function_of sleeper 'FROM busybox\nCMD sleep 60\n')" --timeout 1
expect "a failed build ends with 125" 125 "$work/nothing" "$(function_of broken 'FROM busybox\nRUN false\nCMD true\n')"
expect "a refused request ends with 65" 65 "$work/nothing" "$(function_of adds 'FROM busybox\nADD a b\nCMD true\n')"
exit $bad
