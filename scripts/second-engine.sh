# Sourced. A second Docker engine for a while, beside the one that is in use and without a way to it.

second_pid=
second_folder=
second_socket=

# start_second_engine FOLDER NAME: false, with the reason in words, where this machine cannot run one.
start_second_engine() {
    second_folder=$1
    second_socket=$1/docker.sock
    if ! is_root || ! have dockerd || ! have unshare; then
        say "--sweep-all is not checked: it needs root, dockerd and unshare for an engine of its own"
        return 1
    fi
    mkdir -p "$second_folder"
    # A network of its own: a second engine would take the first one's bridge and rules for leftovers of its own. The
    # namespaces keep it apart from the first also where both use the system's containerd.
    PATH=$PATH:/usr/sbin:/sbin unshare --net dockerd --host "unix://$second_socket" --data-root "$second_folder/data" \
        --exec-root "$second_folder/exec" --pidfile "$second_folder/pid" --containerd-namespace "$2" \
        --containerd-plugins-namespace "$2-plugins" </dev/null >"$second_folder/log" 2>&1 &
    second_pid=$!
    for _ in $(seq 300); do
        if on_second version >/dev/null 2>&1; then return 0; fi
        if ! kill -0 $second_pid 2>/dev/null; then break; fi
        sleep 0.1
    done
    say "--sweep-all is not checked: a second dockerd does not start: $(tail -n 3 "$second_folder/log")"
    return 1
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
