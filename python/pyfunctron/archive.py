"""The files of an invocation, as a tar on disk."""

from __future__ import annotations

import os
import tarfile
import tempfile
import threading
from typing import BinaryIO, Iterator, cast

# Two empty blocks end an archive.
_END = bytes(2 * tarfile.BLOCKSIZE)


class Archive:
    """A tar in a temporary file of no name. It is complete at any time, and can be added to at any time but while it is read."""

    def __init__(self) -> None:
        self._file = cast(BinaryIO, tempfile.TemporaryFile(prefix="pyfunctron-"))
        self._length = 0
        # The file has one position, and several threads may read it at a time.
        self._position = threading.Lock()
        self._finish()

    @property
    def closed(self) -> bool:
        return self._file.closed

    @property
    def size(self) -> int:
        """Bytes."""
        return self._length + len(_END)

    def close(self) -> None:
        self._file.close()

    def add(self, path: str, name: str) -> None:
        """Adds a file or a folder with everything in it. With an empty name, a folder's content lands at the root, and
        a file there under its own name. When it raises, nothing of it was added.

        :raises OSError: something cannot be read.
        """
        # What the caller names is meant itself, not a link to it; links below stay links.
        path = os.path.realpath(path)
        # A TarFile of its own for each call: it knows hard links, and one to something not sent would be refused.
        tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        self._file.seek(self._length)
        try:
            if name:
                tar.add(path, name, filter=_nobodys)
            elif os.path.isdir(path):
                for entry in sorted(os.listdir(path)):
                    tar.add(os.path.join(path, entry), entry, filter=_nobodys)
            else:
                tar.add(path, os.path.basename(path), filter=_nobodys)
            self._length = self._file.tell()
        finally:
            self._finish()

    def read(self, size: int) -> Iterator[bytes]:
        """The archive in pieces of that many bytes; only the last one is shorter."""
        for start in range(0, self.size, size):
            with self._position:
                self._file.seek(start)
                piece = self._file.read(size)
            yield piece

    def _finish(self) -> None:
        self._file.seek(self._length)
        self._file.write(_END)
        self._file.truncate()


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Who owns the files on the caller's machine is nobody's business. Whole seconds need no extra header."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = int(entry.mtime)
    return entry
