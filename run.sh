#!/usr/bin/env bash
# ./run.sh [HOST OPTION...]: starts Functron in the foreground.
# ./run.sh FOLDER [OPTION...]: runs the function in FOLDER and ends with its exit code; ./run.sh --help lists the options.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/common.sh"
. "$root/scripts/dotnet.sh"

app="$root/Functron.FunctionApp/bin/Release/net10.0/Functron.FunctionApp.dll"

usage() {
    cat <<'END'
usage: run.sh [--urls URL] [--Functron:OPTION=VALUE]...   start Functron in the foreground
       run.sh FOLDER [--stdin FILE|-] [--timeout S] [--name N] [--url URL] [--quiet]
                                                          run the function in FOLDER, end with its exit code
END
}

# In the repository, for its global.json.
build_app() { (cd "$root" && build Functron.FunctionApp -c Release -p:SkipFunctionsExtensions=true); }

serve() {
    local url=${ASPNETCORE_URLS:-http://localhost:8081} option previous=
    for option in "$@"; do
        case "$option" in --urls=*) url=${option#*=} ;; esac
        if [ "$previous" = --urls ]; then url=$option; fi
        previous=$option
    done
    url=${url%%;*} && url=${url%/}
    "$root/scripts/engine.sh"
    # For the call below.
    "$root/scripts/base-images.sh" --if-possible busybox:latest
    build_app
    cat >&2 <<END
functron: starting on $url; Ctrl+C ends it. From another terminal:

  curl -s $url/v1/exec -H 'Content-Type: application/json' -d '{
    "FnName": "hello", "DockerFile": "FROM busybox\\nCMD cat", "Stdin": "Hello!", "StdinEncoding": "text",
    "Timeout": 5.0 }'

  $root/run.sh $root/examples/hello-python --url $url

END
    exec dotnet "$app" "$@"
}

# Whether something accepts connections at 127.0.0.1 or ::1, port $1. It replaces the one of common.sh, which looks at 127.0.0.1 alone.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null; }

# Only those that base-images.sh can make where no registry answers; Functron pulls the others itself.
known_base_images() {
    grep -Eio '^[[:space:]]*FROM[[:space:]]+(busybox(:latest)?|python(:3|:latest)?)([[:space:]]|$)' "$1/Dockerfile" |
        awk '{ print $2 }' | sed '/:/!s/$/:latest/' | sort -u
}

host_pid=
log=

stop_host() {
    trap - EXIT
    if [ -n "$host_pid" ]; then
        kill -TERM "$host_pid" 2>/dev/null || true
        for _ in $(seq 300); do kill -0 "$host_pid" 2>/dev/null || break; sleep 0.1; done
        kill -KILL "$host_pid" 2>/dev/null || true
        wait "$host_pid" 2>/dev/null || true
    fi
    if [ -n "$log" ]; then rm -f "$log"; fi
}

start_host() {
    local url=$1 port=$2
    build_app
    say "starting Functron on $url for this call"
    log=$(mktemp)
    trap stop_host EXIT
    # A job of its own, so that Ctrl+C reaches the client alone, which then cancels the function.
    set -m
    dotnet "$app" --urls "$url" </dev/null >"$log" 2>&1 &
    host_pid=$!
    set +m
    local deadline=$((SECONDS + 60))
    until listens "$port"; do
        if ! kill -0 "$host_pid" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
            cat "$log" >&2
            fail "Functron did not start"
        fi
        sleep 0.1
    done
}

client() { dotnet "$tool" run "$@"; }

call() {
    local folder=$1 url=http://localhost:8081 option previous= images status=0
    build_tool functron
    for option in "$@"; do
        case "$option" in
            -h | -\? | --help)
                client --help
                return ;;
            --url[=:]*) url=${option#--url?} ;;
        esac
        if [ "$previous" = --url ]; then url=$option; fi
        previous=$option
    done
    url=${url%/}
    if [[ $url =~ ^http://(localhost|127\.0\.0\.1|\[::1\])(:([0-9]+))?$ ]]; then
        local port=${BASH_REMATCH[3]:-80}
        if ! listens "$port"; then client --check "$@" || exit $?; fi
        "$root/scripts/engine.sh"
        images=$(known_base_images "$folder" || true)
        # shellcheck disable=SC2086 # a list
        if [ -n "$images" ]; then "$root/scripts/base-images.sh" --if-possible $images; fi
        if ! listens "$port"; then start_host "$url" "$port"; fi
    fi
    # The client answers signals itself; the shell waits for it.
    trap : INT TERM
    client "$@" || status=$?
    if [ "$status" = 70 ] && [ -n "$log" ]; then tail -n 20 "$log" >&2; fi
    stop_host
    exit $status
}

case "${1:-}" in
    -h | --help) usage && exit 0 ;;
    --version)
        dotnet_ready
        build_app
        exec dotnet "$app" --version ;;
    '' | --*)
        dotnet_ready
        serve "$@" ;;
    *)
        if [ ! -f "$1/Dockerfile" ]; then
            usage >&2
            say "$1 is not a folder with a Dockerfile"
            exit 64
        fi
        dotnet_ready
        call "$@" ;;
esac
