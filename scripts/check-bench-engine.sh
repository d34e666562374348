#!/usr/bin/env bash
# Checks ./bench.sh engine in its quick form: every row has its numbers, and nothing is left, also when it is broken off.
# How fast anything is, it does not judge.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# expect WORDS COMMAND...
expect() {
    local words=$1
    shift
    if "$@"; then echo "ok - $words"; else echo "not ok - $words" && bad=1; fi
}

# has ROW AT_ONCE: it stands in the table, with its rate, median and p99.
has() { grep -Eq "^\| $1 +\| +$2 \|( +[0-9]+\.[0-9]+ \|){3}\$" "$work/out"; }

# says WORDS UNIT: a line of its own, with a number.
says() { grep -Eq "^$1 = [0-9,]+(\.[0-9]+)?$2" "$work/out"; }

nothing_left() { ! ls -d "$work"/functron-bench-* >/dev/null 2>&1; }

break_off() {
    local bench status=0
    env TMPDIR="$work" ./bench.sh engine --quick >"$work/broken" 2>"$work/words" &
    bench=$!
    within 600 bash -c 'until grep -q "shapes, round" "$0"; do sleep 0.1; done' "$work/words" && kill -TERM $bench
    wait $bench || status=$?
    [ "$status" != 0 ] && grep -q 'functron: broken off' "$work/words" && [ ! -s "$work/broken" ]
}

expect "the bench of the engine runs" env TMPDIR="$work" ./bench.sh engine --quick >"$work/out"
cat "$work/out"
expect "bare SQLite commit" has "bare SQLite commit" 1
for shape in "Functron's shape" "chain of 10" "fan-out of 100"; do
    for at_once in 1 64; do expect "$shape, $at_once at once" has "$shape" $at_once; done
done
expect "one instance alone" says "Functron's shape, one instance alone" " ms \(to reach: "
expect "its ratio to the bare commit" says "one instance alone / bare commit" " \(to reach: "
expect "64 at once" says "Functron's shape, 64 at once" " instances/s \(to reach: "
expect "database per ended instance" says "Functron's shape, database per ended instance" " bytes"
expect "with few stored instances" says "64 at once, with 1,000 stored" " instances/s"
expect "with many stored instances" says "64 at once, with 2,000 stored" " instances/s"
expect "many / few" says "with 2,000 stored / with 1,000" " \(to reach: "
expect "restart" says "restart with 1,000 waiting and 3,200 ended, process start to engine started" " s"
expect "restart to an event answered" says "restart with 1,000 waiting and 3,200 ended, process start to an event answered" " s \(to reach: "
expect "CPU when idle" says "CPU in 1 idle seconds with 1,000 waiting" " s \(to reach: "
expect "nothing of the bench is left on the disk" nothing_left
expect "broken off, it says so" break_off
expect "and leaves nothing on the disk either" nothing_left
exit $bad
