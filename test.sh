#!/usr/bin/env bash
# ./test.sh [--all | FILTER]: sets up an engine and base images, builds, checks formatting and runs every test (or those whose
# full name contains FILTER). Of the longest matrices it runs a third, another one each time; --all and a filter run them whole.
# The last line is "N passed, N failed"; ends with 0 only when nothing failed.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh
. scripts/dotnet.sh
. scripts/engine-ping.sh
. scripts/docker-client.sh
. scripts/test-as-member.sh
. scripts/test-on-functions-host.sh
. scripts/test-results.sh
. scripts/second-engine.sh
. scripts/test-beside.sh

filter=${1:-}
if [ "$filter" = --all ]; then
    filter=
    unset FUNCTRON_TEST_SAMPLE
elif [ -z "$filter" ]; then
    export FUNCTRON_TEST_SAMPLE=${FUNCTRON_TEST_SAMPLE:-$RANDOM}
fi
tests=Functron.Tests/bin/Debug/net10.0
passed=0
failed=0
finished=
# No build server may outlive the tests: it would hold the caller's pipes open.
export MSBUILDDISABLENODEREUSE=1

# Not under TMPDIR: another user has to reach it.
work=$(mktemp -d /tmp/functron-tests-XXXXXX)
clean_up() {
    remove_member
    end_azurite_of_tests
    break_off_beside
    rm -rf "$work"
    # Broken off: the last line has its form all the same.
    if [ -z "$finished" ]; then print_sum "$passed" $((failed + 1)); fi
}
trap clean_up EXIT
chmod 755 "$work"

step() { printf '\n== %s (after %d min)\n' "$*" $((SECONDS / 60)); }

# check WORDS COMMAND...: counted only when it fails, so that the sum stays that of the tests.
check() {
    local words=$1
    shift
    step "$words"
    if "$@" </dev/null; then
        echo "ok"
    else
        echo "FAILED: $words"
        echo "not ok - $words" >>"$work/failures"
        failed=$((failed + 1))
    fi
}

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
            xargs --no-run-if-empty "$docker" inspect --format '{{.Id}} of {{.Created}}: {{json .RepoTags}} {{json .Config.Labels}} {{json .ContainerConfig.Cmd}}'
        return 1
    fi
    if [ -s "$work/new" ]; then
        echo "new on the engine meanwhile, but without our name or label:"
        cat "$work/new"
    fi
    echo "docker ps --all has nothing of ours"
}

step "set-up"
dotnet_ready
scripts/engine.sh
scripts/base-images.sh
if [ -z "$filter" ]; then scripts/base-images.sh --if-possible mcr.microsoft.com/dotnet/{sdk,aspnet}:10.0 mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0; fi
docker=$(docker_client)
list_engine | sort >"$work/before"
echo "engine at $(engine_endpoint), .NET SDK $(dotnet --version)"

check "build" dotnet build Functron.sln -p:SkipFunctionsExtensions=true --nologo -v quiet
if [ $failed != 0 ]; then finish; fi
# The build has looked at what is compiled; this looks at all files, those of no solution too.
if [ -z "$filter" ]; then check "formatting" dotnet format whitespace . --folder --verify-no-changes; fi

step "tests"
if [ -n "${FUNCTRON_TEST_SAMPLE:-}" ]; then echo "of the longest matrices a third: FUNCTRON_TEST_SAMPLE=$FUNCTRON_TEST_SAMPLE runs the same one again, --all the whole"; fi
# Without it the tests that need it fail, and say so.
FUNCTRON_AZURITE=$(scripts/azurite.sh) || true
export FUNCTRON_AZURITE
here=$(filter_of "$filter")
if [ -z "$filter" ] && can_test_beside; then
    # Two halves, which take about as long.
    if begin_beside faults "$(filter_of)&Engine=Own&(FullyQualifiedName~.Faults.|FullyQualifiedName~RefusedStart)"; then
        here+='&(Engine!=Own|(FullyQualifiedName!~.Faults.&FullyQualifiedName!~RefusedStart))'
    fi
    if begin_beside engine "$(filter_of)&Engine=Own&FullyQualifiedName!~.Faults.&FullyQualifiedName!~RefusedStart"; then
        here+='&(Engine!=Own|FullyQualifiedName~.Faults.|FullyQualifiedName~RefusedStart)'
    fi
fi
run_tests all "$here" dotnet test "$tests/Functron.Tests.dll"

step "end to end, as an ordinary member of the socket's group"
member_filter=$(filter_of EndToEnd "$filter")
# Of all of them what rights may decide: sockets, files and the launcher. What is sent and answered, how much at a time and through
# which engine was tested above.
if [ -z "$filter" ]; then member_filter+=$(printf '&FullyQualifiedName!~%s' Wire OnTheEnginePath LoadTests QueueTests EngineAwayTests AdmissionTests); fi
test_as_member "$member_filter"

if [ -z "$filter" ] || [[ FunctionsWorkerTests == *"$filter"* ]]; then
    step "end to end, as an isolated worker below a stand-in for the Functions host"
    # What a host could spoil: answers, endings, cancels and waits on one of the two paths, and the deaths of host and worker.
    test_on_functions_host "Host!=Embedded&(FullyQualifiedName~FunctionsWorkerTests$(
        if [ -z "$filter" ]; then printf '|FullyQualifiedName~%s' ExecOnTheLauncherPath WireResponseOnTheLauncherPath EndToEnd.InvocationTests SyncWaitTests; fi))"
fi

if [ -z "$filter" ]; then
    step "commands"
    run_checks scripts/check-launcher.sh
    run_checks scripts/check-engine-stop.sh
    run_checks scripts/check-python.sh
    run_checks scripts/check-func.sh
    run_checks scripts/check-publish.sh
    run_checks scripts/check-container.sh
fi

if [ ${#beside_names[@]} != 0 ]; then
    step "the tests with an engine of their own, begun above"
    end_beside
fi

check "nothing left on the engine" nothing_left
finish
