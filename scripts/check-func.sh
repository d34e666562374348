#!/usr/bin/env bash
# Checks ./func.sh with stand-ins for all that it starts: what func is given, what runs beside it, and what is left.
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

# A clone of which only func.sh and what it reads is there, published already, with its own func and Azurite on PATH.
mkdir -p "$work/clone/scripts" "$work/clone/out/azure" "$work/bin"
cp func.sh host.json local.settings.json.example "$work/clone/"
cp scripts/{common,dotnet}.sh "$work/clone/scripts/"
cp host.json "$work/clone/out/azure/"
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

PATH=$work/bin:$PATH "$work/clone/func.sh" --no-build --verbose 2>"$work/err" </dev/null >"$work/out" &
script=$!
expect "func is started" until_ok 60 test -s "$work/func-pid"
is "from the output, on port 8081, with the arguments that were added" \
    "$work/clone/out/azure start --no-build --verbose --port 8081" "$(xargs <"$work/func-arguments")"
expect "with the example's settings, as there are no others" cmp -s local.settings.json.example "$work/func-settings"
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
sed 's/UseDevelopmentStorage=true/UseDevelopmentStorage=false/' local.settings.json.example >"$work/clone/local.settings.json"
rm "$work/azurite-pid"
status=0
func_sh --no-build --port 9090 >/dev/null || status=$?
is "it ends as func does" 7 $status
is "a port that was given stays" "start --no-build --port 9090" "$(tail -n +2 "$work/func-arguments" | xargs)"
expect "local.settings.json goes before the example" cmp -s "$work/clone/local.settings.json" "$work/func-settings"
expect "no Azurite is started for another storage" test ! -e "$work/azurite-pid"

# One that answers is used, and stays.
rm "$work/clone/local.settings.json"
python3 -m http.server --bind 127.0.0.1 "$port" >/dev/null 2>&1 &
script=$!
until_ok 60 listens "$port"
func_sh --no-build >/dev/null || true
expect "an Azurite that answers is used" test ! -e "$work/azurite-pid"
expect "and runs on" listens "$port"

status=0
rm -r "$work/clone/out"
func_sh --no-build >/dev/null || status=$?
is "without an output to start from it ends with 69" 69 $status

# As MSBuild writes it, with the project behind.
cat >"$work/bin/dotnet" <<'END'
#!/bin/sh
if [ "$1" = --version ]; then echo 10.0.100 && exit; fi
echo "/clone/App.csproj : error NU1101: Unable to find package Some.Package. [/clone/App.csproj]"
exit 1
END
chmod +x "$work/bin/dotnet"
status=0
func_sh >/dev/null || status=$?
is "where packages cannot be restored it ends with 69" 69 $status
expect "and says which" grep -q '^error NU1101: .*Some\.Package' "$work/err"
expect "and what is needed" grep -q '^functron: a NuGet source' "$work/err"
exit $bad
