# Sourced. Puts the .NET SDK on PATH, or says what to install.

dotnet_ready() {
    local folder
    for folder in "" "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        # --version fails where no installed SDK satisfies global.json.
        if PATH=${folder:+$folder:}$PATH dotnet --version >/dev/null 2>&1; then
            export PATH=${folder:+$folder:}$PATH DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
            return 0
        fi
    done
    fail "the .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0 (or 'apt-get install dotnet-sdk-10.0')"
}

# build PROJECT [OPTION...]: quiet when it works, the whole story when it does not.
build() {
    local log
    log=$(mktemp)
    if ! dotnet build --nologo -v quiet "$@" >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        fail "$1 could not be built"
    fi
    rm -f "$log"
}

# build_tool NAME: builds the project in tools/NAME, unless nothing that it is made of has changed since its last build.
# Sets $tool to its assembly.
build_tool() {
    local root stamp
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    tool=$root/tools/$1/bin/Release/net10.0/$1.dll
    stamp=$root/tools/$1/obj/built
    # A folder's own time tells of files that are gone.
    if [ -e "$stamp" ] && [ -e "$tool" ] && [ -z "$(find "$root/tools/$1" "$root"/tools/*.cs "$root"/Directory.* "$root/global.json" \
        \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit)" ]; then
        return
    fi
    # What is saved while it builds is newer than the stamp.
    mkdir -p "${stamp%/*}"
    touch "$stamp.new"
    # In the repository, for its global.json.
    (cd "$root" && build "tools/$1" -c Release)
    mv "$stamp.new" "$stamp"
}
