# Sourced by test.sh, whose $work, $passed and $failed it uses.

# filter_of PART...: a VSTest filter for tests whose full names contain every non-empty part, but those that need the stand-in
# for the Functions host.
filter_of() {
    local part filter='Host!=Functions'
    for part in "$@"; do
        if [ -n "$part" ]; then filter="$filter&FullyQualifiedName~$part"; fi
    done
    echo "$filter"
}

# run_tests NAME FILTER COMMAND...: runs the command with a result file and adds its counts to the sum.
run_tests() {
    local name=$1 filter=$2 status=0
    shift 2
    set_options "$name"
    if [ -n "$filter" ]; then options+=(--filter "$filter"); fi
    "$@" "${options[@]}" </dev/null || status=$?
    count "$work/results/$name.trx" "$status"
}

# set_options NAME: in $options, those of a run of tests with this result file.
set_options() {
    options=(--logger "trx;LogFileName=$1.trx" --logger "console;verbosity=minimal" --results-directory "$work/results")
    # A test that hangs in spite of its own limit ends the run instead of holding it up.
    options+=(--blame-hang-timeout 10m --blame-hang-dump-type none)
}

# Skipped tests count nowhere, but are named.
count() {
    local trx=$1 status=$2 bad=0 good=0 name
    if [ -r "$trx" ]; then
        good=$(counter passed "$trx")
        for name in failed error timeout aborted; do bad=$((bad + $(counter "$name" "$trx"))); done
        # What a fixture finds when its tests are done (a leak, say) is no test of its own, and fails the run all the same.
        bad=$((bad + $(grep -c 'Cleanup Failure (' "$trx" || true)))
        failures_of "$trx" >>"$work/failures"
        sed -n 's/.*<UnitTestResult .*outcome="NotExecuted".*/&/p' "$trx" | sed 's/.*testName="\([^"]*\)".*/skipped: \1/'
    fi
    if [ "$status" != 0 ] && [ $bad = 0 ]; then
        echo "the test run ended with $status and names no failed test: it broke off"
        bad=1
    elif [ ! -r "$trx" ]; then
        echo "no test ran"
        bad=1
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
}

# Each failed test, with its message and the first lines of its trace.
failures_of() {
    awk '
        /<UnitTestResult / && /outcome="(Failed|Error|Timeout|Aborted)"/ { name = $0; sub(/.*testName="/, "", name); sub(/".*/, "", name); print "not ok - " name }
        /<\/UnitTestResult>/ { name = ""; inside = 0 }
        name != "" && /<(Message|StackTrace)>/ { inside = 1; lines = 0 }
        inside && lines++ < 25 { text = $0; gsub(/<[^>]*>/, "", text); print "    " text }
        /<\/(Message|StackTrace)>/ { inside = 0 }
        /Cleanup Failure \(/ { print }' "$1" | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#xD;//g; s/&#xA;/ /g; s/&amp;/\&/g'
}

counter() { sed -n "s/.*<Counters .*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" | sed -n 1p | grep . || echo 0; }

# run_checks COMMAND...: a command that writes "ok - ..." or "not ok - ..." for each of its checks.
run_checks() {
    local status=0
    "$@" </dev/null | tee "$work/checks" || status=$?
    local good bad
    good=$(grep -c '^ok - ' "$work/checks" || true)
    bad=$(grep -c '^not ok - ' "$work/checks" || true)
    grep '^not ok - ' "$work/checks" >>"$work/failures" || true
    if [ $status != 0 ] && [ "$bad" = 0 ]; then
        bad=1
        echo "not ok - $1 ended with $status, and no check of it says why" | tee -a "$work/failures"
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
}

# The last line, alone, whatever happened before.
print_sum() { printf '\n%s passed, %s failed\n' "$1" "$2"; }

finish() {
    finished=yes
    # Once more at the end: of a long output, the end is what people are shown.
    if [ -s "$work/failures" ]; then
        printf '\n== what failed\n'
        cat "$work/failures"
    fi
    clean_up
    print_sum "$passed" "$failed"
    if [ "$failed" = 0 ] && [ "$passed" -gt 0 ]; then exit 0; else exit 1; fi
}
