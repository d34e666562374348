"""Against a running Functron: http://localhost:8081/, or where FUNCTRON_URL says."""

from __future__ import annotations

import os
import pathlib
import re
import tempfile
import unittest
import uuid

from pyfunctron import FunctronError, FunctronInvocation, FunctronRequestError, FunctronResponse, test_connection

URL = os.environ.get("FUNCTRON_URL") or "http://localhost:8081/"
FUNCTIONS = pathlib.Path(__file__).resolve().parent / "functions"


def setUpModule() -> None:
    try:
        test_connection(URL)
    except FunctronError as e:
        # Once for all tests here, instead of a failure of each.
        raise AssertionError(f"these tests need a running Functron: {e}") from None


def invocation(name: str) -> FunctronInvocation:
    return FunctronInvocation(f"pyfunctron-{name}-{uuid.uuid4().hex[:8]}", timeout=30.0)


def run(function: str, stdin: bytes | None = None, timeout: float | None = None) -> FunctronResponse:
    with invocation(function) as fi:
        fi.set_dockerfile(FUNCTIONS / function / "Dockerfile")
        fi.add_files(FUNCTIONS / function)
        return fi.invoke(URL, stdin, timeout)


class SixChecks(unittest.TestCase):
    """What has always been asked of a Functron."""

    def test_ping(self) -> None:
        self.assertTrue(test_connection(URL))

    def test_hello_world(self) -> None:
        response = run("hello_world")
        self.assertEqual(b"Hello World!\n", response.cmd_out.stdout)
        self.assertIsNone(response.cmd_out.stderr)
        self.assertIsNone(response.build_out.stderr)
        self.assertTrue(response.ok)

    def test_build_failure(self) -> None:
        response = run("build_failure")
        self.assertIsNotNone(response.build_out.stderr)
        self.assertIsNone(response.cmd_out.stderr)
        self.assertEqual(["BuildFailure"], response.errors)

    def test_not_executable(self) -> None:
        response = run("not_executable")
        self.assertIsNone(response.build_out.stderr)
        self.assertIsNotNone(response.cmd_out.stderr)
        self.assertNotEqual(0, response.exit_code)

    def test_stdin(self) -> None:
        response = run("stdin", b"Functron User!")
        self.assertEqual(b"Hello Functron User!\n", response.cmd_out.stdout)
        self.assertIsNone(response.cmd_out.stderr)
        self.assertIsNone(response.build_out.stderr)

    def test_timeout(self) -> None:
        response = run("sleeper", timeout=1.0)
        self.assertTrue(response.timed_out)
        self.assertIsNone(response.cmd_out.stdout)
        self.assertIsNone(response.cmd_out.stderr)
        self.assertIsNone(response.build_out.stderr)


class Shells(unittest.TestCase):
    """Functions of one line, on the smallest image."""

    def run_line(self, fi: FunctronInvocation, line: str, stdin: bytes | str | None = None) -> FunctronResponse:
        fi.dockerfile = f"FROM busybox\nCMD {line}\n"
        return fi.invoke(URL, stdin)

    def test_bytes_come_back_as_they_went_in(self) -> None:
        sent = bytes(range(256)) * 1000
        with invocation("bytes") as fi:
            self.assertEqual(sent, self.run_line(fi, "cat", sent).cmd_out.stdout)

    def test_stdin_that_looks_like_base64_arrives_as_it_is(self) -> None:
        with invocation("looks") as fi:
            for stdin in ("SGVsbG8h", "Hello!", "a=b", "äöü", "    ", "YQ==\n"):
                self.assertEqual(stdin.encode(), self.run_line(fi, "cat", stdin).cmd_out.stdout)

    def test_stderr_is_decoded_like_stdout(self) -> None:
        with invocation("stderr") as fi:
            response = self.run_line(fi, "echo out; echo err >&2; exit 3")
        self.assertEqual((b"out\n", b"err\n", 3), (response.cmd_out.stdout, response.cmd_out.stderr, response.exit_code))
        self.assertEqual((False, False, ["Process did not exit right"]), (response.ok, response.timed_out, response.errors))
        self.assertIsNotNone(response.instance_id)
        self.assertGreater(response.timings.total or 0, 0)

    def test_files_of_several_calls_are_there_and_the_last_of_a_name_counts(self) -> None:
        long_name = "ä" * 60
        with tempfile.TemporaryDirectory() as name, invocation("files") as fi:
            folder = pathlib.Path(name)
            (folder / "empty folder").mkdir()
            (folder / "a").write_text("1")
            (folder / long_name).write_text("long")
            fi.add_files(folder)
            (folder / "a").write_text("2")
            fi.add_files(folder / "a")
            fi.add_files(folder, "under/this")
            response = self.run_line(fi, f"cd /data && cat a under/this/a {long_name} && ls -d 'empty folder'")
        self.assertEqual((b"22longempty folder\n", None), (response.cmd_out.stdout, response.cmd_out.stderr))

    def test_a_large_file_arrives_whole(self) -> None:
        with tempfile.TemporaryDirectory() as name, invocation("large") as fi:
            path = pathlib.Path(name) / "large"
            with path.open("wb") as file:
                file.truncate(20_000_001)
            fi.add_files(path)
            self.assertEqual(b"20000001\n", self.run_line(fi, "wc -c </data/large").cmd_out.stdout)

    def test_one_invocation_runs_again_with_other_input(self) -> None:
        with invocation("again") as fi:
            self.assertEqual(b"one", self.run_line(fi, "cat", b"one").cmd_out.stdout)
            self.assertEqual(b"one", self.run_line(fi, "cat").cmd_out.stdout)
            self.assertIsNone(self.run_line(fi, "cat", b"").cmd_out.stdout)

    def test_the_full_route_is_taken_as_the_url(self) -> None:
        with invocation("route") as fi:
            fi.dockerfile = "FROM busybox\nCMD true\n"
            self.assertTrue(fi.invoke(URL.rstrip("/") + "/v1/exec").ok)

    def test_a_bad_request_names_every_field(self) -> None:
        with FunctronInvocation("-bad name", timeout=1e9) as fi:
            fi.dockerfile = "FROM busybox\nADD a b\nCMD true\n"
            with self.assertRaises(FunctronRequestError) as caught:
                fi.invoke(URL)
        self.assertEqual(400, caught.exception.status)
        # A rule that begins with the field's name says it once.
        self.assertEqual(["FnName", "DockerFile", "Timeout"], [re.split("[ :]", problem)[0] for problem in caught.exception.problems])
        self.assertIsNotNone(caught.exception.response)
