from __future__ import annotations

import ast
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Sources(unittest.TestCase):
    def test_all_are_python_3_9(self) -> None:
        sources = [*ROOT.glob("pyfunctron/**/*.py"), *ROOT.glob("tests/**/*.py")]
        self.assertGreater(len(sources), 10)
        for source in sources:
            ast.parse(source.read_text(encoding="utf-8"), str(source), feature_version=(3, 9))

    def test_every_function_of_the_package_is_annotated(self) -> None:
        for source in ROOT.glob("pyfunctron/**/*.py"):
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    self.assertIsNotNone(node.returns, f"{source.name}: {node.name}")
                    for argument in [*node.args.args, *node.args.kwonlyargs]:
                        if argument.arg not in ("self", "cls"):
                            self.assertIsNotNone(argument.annotation, f"{source.name}: {node.name}({argument.arg})")
