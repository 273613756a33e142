"""The sentences of the lighthouse page: how far practices travel, and where each is heading."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

from tests.audit.claims import NUMBER, SHARE, Registry, Said, claim, is_share, number
from tests.audit.made import AS_OF
from tests.audit.recount import Recount

SPREAD: Registry = []
FORECAST: Registry = []
ADOPTING = ("adopted", "sustained", "adapted")


def stages(now: Recount, practice: str, team: str) -> list[dict[str, Any]]:
    rows = [
        r
        for r in now.rows("adoptions")
        if (r["practice"], r["team"]) == (practice, team) and r["date"] <= AS_OF
    ]
    return sorted(rows, key=lambda row: row["date"])


def adopters(now: Recount, practice: str) -> dict[str, date]:
    """Team -> the day it first adopted."""
    found = {}
    for team in now.rows("teams"):
        days = [row["date"] for row in stages(now, practice, team["team"]) if row["stage"] in ADOPTING]
        if days:
            found[team["team"]] = days[0]
    return found


def uses(now: Recount, practice: str, team: str) -> bool:
    last = ""
    for row in stages(now, practice, team):
        if row["stage"] in ADOPTING or (row["stage"] == "stopped" and last):
            last = row["stage"]
    return last in ADOPTING


def reaches(now: Recount, practice: str) -> list[str]:
    """Teams that it is meant for and that are eligible on AS_OF."""
    return [
        row["team"] for row in now.rows("teams")
        if not (row["eligible_from"] and row["eligible_from"] > AS_OF) and not (row["eligible_to"] and row["eligible_to"] <= AS_OF)
        and (not row["target_of"] or practice in row["target_of"].split(", "))
    ]  # fmt: skip


def offered(now: Recount) -> list[str]:
    return [
        row["practice"] for row in now.rows("practices")
        if row["status"] == "proven"
        or any(row["practice"] in (team["target_of"] or "").split(", ") for team in now.rows("teams"))
        or any(each["practice"] == row["practice"] and each["date"] <= AS_OF for each in now.rows("adoptions"))
    ]  # fmt: skip


def learned(now: Recount, practice: str) -> int:
    """Adoptions that name a team that had adopted it before."""
    first, count = adopters(now, practice), 0
    for team, day in first.items():
        rows = stages(now, practice, team)
        adopting = next(row for row in rows if row["stage"] in ADOPTING)
        earlier = [
            row
            for row in rows
            if row["stage"] in ("told", "trying") and row["date"] <= day and row["from_team"]
        ]
        source = adopting["from_team"] or (earlier[-1]["from_team"] if earlier else None)
        count += bool(source and source != team and source in first and first[source] < day)
    return count


@claim(
    SPREAD,
    rf"(?P<n>{NUMBER}) of (?P<N>{NUMBER}) teams? uses? (?:at least one of (?P<k>{NUMBER}) practices|the one practice)(?: that (?:is|are) offered \((?P<kept>{NUMBER}) more in the library (?:is|are) not\))?(?:, (?P<one>[^;.]+))?"
    rf"(?:; the most widely used, (?P<widest>[^,]+), is in use in (?P<users>{NUMBER}) teams?)?(?:; (?P<silent>no adoption says who it was learned from)|; (?P<share>{SHARE}) of adoptions were learned from others)?"
    r"(?:; new adoptions (?P<pace>[^.;]+))?\.",
)
def use(said: Said, match: re.Match[str]) -> None:
    now = said.now
    names = offered(now)
    users = {name: [team for team in reaches(now, name) if uses(now, name, team)] for name in names}
    assert number(match["n"]) == len({team for teams in users.values() for team in teams})
    assert number(match["N"]) == len({team for name in names for team in reaches(now, name)})
    assert len(names) == (number(match["k"]) if match["k"] else 1)
    assert (number(match["kept"]) if match["kept"] else 0) in (len(now.rows("practices")) - len(names), 0)
    titles = {row["practice"]: row["title"] for row in now.rows("practices")}
    if match["widest"]:
        most = max(len(teams) for teams in users.values())
        assert number(match["users"]) == most
        assert match["widest"] in [titles[name] for name in names if len(users[name]) == most]
    every = sum(len(adopters(now, name)) for name in names)
    if match["share"]:
        is_share(match["share"], sum(learned(now, name) for name in names), every)
    if match["pace"] and match["pace"].startswith("stopped after"):
        last = max(day for name in names for day in adopters(now, name).values())
        assert f"{last:%B}" in match["pace"]


@claim(
    SPREAD,
    rf"No team has adopted (?:the one practice|any of the (?P<k>{NUMBER}) practices) yet(?:: (?P<way>[^.]+))?\.",
)
def none_yet(said: Said, match: re.Match[str]) -> None:
    names = offered(said.now)
    assert not any(adopters(said.now, name) for name in names)
    if match["k"]:
        assert number(match["k"]) == len(names)


@claim(
    SPREAD,
    rf"(?:None of the (?P<k>{NUMBER}) practices is|The one practice is not) offered for spread yet: proven, or with a lighthouse, a target or an adoption\.",
)
def none_offered(said: Said, match: re.Match[str]) -> None:
    assert not offered(said.now)
    assert len(said.now.rows("practices")) == (number(match["k"]) if match["k"] else 1)


@claim(SPREAD, r"How far practices travel is not recorded: no (?P<tab>practices|teams|adoptions) tab\.")
def no_tab(said: Said, match: re.Match[str]) -> None:
    assert not said.now.rows(match["tab"])


@claim(SPREAD, r"The library has no practices yet\.")
def no_practices(said: Said, match: re.Match[str]) -> None:
    assert not said.now.rows("practices")


def months(day: date) -> int:
    return 12 * day.year + day.month


def recent(said: Said, practice: str) -> tuple[list[date], int, list[int]]:
    """The first adoptions of the teams it reaches, how many it reaches, and how many came in each of the last 3 months."""
    teams = reaches(said.now, practice)
    days = [day for team, day in adopters(said.now, practice).items() if team in teams]
    counts = Counter(months(day) for day in days)
    last = months(AS_OF)  # AS_OF is the last day of its month
    return days, len(teams), [counts[last - back] for back in (2, 1, 0)]


@claim(
    FORECAST,
    rf"(?P<p>P\d)\| ?If the pace of the last 3 full months continues, (?P<pace>\d+\.\d) teams a month, and the teams that can adopt it stay the same, (?P<n>{NUMBER}) of (?P<N>{NUMBER}) "
    rf"teams will have adopted it by the end of (?P<month>\w+ \d{{4}})(?: \((?P<low>{NUMBER}) to (?P<high>{NUMBER})\))?(?:; [^.]+)?\.",
)
def continues(said: Said, match: re.Match[str]) -> None:
    days, total, counts = recent(said, match["p"])
    pace = sum(counts) / 3
    assert pace > 0, "nobody adopts it any more"
    assert abs(float(match["pace"]) - pace) <= 0.05 + 1e-9
    n, low, high = (number(match[name]) if match[name] else None for name in ("n", "low", "high"))
    assert number(match["N"]) == total
    assert n is not None
    assert len(days) <= n <= total, "a forecast never falls below what is"
    assert n - len(days) <= pace * 6 + 1
    if low is not None and high is not None:
        assert len(days) <= low <= n <= high <= total
    if max(days) < date(AS_OF.year, AS_OF.month - 2, 1):
        raise AssertionError("no adoption in the last 3 months")


@claim(FORECAST, r"(?P<p>P\d)\| ?No forecast: no team has adopted it since (?P<month>\w+ \d{4})\.")
def withheld(said: Said, match: re.Match[str]) -> None:
    days, total, _ = recent(said, match["p"])
    assert f"{max(days):%B %Y}" == match["month"]
    assert months(AS_OF) > months(max(days))
    assert len(days) < total


@claim(FORECAST, r"(?P<p>P\d)\| ?No forecast: no adoption of it is recorded yet\.")
def no_adopter(said: Said, match: re.Match[str]) -> None:
    assert not recent(said, match["p"])[0]


@claim(
    FORECAST,
    r"(?P<p>P\d)\| ?Too early for a forecast: (?P<m>\d) of the 3 full months needed since the first adoption\.",
)
def too_early(said: Said, match: re.Match[str]) -> None:
    days, _, _ = recent(said, match["p"])
    assert months(AS_OF) - months(min(days)) + 1 == int(match["m"]) < 3


@claim(FORECAST, rf"(?P<p>P\d)\| ?All (?P<n>{NUMBER}) teams it can reach have adopted it\.")
def all_have(said: Said, match: re.Match[str]) -> None:
    days, total, _ = recent(said, match["p"])
    assert len(days) == total == number(match["n"])
