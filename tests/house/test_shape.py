"""The house guards its own shape: sizes, words, forbidden ways."""

import ast
import re
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house.tree import ROOT, place, sources

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
BANNED = {"data", "info", "process", "handle", "manager", "obj", "tmp", "utils", "helpers", "common"}
GUARD = ROOT / "otklik/flow/run.py"


def test_imports_point_down() -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_logo=True) == EXIT_STATUS_SUCCESS


def test_every_file_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(ROOT)) for path, tree in sources().items() if not ast.get_docstring(tree)]
    assert silent == []


def test_no_file_is_too_long() -> None:
    long = {str(path.relative_to(ROOT)): _lines(path) for path in sources() if _lines(path) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        place(path, node): _height(node)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _height(node) > LONGEST_FUNCTION
    }
    assert long == {}


def test_only_the_guard_catches_everything() -> None:
    broad = {
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _names(node.type) & {"Exception", "BaseException", ""}
    }
    assert broad <= {GUARD}


def test_nothing_listens_to_framework_signals() -> None:
    listening = [
        str(path) for path in sources() if re.search(r"\b(receiver\(|\.connect\(|django\.dispatch)", _text(path))
    ]
    assert listening == []


def test_no_import_is_deferred() -> None:
    deferred = [
        place(path, node)
        for path, tree in sources().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert deferred == []


def test_names_say_something() -> None:
    vague = {
        f"{place(path, node)} {node.name}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and set(node.name.lower().split("_")) & BANNED
        and node.name != "handle"  # Django's own name for what a command does.
    }  # fmt: skip
    vague |= {str(path.relative_to(ROOT)) for path in sources() if path.stem in BANNED}
    assert vague == set()


def _lines(path: Path) -> int:
    return len(_text(path).splitlines())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _height(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _names(node: ast.expr | None) -> set[str]:
    if node is None:
        return {""}
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
