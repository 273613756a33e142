"""What came of it in sentences, for the top of the outcomes page."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.impact.chain import ALL, chain
from lib.metrics.impact.results import DUE_DAYS, ledger
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence


def answers(program: Program) -> list[tuple[str, str]]:
    """The questions of the outcomes page with their answers: results and changes of the design as known on the day, the
    chain and milestones in the period."""
    figures = program.figures
    return [
        ("What was measured?", measured(program.facts, figures["results"])),
        ("Does the work lead there?", leads_there(program.facts, program.period.opening)),
        ("Are promises kept?", kept(program.facts, figures["milestones"], program.period.opening)),
        (
            "Did changes of the design do what was expected?",
            expected(program.facts, figures["design_effect"]),
        ),
    ]


def measured(facts: Facts, figure: Figure) -> str:
    """How many lighthouses have a value before and after, and how they changed; why that is not known."""
    if not figure.N and not figure.missing and not figure.excluded:
        number = len(ledger(facts))
        if not number:
            return "No lighthouse is recorded yet."
        of = "it has" if number == 1 else "none of them has"
        some = f"{counted(number, 'lighthouse')} {plural(number, 'is', 'are')} recorded"
        return sentence(f"{some}; {of} {'not ' if number == 1 else ''}ended or run for {DUE_DAYS} days yet")
    if not figure.N:
        return _not_known(figure)
    n, N = figure.n or 0, figure.N
    ways = {
        "improved": "improved",
        "unchanged": "unchanged",
        "worse": "worse",
        "one_way": "without a better direction",
        "unclear": "not comparable",
        "kept": "kept in the circle",
    }
    counts = [f"{figure.parts[key]:,} {words}" for key, words in ways.items() if figure.parts.get(key)]
    found = f": {listed(counts)}" if counts else ""
    return sentence(
        f"{n:,} of {counted(N, 'lighthouse')} that ended or ran for more than {DUE_DAYS} days "
        f"{_of(n, N, 'has', 'have')} a value before and after{found}"
    )


def leads_there(facts: Facts, opening: str) -> str:
    """How many circles with a mandate lead all the way to a measured result in the period; what is not recorded on the
    way. `opening`: the period's words."""
    table = chain(facts)
    rows = table[table["priority"] == ALL].set_index("link")
    missing = [text for text in rows["missing"] if text]
    if missing:
        return sentence(missing[0])
    first = rows.to_dict("index")["mandate"]
    if not first["n"]:
        return sentence("no active circle has a mandate on this day")
    whole = int(first["whole"])
    text = (
        f"{opening}: {whole:,} of {counted(int(first['n']), 'circle')} with a mandate "
        f"{_of(whole, int(first['n']), 'leads', 'lead')} all the way to a measured result"
    )
    return sentence(text, _weakest(rows))


def _weakest(rows: pd.DataFrame) -> str:
    """The link from which the smallest share leads on, if any thing ends there; "" without one."""
    found = [
        row for row in rows.reset_index().to_dict("records") if pd.notna(row["share"]) and row["share"] < 1
    ]
    if not found:
        return ""
    row = min(found, key=lambda each: float(each["share"]))
    link, n, on = str(row["link"]), int(row["n"]), int(row["on"])
    nexts = {"mandate": "a case", "case": "an insight", "insight": "an action", "action": "a practice",
             "practice": "a team that adopted it", "adoption": "a measured result"}  # fmt: skip
    return f"most ends at the {link}: {on:,} of {n:,} {_of(on, n, 'leads', 'lead')} to {nexts[link]}"


def kept(facts: Facts, figure: Figure, opening: str) -> str:
    """How many milestones due in the period were reached by their day, late, or not yet."""
    if not figure.N:
        due = facts.log.milestones["due"]
        if figure.missing:
            return _not_known(figure)
        if due.empty:
            return "No milestone is recorded yet."
        if due.isna().all():
            return "No milestone has a due date, so whether promises are kept is not recorded."
        return _not_known(figure) if figure.excluded else f"{opening}, no milestone was due."
    n, late, still_open = figure.n or 0, int(figure.parts["late"]), int(figure.parts["open"])
    parts = [
        f"{n:,} of {counted(figure.N, 'milestone')} due {_of(n, figure.N, 'was', 'were')} reached on time",
        f"{late:,} later" if late else "",
        f"{still_open:,} {plural(still_open, 'is', 'are')} still open" if still_open else "",
    ]
    return f"{opening}: {listed([part for part in parts if part])}."


def expected(facts: Facts, figure: Figure) -> str:
    """How many changes moved their figure as expected, the other way, or not; for how many it is too early."""
    early = figure.excluded.get("too early to tell", 0)
    if not figure.N:
        if early:
            what = f"{counted(early, 'change')} {plural(early, 'names', 'name')} a figure"
            return sentence(f"{what}, and it is too early to tell")
        known = facts.log.changes["date"] <= facts.as_of
        if not figure.missing and not figure.excluded and not known.any():
            return "No change of the design is recorded yet."
        return _not_known(figure)
    n, other, stayed = figure.n or 0, int(figure.parts["other_way"]), int(figure.parts["stayed"])
    parts = [
        f"after {n:,} of {counted(figure.N, 'change')} the figure moved as expected",
        f"after {other:,} it moved the other way" if other else "",
        f"after {stayed:,} it stayed within its usual ups and downs" if stayed else "",
    ]
    text = listed([part for part in parts if part])
    return sentence(text, f"for {early:,} more it is too early to tell" if early else "")


def _of(n: int, N: int, one: str, many: str) -> str:
    """The verb after "n of N": 0 of 1 leads, 1 of 3 leads, 0 of 3 lead."""
    return one if 1 in (n, N) else many


def _not_known(figure: Figure) -> str:
    return sentence(figure.missing or figure.nothing or "nothing recorded in this period")
