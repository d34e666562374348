"""Client for Functron: runs a function (a Dockerfile, files and stdin) in a throw-away container."""

from .errors import (
    FunctronAnswerError,
    FunctronConnectionLostError,
    FunctronError,
    FunctronRequestError,
    FunctronServiceError,
    FunctronStillRunningError,
    FunctronUnreachableError,
)
from .invocation import FunctronInvocation
from .response import FunctronResponse, FunctronTimings, FunctronValuePair
from .service import test_connection

__all__ = [
    "FunctronAnswerError",
    "FunctronConnectionLostError",
    "FunctronError",
    "FunctronInvocation",
    "FunctronRequestError",
    "FunctronResponse",
    "FunctronServiceError",
    "FunctronStillRunningError",
    "FunctronTimings",
    "FunctronUnreachableError",
    "FunctronValuePair",
    "test_connection",
]
