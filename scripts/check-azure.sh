#!/usr/bin/env bash
# Checks what 'dotnet publish -p:FunctronHost=Azure' makes, and what it says where the packages cannot be restored.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
. scripts/dotnet.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
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

publish() { within 300 dotnet publish Functron.FunctionApp -c Release -p:FunctronHost=Azure --nologo -v quiet "$@" </dev/null; }

has() { local file; for file; do [ -s "$work/out/$file" ] || { echo "there is no $file" && return 1; }; done; }

# Named in the sources, by a string or by nameof.
functions() { grep -rhoE '\[Function\((nameof\(\w+\)|"\w+")\)\]' Functron.FunctionApp --include='*.cs' | sed -E 's/\[Function\((nameof\()?"?(\w+).*/\2/' | sort; }

published_functions() {
    python3 -c 'import json, sys; [print(f["name"]) for f in json.load(open(sys.argv[1]))]' "$work/out/functions.metadata" | sort
}

# The functions it has, and their hosts' keys: none of an existing client, which sends none.
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

check_alone() {
    local status=0
    env -u FUNCTIONS_WORKER_RUNTIME -u FUNCTIONS_APPLICATION_DIRECTORY dotnet "$work/out/Functron.FunctionApp.dll" >"$work/alone" 2>&1 </dev/null || status=$?
    is "started without a Functions host it ends with 2" 2 $status
    is "and says in one line what to do" "1 1" "$(grep -c '' "$work/alone") $(grep -c 'func.sh' "$work/alone")"
}

# From a source that has nothing, to a folder of its own.
check_without_packages() {
    local status=0
    mkdir "$work/clone" "$work/empty"
    cp --parents global.json host.json Directory.*.props Directory.*.targets Functron.*/*.csproj Functron.FunctionApp/settings/*.json "$work/clone" 2>/dev/null || true
    (cd "$work/clone" && publish -p:RestoreSources="$work/empty" -p:RestorePackagesPath="$work/empty/packages" -o "$work/none") >"$work/restored" 2>&1 || status=$?
    is "where the packages cannot be restored it fails" 1 $status
    expect "and says in one line what to do" grep -q 'error FUNCTRON1: .*NuGet source' "$work/restored"
}

status=0
publish -o "$work/out" >"$work/published" 2>&1 || status=$?
if [ $status != 0 ] && grep -q 'error FUNCTRON1:' "$work/published"; then
    say "the Azure flavour's output is not checked: $(grep -m 1 -o 'error FUNCTRON1: .*' "$work/published")"
elif [ $status != 0 ]; then
    echo "not ok - the Azure flavour is published ($(grep -v warning "$work/published" | tail -n 20))"
    bad=1
else
    echo "ok - the Azure flavour is published"
    expect "with what the Functions host reads" has host.json functron.json worker.config.json functions.metadata extensions.json .azurefunctions/function.deps.json
    is "without the embedded host and its database" "" "$(cd "$work/out" && find . -iname '*Functron.Hosting*' -o -iname '*sqlite*')"
    expect "with the settings of this flavour" cmp -s Functron.FunctionApp/settings/azure.json "$work/out/functron.json"
    check_functions
    check_alone
fi
check_without_packages
exit $bad
