"""What a review goes through, in lists: asks, promises, acts, changes of the design, results. Empty lists say what to
log."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.log.format.model import CircleLog
from lib.metrics.core import absence
from lib.metrics.desk.words import Line
from lib.metrics.review import happened
from lib.ui.review.head import Review
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain
from lib.words.phrases import sentence

MOST_LISTED, MOST_CHANGES = 2, 4


def changed(review: Review) -> None:
    """What changed in the period, by rule."""
    from lib.metrics.desk.since import nothing

    found = [each.words for each in review.changed]
    if not found:
        then = review.period.end_before
        whole = "The whole log has no day before it to compare with."
        none = whole if then is None else nothing(review.program, then)
        st.caption(plain(none))
        return
    html.show("changes.html", lines=found[:MOST_CHANGES])
    if more := found[MOST_CHANGES:]:
        section.closed("What else changed", "review_changes", lambda: html.show("changes.html", lines=more))


def asks(review: Review) -> None:
    """Asks raised or answered in the period, and those still open."""
    facts = review.program.facts
    rows = [happened.ask_line(row) for row in happened.asks_of(facts).to_dict("records")]
    lacking = _lacking(facts.log, "asks", "ask, circle, raised, what, status, answered")
    why = absence.unknown(facts, "asks", review.scope.circles)
    none = absence.said("no ask was raised, answered or left open in this time", "ask of this time", why)
    _listed(rows, "review_asks", "more asks", lacking or sentence(none))


def promises(review: Review) -> None:
    """Milestones due or reached in the period, and late ones."""
    facts = review.program.facts
    rows = happened.promises(facts, review.scope.circles)
    lacking = _lacking(facts.log, "milestones", "milestone, circle, due, reached")
    why = absence.unknown(facts, "milestones")
    none = absence.said("no milestone was due or reached in this time", "milestone of this time", why)
    _listed(rows, "review_promises", "more promises", lacking or sentence(none))


def acts(review: Review) -> None:
    """What sponsors did in the period."""
    facts = review.program.facts
    lacking = _lacking(facts.log, "sponsor_acts", "date, sponsor, circle, kind")
    otherwise = lacking or "No act of a sponsor is recorded for this time: record one on the overview."
    _listed(happened.acts_of(facts, review.scope), "review_acts", "more acts", otherwise)


def tweaks(review: Review) -> None:
    """Changes of the program's design with their verdict."""
    facts = review.program.facts
    lacking = _lacking(facts.log, "changes", "date, what, figure, direction")
    otherwise = (
        lacking or "No change of the program's design is recorded for this time. Log one in the changes tab."
    )
    _listed(happened.tweaks(review.program), "review_tweaks", "more changes", otherwise)


def results(review: Review) -> None:
    """Results measured in the period."""
    facts = review.program.facts
    lacking = _lacking(facts.log, "lighthouses", "lighthouse, measure, before, after, measured")
    otherwise = lacking or (
        "No result with a day of measurement in this time. Fill in before, after and measured in the lighthouses tab."
    )
    _listed(happened.results(review.program), "review_results", "more results", otherwise)


def _lacking(log: CircleLog, tab: str, columns: str) -> str:
    """What to add if nothing is known of a tab; "" if it was read."""
    if tab in log.unread_tabs:
        return f"Not recorded: {log.lacks(tab)}."
    return "" if log.has(tab) else f"Not recorded. Add the {tab} tab ({columns})."


def _listed(rows: Sequence[Line], key: str, more: str, otherwise: str) -> None:
    if not rows:
        st.caption(plain(otherwise))
        return
    html.show("list.html", rows=rows[:MOST_LISTED])
    if rest := rows[MOST_LISTED:]:
        section.closed(f"{len(rest):,} {more}", key, lambda: html.show("list.html", rows=rest))
