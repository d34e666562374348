# Sourced by test.sh. Root may do everything with an engine's socket; whoever runs Functron is mostly a member of its group.

member=functron-test
member_made=

# test_as_member FILTER: runs those of the built tests once more as a user whose only right is the socket's group.
test_as_member() {
    local socket group
    step "end to end, as an ordinary member of the socket's group"
    socket=$(engine_endpoint)
    socket=${socket#unix://}
    if ! is_root || [ ! -S "$socket" ] || ! have setpriv || ! have useradd; then
        echo "left out: it needs root, a local socket, setpriv and useradd (as another user than root the tests ran so already)"
        return 0
    fi
    group=$(stat -L -c %g "$socket")
    if [ "$group" = 0 ]; then
        echo "left out: $socket belongs to the group root"
        return 0
    fi
    if ! id "$member" >/dev/null 2>&1; then
        useradd --system --no-create-home --home-dir "$work/member/home" --shell /usr/sbin/nologin "$member"
        member_made=yes
    fi

    if ! grep -q '^ *Functron\.Tests\.' <<<"$(dotnet test "$(assembly_of EndToEnd)" --list-tests --filter "$1" </dev/null)"; then
        echo "none of them is meant"
        return 0
    fi

    # The repository may lie where only root can read; results are written where the member can write.
    mkdir -p "$work/member/home" "$work/member/tmp"
    cp -r "$(dirname "$(assembly_of EndToEnd)")" "$work/member/tests"
    chown -R "$member" "$work/member"
    chmod 1777 "$results"
    if ! as_member "$group" dotnet --version >/dev/null; then
        not_ok "$(command -v dotnet) cannot be run by other users"
        return 0
    fi
    run_tests member "$1" as_member "$group" dotnet test "$work/member/tests/Functron.Tests.EndToEnd.dll"
}

# as_member GROUP COMMAND...: with nothing of root's environment.
as_member() {
    local group=$1
    shift
    (
        cd "$work/member"
        env -i HOME="$work/member/home" TMPDIR="$work/member/tmp" USER="$member" LOGNAME="$member" PATH="$PATH" LANG="${LANG:-C.UTF-8}" \
            ${DOCKER_HOST:+DOCKER_HOST="$DOCKER_HOST"} FUNCTRON_TEST_NETWORK=host \
            DOTNET_TieredPGO=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
            setpriv --reuid "$member" --regid "$(id -g "$member")" --groups "$group" --no-new-privs "$@"
    )
}

remove_member() {
    if [ -n "$member_made" ]; then
        userdel "$member" >/dev/null 2>&1 || say "the user $member could not be removed"
        member_made=
    fi
}
