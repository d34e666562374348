from __future__ import annotations

import io
import os
import pathlib
import tarfile
import tempfile
import unittest
from typing import BinaryIO, Dict, List
from unittest import mock

from pyfunctron.archive import Archive


class Archives(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.archive = Archive()
        self.addCleanup(self.archive.close)

    def write(self, name: str, content: str = "") -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    def entries(self) -> List[tarfile.TarInfo]:
        return self.opened().getmembers()

    def opened(self) -> tarfile.TarFile:
        content = b"".join(self.archive.read(1000))
        self.assertEqual(self.archive.size, len(content))
        return tarfile.open(fileobj=io.BytesIO(content))

    def contents(self) -> Dict[str, bytes]:
        tar = self.opened()
        files = [(entry.name, tar.extractfile(entry)) for entry in tar if entry.isfile()]
        return {name: file.read() for name, file in files if file}

    def test_a_new_one_is_a_tar_without_entries(self) -> None:
        self.assertEqual([], self.entries())

    def test_a_folders_content_lands_at_the_root(self) -> None:
        self.write("f/main.py", "1")
        self.write("f/sub/deep.py", "2")
        self.archive.add(str(self.folder / "f"), "")
        self.assertEqual(["main.py", "sub", "sub/deep.py"], [entry.name for entry in self.entries()])

    def test_a_folder_lands_under_its_new_name(self) -> None:
        self.write("f/main.py")
        self.archive.add(str(self.folder / "f"), "as/this")
        self.assertEqual(["as/this", "as/this/main.py"], [entry.name for entry in self.entries()])

    def test_a_file_keeps_its_name_or_gets_another(self) -> None:
        path = str(self.write("a.txt", "x"))
        self.archive.add(path, "")
        self.archive.add(path, "b.txt")
        self.assertEqual({"a.txt": b"x", "b.txt": b"x"}, self.contents())

    def test_repeated_calls_add(self) -> None:
        for name in ("one", "two", "three"):
            self.archive.add(str(self.write(name, name)), "")
            self.assertIn(name, self.contents())
        self.assertEqual({"one": b"one", "two": b"two", "three": b"three"}, self.contents())

    def test_what_cannot_be_read_is_an_error_that_leaves_the_rest_whole(self) -> None:
        self.archive.add(str(self.write("a", "a" * 5000)), "")
        size = self.archive.size
        self.write("f/1", "1" * 5000)
        self.write("f/2")
        copied = getattr(tarfile, "copyfileobj")

        def broken_off(source: BinaryIO, target: BinaryIO, length: int, **more: int) -> None:
            if not length:
                raise OSError("the medium failed")
            copied(source, target, length, **more)

        with mock.patch("tarfile.copyfileobj", broken_off), self.assertRaisesRegex(OSError, "the medium failed"):
            self.archive.add(str(self.folder / "f"), "")
        with self.assertRaises(FileNotFoundError):
            self.archive.add(str(self.folder / "no such file"), "")
        self.assertEqual(size, self.archive.size)
        self.archive.add(str(self.write("b", "b")), "")
        self.assertEqual({"a": b"a" * 5000, "b": b"b"}, self.contents())

    def test_owners_stay_behind_and_modes_are_kept(self) -> None:
        path = self.write("run", "x")
        path.chmod(0o750)
        self.archive.add(str(path), "")
        entry = self.entries()[0]
        self.assertEqual((0, 0, "", "", 0o750), (entry.uid, entry.gid, entry.uname, entry.gname, entry.mode))

    def test_a_link_given_by_name_is_followed_and_one_inside_is_kept(self) -> None:
        self.write("f/main.py", "1")
        (self.folder / "f" / "inside").symlink_to("main.py")
        (self.folder / "link").symlink_to(self.folder / "f")
        self.archive.add(str(self.folder / "link"), "")
        self.assertEqual([("inside", True), ("main.py", False)], [(entry.name, entry.issym()) for entry in self.entries()])

    def test_a_second_name_of_a_file_is_sent_whole_in_another_call(self) -> None:
        first = self.write("first", "x")
        os.link(first, self.folder / "second")
        self.archive.add(str(first), "")
        self.archive.add(str(self.folder / "second"), "")
        self.assertEqual({"first": b"x", "second": b"x"}, self.contents())

    def test_names_are_of_any_length_and_letters(self) -> None:
        name = "ä" * 90 + "/" + "b" * 200
        self.archive.add(str(self.write("x")), name)
        self.assertEqual([name], [entry.name for entry in self.entries()])
