"""The calendar's address on the Circle page: whose it is, and how it is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.source import calendars
from lib.ui.entry import subscribed
from tests.ui.circle.test_circle import PAGE, tables


@pytest.fixture(autouse=True)
def addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "FOLDER", tmp_path / "store")
    monkeypatch.setattr(
        subscribed, "address", lambda secret: f"https://pharos.example.org/calendar/{secret}.ics"
    )


def shown(app: AppTest) -> list[str]:
    return [code.value for code in app.code if "/calendar/" in code.value]


def opened(run_app: Callable[..., AppTest]) -> AppTest:
    app = run_app(tables(), page=PAGE, query={"circle": "Atlas"})
    app.session_state["circle_subscribe"] = True
    app.run()
    assert not app.exception
    return app


def test_an_address_is_changed_where_it_is_shown(run_app: Callable[..., AppTest]) -> None:
    app = opened(run_app)
    before = shown(app)
    assert len(set(before)) == 2
    app.button(key="circle_change_lead").click().run()
    after = shown(app)
    assert (after[0] == before[0], after[1] == before[1]) == (False, True)


def test_a_sponsor_gets_the_address_without_names_only(run_app: Callable[..., AppTest]) -> None:
    app = run_app(tables(), page=PAGE, query={"circle": "Atlas"})
    app.selectbox(key="view_as_role").select("sponsor").run()
    app.session_state["circle_subscribe"] = True
    app.run()
    (address,) = shown(app)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    found = calendars.found(secret, calendars.FOLDER)
    assert found is not None
    assert (found.circle, found.reader) == ("Atlas", "sponsor")
