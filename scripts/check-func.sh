#!/usr/bin/env bash
# Checks ./func.sh with stand-ins for all that it starts: what func is given, what runs beside it, and what is left; and that
# 'func start' finds in Functron.FunctionApp, and makes of it, what it needs.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

work=$(mktemp -d)
bad=0
script=
# High, and this shell's own: nobody's Azurite.
port=$((20000 + $$ % 10000))

end() {
    if [ -n "$script" ]; then kill "$script" 2>/dev/null && wait "$script" || true; fi
    rm -rf "$work"
}
trap end EXIT

# expect WORDS COMMAND...: the command ends with 0.
expect() {
    local words=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        echo "ok - $words"
    else
        echo "not ok - $words ($(tail -n 5 "$work/log"); func.sh wrote: $(tail -n 5 "$work/err"))"
        bad=1
    fi
}

is() {
    if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1 (expected '$2', got '$3'; func.sh wrote: $(tail -n 5 "$work/err"))" && bad=1; fi
}

runs() { kill -0 "$(cat "$work/$1")" 2>/dev/null; }
ended() { ! runs "$1"; }

# A clone of which only func.sh and what it reads is there, with its own func and Azurite on PATH.
app=$work/clone/Functron.FunctionApp
mkdir -p "$work/clone/scripts" "$app" "$work/bin"
cp func.sh host.json local.settings.json.example "$work/clone/"
ln -s ../host.json "$app/host.json"
example=local.settings.json.example
cp scripts/{common,dotnet}.sh "$work/clone/scripts/"
printf '#!/bin/sh\nexit 0\n' >"$work/clone/scripts/engine.sh"
printf '#!/bin/sh\necho %s/azurite.js\n' "$work" >"$work/clone/scripts/azurite.sh"
printf '#!/bin/sh\necho $$ >%s/azurite-pid\nexec python3 -m http.server --bind 127.0.0.1 %s\n' "$work" "$port" >"$work/bin/node"
# As npm's func is: a script that waits for the program and passes no signal on.
cat >"$work/bin/func" <<END
#!/bin/bash
printf '%s\n' "\$PWD" "\$@" >$work/func-arguments
cp local.settings.json $work/func-settings
echo "\${AzureWebJobsStorage:-}" >$work/func-storage
if [ -e $work/ends ]; then exit 7; fi
bash -c 'trap "sleep 0.3; echo in good order >$work/func-end; exit 0" TERM; echo \$\$ >$work/program-pid; while :; do sleep 0.1; done' &
echo \$\$ >$work/func-pid
wait
END
chmod +x "$work"/bin/* "$work"/clone/scripts/{engine,azurite}.sh
export XDG_STATE_HOME=$work/state FUNCTRON_AZURITE_PORT=$port
unset AzureWebJobsStorage

func_sh() { PATH=$work/bin:$PATH "$work/clone/func.sh" "$@" 2>"$work/err" </dev/null; }

# Without Core Tools: nothing else of PATH may have one.
status=0
mkdir "$work/tools"
for tool in bash dirname sed head; do ln -s "$(command -v $tool)" "$work/tools/$tool"; done
PATH=$work/tools "$work/clone/func.sh" 2>"$work/err" </dev/null || status=$?
is "without func it ends with 69" 69 $status
expect "and says what to install" grep -q 'azure-functions-core-tools' "$work/err"

if ! have python3 || ! have pgrep; then
    say "the rest of func.sh is not checked: it needs python3 and pgrep"
    exit $bad
fi

printf '#!/bin/sh\necho 10.0.100\n' >"$work/bin/dotnet"
chmod +x "$work/bin/dotnet"
PATH=$work/bin:$PATH "$work/clone/func.sh" --verbose 2>"$work/err" </dev/null >"$work/out" &
script=$!
expect "func is started" until_ok 60 test -s "$work/func-pid"
is "in the project's folder, with the arguments that were given and no others" "$app start --verbose" "$(xargs <"$work/func-arguments")"
expect "with the example's settings, as there were no others" cmp -s $example "$work/func-settings"
expect "an Azurite runs beside it" listens "$port"
expect "whose address func gets" grep -q "BlobEndpoint=http://127.0.0.1:$port/devstoreaccount1;" "$work/func-storage"
kill -TERM "$script"
status=0
wait "$script" || status=$?
script=
is "a TERM to it alone ends it" 143 $status
is "and func before, in good order" "in good order" "$(cat "$work/func-end" 2>/dev/null)"
expect "and the program below func" ended program-pid
expect "and its Azurite" ended azurite-pid

# What the user has is taken; func's own end is the script's.
touch "$work/ends"
sed 's/UseDevelopmentStorage=true/UseDevelopmentStorage=false/' $example >"$work/own-settings"
cp "$work/own-settings" "$app/local.settings.json"
rm "$work/azurite-pid"
status=0
func_sh --port 9090 >/dev/null || status=$?
is "it ends as func does" 7 $status
expect "local.settings.json stays as it is" cmp -s "$work/own-settings" "$app/local.settings.json"
expect "no Azurite is started for another storage" test ! -e "$work/azurite-pid"

# Settings of the user's own that say less, and older ones beside host.json.
echo '{ "Values": { "AzureWebJobsStorage": "UseDevelopmentStorage=false" } }' >"$app/local.settings.json"
cp "$work/own-settings" "$work/clone/local.settings.json"
func_sh >/dev/null || true
is "where nothing names a port it is 8081" "$app start --port 8081" "$(xargs <"$work/func-arguments")"
expect "of two files of settings it says which one is read" grep -q 'not read any more' "$work/err"
rm "$work/clone/local.settings.json"

# One that answers is used, and stays.
rm "$app/local.settings.json"
python3 -m http.server --bind 127.0.0.1 "$port" >/dev/null 2>&1 &
script=$!
until_ok 60 listens "$port"
func_sh >/dev/null || true
expect "an Azurite that answers is used" test ! -e "$work/azurite-pid"
expect "and runs on" listens "$port"

status=0
func_sh --no-build >/dev/null || status=$?
is "without an output to start from it ends with 69" 69 $status
mkdir -p "$app/bin/output"
cp "$app/host.json" "$app/bin/output/"
func_sh --no-build >/dev/null || true
is "with one it starts that" "$app/bin/output start --no-build" "$(xargs <"$work/func-arguments")"

# 'func start' by itself, in a clone with the app's sources alone.
. scripts/dotnet.sh
dotnet_ready
# MSBuild takes properties from the environment.
export MSBUILDDISABLENODEREUSE=1 RunAnalyzers=false NuGetAudit=false
project=$work/sources/Functron.FunctionApp
mkdir "$work/sources"
tar --exclude='Functron.*/bin' --exclude='Functron.*/obj' --exclude=local.settings.json -c global.json host.json $example BannedSymbols.txt Directory.*.props \
    Directory.*.targets launcher/built Functron.{Execution,FunctionApp,Hosting,Payloads.Blobs} | tar -C "$work/sources" -x

in_project() { (cd "$project" && within 600 "$@" </dev/null); }

# As git on Windows may write the link.
rm "$project/host.json"
printf ../host.json >"$project/host.json"
expect "a restore is enough" in_project dotnet restore --nologo
expect "for host.json to be there" cmp -s host.json "$project/host.json"
expect "for local.settings.json to be there" cmp -s $example "$project/local.settings.json"
sed 's/8081/8091/' $example >"$project/local.settings.json"
if in_project env -u FUNCTIONS_WORKER_RUNTIME "$PWD/scripts/func-stand-in.py" start >"$work/started" 2>"$work/err"; then
    is "'func start' builds the project, and has worker, port, storage, routes and all functions" \
        "$project/bin/output dotnet-isolated 8091 UseDevelopmentStorage=true '' $(grep -rhoE '\[Function\(' Functron.FunctionApp --include='*.cs' | wc -l)" \
        "$(python3 -c '
import json, sys
s = json.load(open(sys.argv[1]))
print(s["folder"], s["runtime"], s["port"], s["storage"], repr(s["routePrefix"]), s["functions"])' "$work/started")"
else
    is "'func start' builds the project" "" "$(tail -n 5 "$work/started" "$work/err")"
fi
expect "the build leaves local.settings.json as its owner wrote it" grep -q 8091 "$project/local.settings.json"
exit $bad
