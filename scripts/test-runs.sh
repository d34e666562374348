# Sourced by test.sh, whose $work and $results it uses. tools/test-results adds up what is written to $results.

step() { printf '\n== %s (after %d min)\n' "$*" $((SECONDS / 60)); }

assembly_of() { echo "Functron.Tests/$1/bin/Debug/net10.0/Functron.Tests.$1.dll"; }

assemblies_of() { local name; for name; do assembly_of "$name"; done; }

# filter_of PART...: a VSTest filter for tests whose full names contain every part, but those that need the stand-in for the Functions host.
filter_of() {
    local part filter='Host!=Functions'
    for part in "$@"; do filter="$filter&FullyQualifiedName~$part"; done
    echo "$filter"
}

# run_tests NAME FILTER COMMAND...: runs the tests on the engine of this lane, with a result file.
run_tests() {
    local name=$1 filter=$2 status=0 options
    shift 2
    # A test that hangs in spite of its own limit ends the run instead of holding it up. A fixture may build images for longer than a test.
    options=(--logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --results-directory "$results"
        --blame-hang-timeout 20m --blame-hang-dump-type none --filter "$filter")
    "${on_engine[@]}" "$@" "${options[@]}" </dev/null &
    testing=$!
    wait "$testing" || status=$?
    testing=
    echo "$status" >"$results/$name.status"
}

# check WORDS COMMAND...: counted only when it fails, so that the sum stays that of the tests.
check() {
    local words=$1
    shift
    step "$words"
    if "$@" </dev/null; then echo "ok"; else not_ok "$words"; fi
}

not_ok() { echo "FAILED: $1" && echo "$1" >>"$results/failures.txt"; }

# What is ours on the engine, and everything else that a leak could be; names, so that a person can look.
list_engine() {
    "$docker" ps --all --no-trunc --format 'container {{.ID}} {{.Names}} {{.Labels}}'
    "$docker" images --no-trunc --format 'image {{.ID}} {{.Repository}}:{{.Tag}}'
    "$docker" images --all --no-trunc --filter label=functron.instance --format 'image {{.ID}} of functron'
    "$docker" volume ls --format 'volume {{.Name}} {{.Labels}}'
    "$docker" network ls --no-trunc --format 'network {{.ID}} {{.Name}}'
}

nothing_left() {
    list_engine | sort >"$work/after"
    comm -13 "$work/before" "$work/after" >"$work/new"
    if grep functron "$work/new"; then
        # Whose it is: a test's function name, or the launcher's trial.
        sed -n 's/^image \(sha256:[^ ]*\) of functron$/\1/p' "$work/new" |
            xargs --no-run-if-empty "$docker" inspect \
                --format '{{.Id}} of {{.Created}}: {{json .RepoTags}} {{json .Config.Labels}} {{json .ContainerConfig.Cmd}}'
        return 1
    fi
    if [ -s "$work/new" ]; then
        echo "new on the engine meanwhile, but without our name or label:"
        cat "$work/new"
    fi
    echo "docker ps --all has nothing of ours"
}

# The last thing that is printed, whatever happened before, is the sum.
finish() {
    local status=0 sum tool=tools/test-results/bin/Debug/net10.0/test-results.dll
    trap - EXIT
    end_testing
    break_off_lanes
    end_azurite_of_tests
    remove_member
    if [ -r "$tool" ]; then sum=$(dotnet "$tool" "$results") || status=$?; else status=1 && sum='0 passed, 1 failed'; fi
    rm -rf "$work"
    printf '%s\n' "${sum:-0 passed, 1 failed}"
    exit $status
}
