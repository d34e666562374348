"""The service's routes, and what each of its answers means."""

from __future__ import annotations

import time
from typing import Optional
from urllib.parse import urljoin

from .address import DEFAULT_URL, exec_url, ping_url
from .body import RequestBody
from .errors import (
    FunctronAnswerError,
    FunctronConnectionLostError,
    FunctronRequestError,
    FunctronServiceError,
    FunctronStillRunningError,
    FunctronUnreachableError,
)
from .exchange import Answer, exchange
from .response import FunctronResponse

# Of answers for which nothing has to run.
_PROMPT_SECONDS = 30.0
_FIRST_LOOK, _LAST_LOOK = 0.1, 2.0


def test_connection(url: str = DEFAULT_URL) -> bool:
    """True when a Functron is at the URL.

    :raises FunctronUnreachableError: nothing is there; the message tells how to start one.
    :raises FunctronError: what is there is something else, or does not answer.
    """
    answer = exchange("POST", ping_url(url), answer_seconds=_PROMPT_SECONDS)
    # Empty: many a web server has a page for every address.
    if answer.status != 200 or answer.body:
        raise answer.unexpected("a ping is answered with 200 and nothing else")
    return True


# Its name must not make it a test where it is imported into one (pytest goes by names).
setattr(test_connection, "__test__", False)


def execute(url: str, body: RequestBody, max_wait: float) -> FunctronResponse:
    """Sends an invocation and waits for what becomes of it.

    :param max_wait: seconds to ask for the result when the service answers that it will take longer.
    """
    answer = exchange("POST", exec_url(url), body)
    response = _response_of(answer)
    if answer.status == 202:
        return _follow(answer, response, max_wait)
    if answer.status == 200 or (answer.status == 400 and "BuildFailure" in response.errors):
        return response
    # 409: somebody terminated it. There is nothing wrong with the request.
    kind = FunctronRequestError if 400 <= answer.status < 500 and answer.status != 409 else FunctronServiceError
    raise kind(response.errors, status=answer.status, response=response)


def _response_of(answer: Answer) -> FunctronResponse:
    try:
        return FunctronResponse.from_json(answer.json())
    except FunctronAnswerError as e:
        if answer.status >= 500:
            raise FunctronServiceError([str(answer.unexpected(str(e)))], status=answer.status) from e
        raise answer.unexpected(str(e)) from e


def _follow(accepted: Answer, response: FunctronResponse, max_wait: float) -> FunctronResponse:
    """Asks for the result of an invocation that outlasts the service's patience with one request."""
    location = accepted.headers.get("Location")
    if not location:
        raise accepted.unexpected("202 without a Location")
    where = urljoin(accepted.url, location)
    deadline = time.monotonic() + max_wait
    pause = _FIRST_LOOK
    while True:
        answer = _look(where, response.instance_id)
        if answer.status != 200:
            raise FunctronServiceError([str(answer.unexpected("no status of the invocation"))], status=answer.status)
        status = answer.json()
        if status.get("result") is not None:
            return FunctronResponse.from_json(status["result"])
        if status.get("status") not in ("Pending", "Running", "Suspended", "ContinuedAsNew"):
            problem = status.get("error") or "the invocation ended without a result"
            raise FunctronServiceError([str(problem)], status=answer.status, response=response)
        if time.monotonic() + pause > deadline:
            raise FunctronStillRunningError(
                f"invocation {response.instance_id} has no result after {max_wait:g} s of waiting, and goes on",
                instance_id=response.instance_id,
            )
        time.sleep(pause)
        pause = min(pause * 1.5, _LAST_LOOK)


def _look(where: str, instance_id: Optional[str]) -> Answer:
    try:
        return exchange("GET", where, answer_seconds=_PROMPT_SECONDS)
    except (FunctronUnreachableError, FunctronConnectionLostError) as e:
        # Not "unreachable", which says that nothing ran: whoever sends it again then would run it twice.
        raise FunctronConnectionLostError(
            f"the service took invocation {instance_id} and cannot be asked for its result now ({e}); it is or will be at {where}",
            instance_id=instance_id,
        ) from e
