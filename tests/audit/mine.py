"""What is said of the viewer's own circles before the whole program, counted again from the cells of these circles."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pandas as pd

from lib.metrics.core import period as periods
from lib.metrics.program import mine
from lib.metrics.program.program import measure
from tests.audit.absent import expected, spoiled
from tests.audit.claims import NUMBER, VALUE, Registry, Said, audit, claim, is_share, number, one
from tests.audit.made import AS_OF
from tests.audit.recount import TARGETS, Recount
from tests.data.logs import log

MINE: Registry = []
STATES = r"is worth watching|are worth watching|needs? help|ha(?:s|ve) held fewer than 3 sessions|(?:is|are) not judged|(?:is|are) on track|(?:is|are) not active on this day"
LABELS = {"Participation": "participation", "Cadence": "cadence", "Prework on time": "prework",
          "Actions done on time": "on_time"}  # fmt: skip
_IN = r"In your circles?[,:] "
_UNKNOWN = r"(?:[^.]|\.\d)+"
_VALUES = rf"[A-Z][^:.;]+? (?:{VALUE}) \(\d+/\d+(?:, without \d+ circles? below the reporting threshold)?\)"


@claim(MINE, rf"Your circles?: (?P<each>C\d[^.]*?(?:{STATES})(?:; C\d[^.;]*?(?:{STATES}))*)\.")
def states(said: Said, match: re.Match[str]) -> None:
    """Each of the circles has one state, and none that its cells contradict."""
    rows, seen = {row["circle"]: row for row in said.now.rows("circles")}, []
    active = {row["circle"] for row in said.now.active_circles()}
    for clause in match["each"].split("; "):
        names = re.findall(r"\bC\d\b", clause)
        one(len(names), "s help" if "help" in clause else " is " if " is " in clause else "has", "", clause)
        seen += names
        for circle in names:
            held = sum(row["circle"] == circle for row in said.now.held())
            severe, concerned = said.now.signals(rows[circle])
            assert ("not active" in clause) == (circle not in active), circle
            if "fewer than 3" in clause:
                assert held < 3, circle
            elif "not active" not in clause:
                assert "help" in clause or not severe, f"{circle} needs help"
                assert "on track" not in clause or (held >= 3 and not concerned), (
                    f"{circle} has a sign of concern"
                )
    assert sorted(seen) == sorted(rows), (seen, list(rows))


@claim(MINE, r"Your circles? (?:is|are) not active on this day\.")
def none_active(said: Said, match: re.Match[str]) -> None:
    assert not said.now.active_circles()


@claim(MINE, rf"{_IN}(?P<each>(?:{NUMBER}|no) (?:asks? waiting|overdue action|ask waiting)(?:[^.]|\.\d)*)\.")
def needs(said: Said, match: re.Match[str]) -> None:
    for clause in re.split(r"; ", match["each"]):
        what, counted = (
            ("asks", said.now.open_asks())
            if "ask" in clause.split(" is known")[0]
            else ("overdue", len(said.now.overdue()))
        )
        _count(said, clause, what, counted)


def _count(said: Said, clause: str, what: str, counted: int) -> None:
    """A number is the number of cells; "no" needs none, and nothing that might be one."""
    doubt = expected(said.now.tables, what)
    if " is known, but " in clause:
        assert not counted, clause
        is_lost = "could not be used" in clause  # nobody knows whose such rows are
        assert doubt or is_lost or what == "overdue" or not said.now.has("actions", "status"), (
            f"{clause}: nothing is in doubt"
        )
    elif clause.startswith("no "):
        assert not counted, clause
        assert not doubt, f"{clause}: {doubt}"
    else:
        assert number(clause.split()[0]) == counted, (clause, counted)


@claim(
    MINE,
    rf"Your circles? finished (?P<n>{NUMBER}|no) actions? (?P<when>over the whole log|in the last \d+ months)\.",
)
def outcome(said: Said, match: re.Match[str]) -> None:
    assert match["when"].casefold() == said.opening.casefold()
    _count(said, f"{match['n']} action", "finished", said.now.finished()[0])


@claim(MINE, rf"{_IN}no finished action is known, but (?P<why>{_UNKNOWN})\.")
def outcome_unknown(said: Said, match: re.Match[str]) -> None:
    assert not said.now.finished()[0]


@claim(
    MINE,
    rf"{_IN}(?P<each>(?:below|at or above) target (?P<when>over the whole log|in the last \d+ months): .+?\))\.(?= |$)",
)
def against_targets(said: Said, match: re.Match[str]) -> None:
    assert match["when"].casefold() == said.opening.casefold()
    told = set()
    for clause in match["each"].split("; "):
        for name, text, n, total in re.findall(rf"({'|'.join(LABELS)}) ({VALUE}) \((\d+)/(\d+)", clause):
            counts = said.now.share(LABELS[name])
            if "without" not in clause:
                assert counts == (int(n), int(total)), (name, counts)
            is_share(text, int(n), int(total))
            assert (int(n) / int(total) >= TARGETS[LABELS[name]] - 1e-12) == ("at or above" in clause), clause
            told.add(name)
    assert told or not any(label in match["each"] for label in LABELS)


@claim(MINE, rf"(?:{_IN})?(?P<n>{NUMBER}) actions? (?:is|are) open\.")
@claim(MINE, rf"(?:{_IN})?(?P<n>[Nn]o) action is open\.")
def still_open(said: Said, match: re.Match[str]) -> None:
    _count(said, f"{match['n'].lower()} action", "open", len(said.now.open()))


@claim(MINE, rf"(?:{_IN})?[Nn]o open action is known, but (?P<why>{_UNKNOWN})\.")
def open_unknown(said: Said, match: re.Match[str]) -> None:
    assert not said.now.open()


@claim(
    MINE,
    rf"(?:{_IN})?(?:[Nn]o actions are recorded yet|all {NUMBER} actions are cancelled|the only action is cancelled)\.",
)
def nothing_recorded(said: Said, match: re.Match[str]) -> None:
    assert not said.now.actions()
    assert not expected(said.now.tables, "open")


def texts(seed: int, key: str, opening: str) -> Iterator[tuple[str, Said]]:
    """What is said of some circles of a log with words that cannot be read, and what it is checked against."""
    tables = spoiled(seed)
    names = [str(row["circle"]) for row in tables["circles"]]
    if len(names) < 2:
        return
    own = Random(seed).sample(names, Random(seed).randint(1, len(names) - 1))
    day = pd.Timestamp(AS_OF)
    program = measure(log(tables), day, period=periods.named(key, day))
    start = program.period.start
    now = Recount(tables, None if start is None else start.date()).of(own)
    said = Said(now, None, opening, "", lambda name: program.figures[name].as_json())
    for words in (mine.health, mine.needs, mine.outcome, mine.habits, mine.actions):
        yield words(program, own), said
    assert mine.health(program, names) == "", "all circles are no circles of one's own"


def read(seed: int, key: str, opening: str) -> int:
    """Check what is said of one log's own circles; how many texts there were. Raises AssertionError."""
    count = 0
    for text, said in texts(seed, key, opening):
        audit(text, MINE, said)
        count += bool(text)
    return count


def first_sentence(text: str, said: Said) -> None:
    """Check the first sentence of a page's answer, which is about one's own circles. Raises AssertionError."""
    found = [(each, check) for pattern, check in MINE if (each := pattern.match(text))]
    assert found, f"no audit for: {text!r}"
    if (
        "below the reporting threshold" not in found[0][0].group()
        and "not judged" not in text.partition(".")[0]
    ):
        found[0][1](said, found[0][0])
