#!/usr/bin/env bash
# Checks the image that the Dockerfile makes: how it runs, what a client sees of it, and what --sweep-all removes; and of the
# isolated worker's, which needs a Functions host to run, what is in it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
. scripts/dotnet.sh
. scripts/engine-ping.sh
. scripts/docker-client.sh
. scripts/second-engine.sh

name=functron-check-$$
image=$name:latest
isolated=$name-isolated
functions_image=mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0
data=/tmp/$name
kept=/var/lib/$name
log=$(mktemp)
bad=0
dotnet_ready
docker=$(docker_client)
socket=$(engine_endpoint)
socket=${socket#unix://}

end() {
    "$docker" rm --force --volumes "$name" "$name-kept" "$name-first" "$name-second" "$name-third" >/dev/null 2>&1 || true
    remove_own "$data"
    remove_own "$kept"
    end_second_engine
    # As a container's root: the files belong to the image's user.
    "$docker" run --rm --volume /tmp:/host --volume /var/lib:/lib busybox sh -c "rm -rf /host/$name /host/$name-* /lib/$name" || true
    "$docker" rmi "$image" "$name-build" "$isolated" "$name-other" >/dev/null 2>&1 || true
    rm -f "$log"
}
trap end EXIT

# remove_own DATA: what calls leave when this is broken off; their installation's id goes with the data.
remove_own() {
    local id left
    id=$("$docker" run --rm --volume "$1:$1" busybox cat "$1/payloads/content/installation" 2>/dev/null) || return 0
    for left in $("$docker" ps --all --quiet --filter "label=functron.installation=$id"); do "$docker" rm --force --volumes "$left" >/dev/null || true; done
    for left in $("$docker" images --quiet --filter "label=functron.installation=$id"); do "$docker" rmi --force "$left" >/dev/null || true; done
}

ok() { echo "ok - $1"; }
not_ok() { echo "not ok - $1 (${2:-})" && bad=1; }

# expect WORDS COMMAND...: the command ends with 0.
expect() {
    local words=$1
    shift
    if "$@" >"$log" 2>&1; then ok "$words"; else not_ok "$words" "$(tail -n 20 "$log")"; fi
}

# is WORDS EXPECTED ACTUAL
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected '$2', got '$3'"; fi; }

# start NAME SOCKET DATA ARGUMENT...: as the README has it, but on a port that is free, with its address in $url; $policy says
# when the engine starts it again.
policy=no
start() {
    local container=$1 socket=$2 data=$3
    shift 3
    "$docker" run --detach --tty --name "$container" --restart "$policy" --volume "$socket:/var/run/docker.sock" --volume "$data:$data" \
        --env Functron__DataDirectory="$data" --publish 127.0.0.1::8081 "$image" "$@" >/dev/null
    find_out_url "$container"
    if ! until_ok 180 answers; then "$docker" logs "$container" >&2 && return 1; fi
}

find_out_url() { url=http://$("$docker" port "$1" 8081/tcp | sed -n 1p); }

answers() { (exec 3<>"/dev/tcp/127.0.0.1/${url##*:}" && printf 'GET /v1/ping HTTP/1.0\r\n\r\n' >&3 && grep -q ' 200 ' <&3); }

health() { "$docker" inspect --format '{{.State.Health.Status}}' "$1"; }
is_healthy() { [ "$(health "$1")" = healthy ]; }

# post ROUTE JSON: the answer, with its head.
post() {
    exec 3<>"/dev/tcp/127.0.0.1/${url##*:}"
    printf 'POST %s HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %s\r\n%s\r\n%s' "$1" "${#2}" "${3:-}" "$2" >&3
    cat <&3
    exec 3>&-
}

get() {
    exec 3<>"/dev/tcp/127.0.0.1/${url##*:}"
    printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
    cat <&3
    exec 3>&-
}

hello='{"FnName":"hello","DockerFile":"FROM busybox\nCMD cat","Stdin":"Hello!","Timeout":30}'
is_refused() { [[ ${1%%$'\n'*} == *' 403 '* ]]; }
is_hello() { [[ $1 == *' 200 '*'"CmdOut":"SGVsbG8h"'* ]]; }

check_image() {
    expect "the image is built" build_image
    if [ $bad != 0 ]; then return; fi
    local words status=0
    words=$("$docker" run --rm "$image" 2>&1) || status=$?
    is "without a socket it does not start" 78 "$status"
    expect "and says what to add" grep -q -- '-v /var/run/docker.sock:/var/run/docker.sock' <<<"$words"

    check_foreign_data
    # What stays of one that was killed.
    in_data 'touch .health-0 .write-test-0'
    start "$name" "$socket" "$data" --Functron:MaxConcurrentRuns=3
    expect "a call is answered" is_hello "$(post /v1/exec "$hello")"
    expect "by the launcher" grep -q '"path":"launcher"' <<<"$(get /health)"
    if [ "$(stat -L -c %g "$socket")" != 0 ]; then expect "what else was in its folders stays" in_data 'ls .functron .hidden launcher/notes.txt'; fi
    expect "so is one by a service's name" is_hello "$(post /v1/exec "$hello" $'Host: functron:8081\r\n')"
    expect "a page whose name resolves to the machine is refused" is_refused "$(post /v1/exec "$hello" $'Host: evil.example:8081\r\nOrigin: http://evil.example:8081\r\n')"
    expect "a page of another origin is refused" is_refused "$(post /v1/exec "$hello" $'Origin: http://elsewhere.example\r\n')"
    check_callers
    check_user
    expect "the reference checks pass" env FUNCTRON_TEST_URL="$url" dotnet test Functron.Tests/EndToEnd/bin/Debug/net10.0/Functron.Tests.EndToEnd.dll \
        --filter FullyQualifiedName~ReferenceClientOnTheLauncherPathTests --nologo
    if [ -d python ] && have python3; then
        expect "the Python client's tests pass" env -C python FUNCTRON_URL="$url" python3 -m unittest discover
    fi
    expect "it becomes healthy" until_ok 180 is_healthy "$name"
    expect "it warns of those who may reach it" says "$name" 'Listening on http://.*whoever reaches this port.*docker run -p 127.0.0.1:8081:8081'
    check_end
    check_kept
}

build_image() {
    # The stages by name, so that they can be removed; the last build takes them from the cache. The classic builder makes all
    # of them, and must not need a Functions host.
    "$docker" build --target build --tag "$name-build" . && "$docker" build --tag "$image" . &&
        if is_classic; then "$docker" build --target isolated-worker --tag "$name-other" .; fi
}

is_classic() { [ "${DOCKER_BUILDKIT:-}" != 1 ] && ! "$docker" buildx version >/dev/null 2>&1; }

check_isolated() {
    local words status=0
    if is_classic; then
        words=$("$docker" run --rm "$name-other" 2>&1) || status=$?
        is "the classic builder makes no isolated worker unless it is told to" 78 "$status"
        expect "and what it makes says how" grep -q -- '--build-arg FUNCTIONS_IMAGE' <<<"$words"
    fi
    if ! scripts/base-images.sh "$functions_image"; then
        say "the isolated worker's image is not checked: its base image can neither be pulled nor made here"
        return
    fi
    expect "the isolated worker's image is built" "$docker" build --build-arg FUNCTIONS_IMAGE="$functions_image" --target isolated-worker --tag "$isolated" .
    expect "it has what the Functions host reads" in_isolated 'for file in host.json worker.config.json functions.metadata \
        extensions.json .azurefunctions/function.deps.json Functron.FunctionApp.dll; do [ -s $file ] || { echo "no $file"; exit 1; }; done'
    is "without local settings" "" "$(in_isolated 'find . -name "local.settings*"' 2>&1)"
    is "where the host looks for it, on port 8081, with its log on the console and bodies of 256 MiB" \
        "/home/site/wwwroot http://+:8081 true yes" "$(in_isolated 'echo $AzureWebJobsScriptRoot $ASPNETCORE_URLS \
            $AzureFunctionsJobHost__Logging__Console__IsEnabled $([ $FUNCTIONS_REQUEST_BODY_SIZE_LIMIT -gt 268435456 ] && echo yes)' 2>&1)"
    is "with webhooks there" "localhost:8081" "$(in_isolated 'echo $WEBSITE_HOSTNAME' 2>&1)"
    expect "8081 is its port" grep -q '"8081/tcp"' <<<"$("$docker" inspect --format '{{json .Config.ExposedPorts}}' "$isolated")"
    is "it starts what its base image starts" "$(command_of "$functions_image")" "$(command_of "$isolated")"
    expect "its health check is there" in_isolated 'test -x container/health.sh'
}

command_of() { "$docker" inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' "$1"; }
in_isolated() { within 180 "$docker" run --rm --workdir /home/site/wwwroot --entrypoint sh "$isolated" -c "$1"; }

in_data() { "$docker" run --rm --volume "$data:/host" --workdir /host busybox sh -c "$1"; }

# As root: mounted by mistake, nothing of it may change.
check_foreign_data() {
    if [ "$(stat -L -c %g "$socket")" = 0 ]; then return; fi
    in_data 'touch precious && chmod 755 .'
    refused_first "a directory with other files is refused"
    is "and left as it is" "0:755 0:644" "$(in_data 'stat -c %u:%a . precious' | xargs)"
    in_data 'rm precious && mkdir launcher && touch launcher/notes.txt'
    refused_first "so is one with files in folders of Functron's names"
    is "which stay" "0:644" "$(in_data 'stat -c %u:%a launcher/notes.txt')"
    in_data 'rm -r launcher && chmod 777 .'
    refused_first "and one in which all may write"
    in_data 'chmod 755 . && chown 12345 .'
    refused_first "and one of another user"
    in_data 'chown 0 . && mkdir -p durable launcher && touch durable/durable.db .hidden launcher/notes.txt'
}

# refused_first WORDS
refused_first() {
    local status=0
    within 120 "$docker" run --rm --name "$name-first" --volume "$socket:/var/run/docker.sock" --volume "$data:/tmp/functron" "$image" \
        >/dev/null 2>&1 || status=$?
    is "$1" 78 "$status"
}

# By its own address: a published port has the gateway in between, by which the host's own clients come.
check_callers() {
    local address list
    address=$("$docker" inspect --format '{{.NetworkSettings.IPAddress}}' "$name")
    list=/runtime/webhooks/durabletask/instances
    expect "a function may not call it" ends_with_0 "$(post /v1/exec "{\"FnName\":\"caller\",\"DockerFile\":\"FROM busybox\\nCMD { printf 'GET $list HTTP/1.0\\\\r\\\\n\\\\r\\\\n'; sleep 5; } | nc -w 60 $address 8081 | grep ' 403 '\",\"Timeout\":30}")"
    expect "another container may" "$docker" run --rm busybox sh -c "{ printf 'GET $list HTTP/1.0\r\n\r\n'; sleep 5; } | nc -w 60 $address 8081 | grep ' 200 '"
}

ends_with_0() { grep '"ExitCode":0,' <<<"$1"; }

check_user() {
    local uid
    uid=$("$docker" exec "$name" sh -c 'stat -c %u /proc/1')
    if [ "$(stat -L -c %g "$socket")" = 0 ]; then
        is "it runs as root, as the socket is for root alone" 0 "$uid"
        return
    fi
    is "it does not run as root" 10081 "$uid"
    is "and its data is its own" "10081 10081" "$("$docker" exec "$name" stat -c %u "$data" "$data/durable" | xargs)"
}

check_end() {
    local id started=$SECONDS
    id=$("$docker" exec "$name" cat "$data/payloads/content/installation")
    # What a client was answered is cleaned up a moment later.
    expect "no container or image is left of its calls" until_ok 180 nothing_of "$id"
    started=$SECONDS
    "$docker" stop "$name" >/dev/null
    expect "it stops within 10 s" test $((SECONDS - started)) -lt 10
    is "with exit code 0" 0 "$("$docker" inspect --format '{{.State.ExitCode}}' "$name")"
    expect "without a warning in its log" no_warning "$name"
}

nothing_of() {
    [ -z "$("$docker" ps --all --quiet --filter "label=functron.installation=$1")$("$docker" images --quiet --filter "label=functron.installation=$1")" ]
}

# Others may have what is theirs on the same engine, which a new installation says.
no_warning() { ! "$docker" logs "$1" 2>&1 | grep -v 'of other Functrons\|Listening on http' | grep -E $'(warn|fail|crit)(\e|:)'; }

# The README's line for keeps: the data outlive a reboot, and the engine starts the container again.
check_kept() {
    local answer instance
    policy=unless-stopped start "$name-kept" "$socket" "$kept"
    answer=$(post /v1/exec "$hello")
    expect "with its data in /var/lib a call is answered" is_hello "$answer"
    expect "by the launcher there, too" grep -q '"path":"launcher"' <<<"$(get /health)"
    is "the folder is its own" "$("$docker" exec "$name-kept" stat -c %u /proc/1)" "$("$docker" exec "$name-kept" stat -c %u "$kept")"
    instance=$(grep -o '"InstanceId":"[^"]*"' <<<"$answer" | cut -d '"' -f 4)
    # As a crash, which the engine does not take for its user's wish, as it does 'docker kill'.
    "$docker" run --rm --pid host busybox kill -9 "$("$docker" inspect --format '{{.State.Pid}}' "$name-kept")"
    expect "killed, it comes back by itself" until_ok 180 is_back
    expect "and knows what it answered before" grep -q '"CmdOut":"SGVsbG8h"' <<<"$(get "/v1/invocations/$instance")"
    expect "and answers another call" is_hello "$(post /v1/exec "$hello")"
    expect "and leaves nothing" until_ok 180 nothing_of "$("$docker" exec "$name-kept" cat "$kept/payloads/content/installation")"
    "$docker" rm --force "$name-kept" >/dev/null
}

is_back() { [ "$("$docker" inspect --format '{{.RestartCount}}' "$name-kept")" -gt 0 ] && find_out_url "$name-kept" && answers; }

# On an engine of its own, for another Functron's containers and images are just what --sweep-all removes.
check_sweep() {
    if ! start_second_engine "/tmp/$name-engine" "$name"; then
        say "the sweep of lost installations is not checked"
        return
    fi
    "$docker" save busybox | on_second load >/dev/null
    on_second tag busybox bystander
    on_second run --detach --name bystander bystander sleep 1000 >/dev/null

    start "$name-first" "$second_socket" "$data-first"
    post /v1/invocations '{"FnName":"lost","DockerFile":"FROM busybox\nCMD sleep 1000","Timeout":600}' >/dev/null
    expect "a function runs" until_ok 180 second_has_lost running
    "$docker" kill "$name-first" >/dev/null
    # With its data directory goes all that the installation knew.
    start "$name-second" "$second_socket" "$data-second"
    expect "the next installation warns of what is left" until_ok 120 says "$name-second" 'holds 1 containers and 1 images.*--sweep-all'
    expect "and leaves it alone" second_has_lost running
    "$docker" kill "$name-second" >/dev/null
    start "$name-third" "$second_socket" "$data-third" --sweep-all
    # Its trial of the launcher, at the start, has a container and an image for a moment.
    expect "it knows its way to run functions" until_ok 180 knows_its_way
    is "with --sweep-all the lost container is gone" "bystander" "$(on_second ps --all --format '{{.Names}}')"
    # Without a name are the layers that the builder keeps for the next build.
    is "and its image" "busybox bystander" "$(on_second images --format '{{.Repository}}' | grep -v none | sort | xargs)"
    expect "and what is not Functron's runs on" is_running bystander
    expect "a call is answered after it" is_hello "$(post /v1/exec "$hello")"
}

knows_its_way() { grep -q '"run":{' <<<"$(get /health)"; }
second_has_lost() { [ -n "$(on_second ps --quiet --filter label=functron.fn-name=lost --filter "status=$1")" ]; }
is_running() { [ "$(on_second inspect --format '{{.State.Running}}' "$1")" = true ]; }
# Not by a pipe: grep -q ends at its match, and a writer that has more to say then fails.
says() { grep -q -- "$2" <<<"$("$docker" logs "$1" 2>&1)"; }

if [ ! -S "$socket" ]; then
    say "the container's checks are left out: they need an engine at a local socket"
elif ! scripts/base-images.sh busybox:latest python:3 mcr.microsoft.com/dotnet/sdk:10.0 mcr.microsoft.com/dotnet/aspnet:10.0; then
    say "the container's checks are left out: the Dockerfile's base images can neither be pulled nor made here"
else
    build Functron.Tests/EndToEnd -p:SkipFunctionsExtensions=true
    check_image
    if [ $bad = 0 ]; then check_sweep; fi
    if [ $bad = 0 ]; then check_isolated; fi
fi
exit $bad
