#!/usr/bin/env bash
# ./test.sh [SUBJECT | FILTER | --all]: sets up what the tests need, builds and runs them.
#   SUBJECT   a folder of Functron.Tests (Requests, Durable, Execution, ...): that project alone
#   FILTER    the tests of all projects whose full name contains it
#   --all     everything, and the whole of the longest matrices
# Without an argument: everything, and a fifth of the longest matrices, another one each time.
# The last line is "N passed, N failed"; ends with 0 only when something passed and nothing failed.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh
. scripts/dotnet.sh
. scripts/engine-ping.sh
. scripts/docker-client.sh
. scripts/second-engine.sh
. scripts/test-runs.sh
. scripts/test-lanes.sh
. scripts/test-as-member.sh
. scripts/test-on-functions-host.sh

all_subjects=(Requests Payloads Execution Durable Hosting FunctionApp EndToEnd Repository Tools Commands)
without_engine=(Requests Payloads Durable Hosting FunctionApp Repository Tools)

subject=
filter=${1:-}
for name in "${all_subjects[@]}"; do if [ "$filter" = "$name" ]; then subject=$name && filter=; fi; done
if [ "$filter" = --all ]; then
    filter=
    unset FUNCTRON_TEST_SAMPLE
elif [ -z "$filter$subject" ]; then
    export FUNCTRON_TEST_SAMPLE=${FUNCTRON_TEST_SAMPLE:-$RANDOM}
fi
# No build server may outlive the tests: it would hold the caller's pipes open. What .NET measures to compile better later costs the
# many short processes more than it gives them.
export MSBUILDDISABLENODEREUSE=1 DOTNET_TieredPGO=0

# Not under TMPDIR: another user has to reach it.
work=$(mktemp -d /tmp/functron-tests-XXXXXX)
results=$work/results
mkdir "$results"
published_app=$work/app
chmod 755 "$work"
trap 'not_ok "the run was broken off"; finish' EXIT

set_up() {
    step "set-up"
    dotnet_ready
    if [[ " ${without_engine[*]} " != *" $subject "* ]]; then
        scripts/engine.sh
        scripts/base-images.sh
        docker=$(docker_client)
        echo "engine at $(engine_endpoint), .NET SDK $(dotnet --version)"
    fi
    if [ "$subject" = Commands ] || [ -z "$subject$filter" ]; then
        scripts/test-tools.sh
        scripts/base-images.sh --if-possible mcr.microsoft.com/dotnet/{sdk,aspnet}:10.0 \
            mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0
    fi
    case $subject in
        '' | Payloads | EndToEnd)
            # Without it the tests that need it fail, and say so.
            FUNCTRON_AZURITE=$(scripts/azurite.sh) || true
            export FUNCTRON_AZURITE ;;
    esac
}

build_tests() {
    check "build" dotnet build "$1" -p:SkipFunctionsExtensions=true --nologo -v quiet
    if [ -s "$results/failures.txt" ]; then finish; fi
}

test_subject() {
    build_tests "Functron.Tests/$subject"
    check "build of the tool that adds up" dotnet build tools/test-results --nologo -v quiet
    step "tests"
    # A change runs its subject in under a minute; the whole run looks longer.
    export FUNCTRON_FUZZ_SECONDS=${FUNCTRON_FUZZ_SECONDS:-3}
    run_tests "$subject" "$(filter_of)" dotnet test "$(assembly_of "$subject")"
}

test_filtered() {
    build_tests Functron.sln
    step "tests"
    run_tests all "$(filter_of "$filter")" dotnet test $(assemblies_of "${all_subjects[@]}")
    test_as_member "$(filter_of EndToEnd "$filter")"
    if [[ FunctionsWorkerTests == *"$filter"* ]]; then test_on_functions_host; fi
}

test_everything() {
    list_engine | sort >"$work/before"
    build_tests Functron.sln
    if [ -n "${FUNCTRON_TEST_SAMPLE:-}" ]; then
        echo "of the longest matrices a fifth: FUNCTRON_TEST_SAMPLE=$FUNCTRON_TEST_SAMPLE runs the same one again, --all the whole"
    fi
    begin_lane publish publish_app
    begin_lane without-engine test_without_engine
    begin_own_engine_lane faults test_faults
    begin_own_engine_lane execution test_execution
    begin_own_engine_lane functions test_on_functions_host

    step "end to end"
    run_tests end-to-end "$(filter_of)&Engine!=Own" dotnet test "$(assembly_of EndToEnd)"
    # Of all of them what rights may decide: sockets, files and the launcher. What is sent and answered, how much at a time and through
    # which engine is tested above.
    test_as_member "$(filter_of EndToEnd)&Engine!=Own$(printf '&FullyQualifiedName!~%s' \
        Wire OnTheEnginePath LoadTests QueueTests EngineAwayTests AdmissionTests HalfSentBodies FullQueue UntakenAnswers Payloads)"
    step "commands"
    wait_for_app
    run_tests commands "$(filter_of)&Engine!=None" env FUNCTRON_TEST_PUBLISHED_APP="$published_app" dotnet test "$(assembly_of Commands)"
    end_lanes
    check "nothing left on the engine" nothing_left
}

# The lanes. None of them takes much longer than the others.
test_without_engine() {
    # The tests on the Functions host begin when this is over, however it ends: more lanes at a time only make each test wait longer.
    trap 'touch "$work/without-engine"' EXIT
    # The build has looked at what is compiled; this looks at all files.
    check "formatting" dotnet format whitespace . --folder --verify-no-changes
    run_tests without-engine "$(filter_of)" dotnet test $(assemblies_of "${without_engine[@]}")
    run_tests commands-without-engine "$(filter_of)&Engine=None" dotnet test "$(assembly_of Commands)"
}

test_faults() {
    run_tests faults "$(filter_of)&Engine=Own&(FullyQualifiedName~.Faults.|FullyQualifiedName~RefusedStart)" \
        dotnet test $(assemblies_of EndToEnd Execution)
}

test_execution() {
    run_tests execution "$(filter_of)&FullyQualifiedName!~RefusedStart" dotnet test "$(assembly_of Execution)"
    run_tests own-engine "$(filter_of)&Engine=Own&FullyQualifiedName!~.Faults." dotnet test "$(assembly_of EndToEnd)"
}

set_up
if [ -n "$subject" ]; then
    test_subject
elif [ -n "$filter" ]; then
    test_filtered
else
    test_everything
fi
finish
