"""One HTTP request and its answer."""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any, Dict, Optional
from urllib.parse import urlsplit

from .address import origin_of, start_command
from .body import RequestBody
from .errors import FunctronAnswerError, FunctronConnectionLostError, FunctronUnreachableError

_CONNECT_SECONDS = 10.0

# Bytes. An Azure Functions host holds a body with a Content-Length in memory many times over, and streams a chunked one. Small ones
# keep their length; so do those that no service takes unless it is told to, for by the length they are refused before they are sent.
_SMALL = 4 * 1024 * 1024
_LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    url: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Dict[str, Any]:
        """The body as a JSON object, whatever the status.

        :raises FunctronAnswerError: it is something else.
        """
        try:
            value = json.loads(self.body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise self.unexpected("not a JSON object")
        return value

    def unexpected(self, what: str) -> FunctronAnswerError:
        kind = self.headers.get("Content-Type", "no content type")
        start = self.body[:200].decode("utf-8", "replace").strip()
        return FunctronAnswerError(
            f"{self.url} answered as Functron does not: {what} (status {self.status}, {kind}, {len(self.body)} bytes: {start!r})"
        )


def exchange(method: str, url: str, body: Optional[RequestBody] = None, answer_seconds: Optional[float] = None) -> Answer:
    """Sends a request and reads the whole answer.

    :param answer_seconds: how long to wait for each next part of the answer; None: as long as the service takes.
    :raises FunctronUnreachableError: nothing took the request.
    :raises FunctronConnectionLostError: the connection broke, or the answer took too long.
    :raises FunctronAnswerError: the answer is not HTTP.
    """
    connection = _connect(url)
    chunked = body is not None and _SMALL < len(body) <= _LARGEST
    try:
        connection.sock.settimeout(answer_seconds)
        # So that a machine which vanished is noticed in spite of an unlimited wait.
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        headers = {"Accept": "application/json", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            if chunked:
                headers["Transfer-Encoding"] = "chunked"
            else:
                headers["Content-Length"] = str(len(body))
        try:
            connection.request(method, url[len(origin_of(url)) :], body, headers, encode_chunked=chunked)
        except ConnectionError:
            pass  # what is refused by its size is not read to its end; the answer may be there all the same
        response = connection.getresponse()
        return Answer(url, response.status, response.headers, response.read())
    except (OSError, http.client.IncompleteRead) as e:
        raise FunctronConnectionLostError(
            f"the connection to {url} broke before the answer came ({e}); what was asked for may be done all the same"
        ) from e
    except http.client.HTTPException as e:
        raise FunctronAnswerError(f"what listens at {url} does not speak HTTP ({e!r})") from e
    finally:
        connection.close()


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection: http.client.HTTPConnection = kind(parts.hostname or "", parts.port, timeout=_CONNECT_SECONDS)
    try:
        connection.connect()
    except OSError as e:
        connection.close()
        raise FunctronUnreachableError(
            f"no Functron answers at {origin_of(url)} ({e}); in Functron's repository, '{start_command(url)}' starts one"
        ) from e
    return connection
