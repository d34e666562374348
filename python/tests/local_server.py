"""A server on a port of its own that gives the answers it was told, for what no Functron would answer when asked."""

from __future__ import annotations

import json
import threading
import unittest
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Iterator, List, Optional, Tuple

KEYS = ("CmdOut", "CmdErr", "BuildContextStdout", "BuildContextStderr", "CleanupOut", "CleanupErr", "TempName", "DetailedError")


def exec_answer(**values: Any) -> Dict[str, Any]:
    """An answer of ``/v1/exec`` with all keys of the wire format."""
    return {"Errors": [], **{key: "" for key in KEYS}, **values}


@dataclass
class Told:
    status: int
    body: bytes
    headers: Dict[str, str] = field(default_factory=dict)


def told_json(status: int, value: Any, **headers: str) -> Told:
    return Told(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


class LocalServer:
    """Gives one answer for each request, and the last one for all that follow."""

    def __init__(self, test: unittest.TestCase, *answers: Told) -> None:
        self.requests: List[Tuple[str, str, bytes]] = []
        """Method, path and body, as they came."""
        self.lengths: List[Optional[str]] = []
        """Of each request its ``Content-Length``; None where it came in chunks."""
        left = list(answers)
        requests, lengths = self.requests, self.lengths

        class Handler(BaseHTTPRequestHandler):
            timeout = 10  # seconds: a body that is shorter than announced fails its test instead of holding it up

            def answer(self) -> None:
                chunked = self.headers.get("Transfer-Encoding") == "chunked"
                length = self.headers.get("Content-Length")
                body = b"".join(self.chunks()) if chunked else self.rfile.read(int(length or 0))
                requests.append((self.command, self.path, body))
                lengths.append(length)
                told = left.pop(0) if len(left) > 1 else left[0]
                self.send_response(told.status)
                for name, value in told.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told.body)

            def chunks(self) -> Iterator[bytes]:
                while size := int(self.rfile.readline(), 16):
                    yield self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()

            do_GET = do_POST = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        test.addCleanup(self._stop)

    def _stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
