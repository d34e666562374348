"""Where a service is: the URL that callers give, and the routes below it."""

from __future__ import annotations

from urllib.parse import urlsplit

DEFAULT_URL = "http://localhost:8081/"

_EXEC = "/v1/exec"


def base_of(url: str) -> str:
    """The service's base URL without a slash at its end.

    ``http://host:8081``, ``http://host:8081/`` and the full route ``http://host:8081/v1/exec`` mean the same service.

    :raises ValueError: it is no http or https URL with a host.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"not the URL of a service: {url!r} (what is meant looks like {DEFAULT_URL!r})")
    parts.port  # raises ValueError when it is no port number
    path = parts.path.rstrip("/")
    if path.endswith(_EXEC):
        path = path[: -len(_EXEC)].rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def exec_url(url: str) -> str:
    return base_of(url) + _EXEC


def ping_url(url: str) -> str:
    return base_of(url) + "/v1/ping"


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def start_command(url: str) -> str:
    """What a person types, in Functron's repository, for a service to be at the URL."""
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return f"./run.sh --urls {origin_of(url)}" if here and parts.port != 8081 else "./run.sh"
