"""The body of a request, made while it is sent: a large tar is never held in memory."""

from __future__ import annotations

import base64
import json
from typing import Any, Dict, Iterator

from .archive import Archive

# Divisible by 3, so that the base64 of the pieces is the base64 of the whole.
_PIECE = 3 * 64 * 1024


class RequestBody:
    """A JSON object of the fields and, as its last one, ``TarFile``."""

    def __init__(self, fields: Dict[str, Any], archive: Archive) -> None:
        self._head = (json.dumps(fields)[:-1] + ', "TarFile": "').encode("ascii")
        self._archive = archive

    def __len__(self) -> int:
        """Bytes."""
        return len(self._head) + 4 * ((self._archive.size + 2) // 3) + len(b'"}')

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        for piece in self._archive.read(_PIECE):
            yield base64.b64encode(piece)
        yield b'"}'
