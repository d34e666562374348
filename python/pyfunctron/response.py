"""What became of an invocation."""

from __future__ import annotations

import base64
import copy
import textwrap
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional

from .errors import FunctronAnswerError


@dataclass(frozen=True)
class FunctronValuePair:
    """Two streams; one that nothing was written to is None."""

    stdout: Optional[bytes]
    stderr: Optional[bytes]


@dataclass(frozen=True)
class FunctronTimings:
    """How long each phase took, in milliseconds; None for one that did not take place or is not known."""

    queue: Optional[float] = None
    build: Optional[float] = None
    create: Optional[float] = None
    start: Optional[float] = None
    run: Optional[float] = None
    cleanup: Optional[float] = None
    total: Optional[float] = None


@dataclass(frozen=True, repr=False)
class FunctronResponse:
    """The answer to an invocation. A function that failed, was killed at its timeout or could not be built has one too."""

    build_out: FunctronValuePair
    """The build log; ``stderr`` is why the build failed, and None when it did not."""

    cmd_out: FunctronValuePair
    """What the function wrote. Both are decoded bytes (PyFunctron 0.1 gave ``stderr`` as base64 text)."""

    cleanup_out: FunctronValuePair
    """What cleaning up had to say; mostly nothing."""

    errors: List[str]
    """Empty when all went well; else ``BuildFailure``, ``Process exceeded timeout``, ``Process did not exit right`` …"""

    json: Dict[str, Any]
    """The answer as it came."""

    exit_code: Optional[int] = None
    """None when the function did not run to its end, and from Functron 1, which does not tell it."""

    timed_out: bool = False
    """It was killed at its timeout (False from Functron 1: look at ``errors``)."""

    output_truncated: bool = False
    """It wrote more than the service keeps."""

    signal: Optional[str] = None
    """The signal that ended it, ``SIGSEGV`` say; None when it ended by itself, or when the service does not know."""

    cpu_ms: Optional[float] = None
    """CPU time of its processes in milliseconds, where the service knows it."""

    peak_memory_bytes: Optional[int] = None
    """The largest resident memory of any one of its processes, where the service knows it."""

    instance_id: Optional[str] = None
    """Under which the service knows the invocation: ``GET /v1/invocations/{id}``."""

    timings: FunctronTimings = FunctronTimings()

    @property
    def ok(self) -> bool:
        """Built, ran and ended with exit code 0."""
        return not self.errors

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> FunctronResponse:
        """Reads the JSON object that ``/v1/exec`` answers with.

        :raises FunctronAnswerError: a key is missing or is not what it should be.
        """
        errors = _of_type(json, "Errors", list)
        timings = json.get("Timings")
        if not isinstance(timings, dict):
            timings = {}
        return cls(
            build_out=FunctronValuePair(_bytes(json, "BuildContextStdout"), _bytes(json, "BuildContextStderr")),
            cmd_out=FunctronValuePair(_bytes(json, "CmdOut"), _bytes(json, "CmdErr")),
            cleanup_out=FunctronValuePair(_bytes(json, "CleanupOut"), _bytes(json, "CleanupErr")),
            errors=[str(error) for error in errors],
            json=copy.deepcopy(dict(json)),
            exit_code=json.get("ExitCode"),
            timed_out=bool(json.get("TimedOut")),
            output_truncated=bool(json.get("OutputTruncated")),
            signal=json.get("Signal"),
            cpu_ms=json.get("CpuMs"),
            peak_memory_bytes=json.get("PeakMemoryBytes"),
            instance_id=json.get("InstanceId"),
            timings=FunctronTimings(**{name.lower(): timings.get(name) for name in _PHASES}),
        )

    def __repr__(self) -> str:
        return f"FunctronResponse(exit_code={self.exit_code}, errors={self.errors})"

    def __str__(self) -> str:
        lines = [repr(self)]
        for name, text in [
            ("stdout", self.cmd_out.stdout),
            ("stderr", self.cmd_out.stderr),
            ("build failed", self.build_out.stderr),
            ("cleanup stdout", self.cleanup_out.stdout),
            ("cleanup stderr", self.cleanup_out.stderr),
        ]:
            if text:
                lines.append(f"{name}:")
                lines.append(textwrap.indent(text.decode("utf-8", "replace").rstrip("\n"), "    "))
        return "\n".join(lines)


_PHASES = ("Queue", "Build", "Create", "Start", "Run", "Cleanup", "Total")


def _of_type(json: Mapping[str, Any], key: str, kind: type) -> Any:
    value = json.get(key)
    if not isinstance(value, kind):
        raise FunctronAnswerError(f"{key} is missing or not a {kind.__name__}: not an answer of Functron's")
    return value


def _bytes(json: Mapping[str, Any], key: str) -> Optional[bytes]:
    text = _of_type(json, key, str)
    try:
        return base64.b64decode(text, validate=True) or None
    except ValueError as e:
        raise FunctronAnswerError(f"{key} is not base64: not an answer of Functron's") from e
