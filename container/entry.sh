#!/bin/bash
# Starts Functron as the user functron with the Docker socket's group, wherever that is enough to use the socket.
# The image's arguments are Functron's.
set -euo pipefail

say() { printf 'functron: %s\n' "$*" >&2; }
refuse() { say "$*" && exit 78; } # EX_CONFIG

user=functron
data=$Functron__DataDirectory
engine=${Functron__DockerEndpoint:-${DOCKER_HOST:-unix:///var/run/docker.sock}}
previous=
for option; do
    case $option in
        # They need neither an engine nor the data.
        --help | -h | --version) exec dotnet /app/Functron.FunctionApp.dll "$option" ;;
        --Functron:DockerEndpoint=*) engine=${option#*=} ;;
        --Functron:DataDirectory=*) data=${option#*=} ;;
    esac
    case $previous in
        --Functron:DockerEndpoint) engine=$option ;;
        --Functron:DataDirectory) data=$option ;;
    esac
    previous=$option
done
socket=${engine#unix://}
functron=(dotnet /app/Functron.FunctionApp.dll "$@")

if [[ $engine == unix://* && ! -S $socket ]]; then
    refuse "there is no Docker socket at $socket: add '-v /var/run/docker.sock:$socket' to the command," \
        "or '-e DOCKER_HOST=tcp://HOST:PORT' for an engine elsewhere"
fi
# Started with --user: nothing to choose here.
if [[ $(id -u) != 0 ]]; then exec "${functron[@]}"; fi

drop=(setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs)
if [[ $engine == unix://* ]]; then
    group=$(stat -L -c %g "$socket")
    drop=(setpriv --reuid "$user" --regid "$user" --groups "$group" --no-new-privs)
    if [[ $group == 0 ]] || ! "${drop[@]}" test -w "$socket"; then
        say "running as root, for only root may use $socket"
        exec "${functron[@]}"
    fi
fi

# The data may be an earlier root's. Nothing but Functron's own is handed over, whatever was mounted by mistake or made by
# someone else where everyone may write; links are not followed. Functron itself looks once more, by the same rules.
mkdir -p "$data"
owner=$(stat -L -c %u "$data")
if [[ $owner != 0 && $owner != "$(id -u $user)" ]]; then
    refuse "$data belongs to user $owner, who could change what is in it: remove it, or add '--user $owner:${group:-$owner}' to the command"
fi
mode=$(stat -L -c %a "$data")
if ((8#$mode & 8#22)); then refuse "users other than its owner may write in $data: chmod go-w it, and look at what is in it"; fi

# is_ours: it is marked, empty, or what the version before the marker left. Hidden files and lost+found are beside the point.
is_ours() {
    if [[ -f $data/.functron ]]; then return; fi
    foreign=$(find "$data" -mindepth 1 -maxdepth 1 ! -name durable ! -name payloads ! -name runs ! -name launcher \
        ! -name '.*' ! -name lost+found -print -quit)
    if [[ $foreign ]]; then return 1; fi
    if [[ -f $data/durable/durable.db || -f $data/payloads/content/installation ]]; then return; fi
    foreign=$(find "$data" -mindepth 2 ! -type d ! -path "$data/.*" ! -path "$data/lost+found/*" -print -quit)
    [[ -z $foreign ]]
}
if ! is_ours; then
    refuse "$foreign is not Functron's: mount a directory that holds nothing else at $data," \
        "or make a file .functron in it if its durable, payloads, runs and launcher are Functron's"
fi
chmod 700 "$data"
chown $user:$user "$data"
for own in durable payloads runs launcher .functron; do
    if [[ -e $data/$own ]]; then find "$data/$own" -xdev ! -user $user -exec chown --no-dereference $user:$user {} +; fi
done
HOME=/home/functron exec "${drop[@]}" "${functron[@]}"
