from __future__ import annotations

import unittest

from pyfunctron import FunctronAnswerError, FunctronResponse, FunctronValuePair

from .local_server import KEYS, exec_answer


class Responses(unittest.TestCase):
    def test_streams_are_bytes_and_empty_ones_are_none(self) -> None:
        response = FunctronResponse.from_json(exec_answer(
            CmdOut="/wA=", CmdErr="ZXJy", BuildContextStdout="bG9n", CleanupErr="aG0="))
        self.assertEqual(FunctronValuePair(b"\xff\x00", b"err"), response.cmd_out)
        self.assertEqual(FunctronValuePair(b"log", None), response.build_out)
        self.assertEqual(FunctronValuePair(None, b"hm"), response.cleanup_out)

    def test_the_newer_keys_are_read(self) -> None:
        answer = exec_answer(
            Errors=["Process exceeded timeout"], ExitCode=137, TimedOut=True, OutputTruncated=True, InstanceId="id",
            Timings={"Run": 1.5, "Cleanup": None}, Signal="SIGKILL", CpuMs=2.5, PeakMemoryBytes=4096)
        response = FunctronResponse.from_json(answer)
        self.assertEqual((137, True, True, "id"), (response.exit_code, response.timed_out, response.output_truncated, response.instance_id))
        self.assertEqual(("SIGKILL", 2.5, 4096), (response.signal, response.cpu_ms, response.peak_memory_bytes))
        self.assertEqual((1.5, None), (response.timings.run, response.timings.cleanup))
        self.assertEqual((["Process exceeded timeout"], False), (response.errors, response.ok))
        self.assertEqual(answer, response.json)

    def test_an_answer_of_functron_1_is_enough(self) -> None:
        response = FunctronResponse.from_json(exec_answer())
        self.assertTrue(response.ok)
        self.assertEqual((None, False, None, None), (response.exit_code, response.timed_out, response.instance_id, response.timings.run))

    def test_a_missing_or_wrong_key_is_named(self) -> None:
        for key in ("Errors", *KEYS[:6]):
            answer = exec_answer()
            del answer[key]
            for wrong in (answer, exec_answer(**{key: None}), exec_answer(**{key: 1}), exec_answer(**{key: "?"})):
                with self.assertRaisesRegex(FunctronAnswerError, key):
                    FunctronResponse.from_json(wrong)

    def test_its_text_is_for_people(self) -> None:
        response = FunctronResponse.from_json(exec_answer(Errors=["BuildFailure"], CmdOut="YQpi", BuildContextStderr="/w=="))
        self.assertEqual(
            "FunctronResponse(exit_code=None, errors=['BuildFailure'])\nstdout:\n    a\n    b\nbuild failed:\n    \ufffd", str(response))
