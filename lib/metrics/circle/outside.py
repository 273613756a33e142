"""One circle for its sponsor: whom to speak to, what has been tried, and what would help. No names of members, and
nothing about one person.

Facts are those of one circle (`history.of`); texts are those that the viewer may read.
"""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import KEPT
from lib.metrics.circle.history import About, about
from lib.metrics.circle.words import day
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.desk import steps
from lib.metrics.desk.own import own_circles
from lib.metrics.desk.words import Line, ask_about
from lib.metrics.diffusion.practice_titles import is_readable
from lib.metrics.follow_through.actions import effects_in_words
from lib.metrics.impact import design_effect, results
from lib.metrics.program import status, unread
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence

MOST_NAMED = 4


def whom_to_speak_to(about: About) -> str:
    """The circle's lead, as a sentence; where they are not recorded, or hidden from this viewer, that."""
    if about.lead is None:
        return "Who leads it is not recorded: fill in lead in the circles tab."
    if about.lead == KEPT:
        return "Who leads it is shown to its own sponsors."
    return f"Speak to {about.lead}, who leads it."


def tried(program: Program, facts: Facts, circle: str) -> list[Line]:
    """What the circle has tried: actions with their effects, experiments, lighthouses and practices, and changes of its
    design with their verdict; [] if the log has none of it."""
    lines = [_actions(facts), _experiments(facts), _lighthouses(facts, circle), _practices(facts, circle)]
    changes = program.figures["design_effect"].parts.get("changes", ())
    for row in changes:
        if row["circle"] == circle:
            what = "A change of its design" if row["what"] == KEPT else str(row["what"])
            unknown = f"What became of it is not known: {row['verdict']}"
            lines.append((what, design_effect.in_words(row) or sentence(unknown)))
    return [line for line in lines if line is not None]


def nothing_tried(facts: Facts) -> str:
    """Why `tried` has nothing, in a sentence: its actions are cancelled, or tabs could not be read."""
    cancelled = "" if facts.all_actions.empty else absence.no_actions(facts)
    lacking = unread.in_words(facts.log, ("actions", "lighthouses", "practices"))
    return sentence(cancelled, lacking) or (
        "Nothing is recorded yet: its lead logs actions, lighthouses and practices."
    )


def nothing_to_suggest(program: Program, facts: Facts, circle: str) -> str:
    """Why there is nothing that would help, in a sentence: nothing is amiss, or nothing can be judged."""
    if not about(facts).is_active:
        return "Nothing: the circle is not active on this day."
    if not any(figure.is_met is not None for figure in program.circles[circle].values()):
        return "The log has nothing to suggest: no figure of the circle can be held against its target yet."
    asks = absence.said("no ask waits", "ask that waits", absence.unknown(facts, "asks"))
    figures = [program.circles[circle][key] for key in status.JUDGED]
    if missed := [figure.label for figure in figures if figure.is_met is False]:
        below = f"{listed(missed)} {plural(len(missed), 'is', 'are')} below target"
        return f"The log has nothing to suggest, though {below}; {asks}."
    return f"The log has nothing to suggest: no figure that can be judged misses its target, and {asks}."


def _actions(facts: Facts) -> Line | None:
    rows = facts.actions
    if rows.empty:
        return None
    if no_states := absence.states(facts):
        return counted(len(rows), "action"), sentence(f"what is done is not recorded: {no_states}")
    done, unclear = rows[rows["is_done"]], int(rows["is_unclear"].sum())
    if unclear == len(rows):
        return counted(len(rows), "action"), "The status was not understood."
    effects = done["effect"].dropna()
    worked, early = int((effects == "worked").sum()), int((effects == "too early").sum())
    none = facts.log.lacks_any("actions", "effect")
    nothing = f"what came of them is not recorded: {none}" if none else "no effect is reported yet"
    words = effects_in_words(worked, len(effects), early) if len(effects) else nothing
    more = f"the status of {unclear:,} more was not understood" if unclear else ""
    return f"{counted(len(rows) - unclear, 'action')}, {len(done):,} of them done", sentence(words, more)


def _experiments(facts: Facts) -> Line | None:
    rows = facts.actions[facts.actions["kind"] == "experiment"]
    if rows.empty:
        return None
    types = rows["experiment_type"].dropna().astype("str")
    named = [f"{number:,} on {kind}" for kind, number in types.value_counts().items()]
    blank = len(rows) - len(types)
    return counted(len(rows), "experiment"), sentence(
        listed([*named, *([f"{blank:,} without a type that is recorded"] if blank else [])])
    )


def _lighthouses(facts: Facts, circle: str) -> Line | None:
    rows = results.ledger(facts)
    rows = rows[rows["circle"] == circle]
    if rows.empty:
        return None
    measured = int(rows["is_measured"].sum())
    return counted(len(rows), "lighthouse"), sentence(
        f"{measured:,} with a result measured before and after" if measured else "no result is measured yet"
    )


def _practices(facts: Facts, circle: str) -> Line | None:
    rows = facts.log.practices
    rows = rows[(rows["circle"] == circle) & ~(rows["added"] > facts.as_of)]
    if rows.empty:
        return None
    titles = [str(title) for title in rows["title"] if is_readable(title)]
    hidden = len(rows) - len(titles)
    more = f"{counted(hidden, 'title')} {plural(hidden, 'is', 'are')} kept in the circle" if hidden else ""
    return counted(len(rows), "practice"), sentence(listed(titles, MOST_NAMED), more)


def _mandate(about: About, as_of: pd.Timestamp) -> list[Line]:
    if not about.is_active or about.mandate_reviewed is None or about.mandate_due is None:
        return []
    if about.mandate_due >= as_of:
        return []
    return [("Mandate", f"Review it with the circle: last reviewed on {day(about.mandate_reviewed)}.")]


def would_help(program: Program, facts: Facts, circle: str, asked: set[str], own: set[str]) -> list[Line]:
    """What would help: the suggested step, a step for each figure that misses its target, the review of the mandate if
    it is due, and the circle's open asks.

    `program`: of all circles. `asked`: circles with an ask that waits for the viewer. `own`: the viewer's circles."""
    lines: list[Line] = []
    found = own_circles(program, [circle], "sponsor", asked)
    if found and found[0].step:
        lines.append(("Next step", found[0].step))
    figures = program.circles[circle]
    lines += [
        (f"{figures[key].label}: {figures[key].text} ({figures[key].fraction})", step)
        for key in status.JUDGED
        if figures[key].is_met is False and (step := steps.suggestion(program, key))
    ]
    lines += _mandate(about(facts), facts.as_of)
    rows = facts.asks
    for row in rows[rows["is_open"]].sort_values("raised", kind="stable").to_dict("records"):
        what = row["what"] if circle in own and row["what"] != KEPT else "An ask that waits for an answer"
        lines.append((str(what), ask_about(row)))
    return lines
