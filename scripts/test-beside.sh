# Sourced by test.sh, after second-engine.sh, whose engines it uses. The tests that compare what an engine holds before and after need
# one to themselves: each group of them gets another engine, and runs while the end-to-end tests use the first.

beside_names=()
beside_pids=()

# can_test_beside: false, with the reason in words, where this machine cannot.
can_test_beside() {
    if have nsenter && { have ip || { is_debian && is_root && apt_install iproute2; }; }; then return 0; fi
    say "all tests share one engine, one after another: another one needs nsenter and ip"
    return 1
}

# begin_beside NAME FILTER: begins those of the built tests; false, with the reason in words, where there is no engine for them.
begin_beside() {
    (test_on_second_engine "$1" "$2") </dev/null >"$work/$1.log" 2>&1 &
    local pid=$!
    until [ -e "$work/$1.ready" ]; do
        if ! kill -0 "$pid" 2>/dev/null; then
            cat "$work/$1.log" >&2
            say "so these tests share the first engine: $1"
            return 1
        fi
        sleep 0.1
    done
    beside_names+=("$1")
    beside_pids+=("$pid")
}

# In a shell of its own, for the engine's sake: second-engine.sh knows one.
test_on_second_engine() {
    local name=$1 filter=$2 testing='' status=0
    trap end_second_engine EXIT
    trap 'if [ -n "$testing" ]; then kill "$testing"; wait "$testing"; fi; exit 143' TERM
    start_second_engine "$work/engine-$name" "${work##*/}-$name" || exit 1
    # The tests' servers are on the loopback of the engine's network, which is down at first.
    on_network_of_second ip link set lo up
    "$docker" save busybox:latest python:3 python:latest | on_second load >/dev/null
    touch "$work/$name.ready"

    set_options "$name"
    on_network_of_second env -u DOCKER_CONTEXT DOCKER_HOST="unix://$second_socket" \
        dotnet test "${assemblies[@]}" "${options[@]}" --filter "$filter" &
    testing=$!
    wait "$testing" || status=$?
    testing=
    if on_second ps --all --format '{{.Names}}' | grep .; then touch "$work/$name.left"; fi
    exit "$status"
}

# end_beside: waits for them, shows what they printed and counts them.
end_beside() {
    local i name status
    for i in "${!beside_names[@]}"; do
        name=${beside_names[$i]}
        status=0
        wait "${beside_pids[$i]}" || status=$?
        cat "$work/$name.log"
        count "$work/results/$name.trx" "$status"
        if [ -e "$work/$name.left" ]; then
            echo "not ok - nothing left on the engine of these tests: $name" | tee -a "$work/failures"
            failed=$((failed + 1))
        fi
    done
    beside_pids=()
}

# When the run is broken off.
break_off_beside() {
    local pid
    for pid in "${beside_pids[@]}"; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    beside_pids=()
}

on_network_of_second() { nsenter --net="/proc/$second_pid/ns/net" "$@"; }
