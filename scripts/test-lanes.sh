# Sourced by test.sh. A lane is a part of the tests that runs beside the others, with its output in a file until it has ended. Tests that
# compare what an engine holds before and after need one to themselves, so their lanes have engines of their own.

lanes=()
lane_pids=()
# Of the lane in which this runs: what goes before a command so that it uses the lane's engine, and the test run that is going on.
on_engine=()
testing=

# begin_lane NAME COMMAND...
begin_lane() {
    local name=$1
    shift
    (in_lane "$@") </dev/null >"$work/$name.log" 2>&1 &
    lanes+=("$name")
    lane_pids+=($!)
}

in_lane() {
    # The parent's clean-up is not the lane's.
    trap - EXIT
    trap 'end_testing; end_azurite_of_tests; exit 143' TERM
    "$@"
}

end_testing() { if [ -n "$testing" ]; then kill "$testing" 2>/dev/null && wait "$testing" || true; fi; }

# begin_own_engine_lane NAME COMMAND: where there can be no engine for it, the command runs at the end, on the first engine.
begin_own_engine_lane() {
    if can_have_own_engine; then begin_lane "$1" on_own_engine "$1" "$2"; else echo "$2" >>"$work/later"; fi
}

can_have_own_engine() {
    if is_root && have dockerd && have unshare && have nsenter && { have ip || { is_debian && apt_install iproute2; }; }; then return 0; fi
    say "all tests share one engine, one after another: another one needs root, dockerd, unshare, nsenter and ip"
    return 1
}

on_own_engine() { # NAME COMMAND
    local name=$1
    trap end_second_engine EXIT
    if ! start_second_engine "$work/engine-$name" "${work##*/}-$name"; then
        echo "$2" >>"$work/later"
        return
    fi
    # The tests' servers are on the loopback of the engine's network, which is down at first.
    on_network_of_second ip link set lo up
    "$docker" save busybox:latest python:3 python:latest | on_second load >/dev/null
    on_engine=(nsenter --net="/proc/$second_pid/ns/net" env -u DOCKER_CONTEXT DOCKER_HOST="unix://$second_socket")
    "$2"
    on_engine=()
    if on_second ps --all --format '{{.Names}}' | grep .; then not_ok "nothing left on the engine of these tests: $name"; fi
}

on_network_of_second() { nsenter --net="/proc/$second_pid/ns/net" "$@"; }

# end_lanes: waits for the lanes, shows what they printed, and runs what had no engine of its own.
end_lanes() {
    local i command status
    for i in "${!lanes[@]}"; do
        status=0
        wait "${lane_pids[$i]}" || status=$?
        step "beside: ${lanes[$i]}"
        cat "$work/${lanes[$i]}.log"
        if [ $status != 0 ]; then not_ok "the tests beside ended with $status: ${lanes[$i]}"; fi
    done
    lanes=()
    lane_pids=()
    touch "$work/later"
    while read -r command; do "$command"; done <"$work/later"
}

# When the run is broken off.
break_off_lanes() {
    local pid
    for pid in "${lane_pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    lanes=()
    lane_pids=()
}
