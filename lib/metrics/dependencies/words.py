"""Dependencies in sentences: how much waits, where most of it does, and which functions could meet."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import BELOW, Figure
from lib.metrics.dependencies.bottlenecks import bottleneck_in_words, bottlenecks, trend
from lib.metrics.dependencies.mixes import mixes, sharing, waiting_for_another
from lib.metrics.dependencies.waiting import waiting
from lib.words.phrases import counted, listed, plural, sentence

NO_PAIR = (
    "No function is known to wait for another one: what waits has no function of its own, or mixed ones."
)
NO_FUNCTIONS = "no member's function is recorded, so nobody can say which functions share a circle"
ALL_SMALL = f"which functions share a circle is {BELOW}"
SOME_SMALL = f"circles {BELOW} are left out"


def waits(facts: Facts, figure: Figure) -> str:
    """How many open actions and asks name a function that they wait for; why that is not known."""
    if figure.missing:
        return sentence(figure.missing)
    if not figure.n:
        why = absence.unknown(facts, "open") or absence.unknown(facts, "asks")
        return sentence(
            absence.said(
                "no open action or ask names a function that it waits for", "open action or ask", why
            )
        )
    n, blocked, asks = figure.n, int(figure.parts["blocked"]), int(figure.parts["asks"])
    return sentence(
        f"{counted(n, 'open action or ask', 'open actions and asks')} {plural(n, 'names', 'name')} a function that "
        f"{plural(n, 'it waits', 'they wait')} for",
        f"{blocked:,} {plural(blocked, 'is', 'are')} blocked" if blocked else "",
        f"{asks:,} {plural(asks, 'is an ask', 'are asks')}" if asks else "",
    )


def bottleneck(facts: Facts) -> str:
    """The function for which most waits, and how that changed over 12 months; that none is, if two are equal, or that
    nobody knows, if what waits for one has no day."""
    text = bottleneck_in_words(facts)
    undated = waiting(facts)["days"].isna()
    if not text:
        table = bottlenecks(facts)
        ageless = table.loc[table["weight"].isna(), "function"].to_list()
        if ageless:
            return sentence(f"not known: nothing that waits for {listed(ageless, 3)} has a day")
        return "No single function is the bottleneck."
    return f"{text} {changed(trend(facts), int(undated.sum()))}".strip()


def changed(rows: pd.DataFrame, undated: int = 0) -> str:
    """How many actions and asks waited in all 11 months ago, or when the log began, and wait now; "" without any or
    with a single day. `rows`: `trend`. `undated`: how many more wait since nobody knows when."""
    sums = rows.groupby("day")["open"].sum()
    if len(sums) < 2:
        return ""
    first, last = int(sums.iloc[0]), int(sums.iloc[-1])
    more = f", and {undated:,} more without a day" if undated else ""
    now = f"{last:,} {plural(last, 'waits', 'wait')} now{more}"
    return sentence(f"in all, {first:,} waited at the end of {sums.index[0]:%B %Y}, and {now}")


def meet(people: Facts, of_owners: bool = True, whole: Facts | None = None) -> str:
    """Which functions of which one waits for the other share no circle. `of_owners`: as in `waiting`; `whole`: with the
    circles that `people` lacks because they are below the reporting threshold."""
    small = whole is not None and len(whole.active_members) > len(people.active_members)
    if not sharing(people):
        return sentence(ALL_SMALL if small and whole and sharing(whole) else NO_FUNCTIONS)
    left_out = sentence(SOME_SMALL if small else "")
    rows = mixes(people, of_owners)
    if rows.empty:
        is_known = len(waiting_for_another(people, of_owners)) > 0
        none = "Every two functions of which one waits for the other share a circle." if is_known else NO_PAIR
        return f"{none} {left_out}".strip()
    return " ".join(filter(None, (pair(rows.iloc[0].to_dict()), _more(rows), left_out)))


def _more(rows: pd.DataFrame) -> str:
    more = len(rows) - 1
    if not more:
        return ""
    return sentence(f"{counted(more, 'more pair')} {plural(more, 'is', 'are')} below")


def pair(row: dict[Any, Any]) -> str:
    """A row of `mixes` as a sentence."""
    first, second = row["first"], row["second"]
    waiting_first, waiting_second = int(row["waiting_first"]), int(row["waiting_second"])
    if row["mutual"]:
        return sentence(
            f"{first} and {second} wait for each other ({waiting_first:,} and {waiting_second:,}) and share no circle"
        )
    one, other, count = (first, second, waiting_first) if waiting_first else (second, first, waiting_second)
    return sentence(f"{one} waits for {other} ({count:,}), and they share no circle")
