#!/bin/bash
# Healthy when GET /health answers 200. The image has no curl; bash can speak enough HTTP.
set -euo pipefail
ports=${ASPNETCORE_HTTP_PORTS:-8081}
exec 3<>"/dev/tcp/127.0.0.1/${ports%%;*}"
printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
answer=$(cat <&3)
# Shown by 'docker inspect'.
printf '%s\n' "${answer##*$'\r\n\r\n'}"
[[ $answer == HTTP/1.?' 200 '* ]]
