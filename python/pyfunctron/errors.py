"""What can go wrong between a caller and a function. A function that fails is no error here but a response.

Each has all its arguments but the first by name and with a default, so that it can be pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional

if TYPE_CHECKING:
    from .response import FunctronResponse


class FunctronError(Exception):
    """The base of all errors of this package."""


class FunctronUnreachableError(FunctronError, ConnectionError):
    """Nothing took the request, so nothing ran. The message tells how to start a service."""


class FunctronConnectionLostError(FunctronError, ConnectionError):
    """The connection broke before the answer was there: the function may have run, or still run."""

    def __init__(self, message: str, *, instance_id: Optional[str] = None) -> None:
        super().__init__(message)
        self.instance_id = instance_id
        """Under which the service knows the invocation; None when it had not told yet."""


class FunctronAnswerError(FunctronError):
    """The answer is not one of Functron's: another service listens there, or a proxy answered in its place."""


class FunctronStillRunningError(FunctronError):
    """The caller's limit on waiting has passed; the invocation goes on."""

    def __init__(self, message: str, *, instance_id: Optional[str] = None) -> None:
        super().__init__(message)
        self.instance_id = instance_id
        """Under which the service knows it."""


class _RefusedError(FunctronError):
    def __init__(self, problems: List[str], *, status: int = 0, response: Optional[FunctronResponse] = None) -> None:
        super().__init__(problems)
        self.problems = problems
        """Everything that is wrong, a sentence each; one about a field of the request begins with the field's name."""
        self.status = status
        """The HTTP status of the answer that told so."""
        self.response = response
        """The whole answer; None when it was no response."""

    def __str__(self) -> str:
        return "; ".join(self.problems) or f"refused with status {self.status}"


class FunctronRequestError(_RefusedError):
    """The request was refused as it is (a bad field, too large …); nothing ran."""


class FunctronServiceError(_RefusedError):
    """The service could not carry the invocation out (no Docker engine, a full disk …), or somebody terminated it."""
