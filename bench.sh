#!/usr/bin/env bash
# ./bench.sh [run]: measures on this machine what one call costs, by Functron's ways to run a function and by
# `docker run --rm`, in turns, and prints a table. ./bench.sh engine: the same for the durable engine alone, without Docker.
# Sets up what it needs, and leaves nothing behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/common.sh
. scripts/dotnet.sh
. scripts/engine-ping.sh
. scripts/docker-client.sh

usage() {
    cat <<'END_OF_USAGE'
usage: bench.sh [run] [--rounds N]
         what a call costs: medians of N rounds (default: 25), one round before them to warm up
       bench.sh engine [--rounds N] [--stored N] [--quick]
         what the durable engine costs: N rounds (default: 5), and how it does with N stored instances (default: 100000);
         --quick measures little, in a few seconds, and says little
END_OF_USAGE
}

misused() {
    usage >&2
    say "$1"
    exit 64
}

run() {
    local rounds=25 endpoint docker
    while [ $# -gt 0 ]; do
        case "$1" in
            --rounds)
                [[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || misused "--rounds takes a number from 1 to 9999"
                rounds=$2
                shift 2 ;;
            *) misused "$1 is unknown" ;;
        esac
    done
    dotnet_ready
    scripts/engine.sh
    endpoint=$(engine_endpoint)
    # Its events and this command have to go by the same clock.
    case "$endpoint" in unix://*) ;; *) fail "the bench needs an engine of this machine, not $endpoint" ;; esac
    docker=$(docker_client)
    scripts/base-images.sh busybox:latest
    build Functron.FunctionApp -c Release -p:SkipFunctionsExtensions=true
    exec dotnet run --file scripts/bench.cs -- \
        "$rounds" "${endpoint#unix://}" "$docker" "$PWD/Functron.FunctionApp/bin/Release/net10.0/Functron.FunctionApp.dll"
}

engine() {
    local rounds= stored= extent=full
    while [ $# -gt 0 ]; do
        case "$1" in
            --rounds)
                [[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || misused "--rounds takes a number from 1 to 9999"
                rounds=$2
                shift 2 ;;
            --stored)
                [[ ${2:-} =~ ^[1-9][0-9]{3,7}$ ]] || misused "--stored takes a number from 1000 to 99999999"
                stored=$2
                shift 2 ;;
            --quick)
                extent=quick
                shift ;;
            *) misused "$1 is unknown" ;;
        esac
    done
    if [ $extent = quick ]; then : "${rounds:=1}" "${stored:=2000}"; else : "${rounds:=5}" "${stored:=100000}"; fi
    dotnet_ready
    build scripts/bench-engine.cs -c Release
    exec dotnet run --no-build -c Release --file scripts/bench-engine.cs -- "$rounds" "$stored" $extent
}

case "${1:-}" in
    -h | --help) usage ;;
    run) run "${@:2}" ;;
    engine) engine "${@:2}" ;;
    '' | --*) run "$@" ;;
    *) misused "$1 is no bench" ;;
esac
