#!/usr/bin/env bash
# Checks what a function's caller sees when the engine is stopped in good order while the function runs, on both ways to run one: an engine
# that ends its containers makes it the platform's failure; one that keeps them alive (live-restore) makes no difference.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
. scripts/dotnet.sh
. scripts/docker-client.sh
. scripts/second-engine.sh

# A socket's path is short.
work=$(mktemp -d /tmp/functron-stop-XXXXXX)
name=${work##*/}
app=Functron.FunctionApp/bin/Debug/net10.0/Functron.FunctionApp.dll
declare -A hosts=() urls=()
bad=0
dotnet_ready
docker=$(docker_client)

end() {
    local path
    for path in "${!hosts[@]}"; do kill "${hosts[$path]}" 2>/dev/null && wait "${hosts[$path]}" || true; done
    end_second_engine
    rm -rf "$work"
}
trap end EXIT

# is WORDS EXPECTED ACTUAL
is() { if [[ $3 == $2 ]]; then echo "ok - $1"; else echo "not ok - $1 (expected '$2', got '$3')" && bad=1; fi; }

# expect WORDS COMMAND...
expect() {
    local words=$1
    shift
    if "$@" >/dev/null 2>&1; then echo "ok - $words"; else echo "not ok - $words ($(tail -n 5 "$work"/*.log))" && bad=1; fi
}

# serve PATH PORT: a Functron that runs functions this way. Without a network: the engine's bridge goes with its namespace.
serve() {
    dotnet "$app" --urls "http://127.0.0.1:$2" --Functron:RunPath="$1" --Functron:DockerEndpoint="unix://$second_socket" \
        --Functron:NetworkMode=none --Functron:DataDirectory="$work/data-$1" --Functron:SweepSeconds=1 </dev/null >"$work/$1.log" 2>&1 &
    hosts[$1]=$!
    urls[$1]=http://127.0.0.1:$2
    until_ok 120 listens "$2"
}

# call PATH COMMAND: the id of an invocation.
call() {
    curl -s "${urls[$1]}/v1/invocations" -H 'Content-Type: application/json' \
        -d '{"FnName":"stop","DockerFile":"FROM busybox\nCMD '"$2"'","Timeout":300}' | sed -n 's/.*"id":"\([^"]*\)".*/\1/p'
}

status() { curl -s "${urls[$1]}/v1/invocations/$2"; }
has_ended() { status "$1" "$2" | grep -Eq '"status":"(Completed|Failed)"'; }
field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }
running() { [ "$(on_second ps --quiet | wc -l)" = "$1" ]; }
nothing_of_functron() { [ -z "$(on_second ps --all --quiet)$(on_second images --quiet --filter label=functron.installation)" ]; }

# Both functions run, the engine is stopped in good order and started again, both have ended.
through_a_restart() { # COMMAND
    local path
    for path in launcher engine; do ids[$path]=$(call "$path" "$1"); done
    expect "two functions run" until_ok 120 running 2
    stop_second_engine
    restart_second_engine
    for path in launcher engine; do expect "the $path path's invocation ends" until_ok 120 has_ended "$path" "${ids[$path]}"; done
}

if ! start_second_engine "$work/engine" "$name"; then
    say "an engine that is stopped is not checked"
    exit 0
fi
"$docker" save busybox | on_second load >/dev/null
build Functron.FunctionApp -p:SkipFunctionsExtensions=true
port=$((20000 + $$ % 10000))
serve launcher $port
serve engine $((port + 1))
declare -A ids=()

through_a_restart 'sleep 250'
for path in launcher engine; do
    is "stopped with its engine, the $path path's function has not failed, the platform has" Failed "$(status "$path" "${ids[$path]}" | field status)"
done
is "and the launcher's record says why" "*stopped from outside*" "$(status launcher "${ids[launcher]}" | field error)"
is "as the engine path's container does" "*ended by a signal*" "$(status engine "${ids[engine]}" | field error)"

expect "nothing is left of them" until_ok 180 nothing_of_functron
second_options=(--live-restore)
stop_second_engine
restart_second_engine
through_a_restart 'echo begun; sleep 15; echo survived'
for path in launcher engine; do
    is "kept alive by its engine, the $path path's function goes on to its end" "begun survived" \
        "$(status "$path" "${ids[$path]}" | field CmdOut | base64 --decode | xargs)"
done
expect "nothing is left of them" until_ok 180 nothing_of_functron
exit $bad
