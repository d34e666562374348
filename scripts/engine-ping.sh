# Sourced. Which engine is meant, and whether it answers. The test is the socket, not what is installed:
# a client may be there without an engine, and an engine without a client.

# The user named an engine: then no other one is started in its place.
engine_is_chosen() {
    [ -n "${DOCKER_HOST:-}" ] || { [ -n "$(engine_context)" ] && [ "$(engine_context)" != default ]; }
}

engine_context() {
    if [ -n "${DOCKER_CONTEXT:-}" ]; then
        echo "$DOCKER_CONTEXT"
    else
        sed -n 's/.*"currentContext"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' \
            "${DOCKER_CONFIG:-${HOME:-/}/.docker}/config.json" 2>/dev/null || true
    fi
}

engine_endpoint() {
    if [ -n "${DOCKER_HOST:-}" ]; then
        echo "$DOCKER_HOST"
    elif engine_is_chosen; then
        docker context inspect --format '{{.Endpoints.docker.Host}}' "$(engine_context)" 2>/dev/null || echo "context $(engine_context)"
    else
        echo unix:///var/run/docker.sock
    fi
}

# With what the machine has: a bare one may lack curl and the client; Debian always has perl.
engine_answers() {
    local endpoint path
    endpoint=$(engine_endpoint)
    path=${endpoint#unix://}
    case "$endpoint" in
        unix://*)
            [ -S "$path" ] || return 1
            if have curl; then
                [ "$(curl -s -m 5 --unix-socket "$path" http://localhost/_ping 2>/dev/null)" = OK ] && return 0
            elif have perl; then
                within 5 perl -MIO::Socket::UNIX -e '
                    my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
                    print $s "GET /_ping HTTP/1.0\r\n\r\n";
                    $s->flush;
                    my $status = <$s> // "";
                    exit($status =~ m{^HTTP/1\.\d 200 } ? 0 : 1);' "$path" 2>/dev/null && return 0
            elif have python3; then
                within 5 python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
sys.exit(0 if s.recv(64).split(b" ")[1:2] == [b"200"] else 1)' "$path" 2>/dev/null && return 0
            elif have docker; then
                within 5 docker version --format '{{.Server.Version}}' >/dev/null 2>&1 && return 0
            fi
            return 1 ;;
        *)
            # TLS, SSH and contexts are the client's business.
            if have docker; then
                within 15 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
            else
                have curl && [ "$(curl -s -m 5 "http://${endpoint#tcp://}/_ping" 2>/dev/null)" = OK ]
            fi ;;
    esac
}
