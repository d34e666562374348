#!/usr/bin/env bash
# Prints the path of the script that starts Azurite's blob service, the emulator that the tests of the blob store run against:
#     FUNCTRON_AZURITE="$(scripts/azurite.sh)" dotnet test ...
# Installs it with npm into a cache folder unless it is there, and Node.js from Debian's packages where it is missing.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

version=3.35.0
folder=${XDG_CACHE_HOME:-$HOME/.cache}/functron/azurite-$version
entry=node_modules/azurite/dist/src/blob/main.js

if ! have node || ! have npm; then
    { is_debian && is_root && apt_install nodejs npm; } ||
        fail "Azurite needs Node.js and npm: install both (https://nodejs.org), then call this again"
fi

# Into a folder of its own first, which is then renamed: of two that do so at the same time, the second throws its own away.
if [ ! -r "$folder/$entry" ]; then
    say "installing azurite $version with npm"
    mkdir -p "$(dirname "$folder")"
    new=$(mktemp -d "$folder.XXXXXX")
    trap 'rm -rf "$new"' EXIT
    within 300 npm install --prefix "$new" --ignore-scripts --no-audit --no-fund --loglevel=error "azurite@$version" >&2 </dev/null ||
        fail "npm could not install azurite@$version"
    if [ ! -d "$folder" ]; then
        mv "$new" "$folder"
        rm -rf "${folder:?}/$(basename "$new")" # where mv put it, should the other have come in between
    fi
    [ -r "$folder/$entry" ] || fail "azurite $version did not come with $entry"
fi
echo "$folder/$entry"
