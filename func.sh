#!/usr/bin/env bash
# ./func.sh [OPTION OF func start...]: 'func start' in Functron.FunctionApp, with what it needs: a Docker engine and, unless one
# answers, an Azurite for as long as this runs. docs/azure.md says more.
# --no-build: starts what the last call built. FUNCTRON_AZURITE_PORT: where Azurite's blobs are, its queues and tables on the
# next two ports (10000, which is what UseDevelopmentStorage=true means).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/common.sh"
. "$root/scripts/dotnet.sh"

app=$root/Functron.FunctionApp
# Where 'func start' puts what it builds.
output=$app/bin/output
azurite_port=${FUNCTRON_AZURITE_PORT:-10000}
azurite_data=${XDG_STATE_HOME:-${HOME:?}/.local/state}/functron-azurite
azurite_pid=
func_pid=
log=

alive() { local pid; for pid; do if kill -0 "$pid" 2>/dev/null; then return 0; fi; done; return 1; }

# gone SECONDS PID...: false when one is left after that time.
gone() {
    local tenths=$((10 * $1))
    shift
    while alive "$@"; do
        if [ $((tenths--)) = 0 ]; then return 1; fi
        sleep 0.1
    done
}

descendants() {
    local pid
    for pid in $(pgrep -P "$1" || true); do
        echo "$pid"
        descendants "$pid"
    done
}

# end PID SECONDS: in good order, then for certain. A func from npm is a script before the program, which need not pass a
# signal on; the program ends the worker itself.
end() {
    local left
    if [ -z "$1" ]; then return; fi
    left=$(descendants "$1")
    kill -TERM "$1" 2>/dev/null || true
    gone "$2" "$1" || true
    # shellcheck disable=SC2086 # a list
    if alive $left; then kill -TERM $left 2>/dev/null || true; fi
    # shellcheck disable=SC2086
    if ! gone 10 "$1" $left; then kill -KILL "$1" $left 2>/dev/null || true; fi
    wait "$1" 2>/dev/null || true
}

# The host first: it writes to the storage until it has ended.
clean_up() {
    trap '' INT TERM
    # The host takes up to 33 s to finish what is under way.
    end "$func_pid" 45
    end "$azurite_pid" 5
    if [ -n "$log" ]; then rm -f "$log"; fi
}

# setting NAME: as func start will see it, where the environment goes before the file.
setting() {
    local value=${!1:-} find_value="s/^[[:space:]]*\"$1\"[[:space:]]*:[[:space:]]*\"\([^\"]*\)\".*/\1/p"
    if [ -z "$value" ]; then value=$(sed -n "$find_value" "$app/local.settings.json" | sed -n 1p); fi
    echo "$value"
}

start_azurite() {
    local entry
    if listens "$azurite_port"; then
        say "the storage is what answers on 127.0.0.1:$azurite_port"
        return
    fi
    # Of the package's programs, the one with queues and tables beside the blobs.
    entry=$("$root/scripts/azurite.sh")
    entry=${entry%/blob/main.js}
    if [ -d "$entry" ]; then entry=$entry/azurite.js; fi
    mkdir -p "$azurite_data"
    log=${log:-$(mktemp)}
    say "starting Azurite on 127.0.0.1:$azurite_port, with its data in $azurite_data"
    # A group of its own, so that Ctrl+C leaves it to the host until that has ended.
    set -m
    node "$entry" --silent --skipApiVersionCheck --disableTelemetry --location "$azurite_data" \
        --blobHost 127.0.0.1 --blobPort "$azurite_port" --queueHost 127.0.0.1 --queuePort $((azurite_port + 1)) \
        --tableHost 127.0.0.1 --tablePort $((azurite_port + 2)) >"$log" 2>&1 </dev/null &
    azurite_pid=$!
    set +m
    for _ in $(seq 300); do
        if listens "$azurite_port"; then return; fi
        if ! kill -0 "$azurite_pid" 2>/dev/null; then break; fi
        sleep 0.1
    done
    tail -n 20 "$log" >&2
    fail "Azurite did not start"
}

# What UseDevelopmentStorage=true stands for, on other ports; account and key are the same in every Azurite.
development_storage() {
    local account=devstoreaccount1 key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
    printf 'DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s' $account $key
    printf ';BlobEndpoint=http://127.0.0.1:%s/%s' "$azurite_port" $account
    printf ';QueueEndpoint=http://127.0.0.1:%s/%s' $((azurite_port + 1)) $account
    printf ';TableEndpoint=http://127.0.0.1:%s/%s' $((azurite_port + 2)) $account
}

main() {
    local folder=$app option status=0
    local own=$root/local.settings.json example=$root/local.settings.json.example
    for option in "$@"; do
        if [ "$option" = --no-build ]; then folder=$output; fi
    done

    have func || fail "Azure Functions Core Tools 4 are needed: 'npm install --global azure-functions-core-tools@4'" \
        "(https://learn.microsoft.com/azure/azure-functions/functions-run-local)"
    trap clean_up EXIT
    trap 'exit 143' TERM
    trap 'exit 130' INT
    # As a build makes it; func reads it before it builds.
    if [ ! -e "$app/local.settings.json" ]; then
        if [ -e "$own" ]; then cp "$own" "$app/"; else cp "$example" "$app/local.settings.json"; fi
    elif [ -e "$own" ] && ! cmp -s "$own" "$app/local.settings.json"; then
        say "the settings are those of Functron.FunctionApp/local.settings.json; local.settings.json beside it is not read any more"
    fi
    case " $* " in
        *' --port '* | *' -p '* | *' --port='*) ;;
        *) if ! grep -q '"LocalHttpPort"' "$app/local.settings.json"; then set -- "$@" --port 8081; fi ;;
    esac
    if [ "$folder" = "$app" ]; then
        dotnet_ready
    elif [ -f "$output/host.json" ]; then
        cp "$app/local.settings.json" "$output/local.settings.json"
    else
        fail "there is no Functron.FunctionApp/bin/output: run it once without --no-build"
    fi
    "$root/scripts/engine.sh"
    if [ "$(setting AzureWebJobsStorage)" = UseDevelopmentStorage=true ]; then
        start_azurite
        if [ "$azurite_port" != 10000 ]; then
            AzureWebJobsStorage=$(development_storage)
            export AzureWebJobsStorage
        fi
    fi

    cd "$folder"
    # In the background, for bash hears a signal during 'wait' alone; its keys and its end are those of a command in front.
    func start "$@" <&0 &
    func_pid=$!
    wait "$func_pid" || status=$?
    func_pid=
    exit $status
}

main "$@"
