"""A frozen review against the log of later: figures by hand, what was logged later, and what is left alone."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.period import between
from lib.metrics.program.program import Program, measure
from lib.metrics.review.compared import CHARTED, REVIEWED, compared, without_value
from lib.metrics.review.frozen import Frozen, Number, frozen_text, read
from lib.metrics.review.restated import Restated, as_shown, is_same, restated
from lib.metrics.review.scope import Scope, of_sponsor, readable, since_last, whole_program
from tests.data.logs import log

Rows = list[dict[str, object]]
DAY, START = pd.Timestamp("2026-06-30"), pd.Timestamp("2026-04-01")
CIRCLES: Rows = [
    {
        "circle": "Atlas",
        "sponsor": "sue@x.org",
        "lead": "lea@x.org",
        "started": "2026-01-01",
        "cadence_days": 28,
    },
    {"circle": "Borealis", "sponsor": "sam@x.org", "started": "2026-01-01", "cadence_days": 28},
]
PEOPLE = tuple(f"{circle}{n}" for circle in ("Atlas", "Borealis") for n in range(5))


def session(key: str, day: str, circle: str = "Atlas") -> dict[str, object]:
    return {"session": key, "circle": circle, "planned": day, "held": day}


def there(key: str, present: str) -> Rows:
    """Attendance of the five people of Atlas: y, n and - (not recorded) for each."""
    word = {"y": "yes", "n": "no"}
    return [
        {"session": key, "member": f"Atlas{n}", "present": word[mark]}
        for n, mark in enumerate(present) if mark != "-"
    ]  # fmt: skip


def program_log(later: bool = False, corrected: bool = False, **more: Rows) -> CircleLog:
    """Two sessions in April and May: 8 of 10 present. `later`: one more in June, with 3 of 5. `corrected`: in April one
    more person was there."""
    sessions = [
        session("A-1", "2026-04-10"),
        session("A-2", "2026-05-10"),
        session("B-1", "2026-05-12", "Borealis"),
    ]
    attendance = there("A-1", "yyyyn" if not corrected else "yyyyy") + there("A-2", "yyyyn")
    if later:
        sessions.append(session("A-3", "2026-06-10"))
        attendance += there("A-3", "yyynn")
    tables: dict[str, Rows] = {
        "circles": CIRCLES,
        "members": [{"member": person, "circle": person[:-1]} for person in PEOPLE],
        "sessions": sessions,
        "attendance": attendance,
        "asks": [
            {"ask": "K-1", "circle": "Atlas", "raised": "2026-05-01", "what": "A room", "status": "open"}
        ],
        **more,
    }
    return log(**tables)


def program(whole: CircleLog, circles: tuple[str, ...] = ("Atlas",)) -> Program:
    return measure(whole.filtered(circles=circles), DAY, period=between(START, None, DAY))


def frozen_now(whole: CircleLog) -> Frozen:
    found = read(frozen_text(program(whole)))
    assert found is not None
    return found


def again(kept: Frozen, whole: CircleLog) -> list[Restated]:
    return restated(kept, kept.measured_again(whole))


def test_a_review_holds_its_figures_to_the_digit() -> None:
    kept = frozen_now(program_log())
    assert (kept.as_of, kept.start, kept.circles) == (DAY, START, ("Atlas",))
    assert kept.figures["participation"] == Number("80 %", 0.8, 8, 10)
    assert kept.figures["asks"] == Number("1", 1.0, 1, 1)
    assert kept.records["sessions"] == 2
    assert kept.records["attendance"] == 10
    assert ("Participation", "80 % (8/10)") in as_shown(kept)
    assert set(kept.figures) <= set(REVIEWED)
    assert again(kept, program_log()) == []


def test_a_session_logged_later_restates_exactly_what_it_moves() -> None:
    moved = again(frozen_now(program_log()), program_log(later=True))
    found = {each.label: each.words for each in moved}
    assert found["Participation"] == (
        "Participation was shown as 80 % (8/10); 1 session was logged later: 73 % (11/15)."
    )
    assert found["Cadence"] == "Cadence was shown as 2/2; 1 session was logged later: 3/3."
    assert "Open asks" not in found
    whole = program(program_log(later=True))
    before = program(program_log())
    differ = {
        before.figures[key].label
        for key in REVIEWED
        if not before.figures[key].missing
        and (before.figures[key].value, before.figures[key].n, before.figures[key].N)
        != (whole.figures[key].value, whole.figures[key].n, whole.figures[key].N)
    }
    assert set(found) == differ


def test_what_was_corrected_and_removed_is_said_so() -> None:
    (moved,) = again(frozen_now(program_log()), program_log(corrected=True))
    assert moved.words == (
        "Participation was shown as 80 % (8/10); records of that time were corrected since: 90 % (9/10)."
    )
    removed = {each.label: each.words for each in again(frozen_now(program_log(later=True)), program_log())}
    assert "1 session was removed since: 80 % (8/10)" in removed["Participation"]
    gone = again(frozen_now(program_log()), program_log(attendance=[]))
    assert {each.label: each.words for each in gone}["Participation"] == (
        "Participation was shown as 80 % (8/10); 10 cells of attendance were removed since: it can no longer be shown."
    )


def test_what_happens_after_the_day_restates_nothing() -> None:
    after = program_log()
    sessions = [*after.sessions.to_dict("records")]
    assert len(sessions) == 3
    later: Rows = [
        {"ask": "K-1", "circle": "Atlas", "raised": "2026-05-01", "what": "A room", "status": "granted",
         "answered": "2026-07-03"},
        {"ask": "K-2", "circle": "Atlas", "raised": "2026-07-02", "what": "More", "status": "open"},
    ]  # fmt: skip
    assert again(frozen_now(after), program_log(asks=later)) == []


@pytest.mark.parametrize(
    "cell",
    [None, "", "kept in the circle", "{", "[]", "[" * 100_000, "{}", '{"as_of":"soon"}', "12", "NaN",
     '{"as_of":"2026-06-30","start":null,"circles":[],"figures":{"a":1},"records":{}}',
     '{"as_of":"2026-06-30","start":null,"circles":[],"figures":{"a":{"text":"x","value":1e999,"n":1e999,"N":1}},'
     '"records":{}}'],
)  # fmt: skip
def test_a_cell_that_pharos_did_not_write_is_no_review(cell: object) -> None:
    assert read(cell) is None


def test_a_figure_that_is_gone_from_the_dictionary_and_a_circle_that_is_gone_break_nothing() -> None:
    content = json.loads(frozen_text(program(program_log())))
    content["figures"]["no_such"] = {"text": "5", "value": 5, "n": 5, "N": None}
    content["circles"].append("Gone")
    kept = read(json.dumps(content))
    assert kept is not None
    assert ("no_such", "5") in as_shown(kept)
    assert again(kept, program_log()) == []


def test_same_is_to_the_digit() -> None:
    one = Number("80 %", 0.8, 8, 10)
    assert is_same(one, Number("80 %", 0.8, 8, 10))
    assert not is_same(one, Number("80 %", 0.8, 16, 20))
    assert not is_same(one, Number("80 %", None, 8, 10))
    assert is_same(Number("–", None, 0, 0), Number("–", None, 0, 0))


def test_figures_about_too_few_people_are_neither_frozen_nor_compared() -> None:
    small = program_log(
        members=[{"member": person, "circle": person[:-1]} for person in PEOPLE if person[-1] < "3"]
    )
    seen = redact(small, Viewer("sponsor", "sue@x.org"))
    assert "participation" not in frozen_now(seen).figures
    assert not any(each.label == "Participation" for each in again(frozen_now(small), seen))


def test_now_and_before_by_hand() -> None:
    """In the quarter before, 3 of 5; since April 8 of 10. Too few months say nothing about chance."""
    sessions = [session("A-0", "2026-02-10"), session("A-1", "2026-04-10"), session("A-2", "2026-05-10")]
    whole = program_log(
        sessions=sessions, attendance=there("A-0", "yyynn") + there("A-1", "yyyyn") + there("A-2", "yyyyn")
    )
    rows = {each.figure.key: each for each in compared(program(whole))}
    found = rows["participation"]
    assert (found.figure.text, found.then, found.verdict) == ("80 %", "60 %", "too few months to say")
    assert found.target.startswith("is at or above its target of 80 %")
    assert any(line.startswith("not recorded: ") for line in without_value(program(whole)))


def test_only_figures_with_a_chart_can_be_a_real_change() -> None:
    measured = program(program_log())
    every = compared(measured)
    assert compared(measured, CHARTED) == [each for each in every if each.figure.key in CHARTED]
    assert not {*measured.series} & {*REVIEWED} - {*CHARTED}


def test_a_result_not_yet_due_and_an_ask_not_understood_are_not_called_nothing_of_the_period() -> None:
    measured = {"lighthouse": "L-1", "practice": "P", "circle": "Atlas", "started": "2026-05-01",
                "before": "4 days", "after": "2 days", "measured": "2026-06-01"}  # fmt: skip
    ask = {"ask": "Q-1", "circle": "Atlas", "raised": "2026-05-01", "what": "A room", "status": "hm?"}
    lines = without_value(program(program_log(lighthouses=[measured], asks=[ask])))
    assert any(line.startswith("nothing to count yet: ") and "Results measured" in line for line in lines)
    assert "nothing to count (1 status not understood): Open asks and Asks answered" in lines
    assert not any(line.startswith("nothing recorded") and "Results" in line for line in lines)


def test_too_few_cases_before_are_shown_and_not_called_nothing() -> None:
    """In the quarter before, one session with 1 of 2 there: 1/2 is too few for a percentage."""
    sessions = [session("A-0", "2026-02-10"), session("A-1", "2026-04-10"), session("A-2", "2026-05-10")]
    few = [row for row in there("A-0", "ynnnn") if row["member"] in ("Atlas0", "Atlas1")]
    whole = program_log(sessions=sessions, attendance=few + there("A-1", "yyyyn") + there("A-2", "yyyyn"))
    rows = {each.figure.key: each for each in compared(program(whole))}
    found = rows["participation"]
    assert (found.figure.text, found.then, found.verdict) == ("80 %", "1/2", "too few cases to compare")
    assert all(bool(each.then) != (each.verdict == "nothing to compare with") for each in rows.values())


def test_the_key_is_the_same_for_everyone_and_shows_no_address() -> None:
    whole = program_log()
    assert of_sponsor(whole, "sue@x.org").circles == ("Atlas",)
    assert whole_program(whole).circles == ("Atlas", "Borealis")
    assert whole_program(whole).key(DAY) == "R-2026-06-30"
    own = of_sponsor(whole, "SUE@x.org").key(DAY)
    assert own == Scope("sue@x.org", ()).key(DAY)
    assert own.startswith("R-2026-06-30-")
    assert "sue" not in own
    assert own != of_sponsor(whole, "sam@x.org").key(DAY)


def test_the_period_starts_after_the_last_review() -> None:
    reviews: Rows = [
        {"review": "R-1", "date": "2026-03-31", "sponsor": "sue@x.org", "summary": "well", "figures": ""},
        {"review": "R-2", "date": "2026-05-31", "sponsor": "sam@x.org", "summary": "mine", "figures": ""},
        {"review": "R-3", "date": "2026-07-31", "sponsor": "sue@x.org", "summary": "later", "figures": ""},
    ]
    whole = program_log(reviews=reviews)
    facts = measure(redact(whole, Viewer("sponsor", "sue@x.org")), DAY).facts
    period = since_last(facts, "sue@x.org")
    assert period is not None
    assert period.start == pd.Timestamp("2026-04-01")
    assert readable(facts)["summary"].to_list() == ["well"]
    assert since_last(measure(program_log(), DAY).facts, "sue@x.org") is None
