#!/usr/bin/env bash
# scripts/functions-host.sh HOST_FOLDER APP_FOLDER: publishes the stand-in for the Functions host, and the app,
# unless that folder has it.
# Ends with 69, and words, where their packages cannot be restored, so that a caller can leave out what needs them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/scripts/common.sh"
. "$root/scripts/dotnet.sh"

if [ $# != 2 ]; then
    echo "usage: scripts/functions-host.sh HOST_FOLDER APP_FOLDER" >&2
    exit 64
fi
mkdir -p "$1" "$2"
host=$(cd "$1" && pwd)
app=$(cd "$2" && pwd)
dotnet_ready
# A build server would hold the caller's pipes open; without a network NuGet would wait long for answers about certificates.
export MSBUILDDISABLENODEREUSE=1 NUGET_CERT_REVOCATION_MODE=offline
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# publish WORDS ARGUMENT...: the log only when it fails. The worker's SDK restores a project of its own amid the build,
# so a lack of packages can show there as well.
publish() {
    local words=$1 status=0
    shift
    within 600 dotnet publish -c Release --nologo -v quiet -p:NuGetAudit=false -p:RunAnalyzers=false "$@" \
        >"$log" 2>&1 </dev/null || status=$?
    if [ $status = 0 ]; then return 0; fi
    grep -E 'error|warn.*NU' "$log" | sort -u | tail -n 20 >&2 || tail -n 20 "$log" >&2
    if [ $status = 124 ]; then fail "$words took longer than 10 minutes"; fi
    if grep -Eq 'error NU[0-9]+' "$log"; then fail "$words: packages cannot be restored here"; fi
    say "$words failed"
    exit 1
}

cd "$root"
if [ ! -s "$app/functions.metadata" ]; then publish "publishing the app" Functron.FunctionApp -o "$app"; fi
publish "publishing the stand-in for the Functions host" Functron.Tests.FunctionsHost -o "$host"
echo "$host/Functron.Tests.FunctionsHost.dll $app"
