"""One's own circles: reason, since when, whom to speak to, and one step that fits."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Role, Viewer, redact
from lib.metrics.core import period as periods
from lib.metrics.desk.own import OwnCircle, own_circles, program_in_one_sentence
from lib.metrics.program.program import measure
from tests.data.logs import log

NOW = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]
NAMES = ("Atlas", "Borealis", "Cetus", "Deneb")
CIRCLES: Rows = [
    {"circle": name, "sponsor": "sue@x.org" if name != "Deneb" else "sam@x.org", "lead": f"{name.lower()}@x.org",
     "started": "2025-09-01", "cadence_days": 28, "mandate": "m", "priority": "p"}
    for name in NAMES
]  # fmt: skip
DAYS = ("2026-01-20", "2026-02-20", "2026-03-20", "2026-04-20", "2026-05-20", "2026-06-15")


def tabs(**more: Rows) -> dict[str, Rows]:
    """Atlas has not met since April and has a session planned; Borealis lacks prework; Cetus and Deneb do well."""
    held = [
        {"session": f"{name}-{day}", "circle": name, "planned": day, "held": day}
        for name in NAMES for day in (DAYS[:4] if name == "Atlas" else DAYS)
    ]  # fmt: skip
    held.append({"session": "next", "circle": "Atlas", "planned": "2026-07-09", "held": ""})
    members = [{"member": f"{name}{n}", "circle": name} for name in NAMES for n in range(6)]
    attendance = [
        {"session": session["session"], "member": f"{session['circle']}{n}", "present": "yes",
         "prework": "no" if session["circle"] == "Borealis" else "on time"}
        for session in held[:-1] for n in range(6)
    ]  # fmt: skip
    return {"circles": CIRCLES, "members": members, "sessions": held, "attendance": attendance, **more}


def desk(tables: dict[str, Rows], role: Role = "sponsor", email: str = "sue@x.org", key: str = "3m",
         asked: tuple[str, ...] = ()) -> dict[str, OwnCircle]:  # fmt: skip
    seen = redact(log(tables), Viewer(role, email))
    program = measure(seen, NOW, period=periods.named(key, NOW))
    return {each.circle: each for each in own_circles(program, NAMES[:3], role, asked)}


def test_circles_come_by_need_with_their_lead_and_since_when() -> None:
    found = desk(tabs())
    assert list(found) == ["Atlas", "Borealis", "Cetus"]
    assert found["Atlas"].status == "Needs help"
    assert found["Atlas"].since == "New since 31 Mar 2026, when it was “on track”"
    assert found["Borealis"].since == "The same on 31 Mar 2026"
    assert found["Borealis"].about == "The same on 31 Mar 2026 · speak to borealis@x.org"
    assert desk(tabs(), key="all")["Borealis"].about == "Speak to borealis@x.org"
    assert (
        desk(tabs(), email="sam@x.org")["Atlas"].speak_to == ""
    )  # only its own sponsor reads who leads a circle


def test_each_circle_has_the_step_that_fits() -> None:
    found = desk(tabs())
    assert (
        found["Atlas"].step == "Its next session is planned for 9 Jul 2026: ask whether it will take place."
    )
    assert found["Borealis"].step == "Ask Cetus what goes with its prework on time of 100 % (18/18)."
    assert found["Cetus"].step == ""  # nothing is known about acts
    acts: Rows = [{"date": "2026-06-01", "sponsor": "sue@x.org", "circle": "Atlas", "kind": "visit"}]
    assert desk(tabs(sponsor_acts=acts))["Cetus"].step == (
        "Visit it or write: no act of a sponsor is recorded in the last 3 months."
    )
    assert desk(tabs(), asked=("Cetus",))["Cetus"].step == "Answer its ask: it waits for you."
    late = tabs()
    late["sessions"] = late["sessions"][:-1]
    assert desk(late)["Atlas"].step == "Ask for the date of its next session: none is planned."


def test_a_lead_is_told_what_a_lead_can_do() -> None:
    late = tabs(
        sponsor_acts=[{"date": "2026-06-01", "sponsor": "sue@x.org", "circle": "Atlas", "kind": "visit"}]
    )
    late["sessions"] = late["sessions"][:-1]
    found = desk(late, role="lead", email="cetus@x.org")
    assert found["Atlas"].step == "Plan its next session: none is planned."
    assert found["Cetus"].step == ""


def test_circles_that_are_not_active_or_not_there_are_left_out() -> None:
    assert desk({"circles": [{"circle": "Atlas", "sponsor": "sue@x.org", "ended": "2026-01-01"}]}) == {}


def test_the_program_in_one_sentence_says_only_what_is_recorded() -> None:
    program = measure(log(tabs()), NOW, period=periods.named("3m", NOW))
    assert (
        program_in_one_sentence(program)
        == "The whole program: of 4 active circles, 2 on track (1 in need of help, 1 worth watching)."
    )
    asks: Rows = [{"ask": "K", "circle": "Atlas", "raised": "2026-06-01", "what": "x", "status": "open"}]
    more = measure(log(tabs(asks=asks)), NOW, period=periods.named("3m", NOW))
    assert program_in_one_sentence(more).endswith("; 1 ask waiting for an answer.")
    assert program_in_one_sentence(measure(log(), NOW)) == ""
