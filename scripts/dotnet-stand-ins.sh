# Sourced by base-images.sh, which sets $docker. Stand-ins for Microsoft's images, which the Dockerfile builds on: the one
# for python, a Debian with all that .NET needs of a system, and this machine's own .NET and packages.

# What was put in; a stand-in that was made for another SDK or other packages cannot serve the build offline.
content_label=functron.stand-in.content

# Where the SDK's stand-in has the packages.
packages_source=/usr/share/functron-packages

content() {
    { echo 3 && dotnet --version && (cd .. && cat Directory.Packages.props $(app_projects)); } | cksum | tr ' ' -
}

# Of the repository, all but the tests.
app_projects() { ls Functron.*/*.csproj | grep -v '^Functron\.Tests'; }

# forget_outdated IMAGE: drops a stand-in's name, so that it is made anew; an image that was pulled stays.
forget_outdated() {
    local made_for
    made_for=$("$docker" image inspect --format "{{index .Config.Labels \"$content_label\"}}" "$1" 2>/dev/null) || return 0
    if [ -z "$made_for" ]; then return 0; fi
    dotnet_ready
    if [ "$made_for" != "$(content)" ]; then "$docker" rmi "$1" >/dev/null; fi
}

make_dotnet_aspnet() { make_dotnet dotnet_aspnet "$1"; }

make_dotnet_sdk() {
    dotnet_ready
    # MSBuild takes properties from the environment, such as NuGet's source. The packages in it came through this machine's own NuGet; no
    # server can be asked about their certificates.
    make_dotnet dotnet_sdk "$1" "LABEL $content_label=$(content)" "ENV RestoreSources=$packages_source" \
        'ENV DOTNET_NUGET_SIGNATURE_VERIFICATION=false NUGET_CERT_REVOCATION_MODE=offline' \
        'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false'
}

# Without a Functions host: what the Dockerfile puts in and sets can be looked at, but nothing answers.
make_functions_host() {
    need mcr.microsoft.com/dotnet/aspnet:10.0 || return 1
    local container status=0
    container=$("$docker" create --label "$stand_in_label=functions_host" mcr.microsoft.com/dotnet/aspnet:10.0) || return 1
    "$docker" commit --change "LABEL $stand_in_label=functions_host" --change 'CMD ["/opt/startup/start_nonappservice.sh"]' \
        --change 'ENV AzureWebJobsScriptRoot=/home/site/wwwroot HOME=/home' \
        --change 'ENV FUNCTIONS_WORKER_RUNTIME=dotnet-isolated ASPNETCORE_URLS=http://+:80' \
        --change 'EXPOSE 80' "$container" "$1" >/dev/null || status=$?
    "$docker" rm --force "$container" >/dev/null
    return $status
}

# make_dotnet KIND IMAGE CHANGE...
make_dotnet() {
    local kind=$1 image=$2 container change status=0
    shift 2
    dotnet_ready
    need python:3 || return 1
    local changes=(--change "LABEL $stand_in_label=$kind" --change 'CMD ["bash"]'
        --change 'ENV ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true')
    for change in "$@"; do changes+=(--change "$change"); done
    container=$("$docker" create --label "$stand_in_label=$kind" python:3) || return 1
    { "add_$kind" "$container" && "$docker" commit "${changes[@]}" "$container" "$image" >/dev/null; } || status=$?
    "$docker" rm --force "$container" >/dev/null
    return $status
}

add_dotnet_aspnet() { add_dotnet "$1" dotnet host shared; }

add_dotnet_sdk() {
    local sdk
    sdk=sdk/$(dotnet --version)
    # Without what only other kinds of projects use.
    add_dotnet "$1" --exclude="$sdk/FSharp" --exclude="$sdk/DotnetTools" --exclude="$sdk/TestHostNetFramework" \
        dotnet host shared packs sdk-manifests "$sdk" && add_packages "$1"
}

# add_dotnet CONTAINER TAR-ARGUMENT...: parts of the .NET in use, where Microsoft's images have them, and the link on PATH.
add_dotnet() {
    local container=$1 root link
    shift
    root=$(dirname "$(readlink -f "$(command -v dotnet)")")
    tar -C "$root" --transform 's,^,usr/share/dotnet/,S' -c "$@" | "$docker" cp - "$container:/" >/dev/null || return 1
    link=$(mktemp -d)
    ln -s /usr/share/dotnet/dotnet "$link/dotnet"
    "$docker" cp "$link/dotnet" "$container:/usr/bin/dotnet" >/dev/null
    rm -rf "$link"
}

# add_packages CONTAINER: those of the Dockerfile's build, as the files of a source that needs no server. Only a build tells all of them,
# for it makes a second project; a version that this machine's source lacks is replaced by the next, which takes a source to find out.
add_packages() {
    local container=$1 scratch cache status=0
    scratch=$(mktemp -d)
    cache=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^global-packages: //')
    if (
        cd .. && tar --exclude='Functron.*/bin' --exclude='Functron.*/obj' -c \
            global.json host.json BannedSymbols.txt Directory.*.props Directory.*.targets launcher/built \
            $(app_projects | xargs -n 1 dirname) | tar -C "$scratch" -x && cd "$scratch" &&
            within 600 dotnet build Functron.FunctionApp -c Release --use-current-runtime --disable-build-servers \
                -p:NuGetAudit=false -p:GenerateDocumentationFile=false
    ) >"$scratch/log" 2>&1 </dev/null; then
        # With those that only compile: the reference assemblies of the second project.
        find "$scratch" -name project.assets.json -exec awk -F '"' '
            $2 == "path" && $4 ~ /^[^\/]+\/[0-9][^\/]*$/ { print $4 }
            $2 == "name" { name = tolower($4) }
            $2 == "version" && $4 ~ /^\[.*\]$/ { version = $4; gsub(/^\[|,.*/, "", version); print name "/" version }' {} + |
            sort -u | sed 's,\(.*\)/\(.*\),&/\1.\2.nupkg,' >"$scratch/packages" &&
            tar -C "$cache" --transform "s,.*/,${packages_source#/}/,S" -c --files-from "$scratch/packages" |
            "$docker" cp - "$container:/" >/dev/null || status=$?
    else
        status=1
        say "the app could not be built for its packages: $(grep -m 1 -o 'error .*' "$scratch/log" || tail -n 1 "$scratch/log")"
    fi
    rm -rf "$scratch"
    return $status
}
