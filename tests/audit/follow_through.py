"""The sentences of the actions page: does it get done, by the date promised, what is still open."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.audit.claims import NUMBER, VALUE, Registry, Said, claim, is_share, number
from tests.audit.made import AS_OF
from tests.audit.recount import Recount, open_on

ACTIONS: Registry = []
_OPENING = r"(?P<opening>Over the whole log|In (?:the last|the time|this|the year) [^,:;.]+):"
_USUAL = r"(?:within the|more than the|based on too few months to say if it is)[^.;]*"


@claim(ACTIONS, rf"{_OPENING}")
def names_its_period(said: Said, match: re.Match[str]) -> None:
    """The opening itself is compared by the reader."""


def cumulative(recount: Recount) -> tuple[int, list[tuple[int, float]]]:
    """Actions followed, and (day, share done by then): Aalen-Johansen, with cancelled ones as the competing event."""
    followed: list[tuple[int, str]] = []
    known = [row for row in recount.rows("actions") if row.get("created") and row["created"] <= AS_OF]
    done = [row for row in known if row["status"] == "done" or (not row["status"] and row.get("closed"))]
    for row in known:
        closed, is_done, is_cancelled = row.get("closed"), row in done, row["status"] == "cancelled"
        if (is_done or is_cancelled) and (not closed or closed < row["created"]):
            continue
        if too_many_undated(recount, row["circle"]) or not recount.inside(row["created"]):
            continue
        state = "done" if is_done else "cancelled" if is_cancelled else "open"
        followed.append((((closed if state != "open" else AS_OF) - row["created"]).days, state))
    share, still, curve = 0.0, 1.0, []
    for day in sorted({day for day, state in followed if state != "open"}):
        at_risk = sum(each >= day for each, _ in followed)
        hits, others = (sum(each == (day, state) for each in followed) for state in ("done", "cancelled"))
        share += still * hits / at_risk
        still *= 1 - (hits + others) / at_risk
        curve.append((day, share))
    return len(followed), curve


def too_many_undated(recount: Recount, circle: str) -> bool:
    rows = [row for row in recount.actions(circle) if row["state"] == "done"]
    lost = sum(not row["done_on"] for row in rows)
    return lost >= 3 and 2 * lost >= len(rows)


@claim(
    ACTIONS,
    rf"Half of what circles decide is done within (?P<d>{NUMBER}) days?(?: \([^)]*\))?(?:; as of 30 Jun 2026, (?P<late>[^.]+))?\.",
)
def half_is_done(said: Said, match: re.Match[str]) -> None:
    count, curve = cumulative(said.now)
    assert count >= 5
    assert number(match["d"]) == next(day for day, share in curve if share >= 0.5 - 1e-9)
    if match["late"]:
        _late(said, match["late"])


@claim(ACTIONS, rf"After (?P<d>{NUMBER}) days, less than half of what was decided is done\.")
def half_is_not_done(said: Said, match: re.Match[str]) -> None:
    count, curve = cumulative(said.now)
    assert count >= 5
    assert all(share < 0.5 for _, share in curve)


@claim(
    ACTIONS,
    r"Too few actions to say how long they take: (?P<n>\d) of the 5 needed(?: \(left out: (?P<out>[^)]+)\))?\.",
)
def too_few(said: Said, match: re.Match[str]) -> None:
    assert cumulative(said.now)[0] == int(match["n"]) < 5
    for count, reason in re.findall(
        rf"({NUMBER}) (no creation date|done without a date)", match["out"] or ""
    ):
        rows = said.now.rows("actions") if "creation" in reason else said.now.actions()
        lost = [
            row for row in rows
            if (not row.get("created") if "creation" in reason else row["state"] == "done" and not row["done_on"])
        ]  # fmt: skip
        assert 0 < number(count) <= len(lost), reason


@claim(
    ACTIONS,
    rf"As of 30 Jun 2026, (?P<late>(?:nothing is overdue|no overdue action is known, but [^.;]+|{NUMBER} open actions? (?:is|are) overdue, none by more than 30 days|{NUMBER} open actions? (?:is|are) more than 30 days late))\.",
)
def late(said: Said, match: re.Match[str]) -> None:
    _late(said, match["late"])


def _late(said: Said, words: str) -> None:
    count, very = len(said.now.overdue()), len(said.now.overdue(30))
    assert any(row["due"] for row in said.now.open()), "no open action has a due date"
    if "more than 30 days late" in words:
        assert number(words.split()[0]) == very
    elif "overdue, none" in words:
        assert (number(words.split()[0]), very) == (count, 0)
    else:
        assert not count
        undated = [row for row in said.now.open() if not row["due"]]
        assert bool(undated) == ("is known" in words)


@claim(
    ACTIONS,
    r"(?:How long actions take|Whether actions are done by the promised date|What is open) is not recorded: no [^.]* (?:column|tab)[^.]*\.",
)
def lacks_a_column(said: Said, match: re.Match[str]) -> None:
    assert not all(said.now.has("actions", column) for column in ("closed", "due", "status", "created"))


@claim(
    ACTIONS,
    rf"How long actions take is not recorded: (?:{NUMBER} done actions? ha(?:s|ve)|most actions that are done have) no date\.",
)
def no_days(said: Said, match: re.Match[str]) -> None:
    assert any(too_many_undated(said.now, row["circle"]) for row in said.now.rows("circles"))
    assert cumulative(said.now)[0] < 5


@claim(
    ACTIONS,
    rf"(?P<n>{NUMBER}) actions? (?:was|were) finished, (?P<moved>up from|down from|as before)(?: (?P<then>{NUMBER}))? \((?P<usual>[^)]*)\)\.",
)
def finished_before(said: Said, match: re.Match[str]) -> None:
    assert said.before is not None
    now, then = said.now.finished()[0], said.before.finished()[0]
    assert number(match["n"]) == now
    assert match["moved"] == ("as before" if now == then else "up from" if now > then else "down from")
    if match["then"]:
        assert number(match["then"]) == then


@claim(
    ACTIONS,
    rf"(?P<n>{NUMBER}) of (?P<N>{NUMBER}) actions?(?: \((?P<share>{VALUE})\))? (?:was|were) done by the date first promised"
    rf"(?:, (?P<later>{NUMBER}) later)?\.(?: (?P<moved>{NUMBER}) had (?:its date|their dates) moved\.)?",
)
def on_time(said: Said, match: re.Match[str]) -> None:
    n, total = said.now.share("on_time")
    assert (number(match["n"]), number(match["N"])) == (n, total)
    if match["share"]:
        is_share(match["share"], n, total)
    if match["moved"]:
        assert number(match["moved"]) <= total


@claim(
    ACTIONS,
    rf"Whether actions are done on time is not recorded: (?:(?P<n>{NUMBER}) done actions? ha(?:s|ve)|most actions that are done have) no date\.",
)
def not_dated(said: Said, match: re.Match[str]) -> None:
    assert said.now.share("on_time")[1] == 0
    assert said.now.lost["on_time"] == number(match["n"] or "0")


@claim(ACTIONS, r"No promised date has passed (?P<when>yet|in that time)\.")
def none_due(said: Said, match: re.Match[str]) -> None:
    assert said.now.share("on_time")[1] == 0
    assert (match["when"] == "yet") == (said.now.start is None)


@claim(ACTIONS, r"No action has a due date, so whether actions are done on time is not recorded\.")
def no_due_dates(said: Said, match: re.Match[str]) -> None:
    assert not any(row["first_due"] for row in said.now.actions())


@claim(
    ACTIONS,
    rf"(?:No actions are recorded yet|All {NUMBER} actions are cancelled|The only action is cancelled)\.",
)
def no_actions(said: Said, match: re.Match[str]) -> None:
    assert not said.now.actions()


@claim(
    ACTIONS,
    rf"In (?P<b>[^:]+): (?P<text>{VALUE}) \((?P<n>{NUMBER})/(?P<N>{NUMBER})\); the difference is {_USUAL}\.",
)
def on_time_before(said: Said, match: re.Match[str]) -> None:
    assert said.before is not None
    assert match["b"] == said.name_before
    assert said.before.share("on_time") == (number(match["n"]), number(match["N"]))
    is_share(match["text"], *said.before.share("on_time"))


@claim(ACTIONS, rf"At the end of (?P<b>[^:]+): (?P<n>{NUMBER})(?:; the difference is {_USUAL})?\.")
def open_before(said: Said, match: re.Match[str]) -> None:
    assert said.before is not None
    assert match["b"] == said.name_before
    assert said.before.end is not None
    assert number(match["n"]) == len(open_on(said.now, said.before.end))


@claim(ACTIONS, r"Nothing is open\.")
def nothing_open(said: Said, match: re.Match[str]) -> None:
    assert said.now.actions()
    assert not said.now.open()


@claim(
    ACTIONS,
    rf"(?P<n>{NUMBER}) (?:is|are) open(?:, (?P<blocked>{NUMBER}) blocked)?(?:, (?P<unowned>{NUMBER}) without an owner)?(?:, (?P<undated>{NUMBER}) without a due date)?\.",
)
def still_open(said: Said, match: re.Match[str]) -> None:
    rows = said.now.open()
    counts = {
        "n": len(rows),
        "blocked": sum(row["status"] == "blocked" for row in rows),
        "unowned": sum(not row["owner"] for row in rows),
        "undated": sum(not row["due"] for row in rows),
    }
    assert {name: number(match[name] or "0") for name in counts} == counts


def weekly(recount: Recount, most: int = 12) -> list[tuple[int, int, int]]:
    """(came, done, cancelled) in each of the last full weeks up to AS_OF, at most `most`, oldest first."""
    events: list[tuple[date, str]] = []
    for row in recount.rows("actions"):
        created, closed = row.get("created"), row.get("closed")
        if created and created > AS_OF:
            continue
        if row["status"] in ("done", "cancelled") or (not row["status"] and closed):
            if not closed:
                continue
            ended = max(closed, created) if created else closed
            events.append((ended, "cancelled" if row["status"] == "cancelled" else "done"))
        if created:
            events.append((created, "came"))
    if not events:
        return []
    full = min(most, ((AS_OF - min(day for day, _ in events)).days + 1) // 7)
    weeks = []
    for back in range(full, 0, -1):
        last = AS_OF - timedelta(days=7 * (back - 1))
        inside = [what for day, what in events if last - timedelta(days=7) < day <= last]
        weeks.append((inside.count("came"), inside.count("done"), inside.count("cancelled")))
    return weeks


@claim(ACTIONS, r"There is no recent pace to base a forecast on\.")
def no_pace(said: Said, match: re.Match[str]) -> None:
    assert not any(done for _, done, _ in weekly(said.now))


@claim(
    ACTIONS,
    r"No date can be given, since the list of open actions does not get shorter: in the last (?P<weeks>\d+ full "
    rf"weeks|full week), (?P<came>{NUMBER}) (?:was|were) added and (?P<went>{NUMBER}) done or cancelled\.",
)
def grows(said: Said, match: re.Match[str]) -> None:
    came_and_went(said, match)
    assert number(match["came"]) >= number(match["went"])


@claim(
    ACTIONS,
    rf"No date can be given, since the list of open actions grew: (?P<then>{NUMBER}) (?:was|were) open on "
    rf"(?P<day>[^,]+), (?P<now>{NUMBER}) (?:is|are) now\.",
)
def grew(said: Said, match: re.Match[str]) -> None:
    assert said.now.start is not None
    day = said.now.start - timedelta(days=1)
    assert match["day"] == f"{day.day} {day:%b %Y}"
    assert number(match["now"]) == len(said.now.open()) > number(match["then"])
    assert number(match["then"]) == len(open_on(said.now, day))


def came_and_went(said: Said, match: re.Match[str]) -> None:
    """Check how many were added and how many done or cancelled in the weeks that a forecast draws from."""
    weeks = weekly(said.now)
    assert match["weeks"] == ("full week" if len(weeks) == 1 else f"{len(weeks)} full weeks")
    assert number(match["came"]) == sum(came for came, *_ in weeks)
    assert number(match["went"]) == sum(done + dropped for _, done, dropped in weeks)


@claim(
    ACTIONS,
    r"No date can be given: nothing was done in the last (?P<n>\d+) weeks?, against the pace before\.",
)
def paused(said: Said, match: re.Match[str]) -> None:
    assert not any(done + dropped for _, done, dropped in weekly(said.now)[-int(match["n"]) :])


@claim(ACTIONS, r"No date can be given: no session and no action is recorded in the last (?P<n>\d+) weeks\.")
def silent(said: Said, match: re.Match[str]) -> None:
    weeks = weekly(said.now)
    assert not any(row["held"] > AS_OF - timedelta(days=7 * int(match["n"])) for row in said.now.held())
    assert 2 * int(match["n"]) > len(weeks)
    assert not any(any(week) for week in weeks[-int(match["n"]) :])


@claim(
    ACTIONS,
    rf"At this pace, the list of (?P<n>{NUMBER}) open actions? is (?:empty in about (?P<mid>{NUMBER}) weeks?: 1 simulation in 10 needs "
    rf"(?P<low>{NUMBER}) or fewer, 9 in 10 need (?P<high>{NUMBER}) or fewer|not empty for more than 10 years)\.",
)
def forecast(said: Said, match: re.Match[str]) -> None:
    assert number(match["n"]) == len(said.now.open())
    weeks = weekly(said.now)
    net = [done + dropped - came for came, done, dropped in weeks]
    assert sum(net) > 0, "more comes in than goes out"
    if match["mid"]:
        low, middle, high = (number(match[name]) if match[name] else 10**6 for name in ("low", "mid", "high"))
        assert -(-len(said.now.open()) // max(net)) <= low <= middle <= high
        assert middle <= 4 * len(said.now.open()) * len(net) / sum(net) + 60


@claim(
    ACTIONS,
    rf"No date can be given for the list of (?P<n>{NUMBER}) open actions?, since it hardly gets shorter: in the last "
    rf"(?P<weeks>\d+ full weeks|full week), (?P<came>{NUMBER}) (?:was|were) added and (?P<went>{NUMBER}) done or "
    rf"cancelled\. 1 simulation in 10 empties it within (?P<low>{NUMBER}) weeks?, 1 in 10 not within 10 years\.",
)
def hardly_more(said: Said, match: re.Match[str]) -> None:
    came_and_went(said, match)
    assert number(match["n"]) == len(said.now.open())
    net = [done + dropped - came for came, done, dropped in weekly(said.now)]
    assert sum(net) > 0
    assert -(-len(said.now.open()) // max(net)) <= number(match["low"]) <= 520
