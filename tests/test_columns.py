"""Every column of the format is used: by a figure, a page, or a form that records it. A column that nobody reads is a
question that people answer for nothing.

The source decides: a module uses a column if its code names both the tab and the column, as an attribute, an argument
or a text, outside docstrings and comments. The table that edits any tab, the template and the parser name no column.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from lib.log.format.schema import APP_TABS, SURVEY_TABS, TABS

LIB = Path(__file__).parents[1] / "lib"
NO_USE = (
    "log/format/", "log/reading/", "access/policies.py", "access/redaction.py", "demo/", "bring/",
)  # fmt: skip
"""What defines, reads, hides or makes up columns, and so names them all."""
UNUSED: dict[tuple[str, str], str] = {}
"""Columns that nothing uses yet, and why they are in the format. The list only shrinks."""
MOST_UNUSED = 0
ALSO = {("practices", "diagram"): "metrics/library/entries.py"}
"""Columns of rows that a module gets from another one, so that it does not name their tab."""


def names(tree: ast.AST) -> set[str]:
    """Attributes, arguments, and the words of texts that are no docstrings."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)  # a field of a form
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(re.findall(r"\w+", node.value))
    return found


def without_docstrings(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _is_docstring(each)]  # type: ignore[attr-defined]
    return tree


def _is_docstring(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text and isinstance(node.value.value, str)  # type: ignore[attr-defined]


@cache
def modules() -> dict[str, set[str]]:
    paths = [*LIB.rglob("*.py"), *(LIB.parent / "pages").rglob("*.py")]
    named = {path: path.relative_to(LIB.parent).as_posix().removeprefix("lib/") for path in paths}
    return {
        name: names(without_docstrings(ast.parse(path.read_text(encoding="utf-8"))))
        for path, name in named.items()
        if not name.startswith(NO_USE)
    }


def users(tab: str, column: str) -> list[str]:
    """The modules that name both; of numbered columns (safety_2), what comes before the number."""
    numbered = re.sub(r"\d+$", "", column)
    found = {module for module, words in modules().items() if tab in words and {column, numbered} & words}
    if also := ALSO.get((tab, column)):
        assert column in modules()[also], f"{also} does not use {column}"
        found.add(also)
    return sorted(found)


def columns() -> list[tuple[str, str]]:
    """Every column that people fill in; the app's own tabs are its journal."""
    return [
        (tab.name, column.name)
        for tab in (*TABS.values(), *SURVEY_TABS.values())
        if tab.name not in APP_TABS
        for column in tab.columns
    ]


def test_every_column_is_used_or_listed_with_the_reason() -> None:
    unused = {each for each in columns() if not users(*each)}
    assert unused == set(UNUSED), "use the column, or say why it is in the format"
    assert len(UNUSED) <= MOST_UNUSED
    assert all(reason.strip() for reason in UNUSED.values())


def test_a_column_that_only_a_docstring_names_is_not_used() -> None:
    tree = ast.parse(
        'def f(log):\n    """Reads colour of teams."""\n    return log.teams["size"].max(axis=0)\n'
    )
    assert {"teams", "size", "axis"} <= names(without_docstrings(tree))
    assert "colour" not in names(without_docstrings(tree))
