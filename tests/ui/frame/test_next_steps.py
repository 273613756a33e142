"""What to try, beside a figure that needs it: circles are compared when somebody opens it, and never before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lib.metrics.program import compare
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import words

Rows = list[dict[str, object]]
STEP = "Circles that do better here more often also do better at “Prework on time” (10 circles)"
DAYS = [date.today() - timedelta(days=28 * n + 1) for n in range(6)]
CIRCLES = [f"C{n}" for n in range(10)]
TABLES: dict[str, Rows] = FIVE_TABS | {
    "circles": [{"circle": name, "started": DAYS[-1]} for name in CIRCLES],
    "members": [{"member": f"{name}-{n}", "circle": name} for name in CIRCLES for n in range(6)],
    "sessions": [
        {"session": f"{name}-{day}", "circle": name, "planned": day, "held": day}
        for name in CIRCLES for day in DAYS
    ],
    "attendance": [
        {"session": f"{name}-{day}", "member": f"{name}-{n}", "present": "yes" if n < 6 * place // 9 else "no",
         "prework": "on time" if n < 6 * place // 9 else "no"}
        for place, name in enumerate(CIRCLES) for day in DAYS for n in range(6)
    ],
}  # fmt: skip


def test_a_tile_below_its_target_suggests_a_step_from_all_circles_when_it_is_opened(
    run_app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    compared = compare.habits
    monkeypatch.setattr(compare, "habits", lambda program: asked.append(program) or compared(program))
    app = run_app(TABLES, query={"circle": "C0"})
    assert not app.exception
    keys = {block.proto.popover.id.partition("-step_")[2] for block in app.get("popover")} - {""}
    assert "tile_participation" in keys
    assert "tile_cadence" not in keys
    assert not asked
    app.session_state["step_tile_participation"] = True
    app.run()
    assert STEP in words(app)
    assert asked


def test_the_chart_of_a_figure_below_its_target_has_it_beside_its_choice(
    run_app: Callable[..., AppTest],
) -> None:
    app = run_app(TABLES, page="pages/program/health.py")
    assert not app.exception
    ids = [block.proto.popover.id for block in app.get("popover")]
    assert [each for each in ids if each.endswith("step_chart_participation")]
