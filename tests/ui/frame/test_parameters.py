"""Every widget that is tied to the address has its parameter on the list, and nothing else is on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from lib.metrics.core.groups import DIMENSIONS
from lib.ui.frame import parameters
from lib.ui.frame.address import FILTERS
from lib.ui.log_session import entries

ROOT = Path(__file__).parents[3]


def tied() -> Iterator[str]:
    """The key of each call with bind="query-params", and of each closed section; "*" stands for a value in it."""
    for path in [*(ROOT / "lib" / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                named = {each.arg: each.value for each in call.keywords}
                is_section = (
                    isinstance(call.func, ast.Attribute) and call.func.attr == "closed" and len(call.args) > 2
                )
                if "bind" in named or is_section:
                    yield _text(named["key"] if "bind" in named else call.args[1])


def folded_in_the_form() -> Iterator[str]:
    """The names of the closed sections of Log a session that the address opens."""
    for path in (ROOT / "lib" / "ui" / "log_session").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_one = (
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "folded"
            )
            if is_one and isinstance(call.args[2], ast.Constant):
                yield str(call.args[2].value)
    yield from (name for _, name, *_ in entries.SECTIONS)


def _text(key: ast.expr) -> str:
    if isinstance(key, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in key.values)
    return str(key.value) if isinstance(key, ast.Constant) else ""


def test_the_list_has_every_parameter() -> None:
    found = set(filter(None, tied())) - {*FILTERS, "circle_*_page_*", "actions_groups_*", "log_open_*"}
    found |= {f"actions_groups_{dimension}" for dimension in DIMENSIONS}
    found |= {f"log_open_{name}" for name in folded_in_the_form()}
    assert found == set(parameters.KNOWN)
    assert parameters.is_known("circle_cases_page_12")
    assert not parameters.is_known("circle_other_page_1")
