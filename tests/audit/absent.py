"""What may not be said to be absent: random logs with words that cannot be read, missing days and lost rows.

`claims` counts in the cells what stands in the way of "none", in plain Python, and compares it with the clause that
`lib.metrics.core.absence` gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from random import Random

import pandas as pd

from lib.metrics.circle.words import insights_in_words
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from tests.audit import made
from tests.audit.made import AS_OF, GARBLED, Rows, Tables
from tests.data.logs import FIVE_TABS, log
from tests.examples import examples


def spoiled(seed: int) -> Tables:
    """A log of `made` in which some words are garbled and some required cells are lost."""
    rng, tables = Random(seed), made.tables(seed)
    for tab, column in (
        ("actions", "status"),
        ("asks", "status"),
        ("sessions", "status"),
        ("adoptions", "stage"),
    ):
        if rng.random() < 0.5:
            tables[tab] = [
                {**row, column: GARBLED} if column in row and rng.random() < 0.2 else row
                for row in tables.get(tab, [])
            ]
    if rng.random() < 0.3:
        tables["asks"] = [
            {**row, "raised": GARBLED} if rng.random() < 0.3 else row for row in tables.get("asks", [])
        ]
    return {tab: rows for tab, rows in tables.items() if rows}


def _known(rows: Rows, column: str = "created") -> Rows:
    """The rows of things that were there by AS_OF."""
    return [row for row in rows if not isinstance(row[column], date) or row[column] <= AS_OF]


def expected(tables: Tables, what: str) -> dict[str, int]:
    """What stands in the way: a word of the clause that says it -> how many."""
    actions = _known(tables.get("actions", []))
    unclear = [row for row in actions if row["status"] == GARBLED]
    done = [row for row in actions if row["status"] == "done" or (not row["status"] and row.get("closed"))]
    still = [
        row for row in actions if row not in done and row not in unclear and row["status"] != "cancelled"
    ]
    undated = [row for row in still if not row.get("due") and not row["first_due"]]
    asks = [row for row in tables.get("asks", []) if row["raised"] != GARBLED]
    lost_asks = len(tables.get("asks", [])) - len(asks)
    found = {
        "open": {"the status of": len(unclear)},
        "overdue": {"the status of": len(unclear), "due date": len(undated)},
        "finished": {
            "the status of": len(unclear),
            "done without a date": sum(not row.get("closed") for row in done),
        },
        "asks": {
            "the status of": sum(
                row.get("status") == GARBLED and not (isinstance(row["answered"], date) and row["answered"] <= AS_OF)
                for row in asks if row["raised"] <= AS_OF
            ),
            "of the asks tab": lost_asks,
        },
        "held": {
            "whether": sum(
                row["status"] == GARBLED and not row["held"] and row["planned"] <= AS_OF
                for row in tables.get("sessions", [])
            )
        },
        "stages": {"of the adoptions tab": sum(row["stage"] == GARBLED for row in tables.get("adoptions", []))},
    }  # fmt: skip
    return {words: number for words, number in found[what].items() if number}


def _lacks(tables: Tables, what: str, facts: Facts) -> bool:
    tab, columns = {
        "asks": ("asks", ()), "held": ("sessions", ("held", "status")), "stages": ("adoptions", ()),
    }.get(what, ("actions", ("status", "closed")))  # fmt: skip
    is_missing = (not tables.get(tab) and tab not in FIVE_TABS) or tab in facts.log.unread_tabs
    if what == "overdue":
        is_missing |= not any(column in row for row in tables.get(tab, []) for column in ("due", "first_due"))
    headers = (tables.get(tab) or FIVE_TABS.get(tab) or [{}])[0]
    return is_missing or bool(columns and not any(column in headers for column in columns))


def _as_clause(clause: str) -> str:
    return (
        f"there is {clause}" if re.fullmatch(r"no (?:\w+|[\w ]+ column in the \w+) tab", clause) else clause
    )


def test_none_is_said_only_of_what_is_known() -> None:
    seen: set[str] = set()
    for seed in range(examples(100)):
        tables = spoiled(seed)
        facts = Facts(log(tables), pd.Timestamp(AS_OF))
        for what in ("open", "overdue", "finished", "asks", "held", "stages"):
            clause = absence.unknown(facts, what)  # type: ignore[arg-type]
            assert absence.said("none", "thing", clause) == (
                f"no thing is known, but {_as_clause(clause)}" if clause else "none"
            )
            if _lacks(tables, what, facts):
                assert re.search(r"^no .* (tab|column)|could not be read$", clause), (seed, what, clause)
                continue
            _compare(clause, expected(tables, what), f"log {seed}, {what}", seen)
    assert len(seen) >= 5, seen


def test_what_became_of_insights_is_said_only_where_actions_name_them() -> None:
    for number in range(1, 9):
        insights = "1 insight" if number == 1 else f"{number} insights"
        unknown = insights_in_words(number, None)
        assert (
            unknown
            == f"{insights}. What became of them is not recorded: the actions tab has no insight column."
        )
        for used in range(number + 1):
            assert insights_in_words(number, used) == f"{used} of {insights} became an action."


def _compare(clause: str, counts: dict[str, int], where: str, seen: set[str]) -> None:
    assert bool(clause) == bool(counts), (where, clause, counts)
    pattern: dict[str, Callable[[int], str]] = {
        "the status of": lambda n: rf"the status of {n} \w+ was not understood",
        "due date": lambda n: rf"(?:{n} open actions? ha(?:s|ve) no due date|no open action has a due date)",
        "done without a date": lambda n: rf"{n} actions? (?:is|are) done without a date",
        "whether": lambda n: rf"whether {n} sessions? took place was not understood",
    }
    for words, number in counts.items():
        seen.add(words)
        wanted = pattern.get(words, lambda n, words=words: rf"{n} rows? {words} could not be used")(number)
        assert re.search(wanted, clause), (where, clause, counts)
    assert len(re.findall(r", | and ", clause)) == len(counts) - bool(counts), (where, clause, counts)
