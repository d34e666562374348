#!/usr/bin/env bash
# ./bench.sh [run] [--rounds N]: measures on this machine what one call costs, by Functron's ways to run a function and by
# `docker run --rm`, in turns, and prints a table. Sets up what it needs, and leaves nothing behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/common.sh
. scripts/dotnet.sh
. scripts/engine-ping.sh
. scripts/docker-client.sh

usage() {
    cat <<'END_OF_USAGE'
usage: bench.sh [run] [--rounds N]   medians of N rounds (default: 25), one round before them to warm up
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
    build Functron.FunctionApp -c Release
    exec dotnet run --file scripts/bench.cs -- \
        "$rounds" "${endpoint#unix://}" "$docker" "$PWD/Functron.FunctionApp/bin/Embedded/Release/net10.0/Functron.FunctionApp.dll"
}

case "${1:-}" in
    -h | --help) usage ;;
    run) run "${@:2}" ;;
    '' | --*) run "$@" ;;
    *) misused "$1 is no bench" ;;
esac
