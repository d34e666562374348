#!/usr/bin/env bash
# Makes sure that a Docker engine answers: quiet when one does; installs and starts one on Debian and Ubuntu as root;
# elsewhere says what to install. Ends with 0 when an engine answers.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
. ./engine-ping.sh

# Its own folders: an engine that was started here never mixes with the data of another installation.
data_root=/var/lib/functron-engine
exec_root=/var/run/functron-engine
pid_file=/var/run/functron-engine.pid
log=/var/log/functron-engine.log
socket=/var/run/docker.sock

what_to_install() {
    case "$(uname -s)" in
        Darwin) say "install and start Docker Desktop (https://docs.docker.com/desktop/) or Colima, then try again" ;;
        Linux)
            if [ -S "$socket" ] && [ ! -w "$socket" ]; then
                say "$socket may not be used by $(id -un): 'sudo usermod -aG docker $(id -un)', log in again, then try again"
            elif is_debian; then
                say "install it with 'sudo apt-get install docker.io', or run this once as root"
            else
                say "install and start Docker (https://docs.docker.com/engine/install/), then try again"
            fi ;;
        *) say "install and start Docker (https://docs.docker.com/get-started/get-docker/), then try again" ;;
    esac
}

# Process ids named $1 in our own network namespace: another namespace's engine is no rival for docker0.
running() {
    local comm pid
    for comm in /proc/[0-9]*/comm; do
        pid=${comm#/proc/} && pid=${pid%/comm}
        if [ "$(cat "$comm" 2>/dev/null)" = "$1" ] &&
            [ "$(readlink "/proc/$pid/ns/net")" = "$(readlink /proc/self/ns/net)" ]; then
            echo "$pid"
        fi
    done
}

wait_for_ping() {
    local deadline=$((SECONDS + $1))
    while [ $SECONDS -lt $deadline ]; do
        if engine_answers; then return 0; fi
        # The engine that was started here has ended: no need to wait for it any longer.
        if [ -n "${2:-}" ] && ! kill -0 "$2" 2>/dev/null; then return 1; fi
        sleep 0.2
    done
    return 1
}

install_engine() {
    local packages="docker.io iptables ca-certificates"
    # Newer Debian packages the client apart.
    apt-get update >/dev/null 2>&1 || true
    if apt_has docker-cli; then packages="$packages docker-cli"; fi
    # shellcheck disable=SC2086 # a list
    apt_install $packages || fail "docker.io could not be installed"
}

# A killed dockerd leaves its pid file and its containerd. A containerd of another data root must not be taken over.
clear_leftovers() {
    local containerd_pid
    containerd_pid=$(cat "$exec_root/containerd/containerd.pid" 2>/dev/null || true)
    if [ -n "$containerd_pid" ] && [ "$(cat "/proc/$containerd_pid/comm" 2>/dev/null)" = containerd ]; then
        say "ending containerd $containerd_pid, which a killed engine left behind"
        kill "$containerd_pid" 2>/dev/null || true
        for _ in $(seq 50); do kill -0 "$containerd_pid" 2>/dev/null || break; sleep 0.1; done
        kill -9 "$containerd_pid" 2>/dev/null || true
    fi
    rm -f "$pid_file" "$exec_root/containerd/containerd.pid" "$exec_root"/containerd/*.sock*
    # dockerd prefers the system's containerd where its socket exists, alive or not.
    if [ -S /run/containerd/containerd.sock ] && [ -z "$(running containerd)" ]; then rm -f /run/containerd/containerd.sock; fi
}

start_engine() {
    # The group whose members may use the socket; without it dockerd gives the socket to root alone.
    if ! getent group docker >/dev/null; then groupadd --system docker; fi
    if ! grep -q ' cgroup2\? ' /proc/mounts; then
        mkdir -p /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup || say "no control groups are mounted"
    fi
    mkdir -p "$data_root" "$exec_root" "$(dirname "$log")"
    say "starting dockerd (data in $data_root, log in $log)"
    # In a session of its own, so that it outlives this script and its terminal; 9 is the lock.
    PATH=$PATH:/usr/sbin:/sbin setsid nohup dockerd --host "unix://$socket" --data-root "$data_root" \
        --exec-root "$exec_root" --pidfile "$pid_file" </dev/null >>"$log" 2>&1 9>&- &
    if wait_for_ping 90 $!; then
        say "the engine answers"
    else
        tail -n 20 "$log" >&2
        fail "dockerd does not answer; see $log"
    fi
}

if engine_answers; then exit 0; fi

if engine_is_chosen; then
    fail "no Docker engine answers at $(engine_endpoint), which DOCKER_HOST or the Docker context names"
fi
if [ "$(uname -s)" != Linux ] || ! is_root || ! { is_debian || have dockerd; }; then
    say "no Docker engine answers at $(engine_endpoint)"
    what_to_install
    exit 69
fi

# Two scripts at once must not start two engines.
exec 9>/var/lock/functron-engine.lock
if have flock; then flock -w 300 9 || fail "another script has been starting the engine for 5 minutes"; fi

if [ -n "$(running dockerd)" ]; then
    say "dockerd is running and does not answer yet; waiting for it"
    if wait_for_ping 90; then exit 0; fi
    fail "dockerd ($(running dockerd | tr '\n' ' ')) runs but does not answer at $socket: look at its log, or end it"
fi

export PATH=$PATH:/usr/sbin:/sbin
if ! have dockerd; then
    say "no Docker engine is installed"
    install_engine
fi
if [ -d /run/systemd/system ]; then
    say "starting the docker service"
    systemctl start docker 9>&- || true
    if wait_for_ping 60; then exit 0; fi
    fail "the docker service does not answer: see 'journalctl -u docker'"
fi
if engine_answers; then exit 0; fi
clear_leftovers
start_engine
