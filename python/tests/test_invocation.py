from __future__ import annotations

import base64
import io
import json
import math
import pathlib
import tarfile
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, List

from pyfunctron import FunctronError, FunctronInvocation, FunctronResponse

from .local_server import LocalServer, exec_answer, told_json


class Invocations(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "Dockerfile").write_text("FROM busybox\nCMD cat\n")

    def test_the_request_has_the_five_fields_of_the_wire_format(self) -> None:
        with FunctronInvocation("name", timeout=2) as fi:
            fi.set_dockerfile(self.folder / "Dockerfile")
            fi.add_files(self.folder)
            fi.set_stdin(b"\xff\x00")
            request = fi.to_json()
        self.assertEqual({"FnName", "DockerFile", "TarFile", "Stdin", "Timeout"}, set(request))
        plain = tuple(request[key] for key in ("FnName", "DockerFile", "Stdin", "Timeout"))
        self.assertEqual(("name", "FROM busybox\nCMD cat\n", "/wA=", 2), plain)
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(request["TarFile"]))) as tar:
            self.assertEqual(["Dockerfile"], tar.getnames())

    def test_without_input_the_stdin_is_empty_and_the_tar_has_no_entries(self) -> None:
        with FunctronInvocation("name") as fi:
            request = fi.to_json()
        self.assertEqual(("", 5.0), (request["Stdin"], request["Timeout"]))
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(request["TarFile"]))) as tar:
            self.assertEqual([], tar.getnames())

    def test_what_is_sent_is_what_to_json_says(self) -> None:
        server = LocalServer(self, told_json(200, exec_answer()))
        # Lengths around those of the pieces in which the tar is encoded.
        for size in (0, 1, 2, 3, 195_000, 196_608, 700_001):
            (self.folder / "file").write_bytes(bytes(i * 7 % 256 for i in range(size)))
            with FunctronInvocation("name") as fi:
                fi.set_dockerfile(self.folder / "Dockerfile")
                fi.add_files(self.folder / "file")
                fi.invoke(server.url, "in", 1.5)
                self.assertEqual(fi.to_json(), json.loads(server.requests[-1][2]))

    def test_what_is_over_four_mebibytes_is_sent_in_chunks(self) -> None:
        server = LocalServer(self, told_json(200, exec_answer()))
        for size, chunked in ((700_000, False), (4_000_000, True)):
            (self.folder / "file").write_bytes(bytes(size))
            with FunctronInvocation("name") as fi:
                fi.set_dockerfile(self.folder / "Dockerfile")
                fi.add_files(self.folder / "file")
                fi.invoke(server.url, "in")
                self.assertEqual(fi.to_json(), json.loads(server.requests[-1][2]))
            self.assertEqual(chunked, server.lengths[-1] is None, size)

    def test_every_form_of_the_url_means_the_same_service(self) -> None:
        server = LocalServer(self, told_json(200, exec_answer()))
        base = server.url.rstrip("/")
        for end in ("", "/", "/v1/exec", "/v1/exec/"):
            with FunctronInvocation("name") as fi:
                self.assertIsInstance(fi.invoke(base + end), FunctronResponse)
        with FunctronInvocation("name") as fi:
            fi.invoke(base + "/prefix/")
        self.assertEqual(["/v1/exec"] * 4 + ["/prefix/v1/exec"], [path for _, path, _ in server.requests])

    def test_what_is_no_url_is_refused(self) -> None:
        with FunctronInvocation("name") as fi:
            for url in ("", "localhost:8081", "ftp://localhost/", "http://", "http://localhost:port/", "http://localhost/?x=1"):
                with self.assertRaises(ValueError, msg=url):
                    fi.invoke(url)

    def test_it_can_be_changed_and_invoked_again(self) -> None:
        server = LocalServer(self, told_json(200, exec_answer()))
        with FunctronInvocation("name") as fi:
            fi.invoke(server.url, b"first")
            fi.add_files(self.folder)
            fi.invoke(server.url)
            fi.invoke(server.url, b"", 9)
        first, second, third = [json.loads(body) for _, _, body in server.requests]
        self.assertEqual([b"first", b"first", b""], [base64.b64decode(body["Stdin"]) for body in (first, second, third)])
        self.assertEqual([5.0, 5.0, 9], [body["Timeout"] for body in (first, second, third)])
        self.assertNotEqual(first["TarFile"], second["TarFile"])

    def test_threads_may_invoke_it_at_a_time_with_a_stdin_each(self) -> None:
        server = LocalServer(self, told_json(200, exec_answer()))
        (self.folder / "file").write_bytes(bytes(i * 7 % 256 for i in range(2_000_003)))
        stdins = [str(number) for number in range(40)]
        with FunctronInvocation("name") as fi:
            fi.add_files(self.folder / "file")
            tar = fi.to_json()["TarFile"]
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(lambda stdin: fi.invoke(server.url, stdin), stdins))
        bodies = [json.loads(body) for _, _, body in server.requests]
        self.assertEqual(sorted(stdins), sorted(base64.b64decode(body["Stdin"]).decode() for body in bodies))
        self.assertEqual([True] * len(bodies), [body["TarFile"] == tar for body in bodies])

    def test_a_closed_one_says_so(self) -> None:
        with FunctronInvocation("name") as fi:
            pass
        uses: List[Callable[[], Any]] = [fi.to_json, lambda: fi.add_files(self.folder), fi.invoke]
        for use in uses:
            with self.assertRaisesRegex(FunctronError, "'name' is closed"):
                use()

    def test_stdin_is_bytes_or_text(self) -> None:
        with FunctronInvocation("name") as fi:
            for stdin, sent in [("ä", "w6Q="), (b"\xe4", "5A=="), (bytearray(b"a"), "YQ=="), (memoryview(b"a"), "YQ==")]:
                fi.set_stdin(stdin)  # type: ignore[arg-type]
                self.assertEqual(sent, fi.to_json()["Stdin"])
            for wrong in (None, 5, ["a"]):
                with self.assertRaises(TypeError):
                    fi.set_stdin(wrong)  # type: ignore[arg-type]

    def test_timeouts_are_finite_numbers_above_0(self) -> None:
        with FunctronInvocation("name", timeout=3) as fi:
            wrong: Any
            for wrong in (0, -1, 0.0, math.nan, math.inf):
                with self.assertRaises(ValueError):
                    fi.set_timeout(wrong)
            for wrong in ("1", b"1", True, 1j, [1]):
                with self.assertRaises(TypeError):
                    fi.set_timeout(wrong)
            fi.set_timeout(None)
            self.assertEqual(3, fi.timeout)
            fi.set_timeout(0.5)
            self.assertEqual(0.5, fi.to_json()["Timeout"])
        self.assertRaises(ValueError, FunctronInvocation, "name", 0)
