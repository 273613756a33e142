"""The sentences of the lighthouse page: how far practices travel, who learned from whom, what lasts and what needs a hand."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from tests.audit.health_page import is_close, kaplan_meier
from tests.audit.made import AS_OF
from tests.audit.recount import Recount, wilson
from tests.audit.seen import NUMBER, SHARE, Seen, is_listed, number, sentence
from tests.audit.spread import ADOPTING, adopters, offered, reaches, stages, uses

WORDS, TABS, HELP = (
    "lib/metrics/diffusion/words.py",
    "lib/ui/lighthouses/tabs.py",
    "lib/ui/lighthouses/needs_attention.py",
)
ADOPTION = "lib/charts/adoption.py"
_TITLE = r"(?P<title>Practice \d)"


def key_of(title: str) -> str:
    return f"P{title.split()[-1]}"


def source_of(now: Recount, practice: str, team: str) -> tuple[str, str]:
    """What a team says it learned a practice from: ("team" or "lighthouse", its key), ("", "") for nothing."""
    rows = stages(now, practice, team)
    at = next(place for place, row in enumerate(rows) if row["stage"] in ADOPTING)
    on = rows[at]["date"]
    told = [row for row in rows if row["stage"] in ("told", "trying") and row["date"] <= on]
    for row in [rows[at], *reversed(told)]:
        if row["from_team"] or row.get("lighthouse"):
            return ("team", row["from_team"]) if row["from_team"] else ("lighthouse", row["lighthouse"])
    return "", ""


def edges(now: Recount, practice: str) -> dict[str, tuple[str, str]]:
    """Adopter -> the source it learned from, if that was there before."""
    first, found = adopters(now, practice), {}
    beacons = {row["lighthouse"]: row for row in now.rows("lighthouses")}
    for team, on in first.items():
        kind, source = source_of(now, practice, team)
        if kind == "team" and source != team and source in first and first[source] < on:
            found[team] = kind, source
        if kind == "lighthouse" and source in beacons and beacons[source]["practice"] == practice:
            started = beacons[source]["started"]
            if not (started and started > on):
                found[team] = kind, source
    return found


def steps(now: Recount, practice: str, team: str) -> int:
    """How many steps an adopter is from where the practice began."""
    known, count = edges(now, practice), 0
    while team in known:
        count += 1
        kind, team = known[team]
        if kind == "lighthouse":
            break
    return count


def followers(now: Recount, practice: str, of: str) -> set[str]:
    """All who learned it from a team or lighthouse, directly or through others."""
    known, found = edges(now, practice), set[str]()
    while more := {team for team, (_, source) in known.items() if source in {of, *found}} - found:
        found |= more
    return found


@sentence(
    rf"^{_TITLE}: (?:in use in (?P<n>{NUMBER}) of (?P<N>{NUMBER}) teams?(?: \((?P<range>[^)]*)\))?|adopted by (?P<once>{NUMBER}) teams?, not in use in any of (?P<of>{NUMBER}) teams?), (?P<steps>no sources named|up to {NUMBER} steps? from where it began|{NUMBER} steps? from where it began)(?P<rest>[^.]*)\.",
    f"{WORDS}:in_words",
    f"{WORDS}:_steps",
    "lib/metrics/diffusion/pace_change.py:in_words",
)
def one_practice(seen: Seen, match: re.Match[str]) -> None:
    now, practice = seen.now, key_of(match["title"])
    teams, first = reaches(now, practice), adopters(now, practice)
    using = [team for team in teams if uses(now, practice, team)]
    assert number(match["N"] or match["of"]) == len(teams)
    if match["n"]:
        assert number(match["n"]) == len(using)
    else:
        assert (number(match["once"]), len(using)) == (len(first), 0)
    if match["range"]:
        low, high = wilson(len(using), len(teams))
        shown = [int(part) for part in re.findall(r"\d+", match["range"])]
        assert abs(shown[0] - 100 * low) <= 1
        assert abs(shown[-1] - 100 * high) <= 1
    known = edges(now, practice)
    deepest = max((steps(now, practice, team) for team in first), default=0)
    if match["steps"] == "no sources named":
        assert not known
    else:
        assert int(re.findall(r"\d+", match["steps"])[0]) == deepest
    if months := re.search(r"no new teams since (\w+)", match["rest"]):
        assert f"{max(first.values()):%B}" == months[1]
    if best := re.search(rf"lasts best in ([^(]+) \(({NUMBER}) of ({NUMBER}) still use it\)", match["rest"]):
        places = {row["team"]: f"{row['function']} {row['region']}" for row in now.rows("teams")}
        old = [
            team
            for team, on in first.items()
            if (AS_OF - on).days >= 90 and best[1].strip() in (places[team], *places[team].split())
        ]
        assert (sum(uses(now, practice, team) for team in old), len(old)) == (
            number(best[2]),
            number(best[3]),
        )


@sentence(
    rf"Adoption by month, (?P<first>\d{{4}}-\d\d) to (?P<last>\d{{4}}-\d\d)\. Ever adopted: (?P<n>{NUMBER}) of (?P<N>{NUMBER}) eligible teams \((?P<low>{SHARE}) to (?P<high>{SHARE})\); in use: (?P<use>{NUMBER})\.",
    f"{ADOPTION}:described",
)
def curve(seen: Seen, match: re.Match[str]) -> None:
    now = seen.now
    assert match["last"] == f"{AS_OF:%Y-%m}"
    found = []
    for practice in offered(now):
        teams, first = reaches(now, practice), adopters(now, practice)
        ever = [team for team in teams if team in first]
        found.append((len(ever), len(teams), sum(uses(now, practice, team) for team in teams)))
    shown = tuple(number(match[name]) for name in ("n", "N", "use"))
    assert shown in found
    for text, value in zip((match["low"], match["high"]), wilson(*shown[:2]), strict=True):
        is_close(text, min(max(value, 0.0), 1.0))


@sentence(
    rf"The share fell in (?P<month>\w+) (?P<year>\d{{4}}) because (?P<n>{NUMBER}) (?P<why>more teams? became eligible|adopters? left the eligible teams); no adoption was lost\.",
    f"{ADOPTION}:falls",
    rare=True,
)
def fell(seen: Seen, match: re.Match[str]) -> None:
    month = f"{match['month']} {match['year']}"
    days = [
        row["eligible_from" if "became" in match["why"] else "eligible_to"] for row in seen.now.rows("teams")
    ]
    assert any(on and f"{on:%B %Y}" == month for on in days)


@sentence(
    rf"^(?P<month>[A-Z][a-z]+ \d{{4}})\n(?P<each>(?:Practice \d: {NUMBER} of {NUMBER}\n)*Practice \d: {NUMBER} of {NUMBER})$",
    "lib/charts/adopted_by_month.py:_counts",
)
def in_a_month(seen: Seen, match: re.Match[str]) -> None:
    for title, n, total in re.findall(rf"Practice (\d): ({NUMBER}) of ({NUMBER})", match["each"]):
        assert number(n) <= number(total)
        if match["month"] == f"{AS_OF:%B %Y}":
            teams, first = reaches(seen.now, f"P{title}"), adopters(seen.now, f"P{title}")
            assert (number(n), number(total)) == (sum(team in first for team in teams), len(teams)), title


@sentence(
    rf"Eligible teams that ever adopted, by month, for (?P<k>{NUMBER}) practices?\. (?P<each>[^.]+)\.",
    f"{ADOPTION}:several_described",
)
@sentence(rf"Reach of (?P<k>{NUMBER}) practices?\. (?P<each>[^.]+)\.", "lib/charts/practices.py:described")
def reach(seen: Seen, match: re.Match[str]) -> None:
    now = seen.now
    parts = re.findall(
        rf"Practice (\d): (?:({NUMBER}) of ({NUMBER})(?=;|$)|({NUMBER}) of ({NUMBER}) teams? uses? it now, ({NUMBER}) ever adopted it)",
        match["each"],
    )
    assert len(parts) == number(match["k"])
    for title, n, total, use, of, ever in parts:
        practice = f"P{title}"
        teams = reaches(now, practice)
        adopted = [team for team in teams if team in adopters(now, practice)]
        assert (number(n or ever), number(total or of)) == (len(adopted), len(teams)), practice
        if use:
            assert number(use) == sum(uses(now, practice, team) for team in teams)


@sentence(
    rf"Share of (?P<n>{NUMBER}) adopters? still using it: (?P<each>[^.]+)\.",
    "lib/charts/lasting.py:kept_described",
)
def kept(seen: Seen, match: re.Match[str]) -> None:
    """Of all practices, or of the one that the page is about."""
    choices = [seen.practice] if seen.practice else []
    rows = [
        first_use(seen.now, practice, team)
        for practice in choices or [row["practice"] for row in seen.now.rows("practices")]
        for team in adopters(seen.now, practice)
    ]
    assert number(match["n"]) == len(rows)
    for share, low, high, days in re.findall(
        rf"({SHARE}|\d/\d)(?: \(({SHARE}) to ({SHARE})\))? after (\d+) days", match["each"]
    ):
        expected = kaplan_meier(rows, int(days))
        followed = [row for row in rows if row[0] >= int(days) or row[1]]
        assert ("/" in share) == (len(followed) < 5), match[0]
        if "/" in share:
            assert not low
            assert share == f"{sum(row[0] > int(days) or not row[1] for row in followed)}/{len(followed)}"
            continue
        assert bool(low) == (expected[1] < expected[2]), match[0]
        for text, value in zip((share, low, high) if low else (share,), expected, strict=bool(low)):
            is_close(text, value)


def first_use(now: Recount, practice: str, team: str) -> tuple[int, bool]:
    """Days of the first use, and whether it ended with a stop."""
    rows = stages(now, practice, team)
    begin = next(row["date"] for row in rows if row["stage"] in ADOPTING)
    at = next(place for place, row in enumerate(rows) if row["stage"] in ADOPTING)
    stop = next((row["date"] for row in rows[at:] if row["stage"] == "stopped"), None)
    gone = next(row["eligible_to"] for row in now.rows("teams") if row["team"] == team)
    until = stop or min(gone or AS_OF, AS_OF)
    return max((until - begin).days, 0), bool(stop)


@sentence(
    rf"Spread among (?P<n>{NUMBER}) adopters?\. (?P<each>generation [^.]+)\. Most followed, directly or through others: (?P<most>[^.]+)\.",
    "lib/charts/spread_tree.py:described",
)
def tree(seen: Seen, match: re.Match[str]) -> None:
    now, practice = seen.now, seen.practice
    first = adopters(now, practice)
    assert number(match["n"]) == len(first)
    counts = Counter(steps(now, practice, team) for team in first)
    assert {int(g): int(c) for g, c in re.findall(r"generation (\d+): (\d+)", match["each"])} == counts
    for name, count in re.findall(r"(\w+): (\d+)", match["most"]):
        assert int(count) == len(followers(now, practice, name)), name


@sentence(
    rf"Diffusion map of {_TITLE}, (?P<first>\S+ \S+ \d{{4}}) to (?P<last>\S+ \S+ \d{{4}})\. Of (?P<n>{NUMBER}) teams?: (?P<stages>[^.]+)\. (?P<arrows>{NUMBER}) arrows? from source to adopter, up to generation (?P<g>\d+)\.",
    "lib/charts/map/teams.py:described",
)
def map_of_teams(seen: Seen, match: re.Match[str]) -> None:
    now, practice = seen.now, key_of(match["title"])
    counts = {
        name: number(count) for count, name in re.findall(rf"({NUMBER}) ([a-z ]+?)(?:,|$)", match["stages"])
    }
    assert sum(counts.values()) == number(match["n"])
    known = {team: kind for team, (kind, _) in edges(now, practice).items()}
    assert number(match["arrows"]) == len(known)
    assert int(match["g"]) == max((steps(now, practice, team) for team in known), default=0)
    last = Counter[str]()
    for row in now.rows("teams"):
        if rows := stages(now, practice, row["team"]):
            last[rows[-1]["stage"]] += 1
    for name in ("stopped",):
        assert counts.get(name, 0) <= last[name]


@sentence(rf"(?P<n>{NUMBER}) of (?P<N>{NUMBER}) adoptions name a valid source\.", f"{TABS}:flows")
def valid_sources(seen: Seen, match: re.Match[str]) -> None:
    practices = [seen.practice] if seen.practice else [row["practice"] for row in seen.now.rows("practices")]
    assert number(match["N"]) == sum(len(adopters(seen.now, practice)) for practice in practices)
    assert number(match["n"]) == sum(len(edges(seen.now, practice)) for practice in practices)


@sentence(rf"(?P<n>{NUMBER}) adopters? with an impossible source, and why", f"{TABS}:impossible", rare=True)
def impossible(seen: Seen, match: re.Match[str]) -> None:
    practices = [seen.practice] if seen.practice else [row["practice"] for row in seen.now.rows("practices")]
    wrong = 0
    for practice in practices:
        known = edges(seen.now, practice)
        wrong += sum(
            bool(source_of(seen.now, practice, team)[0]) and team not in known
            for team in adopters(seen.now, practice)
        )
    assert number(match["n"]) == wrong


@sentence(r"By how early they adopted: (?P<each>[^.]*(?:\d\.\d[^.]*)*)\.", f"{TABS}:classes")
def classes(seen: Seen, match: re.Match[str]) -> None:
    limits = {
        "innovators": 2.5,
        "early adopters": 16,
        "early majority": 50,
        "late majority": 84,
        "laggards": 100,
    }
    total = 0
    for name, count, limit in re.findall(
        rf"([a-z ]+?) ({NUMBER}) \(up to ([\d.]+) % of those eligible\)", match["each"].replace(" and ", ", ")
    ):
        assert float(limit) == limits[name.strip()], name
        total += number(count)
    practices = [seen.practice] if seen.practice else offered(seen.now)
    assert total <= sum(len(adopters(seen.now, practice)) for practice in practices)


@sentence(
    rf"(?P<start>The practice began here: no source is named\.|This team is (?P<n>{NUMBER}) steps? from where the practice began\.) (?P<rest>No team is recorded as having learned it from here\.|(?P<k>{NUMBER}) teams? learned it from here, directly or through others: (?P<names>[^.]+)\.)",
    "lib/ui/lighthouses/team_story.py:learned_from",
)
def story(seen: Seen, match: re.Match[str]) -> None:
    now, practice, team = seen.now, seen.practice, seen.team
    assert steps(now, practice, team) == number(match["n"] or "0")
    names = followers(now, practice, team)
    assert len(names) == number(match["k"] or "0")
    if match["names"]:
        is_listed(match["names"], sorted(names))


@sentence(rf"(?P<n>{NUMBER}) teams? stuck in trying, longest first", f"{HELP}:stalled", rare=True)
@sentence(r"(?P<n>No) team has been trying for more than 90 days\.", f"{HELP}:stalled", rare=True)
def stuck(seen: Seen, match: re.Match[str]) -> None:
    practices = [seen.practice] if seen.practice else [row["practice"] for row in seen.now.rows("practices")]
    count = 0
    for practice in practices:
        for team in reaches(seen.now, practice) if practice in offered(seen.now) else []:
            rows = stages(seen.now, practice, team)
            if rows and rows[-1]["stage"] == "trying" and not uses(seen.now, practice, team):
                since = next(row["date"] for row, before in zip(reversed(rows), [*reversed(rows[:-1]), None], strict=True)
                             if before is None or before["stage"] != "trying")  # fmt: skip
                count += (AS_OF - since).days > 90
    assert count == (0 if match["n"] == "No" else number(match["n"]))


def beacons(seen: Seen) -> list[dict[str, object]]:
    return [
        row for row in seen.now.rows("lighthouses")
        if not (row["started"] and row["started"] > AS_OF) and not (row["ended"] and row["ended"] <= AS_OF)
        and seen.practice in ("", row["practice"])
    ]  # fmt: skip


@sentence(
    rf"(?P<n>{NUMBER}) of (?P<N>{NUMBER}) ha(?:s|ve) an owner, guardrails and resources\.",
    f"{HELP}:active_lighthouses",
)
def ready(seen: Seen, match: re.Match[str]) -> None:
    rows = beacons(seen)
    assert number(match["N"]) == len(rows)
    assert number(match["n"]) == sum(
        bool(row["owner"] and row["guardrails"] and row["resources"]) for row in rows
    )


@sentence(
    r"More than 5 active lighthouses at a time, all practices together, in (?P<names>[^.]+)\.",
    f"{HELP}:active_lighthouses",
    rare=True,
)
def crowded(seen: Seen, match: re.Match[str]) -> None:
    counts = Counter(str(row["circle"]) for row in beacons(replace(seen, practice="")))
    is_listed(match["names"], [circle for circle, count in counts.items() if count > 5])


@sentence(
    rf"Told beyond their circle in this period: (?P<n>{NUMBER}), including (?P<k>{NUMBER}) lessons?\.",
    f"{HELP}:untold_stories",
)
def shared(seen: Seen, match: re.Match[str]) -> None:
    rows = [row for row in seen.now.rows("milestones") if row["shared"] and row["shared"] <= AS_OF]
    assert number(match["n"]) == len(rows)
    assert number(match["k"]) == sum(row["story"] == "lesson" for row in rows)


@sentence(
    rf"(?P<n>{NUMBER}) older stor(?:y is|ies are) in the (?:CSV of the )?table\.",
    f"{HELP}:untold_stories",
    rare=True,
)
def more_stories(seen: Seen, match: re.Match[str]) -> None:
    rows = [
        row
        for row in seen.now.rows("milestones")
        if row["reached"] and row["reached"] <= AS_OF and not (row["shared"] and row["shared"] <= AS_OF)
    ]
    assert number(match["n"]) == len(rows) - 12


@sentence(
    r"Spread is not recorded\. Add the (?P<tabs>[^.]+?) tabs?\. Each",
    "lib/ui/lighthouses/practice.py:_missing",
    rare=True,
)
def lacks(seen: Seen, match: re.Match[str]) -> None:
    is_listed(match["tabs"], [tab for tab in ("practices", "teams", "adoptions") if not seen.now.rows(tab)])


@sentence(rf"^(?P<what>ever adopted|in use) (?P<share>{SHARE})$", f"{ADOPTION}:_ends", rare=True)
def end_of_the_line(seen: Seen, match: re.Match[str]) -> None:
    teams, first = reaches(seen.now, seen.practice), adopters(seen.now, seen.practice)
    ever = [team for team in teams if team in first]
    count = (
        len(ever)
        if match["what"] == "ever adopted"
        else sum(uses(seen.now, seen.practice, team) for team in teams)
    )
    is_close(match["share"], count / len(teams))


@sentence(
    rf"^(?P<share>{SHARE}) after (?P<days>\d+) days: (?P<confirmed>{NUMBER}) confirmed, (?P<unknown>{NUMBER}) not confirmed, (?P<stopped>{NUMBER}) stopped, (?P<young>{NUMBER}) too recent$",
    f"{TABS}:_at_age",
    rare=True,
)
def at_that_age(seen: Seen, match: re.Match[str]) -> None:
    practices = [seen.practice] if seen.practice else [row["practice"] for row in seen.now.rows("practices")]
    rows = [
        first_use(seen.now, practice, team) for practice in practices for team in adopters(seen.now, practice)
    ]
    days = int(match["days"])
    assert number(match["stopped"]) == sum(stopped and at <= days for at, stopped in rows)
    assert number(match["young"]) == sum(at < days for at, stopped in rows if not (stopped and at <= days))
    assert sum(number(match[name]) for name in ("confirmed", "unknown", "stopped", "young")) == len(rows)
    is_close(match["share"], kaplan_meier(rows, days)[0])
