# Sourced by test.sh, after second-engine.sh, whose engine it uses. The tests that compare what an engine holds before and after need
# one to themselves: they get a second engine, and run while the end-to-end tests use the first.

beside_pid=
beside_name=

# begin_beside NAME FILTER: begins those of the built tests; false, with the reason in words, where this machine cannot.
begin_beside() {
    beside_name=$1
    if ! have nsenter || ! { have ip || { is_debian && is_root && apt_install iproute2; }; }; then
        say "all tests share one engine, one after another: a second one needs nsenter and ip"
        return 1
    fi
    if ! start_second_engine "$work/engine" "${work##*/}"; then
        say "so all tests share one engine, one after another"
        return 1
    fi
    # The tests' servers are on the loopback of the engine's network, which is down at first.
    if ! on_network_of_second ip link set lo up || ! "$docker" save busybox:latest python:3 python:latest | on_second load >/dev/null; then
        say "all tests share one engine, one after another: the second one could not be prepared"
        end_second_engine
        return 1
    fi
    set_options "$beside_name"
    on_network_of_second env -u DOCKER_CONTEXT DOCKER_HOST="unix://$second_socket" \
        dotnet test "$tests/Functron.Tests.dll" "${options[@]}" --filter "$2" </dev/null >"$work/beside.log" 2>&1 &
    beside_pid=$!
}

# end_beside: waits for them, shows what they printed and counts them.
end_beside() {
    local status=0
    wait "$beside_pid" || status=$?
    beside_pid=
    cat "$work/beside.log"
    count "$work/results/$beside_name.trx" "$status"
    if on_second ps --all --format '{{.Names}}' | grep .; then
        echo "not ok - nothing left on the second engine" | tee -a "$work/failures"
        failed=$((failed + 1))
    fi
    end_second_engine
}

# When the run is broken off.
break_off_beside() {
    if [ -n "$beside_pid" ]; then kill "$beside_pid" 2>/dev/null && wait "$beside_pid" 2>/dev/null || true; fi
    beside_pid=
    end_second_engine
}

on_network_of_second() { nsenter --net="/proc/$second_pid/ns/net" "$@"; }
