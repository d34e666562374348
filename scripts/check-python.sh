#!/usr/bin/env bash
# Checks the Python client: its own tests against a Functron of their own, what they say when there is none, and the package.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

if ! have python3; then
    if is_root && is_debian; then
        apt_install python3 >&2 || fail "python3 could not be installed"
    else
        fail "python3 is needed (on Debian and Ubuntu: 'apt-get install python3')"
    fi
fi

work=$(mktemp -d)
host=
end() {
    if [ -n "$host" ]; then kill "$host" 2>/dev/null && wait "$host" || true; fi
    rm -rf "$work"
}
trap end EXIT
export Functron__DataDirectory="$work/data" PYTHONDONTWRITEBYTECODE=1
# High, and this shell's own: the port of a Functron that someone works with must not be taken for the tested one.
export FUNCTRON_URL=http://localhost:$((20000 + $$ % 10000))
bad=0

# expect WORDS COMMAND...
expect() {
    local words=$1
    shift
    if "$@" >"$work/out" 2>&1 </dev/null; then
        echo "ok - python: $words"
    else
        echo "not ok - python: $words (its output follows)"
        cat "$work/out"
        bad=1
    fi
}

# Fails once and not for each test, with the command that helps.
says_how_to_start() {
    local log="$work/no-server.log"
    if (cd python && python3 -m unittest discover) >"$log" 2>&1; then
        echo "the tests passed without a server"
        return 1
    fi
    cat "$log"
    [ "$(grep -c '^Traceback' "$log")" = 1 ] && grep -qF "'./run.sh --urls $FUNCTRON_URL' starts one" "$log"
}

# Of a copy: installing leaves files beside the sources.
installs() (
    set -e
    cp -r python "$work/copy"
    cd "$work"
    if python3 -c 'import pip, setuptools, wheel' 2>/dev/null; then
        python3 -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --target "$work/site" ./copy
    else
        # Without the tools, what they would install: the package alone.
        mkdir "$work/site" && cp -r copy/pyfunctron "$work/site"
    fi
    PYTHONPATH="$work/site" python3 -W error -c '
import os, pyfunctron
from pyfunctron import *
assert os.path.dirname(pyfunctron.__file__) == os.path.join(os.environ["PYTHONPATH"], "pyfunctron"), pyfunctron.__file__
assert os.path.exists(os.path.join(os.path.dirname(pyfunctron.__file__), "py.typed"))
FunctronInvocation, FunctronResponse, test_connection'
)

expect "without a server the tests name the command that starts one" says_how_to_start
expect "the package can be installed and imported elsewhere" installs

./run.sh --urls "$FUNCTRON_URL" </dev/null >"$work/host.log" 2>&1 &
host=$!
for _ in $(seq 1800); do
    if (exec 3<>"/dev/tcp/127.0.0.1/${FUNCTRON_URL##*:}") 2>/dev/null; then break; fi
    if ! kill -0 "$host" 2>/dev/null; then break; fi
    sleep 0.1
done
# The tests run the functions on python:3, which run.sh does not see to.
scripts/base-images.sh --if-possible busybox:latest python:3
if ! (cd python && python3 ../scripts/unittest-checks.py); then
    bad=1
    cat "$work/host.log" >&2
fi
exit $bad
