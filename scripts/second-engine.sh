# Sourced. A second Docker engine for a while, beside the one that is in use and without a way to it.

second_pid=
second_folder=
second_socket=
second_name=
second_options=()

# start_second_engine FOLDER NAME: false, with the reason in words, where this machine cannot run one.
start_second_engine() {
    second_folder=$1
    second_socket=$1/docker.sock
    second_name=$2
    if ! is_root || ! have dockerd || ! have unshare; then
        say "there is no second engine here: it needs root, dockerd and unshare"
        return 1
    fi
    mkdir -p "$second_folder"
    if restart_second_engine; then return 0; fi
    say "there is no second engine here: dockerd does not start: $(tail -n 3 "$second_folder/log")"
    return 1
}

# restart_second_engine: after stop_second_engine; with $second_options.
restart_second_engine() {
    # A network of its own: a second engine would take the first one's bridge and rules for leftovers of its own. The
    # namespaces keep it apart from the first also where both use the system's containerd.
    PATH=$PATH:/usr/sbin:/sbin unshare --net dockerd --host "unix://$second_socket" --data-root "$second_folder/data" \
        --exec-root "$second_folder/exec" --pidfile "$second_folder/pid" --containerd-namespace "$second_name" \
        --containerd-plugins-namespace "$second_name-plugins" "${second_options[@]}" </dev/null >>"$second_folder/log" 2>&1 &
    second_pid=$!
    for _ in $(seq 600); do
        if on_second version >/dev/null 2>&1; then return 0; fi
        if ! kill -0 $second_pid 2>/dev/null; then break; fi
        sleep 0.1
    done
    return 1
}

# stop_second_engine: in good order, as a service manager does. Its containers are its business.
stop_second_engine() {
    kill -TERM "$second_pid"
    wait "$second_pid" || true
    second_pid=
}

on_second() { env -u DOCKER_CONTEXT DOCKER_HOST="unix://$second_socket" "$docker" "$@"; }

end_second_engine() {
    local containers mount
    if [ -z "$second_pid" ]; then return 0; fi
    containers=$(on_second ps --all --quiet 2>/dev/null || true)
    # shellcheck disable=SC2086 # a list
    if [ -n "$containers" ]; then on_second rm --force $containers >/dev/null 2>&1 || true; fi
    kill $second_pid 2>/dev/null || true
    wait $second_pid 2>/dev/null || true
    second_pid=
    # What it mounted would keep its folder from being removed.
    awk -v folder="$second_folder/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do
        umount "$mount" || true
    done
    rm -rf "$second_folder"
}
