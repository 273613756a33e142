"""The sentences of the health page: one list of habits, and where to look first.

The four answers are read together: each habit stands in one of them, and the numbers add up. Names and values of
habits are compared with the JSON; those of TARGETS with the recount as well.
"""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from datetime import date

from lib.metrics.dictionary import DICTIONARY
from lib.metrics.health.records import REQUIRED
from tests.audit.claims import NUMBER, VALUE, Registry, Said, claim, is_share
from tests.audit.made import AS_OF
from tests.audit.overview import NONE_ACTIVE
from tests.audit.recount import TARGETS, Recount

HABITS: Registry = []
_OF_HEALTH = [key for key in TARGETS if DICTIONARY[key].group == "health"]
LABELS = {definition.label: key for key, definition in DICTIONARY.items() if definition.has_series}
_LABEL = "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True))
_ITEM = rf"(?P<label>{_LABEL}) (?P<text>{VALUE})(?P<moved>, (?:up|down) from {VALUE}|, as before)?"
_OPENING = r"(?P<opening>Over the whole log|In (?:the last|the time|this|the year) [^,:;.]+)"
_INSIDE = r"(?:over the whole log|in (?:the last|the time|this|the year) [^,:;.]+?)"


def habit(said: Said, label: str, text: str, moved: str | None, around: str) -> None:
    """A habit with its value; `around`: the words that say how it stands to its target, up to the next habit."""
    key = LABELS[label]
    figure = said.figure(key)
    is_share(text, figure["n"], figure["N"])
    if key in TARGETS:
        is_share(text, *said.now.share(key))
        value = said.now.judged(key)
        if "below its target" in around or "misses" in around or "missed" in around:
            assert value is not None
            assert value < TARGETS[key] or "met in" in around, (label, value)
        if re.search(r"(?:is |\()?at or above its target", around):
            assert value is not None
            assert value >= TARGETS[key] - 1e-12, (label, value)
        if "not judged" in around:
            assert value is None
    if found := re.search(r"\((\d) required fields? ha(?:s|ve) no column\)", around):
        assert int(found[1]) == sum(not said.now.has("sessions", column) for column in REQUIRED), around
    if moved and "from" in moved and key in TARGETS:
        assert said.before is not None
        then_n, then_total = said.before.share(key)
        now_n, now_total = said.now.share(key)
        assert (" up " in moved) == (now_n / now_total > then_n / then_total), (label, moved)
        is_share(moved.rpartition("from ")[2], then_n, then_total)


def each_habit(said: Said, text: str) -> int:
    """Check every habit that a text names with a value; how many there are, with those of "and 3 more"."""
    found = list(re.finditer(_ITEM, text))
    for place, match in enumerate(found):
        until = found[place + 1].start() if place + 1 < len(found) else len(text)
        habit(said, match["label"], match["text"], match["moved"], text[match.end() : until])
    return len(found) + sum(map(int, re.findall(r"(\d+) more\b", text)))


@claim(
    HABITS,
    rf"{_OPENING}, (?P<n>\d+) of (?P<N>\d+) recorded habits? holds?\.(?P<rest> Steady, with(?:out)? .*?(?<!\d)\.(?= Too early| [A-Z]|$))?(?P<early> Too early to tell: (?P<names>[^.]+)\.)?(?P<unjudged> Steady, and not judged against its target: (?P<others>[^.]+)\.)?",
)
def what_holds(said: Said, match: re.Match[str]) -> None:
    assert int(match["n"]) == each_habit(said, match["rest"] or "")
    for label in re.findall(_LABEL, match["names"] or ""):
        figure = said.figure(LABELS[label])
        assert figure["N"] or figure["value"] is None
    for label in re.findall(_LABEL, match["others"] or ""):
        assert said.now.judged(LABELS[label]) is None, label
    assert int(match["n"]) <= int(match["N"])


@claim(HABITS, rf"Too early to tell: {_INSIDE}, no habit has enough records and months\.")
def no_habit(said: Said, match: re.Match[str]) -> None:
    """Of every habit there are fewer than 5 records in the period, or fewer than 5 months before it or since a
    redesign."""
    rebases = {
        row["date"].replace(day=1)
        for row in said.now.rows("changes")
        if row["rebase"] == "yes" and not row["circle"] and row["date"] <= AS_OF
    }
    before = said.before.start if said.before else None
    for key in ("participation", "prework"):
        if said.now.share(key)[1] < 5 or any(
            before is None or month >= before.replace(day=1) for month in rebases
        ):
            continue
        months = {day.replace(day=1) for day in counted_on(said.now, key)}
        since = {month for month in months if not rebases or month >= max(rebases)}
        assert len(since) < 5 or max(since) < months_of(said.now)[0], (key, sorted(since))


def counted_on(recount: Recount, key: str) -> list[date]:
    """The days of all records of the whole log that count for a habit."""
    whole = Recount(recount.tables)
    days = sorted({row["held"] for row in whole.held()})
    return [day for day in days if Recount(recount.tables, day, day).share(key)[1]]


def months_of(recount: Recount) -> tuple[date, date]:
    """The first and the last month of the period."""
    first = recount.start or date.min
    return first.replace(day=1), (recount.end or AS_OF).replace(day=1)


_NONE = r"No habit(?: that can be judged)? is"


@claim(HABITS, rf"{_NONE} better than its usual ups and downs {_INSIDE}\.")
def none_improves(said: Said, match: re.Match[str]) -> None:
    """Compared with the other answers by `reads_as_one`."""


@claim(
    HABITS,
    rf"{_NONE} worse than its usual ups and downs {_INSIDE}(?P<none>, and none is below its target)?\.",
)
def none_slips(said: Said, match: re.Match[str]) -> None:
    values = [
        said.now.judged(key) for key in ("participation", "prework", "cadence") if said.now.recorded(key)
    ]
    below = [
        value < TARGETS[key] - 1e-12
        for key in ("participation", "prework", "cadence")
        if said.now.recorded(key) and (value := said.now.judged(key)) is not None
    ]
    if match["none"]:
        assert below, f"no habit is held against its target: {values}"
        assert not any(below), values


@claim(
    HABITS, rf"It is too early to say if a habit is (?:better|worse) than its usual ups and downs {_INSIDE}\."
)
def nothing_judged(said: Said, match: re.Match[str]) -> None:
    """Compared with the other answers by `reads_as_one`."""


@claim(HABITS, r"(?:Worse than the usual ups and downs|Steady, but not good enough): .*?(?<!\d)\.(?=$)")
@claim(HABITS, rf"(?={_LABEL}).*?\.(?=$)")
def some_move(said: Said, match: re.Match[str]) -> None:
    assert each_habit(said, match.group())


LOOK: Registry = []


def compared(said: Said) -> list[str]:
    """Active circles that have held 3 sessions: others are too new to compare."""
    held = [row["circle"] for row in said.now.held()]
    return [row["circle"] for row in said.now.active_circles() if held.count(row["circle"]) >= 3]


@claim(
    LOOK,
    rf"(?:(?P<names>C\d(?:(?:, | and )C\d)*) needs? help)?(?:; |M|)(?:ost often below target: |most often below target: )?(?:(?P<label>{_LABEL}|[A-Z][^.,;]+), in (?P<n>{NUMBER}) of (?P<N>{NUMBER}) circles?)?\.",
)
def look_first(said: Said, match: re.Match[str]) -> None:
    names = re.findall(r"C\d", match["names"] or "")
    for row in said.now.active_circles():
        held = sum(each["circle"] == row["circle"] for each in said.now.held())
        if held >= 3 and said.now.signals(row)[0]:
            assert row["circle"] in names, row["circle"]
    assert set(names) <= {row["circle"] for row in said.now.active_circles()}
    label = match["label"]
    if label in LABELS and LABELS[label] in TARGETS:
        key = LABELS[label]
        values = [said.now.judged(key, circle) for circle in compared(said)]
        known = [value for value in values if value is not None]
        assert (int(match["n"]), int(match["N"])) == (
            sum(v < TARGETS[key] - 1e-12 for v in known),
            len(known),
        )


@claim(
    LOOK,
    r"No (?:judged )?circle needs help(?P<none>, and none is below a target(?: \((?P<known>\d) of (?P<all>\d) can be judged\))?)?"
    r"(?:; (?P<watched>C\d(?:(?:, | and )C\d)*) (?:is|are) worth watching)?\.",
)
def nobody(said: Said, match: re.Match[str]) -> None:
    for row in said.now.active_circles():
        held = sum(each["circle"] == row["circle"] for each in said.now.held())
        severe, any_sign = said.now.signals(row)
        assert held < 3 or not severe, row["circle"]
        assert held < 3 or not any_sign or row["circle"] in (match["watched"] or ""), row["circle"]
    if match["none"]:
        judged = [
            (key, said.now.judged(key, circle)) for key in _OF_HEALTH if said.now.recorded(key)
            for circle in compared(said)
        ]  # fmt: skip
        known = [(key, value) for key, value in judged if value is not None]
        assert known, "no circle is held against a target"
        assert all(value >= TARGETS[key] - 1e-12 for key, value in known)
        assert int(match["known"] or len(_OF_HEALTH)) == len({key for key, _ in known})


@claim(LOOK, r"No circle can be judged yet\.")
def nobody_judged(said: Said, match: re.Match[str]) -> None:
    for circle in compared(said):
        assert all(said.now.judged(key, circle) is None for key in TARGETS if said.now.recorded(key)), circle


@claim(LOOK, NONE_ACTIVE)
def nobody_active(said: Said, match: re.Match[str]) -> None:
    assert not said.now.active_circles()


@claim(LOOK, r"Too early to tell: no circle has held 3 sessions yet\.")
def too_early(said: Said, match: re.Match[str]) -> None:
    held = [row["circle"] for row in said.now.held()]
    assert all(held.count(row["circle"]) < 3 for row in said.now.active_circles())


def reads_as_one(holds: str, improves: str, slips: str, said: Said) -> None:
    """Each habit stands in one answer, and the answers add up to the recorded habits."""
    found = re.search(r"(\d+) of (\d+) recorded habits? hold", holds)
    named = [re.findall(rf"({_LABEL}) {VALUE}", text) for text in (holds, improves, slips)]
    flat = [label for names in named for label in names]
    assert len(flat) == len(set(flat)), f"named twice: {flat}"
    if not found:
        return
    waiting = sum(
        len(re.findall(_LABEL, names)) + sum(map(int, re.findall(r"(\d+) more\b", names)))
        for names in re.findall(r"(?:Too early to tell|not judged against its target): ([^.]+)\.", holds)
    )
    moving = sum(
        len(names) + sum(map(int, re.findall(r"(\d+) more\b", text)))
        for names, text in ((named[1], improves), (named[2], slips))
    )
    for text in (improves, slips):
        assert waiting or "that can be judged" not in text, (holds, text)
    assert int(found[1]) + waiting + moving == int(found[2]), (holds, improves, slips)
