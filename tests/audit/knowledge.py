"""The sentences about what changes of the design were followed by, what waits for whom, and how much proof teams saw."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from random import Random
from statistics import mean, median
from typing import Any

from tests.audit import made
from tests.audit.claims import NUMBER, SHARE, Registry, Said, claim, number
from tests.audit.made import AS_OF, Tables
from tests.audit.recount import Recount
from tests.audit.spread import ADOPTING, adopters, stages

CHANGES: Registry = []
WAITS: Registry = []
PROOF: Registry = []
LABELS = {"Participation": "participation", "Prework on time": "prework", "Cadence": "cadence"}
_LABEL = "|".join(LABELS)
_INSIDE = f"(?i:{_LABEL})"
FUNCTIONS = ("Sales", "Care", "Legal")


@cache
def tables(seed: int) -> Tables:
    """A log of `made`, with changes of the design, functions that things wait for, and teams with circle members."""
    rng, log = Random(1000 + seed), dict(made.tables(seed))
    log["members"] = [
        {**row, "function": rng.choice(("Sales", "Care")), "region": rng.choice(("EU", "US"))}
        for row in log["members"]
    ]
    log["teams"] = [
        {**row, "circle_member": rng.choice(("yes", "yes", "yes", "no"))} for row in log.get("teams", [])
    ]
    log["actions"] = [
        {**row, "depends_on": rng.choice(("", "", *FUNCTIONS))} for row in log.get("actions", [])
    ]
    log["asks"] = [{**row, "function": rng.choice(("", *FUNCTIONS))} for row in log.get("asks", [])]
    log["changes"] = [
        {"date": AS_OF - timedelta(days=rng.randint(0, 300)), "what": f"Change {n}", "figure": rng.choice(list(LABELS.values())),
         "direction": rng.choice(("up", "down", ""))}
        for n in range(rng.randint(1, 3))
    ]  # fmt: skip
    if rng.random() < 0.6:  # something comes of the first change
        first, held = (
            log["changes"][0]["date"],
            {row["session"]: row["held"] for row in log.get("sessions", [])},
        )
        log["attendance"] = [
            {
                **row,
                "prework": (
                    "on time" if rng.random() < (0.9 if held[row["session"]] >= first else 0.3) else "no"
                ),
            }
            for row in log.get("attendance", [])
        ]
        log["changes"][0]["figure"] = "prework"
    return {tab: rows for tab, rows in log.items() if rows}


# What changes of the design were followed by


def months(now: Recount, key: str) -> dict[str, float]:
    """Month -> the figure's share in it; months without a record are not there."""
    found, first = {}, date(AS_OF.year - 2, AS_OF.month, 1)
    while first <= AS_OF:
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        n, total = Recount(now.tables, first, after - timedelta(days=1)).share(key)
        if total:
            found[f"{first:%Y-%m}"] = n / total
        first = after
    return found


def sides(now: Recount, key: str, day: date) -> tuple[list[float], list[float]]:
    """The months before the change, and those after it up to the next change that names the same figure."""
    known, month = months(now, key), f"{day:%Y-%m}"
    later = [
        f"{row['date']:%Y-%m}" for row in now.rows("changes") if row["figure"] == key and row["date"] <= AS_OF
    ]
    until = min([name for name in later if name > month], default="9999")
    before = [share for name, share in known.items() if name < month]
    after = [
        share
        for name, share in known.items()
        if (name >= month if day.day == 1 else name > month) and name < until
    ]
    return before, after


def shown(text: str, share: float) -> None:
    if text.startswith(">"):
        assert 0.995 <= share < 1, (text, share)
    elif text.startswith("<"):
        assert 0 < share <= 0.005, (text, share)
    else:
        assert abs(float(text.removesuffix(" %")) - 100 * share) <= 0.5 + 1e-9, (text, share)


_DAY = r"(?P<day>\d{1,2} \w{3} \d{4})"
_RECORDED = (
    rf"(?P<before>{NUMBER}) months? with records before and (?P<after>{NUMBER}) after, up to the next change"
)
_MONTHS = rf"(?P<before>{NUMBER}) months? before and (?P<after>{NUMBER}) after"


def change_of(said: Said, key: str, day: date, direction: str | None) -> None:
    assert any(
        (row["figure"], row["date"], row["direction"]) == (key, day, direction)
        for row in said.now.rows("changes")
    )


def a_day(text: str) -> date:
    from datetime import datetime

    return datetime.strptime(text, "%d %b %Y").replace(tzinfo=None).date()  # noqa: DTZ007


@claim(
    CHANGES,
    rf"(?P<key>\w+) (?P<on>\S+)\| (?:Expected: (?P<label>{_INSIDE}) to go (?P<way>up|down); t|T)oo early to tell: {_RECORDED}, and 5 on each side are needed\.",
)
def too_early(said: Said, match: re.Match[str]) -> None:
    day = date.fromisoformat(match["on"])
    before, after = sides(said.now, match["key"], day)
    assert number(match["after"]) == len(after)
    assert number(match["before"]) <= len(before)
    assert min(number(match["before"]), len(after)) < 5
    change_of(said, match["key"], day, match["way"])


@claim(
    CHANGES,
    rf"(?P<key>\w+) (?P<on>\S+)\| (?:Expected: (?P<expected>{_INSIDE}) to go (?P<way>up|down); a|A)fter {_DAY}, (?:(?P<label>{_INSIDE}) moved (?P<moved>up|down)|it went) from (?P<low>{SHARE}) to (?P<high>{SHARE})(?P<verdict>, as expected|, the other way|, within its usual ups and downs|) \({_MONTHS}(?P<so_far>, so far)?\)\.",
)
def followed_by(said: Said, match: re.Match[str]) -> None:
    day = date.fromisoformat(match["on"])
    assert a_day(match["day"]) == day
    change_of(said, match["key"], day, match["way"])
    for name in filter(None, (match["label"], match["expected"])):
        assert LABELS[f"{name[0].upper()}{name[1:]}"] == match["key"]
    before, after = sides(said.now, match["key"], day)
    counts = number(match["before"]), number(match["after"])
    assert counts[1] == len(after)
    assert 5 <= counts[0] <= len(before)
    assert bool(match["so_far"]) == (min(counts) < 12)
    then, since = mean(before[-counts[0] :]), mean(after)
    shown(match["low"], then)
    shown(match["high"], since)
    if match["moved"]:
        assert (match["moved"] == "up") == (since > then)
        assert since != then
        if match["way"]:
            assert (match["verdict"] == ", as expected") == (match["way"] == match["moved"])
        else:
            assert not match["verdict"]
    else:
        assert match["verdict"] == ", within its usual ups and downs"


# What waits for a function


def waits(now: Recount) -> dict[str, list[tuple[int, bool]]]:
    """Function -> (days, blocked) of each open action and ask that waits for it."""
    found: dict[str, list[tuple[int, bool]]] = {}
    undated: set[str] = set()
    for row in now.open():
        if row["depends_on"]:
            if row["created"] is None:
                undated.add(row["depends_on"])
            age = (AS_OF - row["created"]).days if row["created"] else -1
            found.setdefault(row["depends_on"], []).append((age, row["status"] == "blocked"))
    for row in now.rows("asks"):
        answered = (row["answered"] and row["answered"] <= AS_OF) or (
            not row["answered"] and row.get("status") in ("granted", "declined")
        )
        if row["raised"] <= AS_OF and not answered and row["function"]:
            found.setdefault(row["function"], []).append(((AS_OF - row["raised"]).days, False))
    return found


def weight(rows: list[tuple[int, bool]]) -> float:
    dated = [days for days, _ in rows if days >= 0]
    return len(rows) * median(dated) if dated else -1


@claim(
    WAITS,
    rf"(?P<n>{NUMBER}) open (?:action or ask waits|actions and asks wait) for (?P<function>\w+)(?:, (?P<blocked>{NUMBER}) of them blocked)?, (?:(?P<half>half of (?P<whom>them|those with a day)) )?for (?P<days>{NUMBER}) days?(?: or longer)?: the most of any function, by how many wait and how long\.",
)
def bottleneck(said: Said, match: re.Match[str]) -> None:
    every = waits(said.now)
    rows = every[match["function"]]
    assert number(match["n"]) == len(rows)
    assert number(match["blocked"] or "0") == sum(blocked for _, blocked in rows)
    dated = [days for days, _ in rows if days >= 0]
    assert sum(days >= number(match["days"]) for days in dated) * 2 >= len(dated)
    assert bool(match["half"]) == (len(rows) > 1)
    assert not match["half"] or (match["whom"] == "them") == (len(dated) == len(rows))
    others = [weight(some) for name, some in every.items() if name != match["function"]]
    assert all(weight(rows) > other for other in others)


# How much proof teams saw


def source(now: Recount, practice: str, team: str, first: dict[str, date]) -> str | None:
    """The team that an adopter names and that had adopted before it."""
    rows = stages(now, practice, team)
    adopting = next(row for row in rows if row["stage"] in ADOPTING)
    earlier = [
        row
        for row in rows
        if row["stage"] in ("told", "trying") and row["date"] <= first[team] and row["from_team"]
    ]
    named = adopting["from_team"] or (earlier[-1]["from_team"] if earlier else None)
    return named if named and named != team and named in first and first[named] < first[team] else None


def stopped_on(now: Recount, practice: str, team: str) -> date | None:
    rows = stages(now, practice, team)
    last = max(place for place, row in enumerate(rows) if row["stage"] in ADOPTING)
    return next((row["date"] for row in rows[last:] if row["stage"] == "stopped"), None)


def seats(now: Recount) -> dict[str, set[str]]:
    """Team -> the circles in which it is taken to have members."""
    active = {row["circle"] for row in now.active_circles()}
    members: list[dict[str, Any]] = [
        row for row in now.rows("members")
        if row["circle"] in active and not (row["joined"] and row["joined"] > AS_OF) and not (row["left"] and row["left"] <= AS_OF)
    ]  # fmt: skip
    return {
        team["team"]: {
            row["circle"] for row in members
            if team["circle_member"] == "yes" and (row["function"], row["region"]) == (team["function"], team["region"])
        }
        for team in now.rows("teams")
    }  # fmt: skip


def exposures(now: Recount) -> list[float]:
    """The share of contacts that used a practice before each adoption, of teams with at least 3 contacts then."""
    sits, found = seats(now), []
    practices = [row["practice"] for row in now.rows("practices")]
    first = {practice: adopters(now, practice) for practice in practices}
    learned = [
        (team, named, day)
        for practice in practices for team, day in first[practice].items()
        if (named := source(now, practice, team, first[practice]))
    ]  # fmt: skip
    for practice in practices:
        for team, day in first[practice].items():
            near = {other for other in sits if other != team and sits[team] & sits[other]}
            near |= {b if a == team else a for a, b, since in learned if team in (a, b) and since < day}
            users = [
                other for other in near
                if other in first[practice] and first[practice][other] < day
                and not ((end := stopped_on(now, practice, other)) and end < day)
            ]  # fmt: skip
            if len(near) >= 3:
                found.append(len(users) / len(near))
    return found


@claim(
    PROOF,
    rf"Of (?P<n>{NUMBER}) adoptions by teams with at least 3 contacts, (?:half came when (?P<half>{SHARE}) of the contacts or fewer used the practice(?:; (?P<some>{NUMBER}) came before any contact used the practice)?|(?P<first>{NUMBER}) came before any contact used the practice)\.",
)
def proof(said: Said, match: re.Match[str]) -> None:
    every = exposures(said.now)
    assert number(match["n"]) == len(every) >= 5
    none_before = sum(share == 0 for share in every)
    assert number(match["some"] or match["first"] or "0") == none_before
    if match["half"]:
        shown(match["half"], median(every))
    else:
        assert 2 * none_before >= len(every)
