"""One circle in sentences: how it is doing, what is next, what came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from lib.metrics.circle.agenda import Agenda
from lib.metrics.circle.history import About
from lib.metrics.circle.next_turns import Turn
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure
from lib.metrics.follow_through.actions import effects_in_words
from lib.metrics.program import status, unread, who_came
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence, sentences

_SHARE = re.compile(r"\([\d,]+/[\d,]+\)")
_SUMMARY = {
    "participation": "participation",
    "cadence": "sessions held on schedule",
    "on_time": "actions done on time",
}
"""Key -> name of the figures that sum up a circle that is on track."""


def how_it_is(program: Program, facts: Facts, about: About) -> str:
    """The circle's status in a sentence, with the reasons for it. `facts`: of this circle only."""
    if not about.is_active:
        until = facts.as_of if about.ended is None else about.ended
        return _not_active(about, facts.as_of, int((facts.held["on"] <= until).sum()))
    if facts.held.empty and not absence.unknown(facts, "held"):
        return "Too early to tell: no session has been held yet."
    judged = program.status.set_index("circle").loc[about.circle]
    state, reasons = str(judged["status"]), list(judged["reasons"])
    if reasons:
        return f"{state}: {'; '.join(_in_period([_small(each) for each in reasons], program.period.inside))}."
    figures = program.circles[about.circle]
    known = [words for key, name in _SUMMARY.items() if (words := _with_value(figures[key], name))]
    if who_came.is_instead(figures) and (came := who_came.in_words(figures[who_came.INSTEAD])):
        known = [came, *known]
    inside = f" {program.period.inside}" if known else ""
    return f"{state}: {', '.join(known) or status.met_in_words(figures)}{inside}."


def _not_active(about: About, as_of: pd.Timestamp, held: int) -> str:
    if about.ended is not None:
        return f"It ended on {day(about.ended)}, after {counted(held, 'session')}."
    if about.started is not None and about.started > as_of:
        return f"It starts on {day(about.started)}."
    return "It is not active on this day."


def _with_value(figure: Figure, name: str) -> str:
    return f"{name} {figure.text} ({figure.fraction})" if (figure.N or 0) >= MIN_FOR_PERCENT else ""


def _in_period(reasons: list[str], inside: str) -> list[str]:
    """The reasons, with the period after the first share of them; those without a share are about the last day."""
    first = next((at for at, each in enumerate(reasons) if _SHARE.search(each)), None)
    return [
        _SHARE.sub(rf"\g<0> {inside}", each, count=1) if at == first else each
        for at, each in enumerate(reasons)
    ]


def _small(reason: str) -> str:
    """The reason with a small first letter, for the middle of a sentence."""
    return f"{reason[0].lower()}{reason[1:]}" if reason else ""


def what_is_next(agenda: Agenda, about: About, as_of: pd.Timestamp, *, names: bool) -> str:
    """The next session, who presents, and how many actions to review. `names`: whether people may be named."""
    if not about.is_active:
        if about.started is not None and about.started > as_of:
            return f"It starts on {day(about.started)}."
        return "Nothing: the circle is not active."
    session = [_when(agenda, as_of, names=names)]
    session += [_turn(turn) for turn in agenda.turns if names and turn.role == "presenter" and turn.people]
    return sentences("; ".join(session), _to_review(agenda))


def _when(agenda: Agenda, as_of: pd.Timestamp, *, names: bool) -> str:
    """When it meets next. `names`: False where the viewer sees a stand-in for the session's key."""
    if agenda.day is None:
        return agenda.none_planned
    if not agenda.is_planned:
        due = agenda.due_on or agenda.day
        verb = "was" if due < as_of else "is"
        return f"{agenda.none_planned}; by the circle's cadence, the next one {verb} due on {day(due)}"
    days = (agenda.day - as_of).days
    which = f"session {agenda.session}" if names else "the next session" if days >= 0 else "a session"
    if days < 0:
        passed = f"{which} was planned for {day(agenda.day)}, {counted(-days, 'day')} ago"
        return f"{passed}, and was neither held nor cancelled"
    when = f"in {counted(days, 'day')}" if days else "today"
    return f"{which} is planned for {day(agenda.day)}, {when}"


def _turn(turn: Turn) -> str:
    suggested = " by rotation" if turn.is_suggested else ""
    return f"{listed(turn.people)} {plural(len(turn.people), 'presents', 'present')} the case{suggested}"


def _to_review(agenda: Agenda) -> str:
    total, late = len(agenda.review), int(agenda.review["overdue"].sum())
    if not total:
        return agenda.none_open
    if agenda.no_states:
        which = "whether the one action is open" if total == 1 else f"which of {total:,} actions are open"
        return f"{which} is not recorded: {agenda.no_states}"
    undated = int(agenda.review["undated"].sum())
    if undated == total:
        return (
            f"{counted(total, 'open action')} to review, {plural(total, 'without', 'all without')} a due date"
        )
    overdue = f", {'all' if late == total > 1 else f'{late:,}'} overdue" if late else ", none overdue"
    if undated and not late:
        overdue = f", {undated:,} without a due date, none of the others overdue"
    return f"{counted(total, 'open action')} to review{overdue}"


def what_came(facts: Facts) -> str:
    """The circle's cases, insights and actions so far, in a sentence; what is not recorded is left out."""
    cases, actions = int(facts.held["case"].notna().sum()), facts.actions
    done, unclear = int(actions["is_done"].sum()), int(actions["is_unclear"].sum())
    parts = [f"{counted(cases, 'case')} worked on"] if cases else []
    insights = facts.log.insights
    insights = insights[insights["session"].isin(facts.held["session"])]
    if len(insights):
        used = int(insights["insight"].isin(actions["insight"]).sum())
        led = f", {used or 'none'} of them became an action" if facts.log.has("actions", "insight") else ""
        parts.append(f"{counted(len(insights), 'insight')}{led}")
    if len(actions) and (no_states := absence.states(facts)):
        parts.append(f"{counted(len(actions), 'action')}, and what is done is not recorded ({no_states})")
    elif len(actions) > unclear:
        more = f" ({unclear:,} more with a status that was not understood)" if unclear else ""
        parts.append(f"{done:,} of {counted(len(actions) - unclear, 'action')} done{more}")
    elif unclear:
        parts.append(f"the status of {counted(unclear, 'action')} was not understood")
    effects = actions.loc[actions["is_done"], "effect"].dropna()
    if len(effects):
        worked, early = int((effects == "worked").sum()), int((effects == "too early").sum())
        parts.append(effects_in_words(worked, len(effects), early))
    lacking = unread.in_words(facts.log, ("sessions", "insights", "actions"))
    so_far = [f"so far: {parts[0]}", *parts[1:]] if parts else []
    if so_far or lacking:
        return sentence(*so_far, lacking)
    cancelled = "" if facts.all_actions.empty else absence.no_actions(facts)
    return sentence("no case or insight of a session that was held is recorded yet", cancelled)


def open_in_words(rows: pd.DataFrame, no_states: str = "") -> str:
    """How many actions are open and how many of those with a due date are overdue. `rows`: `attention.attention`, at
    least one. `no_states`: why nobody knows which are open."""
    if no_states:
        which = plural(len(rows), "whether it is", "which are")
        return sentence(f"{counted(len(rows), 'action')}; {which} open is not recorded: {no_states}")
    late, undated = int(rows["overdue"].sum()), int(rows["undated"].sum())
    if len(rows) == 1:
        state = "without a due date" if undated else "and it is overdue" if late else "not overdue"
        return f"1 open action, {state}."
    of = f" of the {len(rows) - undated:,} with a due date" if undated else " of them"
    overdue = "none with a due date" if undated == len(rows) else f"{late or 'none'}{of} overdue"
    return f"{counted(len(rows), 'open action')}, {overdue}."


def insights_in_words(number: int, used: int | None) -> str:
    """How many of the insights became an action; `used` is None where the log does not link them."""
    if used is None:
        lacks = "the actions tab has no insight column"
        return f"{counted(number, 'insight')}. What became of them is not recorded: {lacks}."
    return f"{used:,} of {counted(number, 'insight')} became an action."


def state_of(program: Program, about: About) -> str:
    """The circle's status in a word or two."""
    found = program.status.loc[program.status["circle"] == about.circle, "status"]
    if len(found):
        return str(found.iloc[0])
    return "Ended" if about.ended is not None else "Not active"


def chosen_first(program: Program, circles: Sequence[str]) -> str | None:
    """The circle in `circles` that most needs help, else the first; None without any."""
    by_need = status.by_need(program.status)["circle"].to_list()
    return next((circle for circle in by_need if circle in set(circles)), next(iter(circles), None))


def day(on: pd.Timestamp) -> str:
    """4 March 2026."""
    return f"{on.day} {on:%B %Y}"
