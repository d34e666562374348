# Sourced.

# The path of a Docker client. An engine may come without one (its socket alone is mounted): then the client is taken
# out of Debian's package, without installing it, because that would start a second engine.
docker_client() {
    local cache=/var/lib/functron-engine/client package=docker.io
    if have docker; then
        command -v docker
        return
    fi
    if [ ! -x "$cache/usr/bin/docker" ]; then
        if ! is_debian || ! is_root; then
            say "there is no docker client: install one (https://docs.docker.com/engine/install/)"
            return 1
        fi
        say "taking the docker client out of Debian's package"
        apt_has docker.io || apt-get update >/dev/null 2>&1 || true
        if apt_has docker-cli; then package=docker-cli; fi
        apt_extract "$package" "$cache" || return 1
    fi
    echo "$cache/usr/bin/docker"
}
