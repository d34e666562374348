#!/usr/bin/env bash
# base-images.sh [--if-possible] [IMAGE...]: makes sure that the images (default: those of the tests and examples) are
# there: pulled where a registry answers, else made from Debian's packages and this machine's .NET. Needs an engine that
# answers.
# --if-possible: ends with 0 whatever came of it; Functron itself pulls what a build lacks, and says what failed.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
. ./docker-client.sh
. ./stand-ins.sh
. ./dotnet.sh
. ./dotnet-stand-ins.sh

if_possible=
if [ "${1:-}" = --if-possible ]; then if_possible=yes && shift; fi
[ $# -gt 0 ] || set -- busybox:latest python:3 python:latest

# A registry that answers makes the pull write its first line at once; 8 s without one mean that none will.
pull() {
    local out pid deadline answered= status=0
    out=$(mktemp)
    "$docker" pull "$1" >"$out" 2>"$out.error" </dev/null &
    pid=$!
    deadline=$((SECONDS + 8))
    while kill -0 "$pid" 2>/dev/null; do
        if [ -z "$answered" ] && [ -s "$out" ]; then
            answered=yes
            say "pulling $1"
            deadline=$((SECONDS + 600))
        fi
        if [ $SECONDS -ge $deadline ]; then kill "$pid" 2>/dev/null || true; fi
        sleep 0.1
    done
    wait "$pid" || status=$?
    if [ $status != 0 ]; then say "$1 could not be pulled: $(tail -n 1 "$out.error")"; fi
    rm -f "$out" "$out.error"
    return $status
}

image_id() { "$docker" image inspect --format '{{.Id}}' "$1" 2>/dev/null; }

make_stand_in() {
    local image=$1 kind
    case "$image" in
        busybox:* | python:*) kind=${image%%:*} ;;
        mcr.microsoft.com/dotnet/sdk:10.0) kind=dotnet_sdk ;;
        mcr.microsoft.com/dotnet/aspnet:10.0) kind=dotnet_aspnet ;;
        mcr.microsoft.com/azure-functions/dotnet-isolated:*) kind=functions_host ;;
        *) return 1 ;;
    esac
    if ! is_debian || ! is_root; then
        say "only root on Debian or Ubuntu can make a stand-in for $image: pull it from a registry you can reach"
        return 1
    fi
    # One stand-in serves all tags of a kind: python takes most of a minute.
    if [ -n "$(stand_in_of "$kind" "$image")" ]; then
        "$docker" tag "$(stand_in_of "$kind" "$image")" "$image"
    else
        say "making $image from what this machine has"
        "make_$kind" "$image"
    fi
}

# Of the same repository, for what is built on a stand-in has its label too.
stand_in_of() { "$docker" images --quiet --filter "label=$stand_in_label=$1" --filter "reference=${2%:*}" | sed -n 1p; }

need() { [ -n "$(image_id "$1")" ] || pull "$1" || make_stand_in "$1"; }

main() {
    docker=$(docker_client) || return 1
    local image
    for image in "$@"; do
        forget_outdated "$image"
        need "$image" || return 1
    done
}

if ! main "$@"; then
    if [ -z "$if_possible" ]; then fail "the base images are not complete"; fi
fi
