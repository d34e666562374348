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

# example FOLDER: its README's command, word for word but for the service's address, gives what the README says.
example() {
    local folder=${1%/} readme=${1%/}/README.md command code status=0 wrong= line
    command=$(grep -m 1 -E "^([^#\`]* )?\./run\.sh $folder( |\$)" "$readme" 2>/dev/null || true)
    code=$(grep -m 1 -o 'ends with exit code [0-9]*' "$readme" 2>/dev/null | grep -o '[0-9]*$' || true)
    if [ -z "$command" ] || [ -z "$code" ] || ! ls "$folder"/expected-output.* >/dev/null 2>&1; then
        wrong="it lacks a README.md with its command and exit code, or its expected output"
    else
        bash -o pipefail -c "${command/.\/run.sh $folder/./run.sh $folder --url $url}" </dev/null >"$work/out" 2>"$work/err" || status=$?
        if [ $status != "$code" ]; then wrong="exit code $status"; fi
        cmp -s "$work/out" "$folder"/expected-output.* || wrong="${wrong:+$wrong, }another output"
        # Standard error also has progress and what the builder says: only the lines that matter are expected.
        for line in expected-output expected-error; do
            if [ -r "$folder/$line.txt" ] && grep -Fxvq -f "$readme" "$folder/$line.txt"; then
                wrong="${wrong:+$wrong, }$line.txt is not what its README shows"
            fi
        done
        while IFS= read -r line; do
            grep -Fxq -e "$line" "$work/err" || wrong="${wrong:+$wrong, }not on stderr: $line"
        done < <(cat "$folder"/expected-error.txt 2>/dev/null)
    fi
    if [ -z "$wrong" ]; then
        echo "ok - $folder does as its README says"
    else
        echo "not ok - $folder: $wrong (its stderr follows)"
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
for _ in $(seq 1800); do
    if (exec 3<>"/dev/tcp/127.0.0.1/${url##*:}") 2>/dev/null; then break; fi
    sleep 0.1
done
for folder in examples/*/; do example "$folder"; done
expect "bytes come back as they went in" 0 "$work/bytes" "$(function_of echo 'FROM busybox\nCMD cat\n')" --stdin "$work/bytes"
expect "the function's exit code is the command's" 3 "$work/nothing" "$(function_of three 'FROM busybox\nCMD exit 3\n')"
expect "a refused request ends with 65" 65 "$work/nothing" "$(function_of adds 'FROM busybox\nADD a b\nCMD true\n')"
exit $bad
