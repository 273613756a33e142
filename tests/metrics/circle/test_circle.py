"""One circle in depth, checked by hand, and its agenda as Markdown that no cell can break."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lib.access.redaction import KEPT, Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.circle import agenda, history, next_turns, people, words
from lib.metrics.circle.markdown import escaped
from lib.metrics.core.facts import Facts
from lib.metrics.core.period import usual
from lib.metrics.program.program import measure
from tests.data.hand_health import AS_OF, health
from tests.data.hand_log import Rows, hand, quick
from tests.examples import examples, some

NONE: Any = None


def seen(name: str = "Atlas", log: CircleLog | None = None, as_of: str = "2026-06-30") -> Facts:
    return history.of(Facts(log or health(), pd.Timestamp(as_of)), name)


def rows(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    """Cells as plain values, missing ones None."""
    values = frame[list(columns)].astype(object)
    return values.where(values.notna(), None).to_numpy().tolist()


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


# What it is for


def test_about() -> None:
    result = history.about(seen())
    assert (result.circle, result.mandate, result.priority, result.lead) == (
        "Atlas",
        "Enter two markets",
        "Growth",
        "lea@x.org",
    )
    assert (result.members, result.cadence_days, result.timebox_minutes, result.is_active) == (
        3,
        28,
        90,
        True,
    )
    assert (result.mandate_due, result.norms_due) == (day("2026-06-30"), day("2026-05-01"))
    assert (result.sponsor, result.ended, result.capabilities) == (None, None, ())
    assert history.about(seen("Cetus")).is_active is False
    assert history.about(seen(as_of="2025-06-01")).mandate_reviewed is None  # not yet


def test_an_unknown_circle() -> None:
    with pytest.raises(KeyError):
        seen("Vega")


# Sessions


def test_timeline() -> None:
    result = history.timeline(seen())
    assert rows(result, "session", "day", "state", "number", "days_moved", "gap_days", "gap_flagged") == [
        ["A-1", day("2025-10-06"), "held", 1, 0.0, NONE, False],
        ["A-2", day("2025-11-10"), "held", 2, 7.0, 35.0, False],
        ["A-3", day("2026-01-12"), "cancelled", NONE, NONE, NONE, False],
        ["A-4", day("2026-02-02"), "held", 3, 0.0, 84.0, True],
        ["A-5", day("2026-05-20"), "held", 4, 16.0, 107.0, True],
        ["A-6", day("2026-06-30"), "planned", NONE, NONE, NONE, False],
        ["A-7", day("2026-07-28"), "planned", NONE, NONE, NONE, False],
    ]


def test_a_planned_day_that_has_passed_is_overdue() -> None:
    result = history.timeline(seen(as_of="2026-07-01")).set_index("session")
    assert result.loc[["A-6", "A-7"], "state"].to_list() == ["overdue", "planned"]


def test_timeline_of_a_past_day() -> None:
    result = history.timeline(seen(as_of="2025-11-09"))
    assert rows(result, "session", "state")[:3] == [["A-1", "held"], ["A-2", "overdue"], ["A-3", "cancelled"]]


def test_cases_newest_first() -> None:
    result = history.cases(seen())
    columns = [
        "case",
        "presenter",
        "business_owner",
        "snapshot",
        "days_ahead",
        "tested",
        "went_wrong_shared",
        "decision",
    ]
    assert rows(result, *columns) == [
        ["Speed", "Ana Alba, Bo Berg", NONE, False, NONE, NONE, True, "Stop"],
        ["Costs", "dee", "dee", True, NONE, NONE, NONE, NONE],
        ["Hiring", "Bo Berg", NONE, False, 1.0, False, False, "none"],
        ["Churn", "cy", "Ana Alba", True, 2.0, True, True, "Go"],
    ]
    assert rows(history.cases(seen(log=hand())), "case", "insights", "actions") == [
        ["Hiring", 1, 1],
        ["Churn", 1, 2],
    ]


def test_guests_by_quarter() -> None:
    assert rows(history.guests(seen()), "quarter", "guests", "outside", "words") == [
        ["2026-Q2", "", False, "due today"],
        ["2026-Q1", "Ida", NONE, "the guest's function and region are not recorded"],
        ["2025-Q4", "Gus, Hal", True, "a view from outside"],
    ]
    assert rows(history.guests(seen("Cetus")), "quarter", "words") == [
        ["2026-Q1", "no guest"],
        ["2025-Q4", "active for only 31 days"],
    ]
    assert rows(history.guests(seen(as_of="2026-06-29")), "words")[0] == ["due in 1 day"]


def test_insights_and_what_became_of_them() -> None:
    result = history.insights(seen(log=hand()))
    assert rows(result, "insight", "member", "actions", "done", "effects", "practices") == [
        ["I-2", "Bo Berg", 0, 0, "", ""],
        ["I-1", "Ana Alba", 1, 1, "worked", "calls"],
    ]
    assert len(history.insights(seen(log=hand(), as_of="2026-02-13"))) == 1


def test_recent_actions() -> None:
    result = history.recent_actions(seen(log=hand(), as_of="2026-03-01"))
    assert rows(result, "action", "owner", "done_on", "in_time", "effect") == [
        ["X-1", "Ana Alba", day("2026-02-01"), True, "worked"]
    ]
    assert history.recent_actions(seen(log=hand(), as_of="2026-05-02")).empty  # 90 days ago
    late = history.recent_actions(seen("Borealis", hand()))
    assert rows(late, "action", "in_time") == [["X-6", False]]


# People


def test_attendance_grid() -> None:
    result = people.attendance(seen())
    assert len(result) == 4 * 4
    grid = people.grid(result)
    assert list(grid.columns) == ["A-1", "A-2", "A-4", "A-5"]
    assert {name: list(marks) for name, marks in zip(grid.index, grid.to_numpy(), strict=True)} == {
        "Ana Alba": ["yes", "yes", "yes", "no"],
        "Bo Berg": ["yes", "excused", "not recorded", "yes"],
        "cy": ["no", "yes", "as guest", "not a member"],
        "dee": ["not a member", "not a member", "yes", "yes"],
    }


def test_guests_come_after_the_roster() -> None:
    result = people.attendance(seen(log=hand()))
    assert result["member"].unique().tolist() == ["ana", "bo", "cy", "zoe"]
    assert rows(result[result["member"] == "zoe"], "session", "mark", "is_member") == [
        ["A-1", "as guest", False],
        ["A-2", "not a member", False],
        ["A-3", "not a member", False],
    ]
    assert rows(result[result["member"] == "ana"], "prework") == [["on time"], ["late"], [NONE]]


def test_two_people_of_the_same_name_get_their_keys() -> None:
    members: Rows = [{"member": key, "circle": "Atlas", "name": "Ana"} for key in ("a1", "a2")]
    known = history.names(seen(log=quick(circles=[{"circle": "Atlas"}], members=members)))
    assert known == {"a1": "Ana (a1)", "a2": "Ana (a2)"}


def test_turns_and_who_never_had_one() -> None:
    result = people.turns(seen())
    assert rows(result, "name", "presenter", "facilitator", "note_taker", "last_facilitator") == [
        ["Ana Alba", 1, 3, 1, day("2026-05-20")],
        ["Bo Berg", 2, 1, 1, day("2026-02-02")],
        ["dee", 1, 0, 1, NONE],
    ]
    assert people.never(seen()) == {"presenter": [], "facilitator": ["dee"], "note_taker": []}


def test_buddies() -> None:
    result = people.buddies(seen())
    assert rows(result, "name", "buddies", "group", "held", "expected", "last_checkin") == [
        ["Ana Alba", "Bo Berg", 2, 2, 9, day("2026-06-29")],
        ["Bo Berg", "Ana Alba", 2, 2, 9, day("2026-06-29")],
        ["dee", "", 1, 0, 0, NONE],
    ]


def test_norms() -> None:
    assert rows(people.norms(seen()), "name", "signed", "is_current") == [
        ["Ana Alba", "2", True],
        ["Bo Berg", "1", False],
        ["dee", "2", True],
    ]
    assert not people.norms(seen("Atlas", hand()))["is_current"].any()


@pytest.mark.parametrize(
    ("viewer", "may"),
    [
        (Viewer("admin"), True),
        (Viewer("lead", "LEA@x.org"), True),
        (Viewer("lead", "lou@x.org"), False),
        (Viewer("lead", ""), False),
        (Viewer("sponsor", "lea@x.org"), False),
    ],
)
def test_who_sees_people(viewer: Viewer, may: bool) -> None:
    assert people.sees_people(viewer, seen(log=redact(health(), viewer))) is may
    assert people.sees_people(viewer, seen("Dorado")) is (viewer.role == "admin")  # no lead


def test_names_are_those_the_viewer_may_read() -> None:
    facts = seen(log=redact(health(), Viewer("sponsor", "sam@x.org")))
    result = agenda.agenda_markdown(agenda.agenda(facts)) + people.grid(people.attendance(facts)).to_string()
    result += (
        history.cases(facts).to_string()
        + people.buddies(facts).to_string()
        + history.guests(facts).to_string()
    )
    assert not re.search(r"\b(Ana|Bo|Alba|Berg|ana|bo|cy|dee|Gus|Hal|Ida|Churn|Costs|Test)\b", result)
    assert KEPT in result
    own = seen(log=redact(health(), Viewer("lead", "lea@x.org")))
    assert agenda.agenda_markdown(agenda.agenda(own)) == agenda.agenda_markdown(agenda.agenda(seen()))


@pytest.mark.parametrize("name", some(["Cetus", "Dorado", "Borealis"], 2))
def test_every_frame_is_there_however_little_is_known(name: str) -> None:
    facts, full = seen(name), seen()
    for frame in (
        history.timeline,
        history.cases,
        history.guests,
        history.insights,
        history.recent_actions,
        people.attendance,
        people.turns,
        people.buddies,
        people.norms,
    ):
        assert frame(facts).dtypes.to_dict() == frame(full).dtypes.to_dict(), frame.__name__
    assert agenda.agenda_markdown(agenda.agenda(facts)).startswith(f"# {name}: next session, ")


# The next session


def test_the_agenda() -> None:
    result = agenda.agenda(seen())
    assert (result.session, result.day, result.is_planned) == ("A-6", day("2026-06-30"), True)
    assert result.turns == (
        next_turns.Turn("presenter", ("Ana Alba",), True),  # bo presented that day too, but joined no earlier
        next_turns.Turn("facilitator", ("dee",), False),  # named in the log
        next_turns.Turn("note_taker", ("Bo Berg",), True),
    )
    assert result.review["action"].to_list() == ["X-2", "X-1"]
    assert result.prework_from == ("Ana Alba", "Bo Berg", "dee")
    assert result.brief_by == day("2026-06-28")
    assert result.guest_due_in_days == 0
    assert result.due == ("Agree on the norms again: last agreed on 1 May 2025.",)


def test_the_agenda_as_markdown() -> None:
    assert agenda.agenda_markdown(agenda.agenda(seen())) == (
        "# Atlas: next session, 30 June 2026\n\n"
        "Session A-6, 90 minutes\n\n"
        "## Roles\n\n"
        "- Presents the case: Ana Alba (suggested)\n- Facilitates: dee\n- Takes notes: Bo Berg (suggested)\n\n"
        "## Case and prework\n\n"
        "- Case: to be chosen\n- The brief was due on 28 June 2026\n- Prework from: Ana Alba, Bo Berg, dee\n\n"
        "## Actions to review (2)\n\n"
        "- [ ] X-2: Test (Ana Alba, due 1 June 2026, 29 days late)\n- [ ] X-1: Ask (no owner, no due date)\n\n"
        "## Due\n\n"
        "- Agree on the norms again: last agreed on 1 May 2025.\n"
        "- A guest from outside the circle is due this quarter, today.\n"
    )


@pytest.mark.parametrize(
    ("as_of", "session", "on", "is_planned"),
    [
        ("2026-07-01", "A-7", "2026-07-28", True),  # A-6 has passed, A-7 is to come
        ("2026-07-28", None, "2026-08-25", False),  # held; one cadence later
        ("2026-10-01", None, "2026-10-01", False),  # long due
        ("2025-10-01", "A-1", "2025-10-06", True),
        ("2026-03-01", "A-5", "2026-05-04", True),  # not held yet then
    ],
)
def test_which_session_is_next(as_of: str, session: str | None, on: str, is_planned: bool) -> None:
    result = agenda.agenda(seen(as_of=as_of))
    assert (result.session, result.day, result.is_planned) == (session, day(on), is_planned)
    is_long_due = as_of == "2026-10-01"
    assert result.brief_by == (None if is_long_due else day(on) - pd.Timedelta(days=2))
    assert ("next session, date to be set" in agenda.agenda_markdown(result)) == is_long_due


def test_a_session_whose_day_has_passed_is_next_until_another_is_held() -> None:
    sessions: Rows = [
        {"session": "S-1", "circle": "Atlas", "planned": "2026-01-05"},
        {"session": "S-2", "circle": "Atlas", "planned": "2026-02-05"},
    ]
    circles: Rows = [{"circle": "Atlas", "cadence_days": 28}]
    log = quick(circles=circles, sessions=sessions)
    assert agenda.agenda(seen(log=log, as_of="2026-02-10")).session == "S-2"
    later = quick(circles=circles, sessions=[*sessions, {"session": "S-3", "circle": "Atlas",
                  "planned": "2026-02-08", "held": "2026-02-08"}])  # fmt: skip
    result = agenda.agenda(seen(log=later, as_of="2026-02-10"))
    assert (result.session, result.day) == (None, day("2026-03-08"))


def test_nobody_is_suggested_twice_while_others_are_free() -> None:
    members: Rows = [{"member": key, "circle": "Atlas"} for key in "abc"]
    roles = dict.fromkeys(("presenter", "facilitator", "note_taker"), "")
    sessions: Rows = [{"session": "S-1", "circle": "Atlas", "planned": "2026-07-01", **roles}]
    log = quick(circles=[{"circle": "Atlas"}], members=members, sessions=sessions)
    assert [turn.people for turn in agenda.agenda(seen(log=log)).turns] == [("a",), ("b",), ("c",)]
    assert list(next_turns.next_up(seen(log=log)).values()) == ["a", "b", "c"]
    alone = quick(circles=[{"circle": "Atlas"}], members=members[:1], sessions=sessions)
    assert [turn.people for turn in agenda.agenda(seen(log=alone)).turns] == [("a",)] * 3


def test_nobody_is_suggested_for_a_role_that_the_log_does_not_record() -> None:
    """Without the column, or with sessions held and the column blank, there is no rotation to continue."""
    members: Rows = [{"member": key, "circle": "Atlas", "name": key} for key in "abc"]
    coming: Rows = [{"session": "S-2", "circle": "Atlas", "planned": "2026-07-01", "presenter": ""}]
    held: Rows = [{"session": "S-1", "circle": "Atlas", "planned": "2026-06-01", "held": "2026-06-01"}]
    for sessions in (held, [*held, *coming]):
        facts = seen(log=quick(circles=[{"circle": "Atlas"}], members=members, sessions=sessions))
        found = agenda.agenda(facts)
        assert [turn.people for turn in found.turns] == [(), (), ()]
        next_one = words.what_is_next(found, history.about(facts), facts.as_of, names=True)
        assert "presents the case" not in next_one
        assert "- Presents the case: to be chosen" in agenda.agenda_markdown(found)


def test_a_session_after_the_quarter_is_too_late_for_its_guest_and_its_key_may_be_hidden() -> None:
    guests: dict[str, object] = {"guest": "", "guest_function": "", "guest_region": ""}
    came: dict[str, object] = {"guest": "Gil", "guest_function": "Law", "guest_region": ""}
    held: Rows = [
        {"session": "S-1", "circle": "Atlas", "planned": "2026-02-01", "held": "2026-02-01", **came}
    ]
    members: Rows = [{"member": key, "circle": "Atlas", "function": "Ops"} for key in "abc"]
    for day_of_it, is_after in (("2026-06-30", False), ("2026-07-01", True)):
        coming: Rows = [{"session": "S-2", "circle": "Atlas", "planned": day_of_it, **guests}]
        facts = seen(log=quick(circles=[{"circle": "Atlas"}], members=members, sessions=held + coming))
        found = agenda.agenda(facts)
        assert agenda.agenda_markdown(found).endswith("comes after that.\n") == is_after
        next_one = words.what_is_next(found, history.about(facts), facts.as_of, names=False)
        assert next_one.startswith("The next session is planned for ")


@pytest.mark.parametrize(
    ("bo", "said"),
    [
        ("yes", "On track: participation 100 % (6/6) in the last 3 months."),
        ("no", "Watch: participation 50 % (3/6) in the last 3 months, target 80 %."),
    ],
)
def test_how_a_circle_is_doing_says_of_how_many_and_in_which_period(bo: str, said: str) -> None:
    days = ("2026-04-10", "2026-05-10", "2026-06-10")
    here = {"ann": "yes", "bo": bo}
    program = measure(
        quick(
            circles=[{"circle": "Atlas"}],
            members=[{"member": key, "circle": "Atlas"} for key in here],
            sessions=[{"session": on, "circle": "Atlas", "planned": on, "held": on} for on in days],
            attendance=[
                {"session": on, "member": key, "present": word} for on in days for key, word in here.items()
            ],
        ),
        AS_OF,
        period=usual(None, AS_OF, []),
    )
    facts = history.of(program.facts, "Atlas")
    assert words.how_it_is(program, facts, history.about(facts)) == said


def test_guests_that_are_not_recorded_are_not_due() -> None:
    assert agenda.agenda(seen(log=hand())).guest_due_in_days is None


# Markdown

READ = MarkdownIt("gfm-like", {"linkify": False})


def texts(document: str) -> tuple[set[str], str]:
    """Kinds of tokens in a Markdown document, and all its text."""
    tokens = [child for token in READ.parse(document) for child in (token.children or [token])]
    return {token.type for token in tokens}, "".join(
        token.content for token in tokens if token.type in {"text", "text_special"}
    )


NASTY = [
    "# Title",
    "- item",
    "1. one",
    "+ plus",
    "* star",
    "> quote",
    "a | b",
    "**bold** _it_ ~~no~~",
    "[x](javascript:alert(1))",
    "![i](http://x/y.png)",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "`code`",
    "```",
    "---",
    "===",
    "line\nbreak\n# head",
    "\\",
    "\\*",
    "www.x.org",
    "a@x.org",
    "https://x.org/a_b",
    "$x^2$",
    ":smile:",
    "=1+2",
    "tab\there",
    "[ ] task",
    "12) x",
]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_cells_read_as_typed(text: str) -> None:
    for document, around in (
        (f"{escaped(text)}", ""),
        (f"- {escaped(text)}", ""),
        (f"# {escaped(text)}", ""),
    ):
        kinds, result = texts(document)
        assert result == " ".join(text.split()) + around
        assert kinds <= {"text", "text_special", "paragraph_open", "paragraph_close", "heading_open", "heading_close",
                         "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs"]), min_size=1)
)
@example("a\\")
@example("2.")
def test_any_cell_reads_as_typed(text: str) -> None:
    kinds, result = texts(f"- {escaped(text)}")
    assert result == " ".join(text.split())
    assert "link_open" not in kinds
    assert "html_inline" not in kinds


def test_anything_but_text_is_empty() -> None:
    assert [escaped(value) for value in (None, float("nan"), pd.NA, 3)] == [""] * 4


def test_no_cell_breaks_the_agenda() -> None:
    nasty = "x](javascript:1)\n\n# <script>alert(1)</script> | **b**"
    log = quick(
        circles=[{"circle": nasty}],
        members=[{"member": nasty, "circle": nasty, "name": nasty}],
        sessions=[
            {
                "session": nasty,
                "circle": nasty,
                "planned": "2026-07-01",
                "case": nasty,
                "presenter": nasty,
                "facilitator": "",
                "note_taker": "",
            }
        ],
        actions=[
            {
                "action": nasty,
                "circle": nasty,
                "what": nasty,
                "owner": nasty,
                "created": "2026-06-01",
                "status": "open",
            }
        ],
    )
    document = agenda.agenda_markdown(agenda.agenda(seen(nasty, log)))
    kinds, result = texts(document)
    assert not kinds & {"link_open", "html_block", "html_inline", "strong_open", "table_open", "code_inline"}
    assert document.count("\n#") == 3  # the agenda's own headings
    assert result.count(" ".join(nasty.split())) == 10


def test_the_facts_of_one_circle_are_its_own() -> None:
    facts = Facts(health(), AS_OF)
    assert history.of(facts, "Atlas") is history.of(facts, "Atlas")
    assert set(history.of(facts, "Borealis").held["session"]) == {"B-1", "B-2"}
