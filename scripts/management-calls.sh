#!/usr/bin/env bash
# scripts/management-calls.sh [URL]: calls every route of Durable Functions' management API on a Functron that runs there
# (http://localhost:8081), and prints each call, its status, the headers that matter and the body. A status that is not the
# expected one is marked; ends with 1 then. It starts instances, one of which runs a function, and purges those, and whatever
# else ended, of the time since it began.
set -euo pipefail

url=${1:-http://localhost:8081}
api=$url/runtime/webhooks/durabletask
json=(--header 'Content-Type: application/json')
began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
name=management-calls-$$
answer=$(mktemp)
trap 'rm -f "$answer" "$answer.headers"' EXIT
wrong=0

# call STATUS METHOD PATH [CURL-ARGUMENT...]: a path that begins with a slash is one of Functron's own routes.
call() {
    local expected=$1 method=$2 path=$3 address status
    shift 3
    case $path in
        /*) address=$url$path ;;
        *) address=$api/$path ;;
    esac
    printf '\n== %s %s %s\n' "$method" "$path" "$*"
    status=$(curl --silent --show-error --globoff --request "$method" --dump-header "$answer.headers" --output "$answer" \
        --write-out '%{http_code}' "$@" "$address")
    if [ "$status" = "$expected" ]; then
        echo "$status"
    else
        echo "$status, and not $expected: UNEXPECTED"
        wrong=$((wrong + 1))
    fi
    grep -iE '^(location|retry-after|x-ms-continuation-token|content-type):' "$answer.headers" | tr -d '\r' || true
    if [ -s "$answer" ]; then
        cat "$answer"
        echo
    fi
}

# field NAME: of the last answer.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$answer"; }

# until_status ID STATUS: half a minute at most.
until_status() {
    local left=60
    while [ $((left -= 1)) -gt 0 ]; do
        curl --silent --output "$answer" "$api/instances/$1"
        if [ "$(field runtimeStatus)" = "$2" ]; then return 0; fi
        sleep 0.5
    done
    echo "'$1' is not $2: UNEXPECTED"
    wrong=$((wrong + 1))
}

echo "# Start: Functron's orchestrator fails for an input that is not Functron's."
call 202 POST "orchestrators/InvocationOrchestrator/$name" --data '{"foreign":true}'
until_status "$name" Failed
call 200 POST "orchestrators/InvocationOrchestrator/$name?timeout=20&pollingInterval=1" --data '{"foreign":true}'
call 202 POST orchestrators/InvocationOrchestrator
call 400 POST orchestrators/Unknown
call 400 POST orchestrators/InvocationOrchestrator --data 'not JSON'
call 400 POST "orchestrators/InvocationOrchestrator/a%2Fb"
call 404 GET orchestrators/InvocationOrchestrator

echo "# Status"
call 200 GET "instances/$name"
call 500 GET "instances/$name?returnInternalServerErrorOnFailure=true&showInput=false"
call 200 GET "instances/$name?showHistory=true&showHistoryOutput=true"
call 404 GET "instances/$name-unknown"
call 400 GET "instances/$name?showInput=maybe"
call 200 GET "instances/$name?showInput=&taskHub=functron&connection=Storage"

echo "# List"
call 200 GET "instances?createdTimeFrom=$began&runtimeStatus=Failed&top=1"
token=$(sed -n 's/^x-ms-continuation-token: *//Ip' "$answer.headers" | tr -d '\r')
call 200 GET "instances?createdTimeFrom=$began&runtimeStatus=Failed,Completed&top=1&showInput=false" \
    --header "x-ms-continuation-token: $token"
call 200 GET "instances?instanceIdPrefix=$name&createdTimeTo=2999-01-01"
call 400 GET "instances?top=none"

echo "# A failed instance"
call 202 POST "instances/$name/rewind?reason=again"
until_status "$name" Failed
call 202 POST "instances/$name/restart"
call 200 POST "instances/$name/restart?timeout=20&pollingInterval=1"
call 202 POST "instances/$name/restart?restartWithNewInstanceId=false"
until_status "$name" Failed
call 410 POST "instances/$name/raiseEvent/note" "${json[@]}" --data '{}'
for operation in terminate suspend resume; do call 410 POST "instances/$name/$operation?reason=none"; done

echo "# An unknown instance"
call 404 POST "instances/$name-unknown/raiseEvent/note" "${json[@]}" --data '{}'
for operation in terminate suspend resume rewind; do call 404 POST "instances/$name-unknown/$operation?reason=none"; done
call 400 POST "instances/$name-unknown/restart"
call 404 DELETE "instances/$name-unknown"

echo "# A running instance"
call 202 POST /v1/invocations --data '{"FnName":"management-calls","DockerFile":"FROM busybox\nCMD sleep 60"}'
id=$(field id)
until_status "$id" Running
call 202 GET "instances/$id"
call 409 POST "orchestrators/InvocationOrchestrator/$id"
call 202 POST "instances/$id/raiseEvent/note" "${json[@]}" --data '{"any":"thing"}'
call 400 POST "instances/$id/raiseEvent/note" --header 'Content-Type: text/plain' --data 'text'
call 202 POST "instances/$id/suspend?reason=a%20rest"
until_status "$id" Suspended
call 202 GET "instances/$id?showInput=false"
call 202 POST "instances/$id/resume?reason=rested"
until_status "$id" Running
call 412 POST "instances/$id/rewind?reason=none"
call 409 POST "instances/$id/restart?restartWithNewInstanceId=false"
call 412 DELETE "instances/$id"
call 202 POST "instances/$id/terminate?reason=enough"
call 200 GET "instances/$id"
call 412 POST "instances/$id/rewind?reason=none"

echo "# Purge"
call 200 DELETE "instances/$name"
call 400 DELETE instances
call 404 DELETE "instances?createdTimeFrom=2999-01-01"
call 200 DELETE "instances?createdTimeFrom=$began&createdTimeTo=2999-01-01&runtimeStatus=Failed,Terminated"
call 404 PUT "instances/$id"

printf '\n%s statuses that were not expected\n' "$wrong"
[ "$wrong" = 0 ]
