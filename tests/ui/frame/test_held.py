"""The banner above a log that is held back, in AppTest: what each role reads, and may do about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from lib.source import caches
from lib.source.refresh import Source
from lib.ui.entry import gate
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import some
from tests.ui.tiles import tiles

Run = Callable[..., AppTest]
CLOCK = r"\d{1,2} \w{3} \d{4}, \d\d:\d\d"


def tables(**tabs: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    """A log with a lead, a sponsor, 12 actions and something that Checks can fix."""
    actions = [
        {"action": f"X-{number}", "circle": "Atlas", "what": "Call", "due": date(2026, 4, 1), "status": "in progress"}
        for number in range(12)
    ]  # fmt: skip
    circles = [{"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org"}]
    return FIVE_TABS | {"circles": circles, "actions": actions} | tabs


def clear(path: Path, tab: str, first_row: int = 2) -> None:
    """Delete the rows of a tab, or its header too."""
    book = openpyxl.load_workbook(path)
    book[tab].delete_rows(first_row, book[tab].max_row)
    book.save(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "log.xlsx", tables())


def as_role(app: AppTest, role: str) -> AppTest:
    return app if role == "admin" else app.selectbox(key="view_as_role").select(role).run()


def warnings(app: AppTest) -> list[str]:
    return [str(warning.value).replace("\\", "") for warning in app.warning]


def use_new(app: AppTest) -> list[Any]:
    """The buttons that accept what is held back."""
    return [button for button in app.button if str(button.key).startswith("use_new_")]


def links(app: AppTest) -> list[tuple[str, str]]:
    found = [element.proto for element in app.get("link_button")]
    return [(link.label, link.url) for link in found if "Open the sheet" in link.label]


def actions_shown() -> int:
    return len(caches.source().current().log.actions)


@pytest.mark.parametrize("role", some(["admin", "lead", "sponsor"], 2))
def test_everyone_reads_what_is_lost_and_who_may_accept_it(run_app: Run, path: Path, role: str) -> None:
    app = as_role(run_app(path=path), role)
    assert not app.warning
    assert not use_new(app)
    clear(path, "actions")
    app.run()
    assert not app.exception
    (warning,) = warnings(app)
    assert re.fullmatch(
        rf"The actions tab has been empty since {CLOCK}. You are seeing the log as of {CLOCK}. Nothing can be saved "
        "until the tab is back or an administrator or lead accepts the loss.",
        warning,
    )
    assert len(tiles(app)) == 6
    assert [button.label for button in use_new(app)] == ["Use the empty one"] * (role != "sponsor")
    assert links(app) == [], "a file on disk has no address"
    if role != "sponsor":
        use_new(app)[0].click().run()
        assert not app.exception
        assert not app.warning
        assert actions_shown() == 0


def test_it_goes_when_the_tab_is_back(run_app: Run, path: Path) -> None:
    app = run_app(path=path)
    clear(path, "actions", first_row=1)
    app.run()
    assert "The actions tab has been empty since" in warnings(app)[0]
    write_xlsx(path, tables())
    app.run()
    assert not app.warning
    assert not use_new(app)
    assert actions_shown() == 12


def test_several_tabs_are_named_with_what_became_of_them(run_app: Run, path: Path) -> None:
    app = run_app(path=path)
    renamed: list[dict[str, object]] = [{"who": "ana", "circle": "Atlas"}]
    write_xlsx(path, tables(members=renamed, actions=tables()["actions"][:5]))
    app.run()
    assert re.match(
        rf"The members tab has been missing its member column since {CLOCK}. "
        rf"The actions tab has been down to 5 of 12 rows since {CLOCK}. ",
        warnings(app)[0],
    )
    assert "until the tabs are back" in warnings(app)[0]
    assert [button.label for button in use_new(app)] == ["Use the new one"]


def test_of_many_tabs_three_are_named(run_app: Run, path: Path) -> None:
    app = run_app(path=path)
    write_xlsx(path, {"notes": [{"a": 1}]})
    app.run()
    assert warnings(app)[0].count("has been missing") == 3
    assert "2 more tabs lost rows or a header." in warnings(app)[0]


def test_a_click_never_accepts_a_state_that_nobody_saw(run_app: Run, path: Path) -> None:
    app = run_app(path=path)
    clear(path, "actions")
    app.run()
    button = use_new(app)[0]
    clear(path, "members", first_row=1)
    button.click().run()
    assert not app.exception
    assert "The members tab has been empty since" in warnings(app)[0]
    assert actions_shown() == 12
    use_new(app)[0].click().run()
    assert actions_shown() == 0


def test_the_role_is_looked_up_again_before_it_counts(
    run_app: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(gate, "require", lambda *roles: asked.append(roles))
    app = run_app(path=path)
    clear(path, "actions")
    app.run()
    assert not asked
    use_new(app)[0].click().run()
    assert asked == [("admin", "lead")]


@pytest.mark.parametrize("role", some(["admin", "lead", "sponsor"], 1))
def test_the_sheet_is_a_click_away(
    run_app: Run, path: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    monkeypatch.setattr(Source, "link", lambda _, cell: f"https://sheet.invalid/{cell.tab}#range={cell.a1}")
    app = as_role(run_app(path=path), role)
    clear(path, "actions")
    app.run()
    expected = [("Open the sheet", "https://sheet.invalid/actions#range=A1")]
    assert links(app) == (expected if role != "sponsor" else [])


def test_a_title_is_shown_as_text(run_app: Run, path: Path) -> None:
    title = "__To__ <b>do `x` $y$"
    named = {(title if name == "actions" else name): rows for name, rows in tables().items()}
    write_xlsx(path, named | {"settings": [{"name": "tab.actions", "value": title}]})
    app = run_app(path=path)
    clear(path, title)
    app.run()
    assert app.warning[0].value.startswith(r"The \_\_To\_\_ \<b\>do \`x\` \$y\$ tab has been empty since")


def test_nothing_is_saved_from_a_page_meanwhile(run_app: Run, path: Path) -> None:
    app = run_app(path=path, page="pages/sheet/checks.py")
    before = path.read_bytes()
    clear(path, "members", first_row=1)
    emptied = path.read_bytes()
    assert emptied != before
    fix = next(button for button in app.button if str(button.key).startswith("do_fix_"))
    fix.click().run()
    assert not app.exception
    assert "Nothing can be saved while the members tab is empty:" in str(app.error[0].value).replace("\\", "")
    assert path.read_bytes() == emptied
