"""Where sentences are made, and which of them have an audit.

`made` reads the source: every function of the layers that speak about a log and put words around a value. A new one, or
a new sentence in an old one, changes the ledger and fails the suite until it has an audit or a line that says it has
none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEAKING = (
    "lib/metrics", "lib/charts", "lib/figures.py", "pages/program", "pages/circle",
    "lib/ui/overview", "lib/ui/health", "lib/ui/actions", "lib/ui/lighthouses", "lib/ui/circle", "lib/ui/frame",
    "lib/ui/widgets",
)  # fmt: skip
LEAST_WORDS = 2
LEDGER = Path(__file__).parent / "ledger.txt"
NONE = "no audit yet"


def made() -> dict[str, int]:
    """Function (path:name) -> how many texts with a value in them it makes."""
    found: dict[str, int] = {}
    for path in sorted(file for place in SPEAKING for file in _files(ROOT / place)):
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            count = sum(_is_text(node) for node in ast.walk(function) if isinstance(node, ast.JoinedStr))
            if count:
                found[f"{path.relative_to(ROOT)}:{function.name}"] = count
    return found


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Functions and methods, but not those inside another function."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        elif not isinstance(node, ast.Lambda):
            yield from _functions(node)


def _is_text(node: ast.JoinedStr) -> bool:
    words = " ".join(part.value for part in node.values if isinstance(part, ast.Constant))
    has_value = any(isinstance(part, ast.FormattedValue) for part in node.values)
    return has_value and len(re.findall(r"\b[a-z]{2,}\b", words)) >= LEAST_WORDS


def written() -> dict[str, tuple[int, str]]:
    """The ledger: function -> how many texts, and which test audits them (NONE: none does)."""
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {function: (int(count), audit) for function, count, audit in rows}


def text(known: dict[str, tuple[int, str]]) -> str:
    """The ledger as it should be; functions keep their audit."""
    head = "# python -m tests.audit.ledger writes this file; the third column names the test with the audit\n"
    return head + "".join(
        f"{function}\t{count}\t{known.get(function, (0, NONE))[1]}\n" for function, count in made().items()
    )


if __name__ == "__main__":
    LEDGER.write_text(text(written() if LEDGER.exists() else {}), encoding="utf-8")
