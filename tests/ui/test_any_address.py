"""Any combination of parameters in the address gives a page: no exception, never blank, for every role."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from lib.demo import make
from lib.metrics.core.period import PERIODS
from lib.ui.actions import views
from lib.ui.entry.shell import PAGES
from tests.examples import examples

ROOT = Path(__file__).parents[2]
TABLES = make.program(circles=4, months=9, seed=7, end=date.today())
_TEXT = st.text(max_size=8)
_DAY = st.one_of(
    _TEXT, st.dates(date(2024, 1, 1), date(2030, 1, 1)).map(str), st.sampled_from(["2046", "0001-01-01"])
)


_OPEN = st.one_of(st.sampled_from(["true", "false", "TRUE", "1"]), _TEXT)
_SECTIONS = sorted(
    {
        key
        for path in [*(ROOT / "lib" / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
        for key in re.findall(
            r'section\.closed\(\s*[^"]*"[^"]*",\s*"(\w+)"', path.read_text(encoding="utf-8")
        )
    }
)
"""The keys of closed sections."""


def _of(tab: str, column: str) -> st.SearchStrategy[str]:
    known = sorted({str(row[column]) for row in TABLES[tab] if row.get(column)})
    return st.one_of(st.sampled_from(known), _TEXT)


_PARAMETERS = {
    "circle": _of("circles", "circle"),
    "sponsor": _of("circles", "sponsor"),
    "priority": _of("circles", "priority"),
    "function": _of("teams", "function"),
    "region": _of("teams", "region"),
    "period": st.one_of(st.sampled_from([*PERIODS, *PERIODS.values()]), _TEXT),
    "from": _DAY,
    "to": _DAY,
    "as_of": _DAY,
    "practice": _of("practices", "title"),
    "map_practice": _of("practices", "title"),
    "story_team": _of("teams", "team"),
    "works_by": st.one_of(st.sampled_from(["Region", "Team size"]), _TEXT),
    "figure": st.one_of(st.sampled_from(["Cadence", "Roster mix"]), _TEXT),
    "aspect": st.one_of(st.sampled_from(["Cases", "Members", "Related habits"]), _TEXT),
    "health_by": st.one_of(st.sampled_from(["Quarter", "Session"]), _TEXT),
    "actions_view": st.one_of(st.sampled_from([*views._VIEWS]), _TEXT),
    "actions_by": st.one_of(st.sampled_from(["By circle", "By kind"]), _TEXT),
    "actions_find": st.one_of(st.sampled_from(["a", "A-0001"]), _TEXT),
    "actions_page": st.one_of(st.integers(-2, 9).map(str), _TEXT),
    "map_find": st.one_of(st.sampled_from(["a", "A-0001"]), _TEXT),
    "map_row": _TEXT,
    "map_teams": _OPEN,
    "nudge_owner": _TEXT,
    "edit_search": _TEXT,
    "edit_page": st.one_of(st.integers(-2, 9).map(str), _TEXT),
    "history_who": _TEXT,
    "history_circle": _of("circles", "circle"),
    "history_since": _DAY,
    "check_severity": st.one_of(st.sampled_from(["warning", "note"]), _TEXT),
    "check_tab": _TEXT,
    "circle_work_tabs": st.one_of(st.sampled_from(["Cases", "Guests"]), _TEXT),
    "circle_people_tabs": st.one_of(st.sampled_from(["Norms"]), _TEXT),
    "circle_attendance_session": _of("sessions", "session"),
    "circle_actions_page_0": st.one_of(st.integers(-2, 9).map(str), _TEXT),
    "log_circle": _of("circles", "circle"),
    "actions_need": st.one_of(st.sampled_from(["overdue", "blocked"]), _TEXT),
    "tab": st.one_of(st.sampled_from(["sessions", "members"]), _TEXT),
    "table_page": st.one_of(st.integers(-5, 50).map(str), _TEXT),
    "map_place": _TEXT,
    "anything": _TEXT,
}
_PARAMETERS |= dict.fromkeys(_SECTIONS, _OPEN)
_PATHS = [place.path for place in PAGES if place.address != "connect"]


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.sampled_from(_PATHS),
    role=st.sampled_from(ROLES),
    query=st.fixed_dictionaries({}, optional=_PARAMETERS),
)
def test_any_address_gives_a_page(
    run_app: Callable[..., AppTest], path: str, role: str, query: dict[str, str]
) -> None:
    app = run_app(TABLES, query=query, page=path)
    if role != "admin" and [box for box in app.selectbox if box.key == "view_as_role"]:
        app.selectbox(key="view_as_role").select(role).run()
    assert not app.exception, (path, role, query)
    assert app.title, (path, role, query)
    if query.get("anything"):
        assert any("anything=" in str(box.value).replace("\\", "") for box in app.warning), (
            path,
            role,
            query,
        )
