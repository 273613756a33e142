"""The chosen session in the address of Log a session: a link opens the form on it, and choosing another changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.ui.log_session import draft

TODAY = date.today()
PAGE = "pages/circle/log_session.py"


def tables() -> dict[str, list[dict[str, Any]]]:
    days = [TODAY - timedelta(days=1), TODAY + timedelta(days=13), TODAY + timedelta(days=27)]
    return {
        "circles": [{"circle": "Atlas", "lead": "lee@x.org", "cadence_days": 14}],
        "members": [
            {"member": "ann", "circle": "Atlas", "name": "Ann Ash", "joined": TODAY - timedelta(days=90)}
        ],
        "sessions": [
            {"session": f"Atlas-0{at}", "circle": "Atlas", "planned": day, "held": "", "status": "planned"}
            for at, day in enumerate(days, start=1)
        ],
        "attendance": [{"session": "", "member": "", "present": ""}],
        "actions": [{"action": "", "circle": "", "what": ""}],
    }


def session(app: AppTest) -> Any:
    return next(box for box in app.selectbox if box.label == "Session")


def warned(app: AppTest) -> bool:
    return any("log_session=" in str(box.value).replace("\\", "") for box in app.warning)


def test_a_link_opens_the_session_and_choosing_one_changes_the_address(
    run_app: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "FOLDER", tmp_path / "drafts")
    app = run_app(tables(), page=PAGE, query={"log_circle": "Atlas", "log_session": "Atlas-03"})
    assert not app.exception
    assert session(app).value == "Atlas-03"
    assert not warned(app)
    assert not (tmp_path / "drafts").exists()  # nothing was typed: there is no draft to restore
    session(app).select("Atlas-02").run()
    assert app.query_params["log_session"] in ("Atlas-02", ["Atlas-02"])
    session(app).select("Atlas-01").run()  # the day gives this one
    assert "log_session" not in app.query_params
    assert app.date_input[0].value == TODAY
    due = run_app(tables(), page=PAGE, query={"log_circle": "Atlas", "log_session": "Atlas-01"})
    assert due.date_input[0].value == TODAY - timedelta(days=1)  # its day has come: that is when it was held
    assert due.query_params["log_session"] in ("Atlas-01", ["Atlas-01"])  # so that a reload keeps the day
    other = run_app(tables(), page=PAGE, query={"log_circle": "Atlas", "log_session": "Borea-09"})
    assert session(other).value == "Atlas-01"
    assert warned(other)


def test_the_circle_that_the_filter_names_alone_is_chosen(
    run_app: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "FOLDER", tmp_path / "drafts")
    two = tables()
    two["circles"].append({"circle": "Borea", "lead": "lee@x.org", "cadence_days": 14})

    def chosen(**query: Any) -> Any:
        app = run_app(two, page=PAGE, query=query)
        assert not app.exception
        unknown = [
            box.value for box in app.warning if "the circle Cetus, which this log does not have" in box.value
        ]
        assert len(unknown) == (query["circle"] == "Cetus")
        return app.selectbox(key="log_circle")

    assert chosen(circle="Borea").value == "Borea"
    assert chosen(circle=["Atlas", "Borea"]).value is None
    assert chosen(circle="Cetus").value is None
    assert chosen(circle="Borea", log_circle="Atlas").value == "Atlas"
    other = chosen(circle="Borea").select("Atlas").run()
    assert other.selectbox(key="log_circle").value == "Atlas"
