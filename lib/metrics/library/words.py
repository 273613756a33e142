"""The playbook in sentences: what is in it, what worked in more than one place, and whether it is used again.

Counted from the entries that the viewer may read, so that nothing hints at the others.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.library import uses
from lib.metrics.library.entries import entries, retired
from lib.metrics.library.figures import ENOUGH_CONTEXTS
from lib.words.phrases import counted, listed, plural, sentence

NO_ENTRY = "These circles have no entry in the library yet. Add what a case taught in the practices tab."
NONE_TO_READ = "No entry of these circles can be read here: what they hold is kept in the circle, or retired."


def answers(facts: Facts) -> list[tuple[str, str]]:
    """The questions of the playbook with their answers; one question if there is no entry to read."""
    rows = entries(facts)
    if rows.empty:
        return [("What is in the library?", NONE_TO_READ if len(uses.known(facts)) else _no_entry(facts))]
    return [
        ("What is in the library?", there(rows, retired(facts))),
        ("What worked in more than one place?", worked(rows, absence.unknown(facts, "stages"))),
        ("Is it used again?", reused(rows, uses.unnamed(facts.log), uses.unread(facts.log))),
    ]


def _no_entry(facts: Facts) -> str:
    if not facts.log.has("practices"):
        return "Not recorded: no practices tab. Add it, and what a case taught in it."
    why = absence.unknown(facts, "practices")
    return sentence(absence.said("", "entry of the library", why)) if why else NO_ENTRY


def there(rows: pd.DataFrame, retired: int = 0) -> str:
    """How many entries there are, of which kinds, how many are a year old without a review, and how many are left out
    as retired. `rows`: `entries`."""
    kinds = rows["kind"].fillna("kind not recorded").value_counts()
    words = listed([f"{kind} ({number:,})" for kind, number in kinds.items()], most=4)
    stale = int(rows["stale"].sum())
    old = (
        f"{stale:,} {plural(stale, 'was', 'were')} neither added nor reviewed in the last 12 months"
        if stale
        else ""
    )
    more = f"{retired:,} more {plural(retired, 'is', 'are')} retired and left out" if retired else ""
    return sentence(f"{counted(len(rows), 'entry', 'entries')}: {words}", old, more)


def worked(rows: pd.DataFrame, why: str = "") -> str:
    """How many of the entries that teams tried worked in 2 functions or regions, and how many never worked.

    `why`: why a team that tried one may not be known, "" if it is. Left out, and counted: entries that worked where
    neither a function nor a region is recorded, as in the figure `playbook`."""
    tried = rows[rows["tried"] > 0]
    if tried.empty:
        none = "the adoptions tab records no team that tried an entry"
        return sentence(absence.said(none, "team that tried an entry", why))
    known = tried[tried[["worked", "mixed", "did_not_work"]].sum(axis=1) > 0]
    if known.empty:
        return sentence(
            f"teams tried {counted(len(tried), 'entry', 'entries')}, and no effect is recorded yet"
        )
    nowhere = (known["worked"] > 0) & (known["places"] == 0)
    elsewhere = int(nowhere.sum())
    unplaced = (
        f"{elsewhere:,} worked for teams without a function or region in the teams tab, and "
        f"{plural(elsewhere, 'is', 'are')} left out"
        if elsewhere
        else ""
    )
    known = known[~nowhere]
    if known.empty:
        return sentence(f"of {counted(elsewhere, 'entry', 'entries')} with a known effect, {unplaced}")
    wide = int((known["places"] >= ENOUGH_CONTEXTS).sum())
    never = int((known["worked"] == 0).sum())
    failed = int((known["did_not_work"] > 0).sum())
    return sentence(
        f"{wide:,} of {counted(len(known), 'entry', 'entries')} with a known effect worked in "
        f"{ENOUGH_CONTEXTS} places or more",
        f"{failed:,} did not work somewhere" if failed else "",
        f"{never:,} {plural(never, 'has', 'have')} not worked anywhere" if never else "",
        unplaced,
    )


def reused(rows: pd.DataFrame, unnamed: str = "", unread: str = "") -> str:
    """How many entries an action, a lighthouse or a team named after they were added. `unnamed`, `unread`: see
    `uses`."""
    if unnamed:
        return sentence(f"not recorded: {unnamed}")
    rows = rows[rows["added"].notna()]
    if rows.empty:
        return "Not recorded: no entry says when it was added, so whether it was named later is not known."
    if not unread:
        rows = rows[rows["reuse_known"]]
        if rows.empty:
            return "Not recorded: what names the entries has no day, so whether they were named later is not known."
    n, number = int((rows["reused"] > 0).sum()), int(rows["reused"].sum())
    return sentence(
        f"an action, a lighthouse or a team named {n:,} of {counted(len(rows), 'entry', 'entries')} after "
        f"{plural(n, 'it was', 'they were')} added, {counted(number, 'time')} in all",
        unread,
    )


def contradiction(row: dict[Any, Any], title: str) -> str:
    """A row of `grid.contradictions` as a sentence."""
    return sentence(
        f"{title} worked for {row['best_worked']:,} of {row['best_tried']:,} in {row['best']}, for "
        f"{row['worse_worked']:,} of {row['worse_tried']:,} in {row['worse']}"
    )


def failure(row: dict[Any, Any], title: str) -> str:
    """A row of `grid.failures` as a sentence."""
    return sentence(
        f"{title} mostly did not work in {row['context']}: it worked for {row['worked']:,} of "
        f"{counted(row['tried'], 'team')}"
    )


def _named_again(row: dict[Any, Any]) -> str:
    if row["reused"]:
        return f"named again {counted(row['reused'], 'time')}"
    return "not named again yet" if row["reuse_known"] else ""


def in_short(row: dict[Any, Any]) -> str:
    """What is known of one entry's effects, reuse and age, on one line. `row`: of `entries`."""
    effects = [
        f"{row[name]:,} {words}"
        for name, words in (("worked", "worked"), ("mixed", "mixed"), ("did_not_work", "did not work"))
        if row[name]
    ]
    unknown = row["tried"] - row["worked"] - row["mixed"] - row["did_not_work"]
    if effects and unknown > 0:
        effects.append(f"{unknown:,} not known")
    none = "not tried by a team yet" if row["tries_known"] else ""
    tried = f"tried by {counted(row['tried'], 'team')}" if row["tried"] else none
    age = "" if pd.isna(row["days"]) else f"added or reviewed {counted(int(row['days']), 'day')} ago"
    parts = [
        row["kind"] if isinstance(row["kind"], str) else "",
        f"{tried}: {listed(effects)}" if effects else tried,
        _named_again(row),
        f"{age}, stale" if row["stale"] else age,
    ]
    return " · ".join(part for part in parts if part)
