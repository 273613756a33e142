"""Who was there, marked at the top of the Circle page: tapped, saved, undone, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.ui.circle.test_circle import PAGE, attendance, chosen, day, tables
from tests.ui.conftest import Tables, words

Run = Callable[..., AppTest]


def today() -> Tables:
    """A session of Atlas is planned for today, and someone has excused Cy."""
    rows = tables()
    rows["sessions"].append(dict.fromkeys(rows["sessions"][0], "") | {
        "session": "A-6", "circle": "Atlas", "planned": day(0), "status": "planned",
    })  # fmt: skip
    rows["attendance"].append({"session": "A-6", "member": "cy", "present": "excused"})
    return rows


def taps(app: AppTest) -> Any:
    """The names to tap; None where the part is not drawn."""
    found = [one for one in app.get("button_group") if str(one.key).endswith("_here")]
    return found[0] if found else None


def saved(path: Path, session: str) -> dict[str, str]:
    return {member: word for (one, member), word in attendance(path).items() if one == session}


def test_a_session_today_is_tapped_saved_and_undone(run_app: Run, tmp_path: Path) -> None:
    app = chosen(run_app(today(), page=PAGE), "Atlas")
    path = tmp_path / "log.xlsx"
    assert "Tap everyone who is here." in words(app)
    assert app.button(key="circle_quick_save").disabled
    taps(app).set_value(["ann"]).run()
    assert "Not saved yet: 1 of 3 here; absent: Bo Birch; excused: Cy Cedar." in words(app)
    assert any("pharos-unsaved" in html.proto.body for html in app.get("html"))
    app.button(key="circle_quick_save").click().run()
    assert not app.exception
    assert saved(path, "A-6") == {"ann": "yes", "bo": "no", "cy": "excused"}
    assert app.success[0].value.replace("\\", "") == "Saved: 2 new rows."
    assert taps(app).value == ["ann"]
    app.button(key="circle_quick_all").click().run()
    app.button(key="circle_quick_save").click().run()
    assert saved(path, "A-6") == {"ann": "yes", "bo": "yes", "cy": "yes"}
    app.button(key="undo_last").click().run()
    assert not app.exception
    assert saved(path, "A-6") == {"ann": "yes", "bo": "no", "cy": "excused"}
    app.switch_page("pages/program/overview.py").run()
    app.switch_page(PAGE).run()
    assert not app.success  # what was saved goes when the page changes


def test_without_a_session_today_the_last_one_is_closed_until_it_is_opened(
    run_app: Run, tmp_path: Path
) -> None:
    app = chosen(run_app(tables(), page=PAGE), "Atlas")
    assert taps(app) is None
    app.session_state["circle_quick_open"] = True
    app.run()
    assert "A-4" in words(app)
    assert "1 of 3 here; absent: Bo Birch and Cy Cedar." in words(app)
    taps(app).set_value(["ann", "cy"]).run()
    app.button(key="circle_quick_save").click().run()
    assert saved(tmp_path / "log.xlsx", "A-4") == {"ann": "yes", "bo": "no", "cy": "yes"}


def test_nobody_else_gets_it(run_app: Run) -> None:
    app = run_app(today(), page=PAGE)
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select("bea@x.org").run()
    chosen(app, "Atlas")
    assert taps(app) is None
    past = chosen(run_app(today(), page=PAGE, query={"as_of": f"{day(3)}"}), "Atlas")
    assert taps(past) is None
