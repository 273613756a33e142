"""A suggested step: only where a figure needs one, only from enough circles, and only of association."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.desk.steps import needs_step, next_step, no_suggestion, suggestion
from lib.metrics.program.program import Program, measure
from lib.ui.frame.next_steps import NONE_JUDGED, NONE_NEEDED, none_needed, title
from tests.data.logs import log
from tests.examples import thorough

Rows = list[dict[str, object]]
DAY = pd.Timestamp("2026-06-30")
DAYS = ("2026-01-20", "2026-02-20", "2026-03-20", "2026-04-20", "2026-05-20", "2026-06-15")


def program_log(circles: int, **more: Rows) -> CircleLog:
    """Circles of six people and six sessions; circle k has k people there, and as many with prework on time."""
    names = [f"C{n}" for n in range(circles)]
    sessions: Rows = [
        {"session": f"{name}-{day}", "circle": name, "planned": day, "held": day}
        for name in names
        for day in DAYS
    ]
    attendance: Rows = []
    for place, name in enumerate(names):
        good = 6 * place // max(circles - 1, 1)
        for day in DAYS:
            attendance += [
                {"session": f"{name}-{day}", "member": f"{name}-{n}", "present": "yes" if n < good else "no",
                 "prework": "on time" if n < good else "no"}
                for n in range(6)
            ]  # fmt: skip
    tables: dict[str, Rows] = {
        "circles": [
            {"circle": name, "lead": f"{name.lower()}@x.org", "started": "2026-01-01"} for name in names
        ],
        "members": [{"member": f"{name}-{n}", "circle": name} for name in names for n in range(6)],
        "sessions": sessions,
        "attendance": attendance,
        **more,
    }
    return log(**tables)


def measured(whole: CircleLog, viewer: Viewer | None = None) -> Program:
    return measure(redact(whole, viewer or Viewer()), DAY)


def test_a_figure_below_its_target_gets_what_better_circles_more_often_also_do() -> None:
    program = measured(program_log(10))
    assert needs_step(program, "participation")
    step = next_step(program, "participation")
    assert step == (
        "Circles that do better here more often also do better at “Prework on time” (10 circles): ask one of them how."
    )
    assert not needs_step(program, "cadence")
    assert title(program, ("cadence", "participation")) == "What to try: Participation is below target"
    assert title(program, ("cadence",)) == "What to try: a next step for each figure that needs one"
    assert none_needed(program, ("cadence", "prework")) == NONE_NEEDED
    assert none_needed(program, ("everyone_spoke", "on_time")) == NONE_JUDGED
    assert next_step(program, "cadence") == ""


@thorough
def test_too_few_circles_and_no_data_suggest_nothing() -> None:
    assert suggestion(measured(program_log(7)), "participation") == ""
    empty = measure(log(), DAY)
    assert [next_step(empty, key) for key in ("participation", "on_time", "asks", "status")] == [""] * 4


def test_where_nothing_is_suggested_it_says_what_was_looked_for_in_vain() -> None:
    """Not that circles or entries are missing: ten circles can be compared, and none of their habits stands out."""
    whole = program_log(10)
    assert no_suggestion(whole, ["participation"]) == (
        "The log has nothing to suggest yet: no habit that at least 8 circles can be compared on clearly goes with "
        "doing better here; there is no practices tab."
    )
    entry = [{"practice": "p", "title": "Brief", "kind": "practice"}]
    assert no_suggestion(program_log(10, practices=entry), ["adoption_rate"]) == (
        "The log has nothing to suggest yet: no entry that names the subject in its title or topics worked in 2 places "
        "or more."
    )


def test_an_entry_of_the_library_that_worked_in_two_places_is_named_unless_it_is_hidden() -> None:
    teams: Rows = [{"team": f"T-{n}", "function": f"F{n % 2}", "region": "North"} for n in range(4)]
    adoptions: Rows = [
        {"practice": "P-1", "team": f"T-{n}", "stage": "adopted", "date": "2026-03-01", "effect": "worked"}
        for n in range(4)
    ]
    practice = {"practice": "P-1", "title": "Attendance pact", "circle": "C1", "added": "2026-01-05",
                "status": "proven", "kind": "practice"}  # fmt: skip
    for share, shown in (("public", True), ("circle", False)):
        whole = program_log(2, teams=teams, adoptions=adoptions, practices=[{**practice, "share": share}])
        text = suggestion(measured(whole, Viewer("sponsor", "sue@x.org")), "participation")
        assert ("In the playbook: “Attendance pact” worked in 2 places" in text) is shown, text
    elsewhere = {
        **practice,
        "share": "public",
        "title": "Stop-doing list",
        "works_when": "high participation",
    }
    whole = program_log(2, teams=teams, adoptions=adoptions, practices=[elsewhere])
    assert suggestion(measured(whole), "participation") == "", (
        "its conditions name the subject, its title does not"
    )
    of_case = {"session": f"C1-{DAYS[0]}"}
    whole = program_log(
        2,
        teams=teams,
        adoptions=adoptions,
        practices=[elsewhere | of_case],
        insights=[of_case | {"insight": "I-1", "topics": "Focus, attendance"}],
    )
    assert "“Stop-doing list” worked in 2 places" in suggestion(measured(whole), "participation")
    one_place = [{**team, "function": "F0"} for team in teams]
    whole = program_log(2, teams=one_place, adoptions=adoptions, practices=[{**practice, "share": "public"}])
    assert suggestion(measured(whole), "participation") == ""
