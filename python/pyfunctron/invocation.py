"""What is to run."""

from __future__ import annotations

import base64
import math
import numbers
import os
import threading
from types import TracebackType
from typing import Any, Dict, Optional, Type, Union

from . import service
from .address import DEFAULT_URL
from .archive import Archive
from .body import RequestBody
from .errors import FunctronError
from .response import FunctronResponse

PathLike = Union[str, "os.PathLike[str]"]


class FunctronInvocation:
    """A function and its input. It can be changed and invoked as often as wanted until it is closed, and invoked by
    several threads at a time, each with a stdin of its own::

        with FunctronInvocation("hello") as fi:
            fi.set_dockerfile("hello/Dockerfile")
            fi.add_files("hello")
            print(fi.invoke().cmd_out.stdout)
    """

    def __init__(self, name: str, timeout: Optional[float] = 5.0) -> None:
        """
        :param name: for people: 1–63 letters, digits, ``_``, ``.``, ``-``, a letter or digit first.
        :param timeout: seconds that the function may run; building and starting it do not count.
        """
        self.name = name
        self.dockerfile = ""
        """The Dockerfile's text."""
        self.stdin: Optional[bytes] = None
        self.timeout = 5.0
        self.set_timeout(timeout)
        self._archive = Archive()
        self._input = threading.Lock()

    def __enter__(self) -> FunctronInvocation:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Removes the temporary file. ``with`` does it at its end."""
        self._archive.close()

    def set_dockerfile(self, path: PathLike) -> None:
        """Takes the Dockerfile at the path. It needs a ``FROM`` and a ``CMD``; ``ADD`` and ``COPY`` of files are not supported."""
        with open(path, encoding="utf-8") as file:
            self.dockerfile = file.read()

    def add_files(self, path: PathLike, new_name: str = "") -> None:
        """Adds a file or a folder, to be found under ``/data/`` by that name.

        Without a name, a folder's content lands at the root of ``/data/``, and a file there under its own name. What
        was added later replaces what is there by the same name. Owners stay behind, modes are kept.

        :raises OSError: something cannot be read; then nothing was added.
        """
        self._open_archive().add(os.fspath(path), new_name)

    def set_stdin(self, stdin: Union[bytes, str]) -> None:
        """What the function reads from standard input; a ``str`` is sent as UTF-8."""
        if isinstance(stdin, str):
            self.stdin = stdin.encode("utf-8")
        elif isinstance(stdin, (bytes, bytearray, memoryview)):
            self.stdin = bytes(stdin)
        else:
            raise TypeError(f"stdin must be bytes or str, not {type(stdin).__name__}")

    def set_timeout(self, timeout: Optional[float]) -> None:
        """Seconds that the function may run; None changes nothing.

        :raises TypeError: it is not a number.
        :raises ValueError: it is not more than 0, or not finite.
        """
        if timeout is None:
            return
        if isinstance(timeout, bool) or not isinstance(timeout, numbers.Real):
            raise TypeError(f"timeout must be an int or a float, not {type(timeout).__name__}")
        if not 0 < timeout < math.inf:
            raise ValueError(f"timeout must be more than 0 and finite, not {timeout}")
        self.timeout = timeout if isinstance(timeout, int) else float(timeout)

    def to_json(self) -> Dict[str, Any]:
        """The request as it is sent, with the whole tar in memory.

        Stdin goes as padded base64, which Functron decodes also when it is not told to; so the five fields that
        Functron 1 knows are enough, and both take the request.
        """
        tar = b"".join(self._open_archive().read(1 << 20))
        return {**self._fields(), "TarFile": base64.b64encode(tar).decode("ascii")}

    def invoke(
        self,
        url: str = DEFAULT_URL,
        stdin: Union[bytes, str, None] = None,
        timeout: Optional[float] = None,
        *,
        max_wait: float = 3600.0,
    ) -> FunctronResponse:
        """Runs the function and waits until it has ended, for as long as building and running it take.

        A function that cannot be built, fails or is killed at its timeout is answered with a response: look at its
        ``errors``.

        :param url: of the service, with or without the route ``/v1/exec``.
        :param stdin: as with :meth:`set_stdin`; None leaves it.
        :param timeout: as with :meth:`set_timeout`; None leaves it.
        :param max_wait: seconds to ask for the result of an invocation that outlasts the service's own wait
            (``Functron:SyncWaitSeconds``, unlimited unless set).
        :raises FunctronUnreachableError: no service is there.
        :raises FunctronConnectionLostError: the connection broke before the answer.
        :raises FunctronRequestError: the request was refused; its ``problems`` name the fields.
        :raises FunctronServiceError: the service failed.
        :raises FunctronStillRunningError: it took longer than ``max_wait``.
        :raises FunctronAnswerError: what answered is not Functron.
        """
        # Another thread's input must not come between.
        with self._input:
            if stdin is not None:
                self.set_stdin(stdin)
            self.set_timeout(timeout)
            body = RequestBody(self._fields(), self._open_archive())
        return service.execute(url, body, max_wait)

    @staticmethod
    def test_connection(url: str = DEFAULT_URL) -> bool:
        """The function of the same name, for those who have the class at hand."""
        return service.test_connection(url)

    def _fields(self) -> Dict[str, Any]:
        return {
            "FnName": self.name,
            "DockerFile": self.dockerfile,
            "Stdin": base64.b64encode(self.stdin or b"").decode("ascii"),
            "Timeout": self.timeout,
        }

    def _open_archive(self) -> Archive:
        if self._archive.closed:
            raise FunctronError(f"the invocation {self.name!r} is closed")
        return self._archive
