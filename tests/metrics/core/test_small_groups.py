"""Figures about people need enough of them: nothing a viewer is shown depends on what the people of a small circle did.

The attack is any subtraction: the program minus its circles, one filter minus another, one day or period minus the
next. All of them fail if two logs that differ only in what those people did are the same to the viewer.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from lib import figures
from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import BELOW
from lib.metrics.core.period import named
from lib.metrics.core.small_groups import reported, withheld
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program import compare
from lib.metrics.program.program import Program, measure
from tests.data.logs import log
from tests.examples import some

AS_OF = pd.Timestamp("2026-06-30")
SPONSOR = Viewer("sponsor", "sue@x.org")
LEAD = Viewer("lead", "lea@x.org")
SIZES = {"Solo": 1, "Few": 4, "Five": 5, "Eight": 8, "Pair": 2}
SMALL = frozenset(("Solo", "Few", "Pair"))
DAYS = ("2026-02-09", "2026-03-09", "2026-04-13", "2026-06-30")
PRACTICE = [{"practice": "calls", "title": "Calls", "share": "public"}]


def tables(chance: random.Random, sizes: dict[str, int] = SIZES) -> dict[str, list[dict[str, object]]]:
    """A program in which what people did is left to chance."""
    made: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("circles", "members", "sessions", "attendance", "actions", "coaching")
    }
    for circle, size in sizes.items():
        people = [f"{circle}{number}" for number in range(size)]
        made["circles"].append(
            {"circle": circle, "norms_version": "2", "norms_agreed": "2026-01-01", "started": "2026-01-01",
             "lead": "lea@x.org" if circle == "Solo" else "lou@x.org", "sponsor": "sue@x.org"}
        )  # fmt: skip
        for person in people:
            made["members"].append(
                {"member": person, "circle": circle, "joined": "2025-12-01", "left": "",
                 "function": chance.choice("AB"),
                 "norms_signed": chance.choice(["2", "1", ""]), "buddy": chance.choice([*people, ""]),
                 "reports_to": chance.choice([*people, ""])}
            )  # fmt: skip
        for month in range(1, 6):
            session, day = f"{circle}-{month}", f"2026-{month:02}-05"
            made["sessions"].append(
                {"session": session, "circle": circle, "planned": day, "held": day, "case": "A case",
                 "case_topics": f"topic {month % 3}", "minutes": "90",
                 "presenter": chance.choice(people), "facilitator": chance.choice(people), "format": "virtual",
                 "note_taker": chance.choice(people), "everyone_spoke": chance.choice(["yes", "no"]),
                 "went_wrong_shared": chance.choice(["yes", "no"])}
            )  # fmt: skip
            for person in people:
                made["attendance"].append(
                    {"session": session, "member": person, "present": chance.choice(["yes", "no", "excused"]),
                     "prework": chance.choice(["on time", "late", "no"]), "reflection": chance.choice(["yes", "no"])}
                )  # fmt: skip
        for number in range(7):
            made["actions"].append(
                {"action": f"{circle}-{number}", "circle": circle, "what": "Do", "created": "2026-02-01",
                 "due": "2026-05-01", "closed": "2026-04-01" if number == 6 else "", "depends_on": "A",
                 "status": "done" if number == 6 else "open", "owner": chance.choice(people), "session": f"{circle}-1",
                 "partner": chance.choice([*people, ""])}
            )  # fmt: skip
        for step in ("goal", "observation", "check-in"):
            day = f"2026-0{chance.randint(1, 5)}-10"
            made["coaching"].append(
                {"circle": circle, "member": chance.choice(people), "buddy": chance.choice(people), "date": day,
                 "step": step}
            )  # fmt: skip
    return made


def by_chance(seed: int, *, as_the_others: int | None = None) -> dict[str, list[dict[str, object]]]:
    """A program by chance; `as_the_others`: only the small circles are by `seed`, the others by that seed."""
    made = tables(random.Random(seed))
    if as_the_others is not None:
        others = tables(random.Random(as_the_others))
        for name, rows in made.items():
            for place, row in enumerate(rows):
                circle = str(row.get("circle") or str(row.get("session")).partition("-")[0])
                if circle not in SMALL:
                    rows[place] = others[name][place]
    return {**made, "practices": PRACTICE}


def program(seed: int, *, as_the_others: int | None = None) -> CircleLog:
    return log(by_chance(seed, as_the_others=as_the_others))


@cache
def shown(
    seed: int, as_the_others: int | None, viewer: Viewer, names: tuple[str, ...], day: str, start: str
) -> Any:
    seen = redact(program(seed, as_the_others=as_the_others), viewer).filtered(circles=names)
    return figures.as_json(seen, pd.Timestamp(day), pd.Timestamp(start) if start else None)


@pytest.mark.parametrize(
    ("names", "day", "start"),
    some(
        [
            (("Few", "Pair", "Solo"), DAYS[-1], DAYS[2]),
            ((), DAYS[-1], ""),
            (("Eight", "Solo"), DAYS[1], ""),
        ],
        1,
    ),
    ids=str,
)
def test_no_difference_of_filters_days_and_periods_tells_about_a_small_circle(
    names: tuple[str, ...], day: str, start: str
) -> None:
    one, other = (shown(seed, 3, SPONSOR, names, day, start) for seed in (1, 2))
    assert one == other
    whole = shown(1, 3, Viewer(), names, day, start)
    if SMALL & set(names or SIZES):
        assert whole != shown(2, 3, Viewer(), names, day, start), (
            "the small circles of the two programs differ"
        )


def test_a_circle_of_one_says_below_the_threshold_and_never_no_data() -> None:
    found = shown(1, None, SPONSOR, (), DAYS[-1], "")
    for circle, small in ((circle, circle in SMALL) for circle in SIZES):
        for key, definition in DICTIONARY.items():
            is_below = found["circles"][circle][key]["parts"].get("missing") == BELOW
            assert is_below == (small and definition.about_people), (circle, key)
    participation = found["figures"]["participation"]
    assert participation["N"] == 5 * (5 + 8)
    assert participation["excluded"]["reasons"] == {f"circles {BELOW}": 3}
    assert found["figures"]["cadence"]["N"] == 5 * 5, "a figure of meetings counts every circle"


def test_the_program_is_the_sum_of_the_circles_that_are_shown() -> None:
    """So the total minus the circles leaves nothing."""
    seen = redact(program(1), SPONSOR)
    for names in itertools.chain.from_iterable(itertools.combinations(SIZES, size) for size in (1, 2, 5)):
        found = measure(seen.filtered(circles=names), AS_OF)
        for key in ("participation", "norms_signed", "over_delegation"):
            of_circles = [figures[key].N or 0 for figures in found.circles.values()]
            assert sum(of_circles) == found.figures[key].N, (names, key)


def test_a_program_of_small_circles_only_shows_no_figure_about_people() -> None:
    found = shown(1, None, SPONSOR, ("Solo", "Few"), DAYS[-1], "")
    for key, definition in DICTIONARY.items():
        figure = found["figures"][key]
        if not str(figure["parts"].get("missing", "")).startswith("not recorded"):
            assert (figure["parts"].get("missing") == BELOW) == definition.about_people, key
        assert figure["value"] is None or not definition.about_people
        if key in found["series"] and definition.about_people:
            assert not found["series"][key]["points"], key


def test_administrators_and_the_circles_lead_see_it() -> None:
    whole = shown(1, None, Viewer(), (), DAYS[-1], "")
    lead = shown(1, None, LEAD, (), DAYS[-1], "")
    assert lead["circles"]["Solo"]["participation"] == whole["circles"]["Solo"]["participation"]
    assert lead["circles"]["Few"]["participation"]["parts"] == {"missing": BELOW}
    assert lead["figures"]["participation"]["N"] == 5 * (1 + 5 + 8)
    assert whole["figures"]["participation"]["N"] == 5 * sum(SIZES.values())


def facts(
    members: list[dict[str, object]], held: list[str], *, least: int = 5, as_of: str = "2026-06-30"
) -> Facts:
    rows = [{"circle": "A", **row} for row in members]
    sessions = [
        {"session": f"S{n}", "circle": "A", "planned": day, "held": day} for n, day in enumerate(held)
    ]
    whole = log(circles=[{"circle": "A"}], members=rows, sessions=sessions)
    whole = replace(whole, settings={**whole.settings, "min_group": least})
    return Facts(redact(whole, SPONSOR).counted, pd.Timestamp(as_of))


def people(count: int, **more: object) -> list[dict[str, object]]:
    return [{"member": f"p{n}{more.get('joined', '')}", **more} for n in range(count)]


@pytest.mark.parametrize(
    ("members", "held", "is_withheld"),
    [
        (people(5), ["2026-01-05"], False),
        (people(4), ["2026-01-05"], True),
        (people(4) + people(3), ["2026-01-05"], True),  # the same four, listed twice
        (people(1) + people(8, joined="2026-03-01"), ["2026-01-05", "2026-04-01"], True),
        (people(1) + people(8, joined="2026-03-01"), ["2026-04-01"], False),
        (people(4) + people(4, left="2026-03-01"), ["2026-01-05", "2026-04-01"], True),
        (
            people(4) + people(4, joined="2026-01-01", left="2026-03-01"),
            ["2026-02-01"],
            True,
        ),  # four are left
        (people(6, left="2026-03-01"), ["2026-02-01"], False),  # all have left: only the past is counted
        (people(6), [], False),
        (people(3), [], True),
        ([], ["2026-02-01"], False),  # nobody to be told about
        (people(4) + people(1, joined="2026-07-05"), ["2026-07-10"], True),  # later than the day of the page
    ],
)
def test_which_circles_are_too_small(
    members: list[dict[str, object]], held: list[str], is_withheld: bool
) -> None:
    assert withheld(facts(members, held)) == (frozenset("A") if is_withheld else frozenset())


def test_the_sessions_of_the_whole_log_decide_whatever_the_day() -> None:
    """A circle that was once one person is not shown for the days on which it was large, nor for the others."""
    members, held = people(1) + people(8, joined="2026-03-01"), ["2026-01-05", "2026-04-01"]
    for as_of in ("2026-01-01", "2026-02-01", "2026-05-01"):
        assert withheld(facts(members, held, as_of=as_of)) == {"A"}


def test_the_period_before_and_the_day_before_leave_the_same_circles_out() -> None:
    """Grown is nine people now and was two in the period before; New had two members on its last day and nine now."""
    members = [
        *({"circle": "Grown", **row} for row in people(2) + people(7, joined="2026-04-02")),
        *({"circle": "New", **row} for row in people(2) + people(7, joined="2026-04-02")),
        *({"circle": "Large", **row} for row in people(6)),
    ]
    held = [("Grown", "2026-02-05"), ("Grown", "2026-05-05"), ("New", "2026-05-05")]
    held += [("Large", "2026-02-05"), ("Large", "2026-05-05")]
    sessions = [{"session": f"{c} {day}", "circle": c, "planned": day, "held": day} for c, day in held]
    attendance = [
        {"session": session["session"], "member": row["member"], "present": "yes"}
        for session in sessions
        for row in members
        if row["circle"] == session["circle"]
    ]
    circles = [{"circle": circle} for circle in ("Grown", "New", "Large")]
    whole = log(circles=circles, members=members, sessions=sessions, attendance=attendance)
    seen = measure(redact(whole, SPONSOR), AS_OF, period=named("3m", AS_OF))
    assert seen.before is not None
    assert seen.earlier is not None
    assert seen.withheld == seen.before.withheld == {"Grown"}
    assert seen.earlier.withheld == {"Grown", "New"}
    assert [seen.figures["participation"].N, seen.before.figures["participation"].N] == [6 + 9, 6]
    assert seen.earlier.figures["participation"].N == 6
    for then in (seen, seen.before, seen.earlier):
        assert then.circles["Grown"]["participation"].missing == BELOW
        assert then.over_time("participation", "month", "Grown").points["value"].isna().all()


def test_the_threshold_is_a_setting() -> None:
    assert withheld(facts(people(4), ["2026-01-05"], least=4)) == frozenset()
    assert withheld(facts(people(6), ["2026-01-05"], least=7)) == {"A"}
    some = facts(people(6), ["2026-01-05"])
    assert reported(some) is some


def test_no_chart_and_no_comparison_has_a_small_circle() -> None:
    seen = measure(redact(program(1), SPONSOR), AS_OF)
    for key in ("participation", "over_delegation", "case_rotation", "prework"):
        for circle in SMALL:
            assert seen.over_time(key, "month", circle).points["value"].isna().all(), (key, circle)
    table = compare.table(seen)
    people_keys = [key for key, definition in DICTIONARY.items() if definition.about_people]
    hidden = table[table["circle"].isin(SMALL) & table["key"].isin(people_keys)]
    assert set(hidden["state"]) == {"withheld"}
    assert set(hidden["why"]) == {BELOW}
    values = compare.matrix(seen)
    assert values.loc[sorted(SMALL), [key for key in values if key in people_keys]].isna().all(axis=None)
    for key in ("participation", "norms_signed", "over_delegation", "partnered"):
        if key in seen.units:
            assert not set(seen.units[key]["circle"].astype("str")) & SMALL


def changed_keys(one: Program, other: Program) -> set[str]:
    keys = {key for key in DICTIONARY if one.figures[key].as_json() != other.figures[key].as_json()}
    return keys | {
        key
        for key in DICTIONARY
        for circle in SIZES
        if one.circles[circle][key].as_json() != other.circles[circle][key].as_json()
    }


def test_every_figure_that_depends_on_what_people_did_says_so() -> None:
    """`about_people` is declared for all of them: when only that changes, no other figure does."""
    programs = [measure(program(seed), AS_OF) for seed in (1, 2, 3, 4)]
    changed = set().union(*(changed_keys(programs[0], other) for other in programs[1:]))
    declared = {key for key, definition in DICTIONARY.items() if definition.about_people}
    assert changed <= declared
    assert (
        declared - changed
        <= {
            "retention",
            "format_mix",
            "outside_view",
            "member_hours",
            "topic_breadth",
        }
    )  # by days of joining and leaving; parts by format; by members' functions and regions; no minutes, no topics


def test_a_circle_that_the_members_tab_does_not_list_is_too_small() -> None:
    """Its only member is missing, joined after the session or left before: attendance would tell about one person."""
    session = {"session": "S", "circle": "A", "planned": "2026-01-05", "held": "2026-01-05"}
    of_others = [{"circle": "A", "member": f"p{number}", "left": "spring?"} for number in range(4)]
    for members in (
        [{"circle": "A", "member": "ann", "joined": "2026-03-01"}],
        [{"circle": "A", "member": "ann", "left": "2025-12-01"}],
        [{"circle": "B", "member": "ann"}],
        [{"circle": "A", "member": "ann"}, *of_others],
    ):
        whole = log(
            circles=[{"circle": "A"}, {"circle": "B"}],
            members=members,
            sessions=[session],
            attendance=[{"session": "S", "member": "ann", "present": "no"}],
        )
        seen = measure(redact(whole, SPONSOR), AS_OF)
        assert "A" in seen.withheld, members
        assert seen.circles["A"]["mean_attendance"].missing == BELOW
        assert not seen.figures["mean_attendance"].N
