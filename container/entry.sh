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
# someone else where everyone may write; links are not followed.
mkdir -p "$data"
owner=$(stat -c %u "$data")
if [[ $owner != 0 && $owner != "$(id -u $user)" && -n $(ls -A "$data") ]]; then
    refuse "$data belongs to user $owner: remove it, or add '--user $owner:${group:-$owner}' to the command"
fi
# The hidden ones are the trial files of the start and of /health, which stay when Functron is killed over them.
foreign=$(find "$data" -mindepth 1 -maxdepth 1 ! -name durable ! -name payloads ! -name runs ! -name launcher ! -name '.write-test-*' ! -name '.health-*' \
    ! -name lost+found -print -quit)
if [[ $foreign ]]; then refuse "$foreign is not Functron's: mount a directory that holds nothing else at $data"; fi
chmod 700 "$data"
find "$data" -xdev ! -user $user -exec chown --no-dereference $user:$user {} +
HOME=/home/functron exec "${drop[@]}" "${functron[@]}"
