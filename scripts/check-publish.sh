#!/usr/bin/env bash
# Checks what 'dotnet publish' makes, and what it says where the packages cannot be restored.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
. scripts/dotnet.sh

work=$(mktemp -d)
pid=
end_it() {
    if [ -n "$pid" ]; then kill -TERM "$pid" 2>/dev/null && wait "$pid" || true; fi
    pid=
}
trap 'end_it; rm -rf "$work"' EXIT
bad=0
dotnet_ready
export MSBUILDDISABLENODEREUSE=1

# expect WORDS COMMAND...: the command ends with 0.
expect() {
    local words=$1
    shift
    if "$@" >"$work/log" 2>&1; then echo "ok - $words"; else echo "not ok - $words ($(tail -n 20 "$work/log"))" && bad=1; fi
}

is() { if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1 (expected '$2', got '$3')" && bad=1; fi; }

publish() { within 600 dotnet publish Functron.FunctionApp -c Release --nologo -v quiet "$@" </dev/null; }

has() { local file; for file; do [ -s "$work/out/$file" ] || { echo "there is no $file" && return 1; }; done; }

# Named in the sources, by a string or by nameof.
functions() { grep -rhoE '\[Function\((nameof\(\w+\)|"\w+")\)\]' Functron.FunctionApp --include='*.cs' | sed -E 's/\[Function\((nameof\()?"?(\w+).*/\2/' | sort; }

published_functions() {
    python3 -c 'import json, sys; [print(f["name"]) for f in json.load(open(sys.argv[1]))]' "$work/out/functions.metadata" | sort
}

# The functions a Functions host finds, and the keys it asks for: none, for a client of the embedded host sends none.
check_functions() {
    if ! have python3; then
        say "the published functions are not checked: that needs python3"
        return
    fi
    is "it has every function" "$(functions | xargs)" "$(published_functions | xargs)"
    is "and HTTP functions let everyone in, as on the embedded host" Anonymous "$(python3 -c '
import json, sys
print(*sorted({b["authLevel"] for f in json.load(open(sys.argv[1])) for b in f["bindings"] if b["type"] == "httpTrigger"}))' "$work/out/functions.metadata")"
}

# A worker whose host is missing: by itself it would keep its data on a disk that is thrown away.
check_alone() {
    local status=0
    within 120 env -u FUNCTIONS_APPLICATION_DIRECTORY -u Functron__Host FUNCTIONS_WORKER_RUNTIME=dotnet-isolated \
        dotnet "$work/out/Functron.FunctionApp.dll" >"$work/alone" 2>&1 </dev/null || status=$?
    is "meant for a Functions host and started without one, it ends with 2" 2 $status
    is "and says in one line what to do" "1 1" "$(grep -c '' "$work/alone") $(grep -c 'func\.sh' "$work/alone")"
}

# The same folder, by itself.
check_by_itself() {
    local url=
    env -u FUNCTIONS_WORKER_RUNTIME -u WEBSITE_SITE_NAME -u FUNCTIONS_APPLICATION_DIRECTORY -u Functron__Host Functron__DataDirectory="$work/data" \
        dotnet "$work/out/Functron.FunctionApp.dll" --urls=http://127.0.0.1:0 >"$work/itself" 2>&1 </dev/null &
    pid=$!
    until_ok 60 grep -q 'Listening on http' "$work/itself" && url=$(sed -n 's,.*Listening on \(http://[0-9.:]*\).*,\1,p' "$work/itself" | sed -n 1p)
    expect "the same folder serves by itself" answers "$url"
    end_it
}

# answers URL: a call of a function is.
answers() {
    local body='{"FnName":"hello","DockerFile":"FROM busybox\nCMD cat","Stdin":"Hello!","Timeout":30}' answer
    exec 3<>"/dev/tcp/127.0.0.1/${1##*:}"
    printf 'POST /v1/exec HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' "${#body}" "$body" >&3
    answer=$(cat <&3)
    exec 3>&-
    echo "$answer"
    [[ $answer == *'"CmdOut":"SGVsbG8h"'* ]]
}

# From a source that has nothing, to a folder of its own.
check_without_packages() {
    local status=0
    mkdir "$work/clone" "$work/empty"
    cp --parents global.json Directory.*.props Directory.*.targets Functron.*/*.csproj "$work/clone"
    (cd "$work/clone" && publish -p:RestoreSources="$work/empty" -p:RestorePackagesPath="$work/empty/packages" -o "$work/none") >"$work/restored" 2>&1 || status=$?
    is "where the packages cannot be restored it fails" 1 $status
    expect "and names one that is missing" grep -q 'error NU110[013]: .*Microsoft\.' "$work/restored"
}

expect "the app is published" publish -o "$work/out"
if [ $bad = 0 ]; then
    expect "with what a Functions host reads, and the embedded host" has host.json worker.config.json functions.metadata extensions.json \
        .azurefunctions/function.deps.json Functron.Hosting.dll
    is "without local settings, which hold keys" "" "$(find "$work/out" -name 'local.settings*')"
    check_functions
    check_alone
    check_by_itself
fi
check_without_packages
exit $bad
