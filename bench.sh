#!/usr/bin/env bash
# ./bench.sh [run]: measures on this machine what one call costs, by Functron's ways to run a function and by
# `docker run --rm`, in turns, and prints a table. ./bench.sh engine: the same for the durable engine alone, without Docker.
# Sets up what it needs, and leaves nothing behind. The options are those of the program that measures, tools/functron-bench.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/common.sh
. scripts/dotnet.sh
. scripts/engine-ping.sh
. scripts/docker-client.sh

# Sets up what the measurement of calls needs, and puts where it is into $found.
set_up() {
    local endpoint docker
    scripts/engine.sh
    endpoint=$(engine_endpoint)
    # Its events and this command have to go by the same clock.
    case "$endpoint" in unix://*) ;; *) fail "the bench needs an engine of this machine, not $endpoint" ;; esac
    docker=$(docker_client)
    scripts/base-images.sh busybox:latest
    build Functron.FunctionApp -c Release -p:SkipFunctionsExtensions=true
    found=(--socket "${endpoint#unix://}" --docker "$docker" --app "$PWD/Functron.FunctionApp/bin/Release/net10.0/Functron.FunctionApp.dll")
}

asks_for_help() { [[ " $* " =~ ' '(-h|-\?|--help)' ' ]]; }

dotnet_ready
build tools/functron-bench -c Release
tool=tools/functron-bench/bin/Release/net10.0/functron-bench.dll
found=()
case "${1:-}" in '' | --rounds | --rounds=*) set -- run "$@" ;; esac
if [ "${1:-}" = run ] && ! asks_for_help "$@"; then
    dotnet "$tool" "$@" --check || exit $?
    set_up
fi
# The longer form, for an older bash takes an empty list for an unset variable.
exec dotnet "$tool" "$@" ${found[@]+"${found[@]}"}
