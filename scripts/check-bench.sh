#!/usr/bin/env bash
# Checks ./bench.sh with two rounds: every row has its numbers, and nothing is left. How fast anything is, it does not judge.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
. scripts/docker-client.sh

docker=$(docker_client)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# The bench's own and, because its function is named "bench", its Functrons' too.
on_engine() { { "$docker" ps --all --format '{{.Names}}' && "$docker" images --format '{{.Repository}}'; } | grep '^functron-bench' | sort || true; }

# expect WORDS COMMAND...
expect() {
    local words=$1
    shift
    if "$@"; then echo "ok - $words"; else echo "not ok - $words" && bad=1; fi
}

# has ROW COUNT: it stands in the table, with that many numbers.
has() { grep -Eq "^\| $1 +\|( +-?[0-9]+\.[0-9] \|){$2}\$" "$work/out"; }
nothing_new() { [ -z "$(comm -13 "$work/before" <(on_engine))" ] && ! ls -d "$work"/functron-bench-* >/dev/null 2>&1; }

on_engine >"$work/before"
expect "the bench runs" env TMPDIR="$work" ./bench.sh --rounds 2 >"$work/out"
cat "$work/out"
paths=engine
if ! grep -q '^the launcher path is left out: ' "$work/out"; then paths="launcher engine"; fi
for path in $paths; do
    expect "$path path: request to answer" has "request to answer, $path path" 3
    expect "$path path: started to answer" has "started to answer, $path path" 3
    expect "$path path: its phases" has "$path" 6
    expect "$path path: its ratio" grep -Eq "^$path path / .* = [0-9]+\.[0-9]{2}" "$work/out"
done
expect "docker run" has "docker run --rm -i, whole command" 3
expect "the build call" has "build call" 3
expect "docker run, from its start" has "started to returned, docker run" 3
expect "nothing of the bench is left on engine and disk" nothing_new
exit $bad
