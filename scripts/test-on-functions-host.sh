# Sourced by test.sh. The app as an isolated worker, with the worker's real packages and the real durable extension on Azurite;
# only the Functions host between them is a stand-in.

azurite_of_tests=

# publish_app: once for all steps that need it.
publish_app() {
    local status=0
    # Whoever waits for it goes on, however this ends.
    trap 'touch "$work/published"' EXIT
    dotnet publish Functron.FunctionApp -c Release --nologo -v quiet -p:NuGetAudit=false -o "$published_app" </dev/null || status=$?
    return $status
}

wait_for_app() { wait_for_lane published; }

# wait_for_lane FILE: a lane that was killed makes no file, so the wait has an end: what needs the lane then fails in its own words.
wait_for_lane() { until_ok 1800 test -e "$work/$1" || say "the lane that makes $1 did not end within 30 minutes"; }

# test_on_functions_host: runs some of the built tests once more below the stand-in.
test_on_functions_host() {
    local status=0 tests=
    step "end to end, as an isolated worker below a stand-in for the Functions host"
    if [ -z "$filter" ]; then
        wait_for_app
        wait_for_lane without-engine
    fi
    scripts/functions-host.sh "$work/functions-host" "$published_app" || status=$?
    if [ $status = 69 ]; then
        echo "left out: Microsoft's packages cannot be restored here"
        return 0
    fi
    if [ $status != 0 ] || ! start_azurite_of_tests; then
        not_ok "the stand-in for the Functions host"
        return 0
    fi
    # What a host could spoil: answers, endings, cancels and waits on one of the two paths, and the deaths of host and worker.
    if [ -z "$filter" ]; then
        tests=$(printf '|FullyQualifiedName~%s' ExecOnTheLauncherPath WireResponseOnTheLauncherPath EndToEnd.InvocationTests SyncWaitTests)
    fi
    run_tests functions "Host!=Embedded&(FullyQualifiedName~FunctionsWorkerTests$tests)" \
        env FUNCTRON_TEST_NETWORK=host AzureWebJobsStorage="$storage_of_tests" FUNCTRON_TEST_APP="$published_app" \
        FUNCTRON_TEST_HOST="$work/functions-host/Functron.Tests.FunctionsHost.dll" dotnet test "$(assembly_of EndToEnd)"
    end_azurite_of_tests
}

# In $storage_of_tests, how it is reached; with a key of its own, in memory, and for half an hour at the longest.
start_azurite_of_tests() {
    local entry key port
    # Of the package's programs, the one with queues and tables beside the blobs.
    entry=$(dirname "$(dirname "$FUNCTRON_AZURITE")")/azurite.js
    key=$(head -c 32 /dev/urandom | base64)
    port=$(free_ports) || return 1
    AZURITE_ACCOUNTS="tests:$key" "${on_engine[@]}" timeout 1800 node "$entry" --silent --skipApiVersionCheck \
        --disableTelemetry --inMemoryPersistence --blobPort "$port" --queuePort $((port + 1)) --tablePort $((port + 2)) \
        >"$work/azurite.log" 2>&1 </dev/null &
    azurite_of_tests=$!
    storage_of_tests="DefaultEndpointsProtocol=http;AccountName=tests;AccountKey=$key;BlobEndpoint=http://127.0.0.1:$port/tests"
    storage_of_tests+=";QueueEndpoint=http://127.0.0.1:$((port + 1))/tests;TableEndpoint=http://127.0.0.1:$((port + 2))/tests"
    for _ in $(seq 300); do
        if [ "$(grep -c 'successfully listening' "$work/azurite.log")" = 3 ]; then return 0; fi
        sleep 0.1
    done
    tail -n 20 "$work/azurite.log"
    return 1
}

end_azurite_of_tests() {
    if [ -n "$azurite_of_tests" ]; then kill "$azurite_of_tests" 2>/dev/null && wait "$azurite_of_tests" 2>/dev/null || true; fi
    azurite_of_tests=
}

# The first of three in a row, below those that Linux gives to clients.
free_ports() {
    local port
    for _ in $(seq 50); do
        port=$((21000 + RANDOM % 9000))
        if ! listens $port && ! listens $((port + 1)) && ! listens $((port + 2)); then
            echo $port
            return 0
        fi
    done
    return 1
}
