from __future__ import annotations

import pickle
import socket
import threading
import time
import unittest
from typing import Any, Callable, List

from pyfunctron import (
    FunctronAnswerError,
    FunctronConnectionLostError,
    FunctronError,
    FunctronInvocation,
    FunctronRequestError,
    FunctronResponse,
    FunctronServiceError,
    FunctronStillRunningError,
    FunctronUnreachableError,
    test_connection,
)

from .local_server import LocalServer, Told, exec_answer, told_json


def invoke(url: str, max_wait: float = 10.0) -> FunctronResponse:
    with FunctronInvocation("name") as fi:
        return fi.invoke(url, max_wait=max_wait)


def origin_of_nobody(test: unittest.TestCase) -> str:
    # Bound, but not listening: connections are refused, and nobody else gets the port meanwhile.
    holder = socket.socket()
    test.addCleanup(holder.close)
    holder.bind(("127.0.0.1", 0))
    return f"http://127.0.0.1:{holder.getsockname()[1]}"


class Unreachable(unittest.TestCase):
    def setUp(self) -> None:
        self.origin = origin_of_nobody(self)

    def test_the_error_names_the_url_and_the_command_that_starts_a_service(self) -> None:
        uses: List[Callable[[str], Any]] = [invoke, test_connection, FunctronInvocation.test_connection]
        for use in uses:
            with self.assertRaises(FunctronUnreachableError) as caught:
                use(self.origin + "/v1/exec")
            self.assertIn(self.origin + " ", str(caught.exception))
            self.assertIn(f"./run.sh --urls {self.origin}'", str(caught.exception))

    def test_it_is_one_of_the_packages_and_of_pythons_own_connection_errors(self) -> None:
        for kind in (FunctronError, ConnectionError, OSError):
            with self.assertRaises(kind):
                invoke(self.origin)


class Broken(unittest.TestCase):
    """What is answered by something that is no HTTP server, or by one that dies."""

    def raw(self, answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                while b'"}' not in connection.recv(65536):
                    pass
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        self.addCleanup(thread.join)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    def test_a_connection_that_breaks_says_that_the_function_may_have_run(self) -> None:
        for answer in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"):
            with self.assertRaisesRegex(FunctronConnectionLostError, "may be done all the same"):
                invoke(self.raw(answer))

    def test_what_does_not_speak_http_is_no_functron(self) -> None:
        with self.assertRaisesRegex(FunctronAnswerError, "does not speak HTTP"):
            invoke(self.raw(b"220 ready\r\n\r\n"))


class Answers(unittest.TestCase):
    def test_a_refused_request_has_its_problems_and_the_whole_answer(self) -> None:
        for status in (400, 403, 404, 413, 415):
            problems = ["FnName is missing or empty.", "Timeout is 0 s."]
            server = LocalServer(self, told_json(status, exec_answer(Errors=problems)))
            with self.assertRaisesRegex(FunctronRequestError, "FnName is missing.*; Timeout") as caught:
                invoke(server.url)
            self.assertEqual((problems, status), (caught.exception.problems, caught.exception.status))
            self.assertEqual(problems, caught.exception.response.errors if caught.exception.response else None)

    def test_a_failed_build_is_a_response(self) -> None:
        server = LocalServer(self, told_json(400, exec_answer(Errors=["BuildFailure"], BuildContextStderr="d2h5")))
        self.assertEqual(b"why", invoke(server.url).build_out.stderr)

    def test_a_failure_of_the_service_is_an_error_of_its_own(self) -> None:
        for status in (409, 500, 503):
            server = LocalServer(self, told_json(status, exec_answer(Errors=["no engine"])))
            with self.assertRaisesRegex(FunctronServiceError, "no engine") as caught:
                invoke(server.url)
            self.assertEqual(status, caught.exception.status)

    def test_a_page_is_no_answer(self) -> None:
        for status, kind in ((200, FunctronAnswerError), (404, FunctronAnswerError), (502, FunctronServiceError)):
            server = LocalServer(self, Told(status, b"<html>Welcome!</html>", {"Content-Type": "text/html"}))
            with self.assertRaisesRegex(kind, f"status {status}, text/html, 21 bytes: '<html>Welcome!"):
                invoke(server.url)

    def test_json_of_another_service_is_no_answer(self) -> None:
        for body in ([], {}, {"Errors": []}, "text", None):
            with self.assertRaises(FunctronAnswerError):
                invoke(LocalServer(self, told_json(200, body)).url)

    def test_a_ping_of_another_service_is_not_taken_for_functrons(self) -> None:
        for status in (404, 200):
            server = LocalServer(self, Told(status, b"something else"))
            with self.assertRaisesRegex(FunctronAnswerError, f"{status}.*something else"):
                test_connection(server.url)
            self.assertEqual([("POST", "/v1/ping", b"")], server.requests)

    def test_errors_can_be_pickled(self) -> None:
        server = LocalServer(self, told_json(400, exec_answer(Errors=["FnName: no"])))
        with self.assertRaises(FunctronRequestError) as caught:
            invoke(server.url)
        others = (
            FunctronUnreachableError("a"),
            FunctronConnectionLostError("a", instance_id="b"),
            FunctronStillRunningError("a", instance_id="b"),
        )
        for error in (caught.exception, *others):
            copy = pickle.loads(pickle.dumps(error))
            self.assertEqual((str(error), error.__dict__), (str(copy), copy.__dict__))


class LaterResults(unittest.TestCase):
    """202: the invocation outlasts the service's own wait."""

    accepted = told_json(202, exec_answer(InstanceId="abc", Errors=["still running"]), Location="/v1/invocations/abc")
    running = told_json(200, {"status": "Running", "result": None})

    def test_the_result_is_fetched_when_it_is_there(self) -> None:
        done = told_json(200, {"status": "Running", "result": exec_answer(CmdOut="aGk=")})
        suspended = told_json(200, {"status": "Suspended", "result": None})
        server = LocalServer(self, self.accepted, self.running, suspended, done)
        self.assertEqual(b"hi", invoke(server.url).cmd_out.stdout)
        self.assertEqual(["/v1/exec"] + ["/v1/invocations/abc"] * 3, [path for _, path, _ in server.requests])

    def test_waiting_is_limited(self) -> None:
        server = LocalServer(self, self.accepted, self.running)
        started = time.monotonic()
        with self.assertRaises(FunctronStillRunningError) as caught:
            invoke(server.url, max_wait=0.3)
        self.assertLess(time.monotonic() - started, 5)
        self.assertEqual("abc", caught.exception.instance_id)

    def test_a_service_that_goes_away_meanwhile_is_not_one_that_never_took_the_request(self) -> None:
        where = origin_of_nobody(self) + "/v1/invocations/abc"
        server = LocalServer(self, told_json(202, exec_answer(InstanceId="abc"), Location=where))
        with self.assertRaisesRegex(FunctronConnectionLostError, f"took invocation abc .* at {where}") as caught:
            invoke(server.url)
        self.assertEqual("abc", caught.exception.instance_id)

    def test_an_end_without_a_result_is_the_services_failure(self) -> None:
        for status in ("Failed", "Terminated", "Completed"):
            server = LocalServer(self, self.accepted, told_json(200, {"status": status, "result": None, "error": "engine gone"}))
            with self.assertRaisesRegex(FunctronServiceError, "engine gone"):
                invoke(server.url)

    def test_an_invocation_that_is_no_longer_known_is_the_services_failure(self) -> None:
        server = LocalServer(self, self.accepted, told_json(404, {"title": "No such invocation."}))
        with self.assertRaisesRegex(FunctronServiceError, "No such invocation"):
            invoke(server.url)
