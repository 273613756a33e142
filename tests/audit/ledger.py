"""Where sentences are made, and which of them have an audit.

`made` reads the source: every function of the layers that speak about a log and put words around a value. A new one, or
a new sentence in an old one, changes the ledger and fails the suite until it has an audit or a line that says it has
none. A text that says nothing about a log needs no audit: `why_no_claim` decides that from the source, never by hand.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEAKING = (
    "lib/metrics", "lib/charts", "lib/figures.py", "pages/program", "pages/circle",
    "lib/ui/overview", "lib/ui/health", "lib/ui/actions", "lib/ui/lighthouses", "lib/ui/circle", "lib/ui/frame",
    "lib/ui/review", "lib/ui/widgets", "lib/ui/outcomes", "lib/ui/playbook", "lib/ui/dependencies",
)  # fmt: skip
LEAST_WORDS = 2
LEDGER = Path(__file__).parent / "ledger.txt"
NONE = "no audit yet"
NO_CLAIM = "no claim: "
PAGES = "test_the_pages"
"""The audit of functions whose sentences are in the registry of `seen`."""
ERRORS = {"raise", "error", "error_at"}
"""What a text that says why a call or a command was wrong is given to."""
CODE = ("datum.", " && ", "playing ?", "datetime(", "max(", "<svg ", "<path ", "<use ", "<rect ", "stroke")
"""Marks of an expression for the browser: people do not read it."""
FILE_NAMES = re.compile(r"\.(?:csv|md|svg|html|xlsx)$|^pharos-")


@dataclass(frozen=True)
class Made:
    """A function that makes texts: how many, and why none of them says anything about a log ("" if one does)."""

    count: int
    no_claim: str


def made() -> dict[str, Made]:
    """Function (path:name) -> its texts with a value in them."""
    found: dict[str, Made] = {}
    for path in sorted(file for place in SPEAKING for file in _files(ROOT / place)):
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            raised = {id(node) for each in ast.walk(function) if _is_error(each) for node in ast.walk(each)}
            texts = [
                node for node in ast.walk(function) if isinstance(node, ast.JoinedStr) and _is_text(node)
            ]
            if texts:
                reasons = [why_no_claim(text, is_error=id(text) in raised) for text in texts]
                no_claim = ", ".join(dict.fromkeys(reasons)) if all(reasons) else ""
                found[f"{path.relative_to(ROOT)}:{function.name}"] = Made(len(texts), no_claim)
    return found


def why_no_claim(text: ast.JoinedStr, *, is_error: bool) -> str:
    """Why a text says nothing about a log; "" if it may say something.

    It is an error for the caller, an expression for the browser, the name of a file, or names constants of the code
    alone, such as a limit.
    """
    words = "".join(part.value for part in text.values if isinstance(part, ast.Constant))
    if is_error:
        return "an error for the caller"
    if any(mark in words for mark in CODE):
        return "an expression"
    if FILE_NAMES.search(words):
        return "a file name"
    values = [part.value for part in text.values if isinstance(part, ast.FormattedValue)]
    return "only constants" if all(map(_is_constant, values)) else ""


def _is_constant(value: ast.expr) -> bool:
    names = [node for node in ast.walk(value) if isinstance(node, ast.Name | ast.Attribute)]
    last = [name.id if isinstance(name, ast.Name) else name.attr for name in names]
    return any(map(str.isupper, last)) and all(name.isupper() or name in _MODULES for name in last)


_MODULES = {path.stem for path in (ROOT / "lib").rglob("*.py")}


def _is_error(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "error"
        and isinstance(node.func.value, ast.Name) and node.func.value.id == "parser"
    )  # fmt: skip


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Functions and methods, but not those inside another function."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        elif not isinstance(node, ast.Lambda):
            yield from functions(node)


def _is_text(node: ast.JoinedStr) -> bool:
    words = " ".join(part.value for part in node.values if isinstance(part, ast.Constant))
    has_value = any(isinstance(part, ast.FormattedValue) for part in node.values)
    return has_value and len(re.findall(r"\b[a-z]{2,}\b", words)) >= LEAST_WORDS


def written() -> dict[str, tuple[int, str]]:
    """The ledger: function -> how many texts, and which test audits them (NONE: none does; NO_CLAIM: none is due; a
    path: the test file that has a log made for the sentence, and the sentence)."""
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {function: (int(count), audit) for function, count, audit in rows}


def expected(known: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """The ledger as it should be: functions keep their audit; those that claim nothing say why."""
    rows: dict[str, tuple[int, str]] = {}
    for function, found in made().items():
        audit = known.get(function, (0, NONE))[1]
        if function in on_pages():
            audit = PAGES
        elif found.no_claim:
            audit = NO_CLAIM + found.no_claim
        elif audit == PAGES or audit.startswith(NO_CLAIM):
            audit = NONE
        rows[function] = found.count, audit
    return rows


def on_pages() -> set[str]:
    """The functions whose sentences the audit of pages checks."""
    from tests.audit import test_pages  # registers the sentences

    return {function for each in test_pages.SENTENCES for function in each.functions}


def words_of(function: str) -> list[str]:
    """The parts of a function's texts between their values that have two words or more."""
    path, _, name = function.partition(":")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    texts = [
        node for each in functions(tree) if each.name == name for node in ast.walk(each)
        if isinstance(node, ast.JoinedStr) and _is_text(node)
    ]  # fmt: skip
    parts = [part.value.strip() for text in texts for part in text.values if isinstance(part, ast.Constant)]
    return [part for part in parts if len(re.findall(r"\b[A-Za-z]{2,}\b", part)) >= LEAST_WORDS]


def says(path: str, function: str) -> bool:
    """Whether a test file has words of a function's sentences."""
    code = re.sub(r'"\s*\n\s*f?r?"', "", (ROOT / path).read_text(encoding="utf-8"))
    return any(part in code for part in words_of(function))


def text(known: dict[str, tuple[int, str]]) -> str:
    """The ledger as a file."""
    head = "# python -m tests.audit.ledger writes this file; the third column names the test with the audit\n"
    rows = expected(known).items()
    return head + "".join(f"{function}\t{count}\t{audit}\n" for function, (count, audit) in rows)


if __name__ == "__main__":
    LEDGER.write_text(text(written() if LEDGER.exists() else {}), encoding="utf-8")
