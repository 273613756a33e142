"""What the terms on Pharos's pages mean, each in a sentence. docs/glossary.md is made from this."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A term, what it means in one sentence, and other forms of it that mean the same on a page."""

    name: str
    meaning: str
    forms: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The part of an address that leads to this term: lower case, words joined by hyphens."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


TERMS = (
    Term(
        "action",
        "Something one person agreed to do in a session, with an owner and a due date.",
        ("actions",),
    ),
    Term(
        "adoption rate",
        "Of the teams a practice is meant for, the share that ever started using it.",
    ),
    Term(
        "ask", "Something a circle needs from a sponsor: a decision, time, money or a door opened.", ("asks",)
    ),
    Term(
        "attributed adoption", "An adoption where the log says which team or lighthouse it was learned from."
    ),
    Term(
        "business owner", "The leader who owns the real problem behind a case and can act on what comes out."
    ),
    Term("cadence", "How often a circle meets, and whether it meets when planned."),
    Term("case", "The real problem one member brings to a session for the others to work on.", ("cases",)),
    Term(
        "censored",
        "Not finished yet on the day you look: an open action counts for as long as it has been open, so slow work "
        "cannot hide.",
    ),
    Term(
        "circle",
        "A group of 6 to 10 senior leaders who meet regularly and help each other with real problems.",
        ("circles",),
    ),
    Term(
        "coaching cycle",
        "A goal, an observation and an impact review that two members go through in that order.",
    ),
    Term(
        "cohort",
        "Circles that began in the same quarter or half-year.",
        ("cohorts",),
    ),
    Term(
        "conflict",
        "A cell that someone else changed after you saw it: Pharos shows both versions and lets you choose.",
        ("conflicts",),
    ),
    Term(
        "control chart",
        "A line of values over time with its natural process limits, which separates real change from noise.",
        ("control charts",),
    ),
    Term("cycle time", "The number of days from the day an action was decided to the day it was done."),
    Term(
        "eligible team",
        "A team that exists on that day and that the practice is meant for.",
        ("eligible teams",),
    ),
    Term("experiment", "An action that tries something out to learn whether it works.", ("experiments",)),
    Term(
        "first due date",
        "The date first promised for an action; moving it later does not make the action on time.",
    ),
    Term(
        "generation",
        "How many steps an adoption is from where the practice began: 0 where it began, 1 for those who learned it "
        "there.",
        ("generations",),
    ),
    Term(
        "hazard",
        "Among the teams without a practice at the start of a month, the share that adopts it that month.",
    ),
    Term("insight", "Something a circle learned in a session that others could use.", ("insights",)),
    Term("journal", "The edits tab, where Pharos records every change it makes, so that it can be undone."),
    Term(
        "Kaplan-Meier",
        "A way to estimate how long something takes or lasts that counts unfinished cases for as long as they were "
        "observed.",
    ),
    Term(
        "lighthouse",
        "A team or circle where a practice is proven and which others can visit and learn from.",
        ("lighthouses",),
    ),
    Term(
        "line of sight",
        "The chain from a circle's mandate through case, insight, action and practice to a team that adopted it.",
    ),
    Term(
        "loop closed", "An action that was looked at again in the circle's next session.", ("loops closed",)
    ),
    Term("mandate", "What the sponsor asked a circle to move."),
    Term(
        "natural process limits",
        "The range in which values vary when nothing has changed: the average plus and minus 2.66 times the average "
        "moving range.",
    ),
    Term(
        "outside view", "A guest in a session from a function or region that no member of the circle is from."
    ),
    Term("participation", "Of the members expected at a held session, the share who were present."),
    Term("practice", "A way of working that a circle proved and that other teams can adopt.", ("practices",)),
    Term("prework", "What members send in before a session so that its time goes to discussion."),
    Term(
        "psychological safety",
        "Whether members feel safe to speak up and take risks in their circle, measured by seven pulse questions.",
    ),
    Term(
        "pulse",
        "A short anonymous survey of members each quarter; a circle is shown only once enough of its members answered.",
    ),
    Term("revision", "One version of the workbook; every figure on a page comes from the same revision."),
    Term(
        "rotation", "How many different members brought a case, facilitated or took notes in recent sessions."
    ),
    Term(
        "special cause",
        "A point or run on a control chart that ordinary variation does not explain: something really changed.",
        ("special causes",),
    ),
    Term("sponsor", "The executive who backs a circle and whom it can ask for help.", ("sponsors",)),
    Term(
        "spread factor",
        "How many adoptions each adopter led to on average; above 1, a practice spreads by itself.",
    ),
    Term("sustainment", "The share of adopters still using a practice some time after they adopted it."),
    Term(
        "Wilson interval",
        "The range that probably holds the true share, given how few or many cases it was counted from.",
    ),
)
"""Every term, in alphabetical order."""

BY_NAME = {form: term for term in TERMS for form in (term.name, *term.forms)}
"""Terms by their name and by each other form."""


def as_markdown() -> str:
    """The glossary as a Markdown page: a heading per term, so that each has an address of its own."""
    head = "# Glossary\n\nWhat the terms on Pharos's pages mean. The app shows the same list under Help.\n"
    return "\n".join([head, *(f"### {term.name}\n\n{term.meaning}\n" for term in TERMS)])
