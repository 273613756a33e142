"""What a review goes through, line by line: decisions and what became of them, asks, promises, acts, tweaks, results.

Texts that the viewer may not read are not hinted at: the line says whose it is instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from lib.access import addresses
from lib.access.redaction import KEPT
from lib.log.changing.changes import is_filled
from lib.metrics.core.facts import Facts
from lib.metrics.desk.words import Line, asked_back
from lib.metrics.impact import design_effect
from lib.metrics.impact.results import ledger
from lib.metrics.program.program import Program
from lib.metrics.review.scope import Scope
from lib.metrics.sponsorship import decisions
from lib.metrics.sponsorship.acts import acts
from lib.metrics.sponsorship.answers import BY_LEAD, by_lead
from lib.words import amounts
from lib.words.phrases import counted

OPEN_DECISIONS = ("asked", "deferred")
_WHOLE = "the whole program"


def decisions_of(facts: Facts, scope: Scope) -> pd.DataFrame:
    """Decisions asked by as_of of the review's sponsor, or about its circles or the whole program, that were open at
    the start of the period, asked or answered in it, or asked or made at the review that it follows: rows of
    `decisions.known`, those that nobody answered first, then those deferred, then the latest."""
    rows = decisions.known(facts)
    rows = rows[~rows["unclear"]]
    if scope.sponsor:
        is_own = addresses.names(rows["asked_of"], scope.sponsor) | rows["circle"].isin(scope.circles)
    else:
        is_own = rows["circle"].isna() | rows["circle"].isin(scope.circles)
    waits = rows["state"].isin(OPEN_DECISIONS)
    lately = rows["on"].isna() | _lately(facts, rows["on"]) | _lately(facts, rows["answered"])
    rows = rows[is_own & (waits | lately)]
    order = rows["state"].map({"asked": 0, "deferred": 1}).fillna(2)
    rows = rows.assign(waits=rows["state"].isin(OPEN_DECISIONS), order=order)
    rows = rows.sort_values(["order", "on"], ascending=[True, False], kind="stable")
    return rows.drop(columns="order")


def _lately(facts: Facts, days: pd.Series) -> pd.Series:
    """Which days are in the period, or are the day before it where a review was held on that day."""
    found = facts.in_period(days)
    if facts.start is None:
        return found
    last = facts.start - pd.Timedelta(days=1)
    return found | (days == last) if bool((facts.log.reviews["date"] == last).any()) else found


def decision_line(row: Mapping[Any, Any]) -> Line:
    """A decision: what, and when it was asked, what became of it, and what was granted with it."""
    parts = [] if pd.isna(row["on"]) else [f"asked on {_day(row['on'])}"]
    if row["state"] == "asked":
        parts.append("waits for an answer")
    else:
        answered = f" on {_day(row['answered'])}" if pd.notna(row["answered"]) else ""
        parts.append(f"{row['state']}{answered}")
    parts += _granted(row)
    note = row["note"]
    parts += [str(note)] if is_filled(note) and note != KEPT else []
    whose = row["circle"] if isinstance(row["circle"], str) else _WHOLE
    return _text(row["what"], f"A decision about {whose}"), " · ".join([str(whose), *parts])


def asks_of(facts: Facts) -> pd.DataFrame:
    """Asks raised or answered in the period, and those still open: rows of `facts.asks` with by_lead (bool), open ones
    first, the oldest first."""
    rows = facts.asks
    lately = facts.in_period(rows["raised"]) | facts.in_period(rows["answered"])
    rows = rows[(rows["is_open"] | lately) & ~rows["is_unclear"]]
    rows = rows.assign(by_lead=by_lead(facts, "asks", rows) & ~rows["is_open"])
    return rows.sort_values(["is_open", "raised"], ascending=[False, True], kind="stable")


def ask_line(row: Mapping[Any, Any]) -> Line:
    """An ask: what, and how long it has waited or what was answered, when and by whom."""
    if row["is_open"]:
        parts = [f"waiting {counted(int(row['age_days']), 'day')}", *_granted(row), *asked_back(row)]
    else:
        who = row["answered_by"]
        by = f" by {who}" if isinstance(who, str) and who != KEPT else ""
        on = f" on {_day(row['answered'])}" if pd.notna(row["answered"]) else ""
        parts = [f"{row['status']}{by}{on}", *_granted(row)]
        parts += [f"{BY_LEAD}, so it does not count"] if row["by_lead"] else []
    kind = f" ({row['kind']})" if isinstance(row["kind"], str) else ""
    return _text(row["what"], f"An ask of {row['circle']}{kind}"), " · ".join([str(row["circle"]), *parts])


def promises(facts: Facts, circles: Collection[str]) -> list[Line]:
    """Milestones of the circles and of the whole program that were due or reached in the period, or are late."""
    rows = facts.log.milestones
    rows = rows[rows["circle"].isna() | rows["circle"].isin(list(circles))]
    reached = rows["reached"].where(rows["reached"] <= facts.as_of)
    unclear = facts.log.unclear("milestones", "reached").reindex(rows.index)
    late = (rows["due"] < facts.as_of) & reached.isna() & ~unclear
    lately = facts.in_period(rows["due"].fillna(reached)) | facts.in_period(reached)
    chosen = rows[late | (lately & (rows["due"].notna() | reached.notna()))].sort_values("due", kind="stable")
    return [
        _promise(row, reached[at], facts.as_of, bool(unclear[at]))
        for at, row in zip(chosen.index, chosen.to_dict("records"), strict=True)
    ]


def _promise(row: Mapping[Any, Any], reached: Any, as_of: pd.Timestamp, unclear: bool) -> Line:
    whose = row["circle"] if isinstance(row["circle"], str) else _WHOLE
    parts = [str(whose)]
    due = row["due"]
    if pd.notna(due):
        parts.append(f"{'was due' if due < as_of else 'is due'} on {_day(due)}")
    if pd.notna(reached):
        late = (reached - due).days if pd.notna(due) else 0
        parts.append(f"reached on {_day(reached)}" + (f", {counted(late, 'day')} late" if late > 0 else ""))
    elif unclear:
        parts.append("the day it was reached was not understood")
    elif pd.notna(due) and due < as_of:
        parts.append("not reached yet")
    return _text(row["milestone"], f"A milestone of {whose}"), " · ".join(parts)


def acts_of(facts: Facts, scope: Scope) -> list[Line]:
    """What sponsors did in the period, the latest first; an act that a lead recorded says so and counts nowhere."""
    rows = acts(facts)
    rows = rows[facts.in_period(rows["date"])]
    if scope.sponsor:
        rows = rows[addresses.names(rows["sponsor"], scope.sponsor) | rows["circle"].isin(scope.circles)]
    rows = rows.sort_values("date", ascending=False, kind="stable")
    return [_act(row) for row in rows.to_dict("records")]


def _act(row: Mapping[Any, Any]) -> Line:
    kind = str(row["kind"]).capitalize() if isinstance(row["kind"], str) else "Act of no kind"
    parts = [str(row["circle"]) if isinstance(row["circle"], str) else _WHOLE]
    parts += [str(row["note"])] if is_filled(row["note"]) and row["note"] != KEPT else []
    parts += [f"{BY_LEAD}, so it does not count"] if row["by_lead"] else []
    return f"{kind} on {_day(row['date'])}", " · ".join(parts)


def tweaks(program: Program) -> list[Line]:
    """Changes of the program's design made in the period, and those before whose figure can be judged, the latest
    first: what was changed, and its verdict in words."""
    changes = program.figures["design_effect"].parts.get("changes", ())
    found = []
    for row in changes:
        day = pd.Timestamp(row["date"])
        verdict = design_effect.in_words(row).removesuffix(".")
        if not verdict and not _is_in(program.facts, day):
            continue
        whose = row["circle"] if isinstance(row["circle"], str) else _WHOLE
        is_kept = row["verdict"] == KEPT
        why = verdict or (
            f"its figure is {KEPT}" if is_kept else f"what became of it is not known: {row['verdict']}"
        )
        found.append((_text(row["what"], f"A change of {whose}"), f"{whose} · {_day(day)} · {why}"))
    return found


def results(program: Program) -> list[Line]:
    """Results that were measured in the period, by measure: from what to what, and whether that is better."""
    facts = program.facts
    rows = ledger(facts)
    rows = rows[rows["is_measured"] & facts.in_period(rows["measured"])]
    return [_result(row) for row in rows.to_dict("records")]


def _result(row: Mapping[Any, Any]) -> Line:
    if row["word"] == KEPT:
        return f"A result of {row['circle']}", f"measured on {_day(row['measured'])}, kept in the circle"
    unit = f" {row['unit']}" if is_filled(row["unit"]) and row["unit"] != KEPT else ""
    measure = row["measure"] if is_filled(row["measure"]) and row["measure"] != KEPT else "its measure"
    words = f"{measure}: from {row['before']} to {row['after']}{unit}, {row['word']}"
    return _text(
        row["title"], f"A practice of {row['circle']}"
    ), f"{row['circle']} · {words} · {_day(row['measured'])}"


def _is_in(facts: Facts, day: pd.Timestamp) -> bool:
    return bool(facts.in_period(pd.Series([day])).iloc[0])


def _granted(row: Mapping[Any, Any]) -> list[str]:
    parts = [amounts.hours(row["hours"])] if is_filled(row["hours"]) else []
    if is_filled(row["amount"]):
        parts.append(amounts.money(row["amount"], row["currency"]))
    return parts


def _text(cell: Any, otherwise: str) -> str:
    return str(cell) if is_filled(cell) and cell != KEPT else otherwise


def _day(day: Any) -> str:
    return "a day that is not recorded" if pd.isna(day) else f"{day:%-d %b %Y}"
