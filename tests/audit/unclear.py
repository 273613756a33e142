"""Sessions that were not understood, guests and turns: random logs, counted again in plain Python."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random
from typing import Any

import pandas as pd

from lib.metrics.circle import agenda, history
from lib.metrics.core.facts import Facts
from lib.metrics.health import outside, rotation
from lib.metrics.program import by_need
from lib.metrics.program.program import Program, measure
from tests.audit.made import GARBLED, Rows, Tables
from tests.data.logs import log
from tests.examples import examples

CADENCE = 28
LAST_OF_QUARTER = date(2026, 6, 30)


def made(seed: int) -> tuple[Tables, date]:
    """One circle whose sessions may be held, blank or not understood, with guests and turns; and the day it is seen."""
    rng = Random(seed)
    as_of = LAST_OF_QUARTER - timedelta(days=rng.randint(0, 80))
    blank = (GARBLED, GARBLED)  # no session that was not held, so that nothing else is a concern
    people = [f"m{n}" for n in range(rng.randint(1, 5))]
    sessions: Rows = []
    for n in range(rng.randint(5, 12)):
        planned = as_of + timedelta(days=rng.randint(0, 20)) - timedelta(days=CADENCE * n)
        held = rng.choice((planned, planned, planned, *(blank if seed % 2 else ("", "", "", GARBLED))))
        guest = rng.choice(("", "", "no", "Joe"))
        sessions.append(
            {"session": f"S-{n}", "circle": "A", "planned": planned,
             "held": "" if isinstance(held, date) and held > as_of else held, "guest": guest,
             "guest_function": rng.choice(("Law", "Care", "")) if guest == "Joe" else "",
             "presenter": rng.choice((*people, "", "visitor"))}
        )  # fmt: skip
    circles: Rows = [{"circle": "A", "cadence_days": CADENCE, "started": date(2025, 1, 1)}]
    members: Rows = [{"member": key, "circle": "A", "function": "Care"} for key in people]
    return {"circles": circles, "members": members, "sessions": sessions}, as_of


def held(tables: Tables) -> list[dict[str, Any]]:
    return sorted(
        (row for row in tables["sessions"] if isinstance(row["held"], date)), key=lambda row: row["held"]
    )


def unclear_since(tables: Tables, as_of: date) -> int:
    last = held(tables)[-1]["held"] if held(tables) else date.min
    return sum(row["held"] == GARBLED and last < row["planned"] <= as_of for row in tables["sessions"])  # type: ignore[operator]


def the_gap(program: Program, tables: Tables, as_of: date) -> str:
    """Check what the status and the card say of the last session; what was said."""
    done, unclear = held(tables), unclear_since(tables, as_of)
    state, reasons = program.status["status"][0], "; ".join(program.status["reasons"][0])
    last = done[-1]["held"] if done else None
    days = (as_of - (last or date(2025, 1, 1))).days
    if found := re.search(
        r"No session recorded for ([\d,]+) days?, more than (1\.5|2) × its 28-day rhythm", reasons
    ):
        assert not unclear, reasons
        assert int(found[1].replace(",", "")) == days > float(found[2]) * CADENCE, reasons
    elif len(done) >= 3 and not unclear:
        assert days <= 1.5 * CADENCE, reasons
    if found := re.search(
        r"Whether (\d+) sessions? took place was not understood; .* (\d+) days? ago", reasons
    ):
        assert state == "Not judged"
        assert (int(found[1]), int(found[2])) == (unclear, days)
        assert days > 1.5 * CADENCE
    card = by_need._last(None if last is None else pd.Timestamp(last), program, "A")
    if last is not None and unclear:
        assert card == (
            f"Last known session {last:%-d %b %Y}; whether {unclear} session{'s' * (unclear != 1)} since then took "
            "place was not understood"
        )
    elif last is not None:
        assert card.startswith("Last session ")
        assert card.endswith(f"{last:%-d %b %Y}")
    return f"{reasons} {card}"


def the_guest(facts: Facts, tables: Tables, as_of: date) -> str:
    """Check what is said of this quarter's guest; what was said."""
    first = date(2026, 4, 1)
    this_quarter = [row for row in tables["sessions"] if row["guest"] == "Joe"]
    came = [row for row in this_quarter if isinstance(row["held"], date) and row["held"] >= first]
    may_be = [row for row in this_quarter if row["held"] == GARBLED and first <= row["planned"] <= as_of]  # type: ignore[operator]
    found = agenda.agenda(facts)
    words = "".join(outside.due_in_words(found.guest_due_in_days, is_known=found.guest_is_known))
    if any(row["guest_function"] == "Law" for row in came):
        assert not words
        return words
    left = (LAST_OF_QUARTER - as_of).days
    assert words.endswith("today." if not left else f"in {left} day{'s' * (left != 1)}.")
    is_unknown = bool(may_be) or any(not row["guest_function"] for row in came)
    assert words.startswith("Whether a guest from outside the circle came is not known") == is_unknown, words
    return words


def the_turns(facts: Facts, tables: Tables) -> None:
    """Check how many presenters there were lately, and how many sessions in between have none recorded."""
    people = {row["member"] for row in tables["members"]}
    recorded, blank = [], 0
    for row in reversed(held(tables)):
        if len(recorded) == len(people):
            break
        if row["presenter"]:
            recorded.append(row["presenter"])
        else:
            blank += 1
    tally = rotation.presenters(facts)
    assert tally.counts.loc["A", ["n", "N"]].to_list() == [len(set(recorded) & people), len(recorded)]
    assert tally.excluded == ({"A": {"presenter not recorded": blank}} if blank else {})


def test_sessions_that_were_not_understood_and_whose_turn_it_is() -> None:
    said = ""
    for seed in (18, *range(examples(67))):
        tables, as_of = made(seed)
        program = measure(log(tables), pd.Timestamp(as_of))
        facts = history.of(program.facts, "A")
        try:
            said += the_gap(program, tables, as_of) + the_guest(facts, tables, as_of)
            the_turns(facts, tables)
        except AssertionError as error:
            raise AssertionError(f"log {seed}: {error}") from error
    for words in (
        "No session recorded for",
        "; the last one known was",
        "Last known session",
        "came is not known",
    ):
        assert words in said, words
