"""The sentences of the health page about the details of sessions, cases, turns, members and coaching."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from itertools import combinations
from math import exp, log, sqrt

from tests.audit.circle_page import ROLES, outside, quarter
from tests.audit.claims import is_share
from tests.audit.made import AS_OF
from tests.audit.seen import NUMBER, SHARE, Seen, active, held, is_listed, number, sentence

DETAILS, SESSIONS = "lib/ui/health/details.py", "lib/metrics/program/session_words.py"


@sentence(
    rf"(?P<n>{NUMBER}) circles? (?:has|have) gone more than 1\.5 × (?:its|their) cadence without a session\.",
    f"{SESSIONS}:_long_ago",
    rare=True,
)
def long_gaps(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == sum(seen.now.gap(row) > 1.5 for row in seen.now.active_circles())


@sentence(
    r"Half of the timed sessions end (?:at least (?P<n>[\d.]+) minutes? (?P<way>late|early)|(?P<even>on time or early))\.",
    f"{SESSIONS}:_overrun",
)
def overrun(seen: Seen, match: re.Match[str]) -> None:
    over = [row["minutes"] - 90 for row in seen.now.held() if row["minutes"]]
    if match["even"]:
        assert 2 * sum(each <= 0 for each in over) >= len(over)
        return
    sign, least = (1 if match["way"] == "late" else -1), float(match["n"])
    assert 2 * sum(sign * each >= least for each in over) >= len(over)
    assert 2 * sum(sign * each > least for each in over) <= len(over), "more than half are later"


@sentence(rf"Half of the notes are out within (?P<n>{NUMBER}) days?\.", f"{SESSIONS}:about")
def notes(seen: Seen, match: re.Match[str]) -> None:
    days = [
        (row["notes_sent"] - row["held"]).days
        for row in seen.now.held()
        if row["notes_sent"] and row["notes_sent"] <= AS_OF
    ]
    assert 2 * sum(each <= number(match["n"]) for each in days) >= len(days)
    assert 2 * sum(each < number(match["n"]) for each in days) <= len(days), "more than half are out earlier"


@sentence(
    rf"(?P<n>{NUMBER}) circles? (?:has|have) not had an outside guest this quarter; (?P<days>{NUMBER}) days? (?:is|are) left\.",
    f"{DETAILS}:_cases",
)
def no_guest(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["days"]) == 0, "AS_OF ends a quarter"
    had = {
        row["circle"] for row in seen.now.held()
        if quarter(row["held"]) == quarter(AS_OF) and row["guest"] and outside(seen, row)
    }  # fmt: skip
    assert number(match["n"]) == len({row["circle"] for row in seen.now.active_circles()} - had)


@sentence(
    rf"In (?P<n>{NUMBER}) of (?P<N>{NUMBER}) circles?, every member has (?P<done>brought a case|facilitated|taken notes) at least once\.",
    f"{DETAILS}:_turns",
)
def everybody_had_a_turn(seen: Seen, match: re.Match[str]) -> None:
    role = {**ROLES, "brought a case": "presenter"}[match["done"]]
    circles = [row["circle"] for row in seen.now.active_circles() if active(seen.now, row["circle"])]
    circles = [circle for circle in circles if held(seen.now, circle)]
    had = {circle: {row[role] for row in held(seen.now, circle)} for circle in circles}
    every = [
        circle for circle in circles if {row["member"] for row in active(seen.now, circle)} <= had[circle]
    ]
    assert number(match["n"]) == len(every)
    known = [circle for circle in circles if any(had[circle])]
    assert len(known) <= number(match["N"]) <= len(seen.now.active_circles())


@sentence(
    rf"In (?P<n>{NUMBER}) pairs? of members of the same circle, one reports to the other",
    f"{DETAILS}:_members",
    rare=True,
)
def reporting(seen: Seen, match: re.Match[str]) -> None:
    pairs = set()
    for circle in seen.now.rows("circles"):
        members = {row["member"]: row for row in active(seen.now, circle["circle"])}
        pairs |= {
            (circle["circle"], *sorted((name, row["reports_to"])))
            for name, row in members.items()
            if row["reports_to"] in members and row["reports_to"] != name
        }
    assert number(match["n"]) == len(pairs)


@sentence(
    rf"(?P<n>{NUMBER}) circles? agreed on (?:its|their) norms more than 12 months ago\.",
    f"{DETAILS}:_members",
)
def old_norms(seen: Seen, match: re.Match[str]) -> None:
    days = [row["norms_agreed"] for row in seen.now.active_circles() if row["norms_agreed"]]
    assert number(match["n"]) == sum(day.replace(year=day.year + 1) < AS_OF for day in days)


@sentence(
    r"(?P<what>Priorities that no active circle serves|Circles without a priority): (?P<names>[^.]+)\.",
    f"{DETAILS}:_members",
    rare=True,
)
def without(seen: Seen, match: re.Match[str]) -> None:
    served = {row["priority"] for row in seen.now.active_circles()}
    every = {row["priority"] for row in seen.now.rows("circles") if row["priority"]}
    if match["what"].startswith("Priorities"):
        is_listed(match["names"], sorted(every - served))
    else:
        is_listed(match["names"], [row["circle"] for row in seen.now.active_circles() if not row["priority"]])


@sentence(r"Chance that two members of the same circle differ: (?P<each>[^.]+)\.", f"{DETAILS}:_chances")
def differ(seen: Seen, match: re.Match[str]) -> None:
    for what, share in re.findall(rf"(function|region|tenure) ({SHARE})", match["each"]):
        pairs = [
            a[what] != b[what] for circle in seen.now.active_circles()
            for a, b in combinations([row for row in active(seen.now, circle["circle"]) if row[what]], 2)
        ]  # fmt: skip
        is_share(share, sum(pairs), len(pairs))


@sentence(
    rf"^(?P<name>Sales|Care|EU|US) (?P<members>{NUMBER}) (?P<circles>{NUMBER}) (?P<teams>{NUMBER})$",
    f"{DETAILS}:_reached",
)
def reached(seen: Seen, match: re.Match[str]) -> None:
    if seen.page != "program/health":
        return
    column = "function" if match["name"] in ("Sales", "Care") else "region"
    members = [
        row for circle in seen.now.active_circles() for row in active(seen.now, circle["circle"]) if row[column] == match["name"]
    ]  # fmt: skip
    teams = [
        row for row in seen.now.rows("teams")
        if row[column] == match["name"] and not (row["eligible_from"] and row["eligible_from"] > AS_OF)
        and not (row["eligible_to"] and row["eligible_to"] <= AS_OF)
    ]  # fmt: skip
    counts = len(members), len({row["circle"] for row in members}), len(teams)
    assert tuple(number(match[name]) for name in ("members", "circles", "teams")) == counts


@sentence(
    r"(?P<what>Function|Region)s with teams but no members: (?P<names>[^.]+)\.",
    f"{DETAILS}:_reached",
    rare=True,
)
def unreached(seen: Seen, match: re.Match[str]) -> None:
    column = match["what"].lower()
    here = {row[column] for circle in seen.now.active_circles() for row in active(seen.now, circle["circle"])}
    for name in re.split(", | and ", match["names"]):
        assert name not in here
        assert any(row[column] == name for row in seen.now.rows("teams"))


@sentence(
    rf"(?P<n>{NUMBER}) members? in pairs, (?P<triads>{NUMBER}) in triads\.", f"{DETAILS}:_coaching", rare=True
)
def pairs_and_triads(seen: Seen, match: re.Match[str]) -> None:
    """Every member names at most one partner; several may name the same one."""
    groups: dict[tuple[str, str], int] = {}
    for circle in seen.now.active_circles():
        names = {row["member"] for row in active(seen.now, circle["circle"])}
        linked: dict[str, set[str]] = {name: set() for name in names}
        for row in active(seen.now, circle["circle"]):
            if row["buddy"] in names and row["buddy"] != row["member"]:
                linked[row["member"]].add(row["buddy"])
                linked[row["buddy"]].add(row["member"])
        groups |= {(circle["circle"], name): len(others) for name, others in linked.items() if others}
    assert number(match["n"]) + number(match["triads"]) <= len(groups)


@sentence(
    rf"Still members, of (?P<N>{NUMBER}) memberships?: (?P<rest>[^.]*)\.", "lib/charts/retention.py:described"
)
def still_members(seen: Seen, match: re.Match[str]) -> None:
    stayed = []
    for row in seen.now.rows("members"):
        circle = next(each for each in seen.now.rows("circles") if each["circle"] == row["circle"])
        since = row["joined"] or circle["started"]
        ended = circle["ended"] if circle["ended"] and circle["ended"] <= AS_OF else None
        left = (
            row["left"]
            if row["left"]
            and row["left"] <= AS_OF
            and not (circle["ended"] and row["left"] >= circle["ended"])
            else None
        )
        if since and since <= AS_OF and (left or ended or AS_OF) >= since:
            stayed.append((((left or ended or AS_OF) - since).days, bool(left)))
    assert number(match["N"]) == len(stayed)
    for months, share, low, high in re.findall(
        rf"after (\d+) months ({SHARE}) \(({SHARE}) to ({SHARE})\)", match["rest"]
    ):
        kept, lower, upper = kaplan_meier(stayed, int(months) * 365.25 / 12)
        for text, value in ((share, kept), (low, lower), (high, upper)):
            is_close(text, value)


def kaplan_meier(rows: list[tuple[int, bool]], until: float) -> tuple[float, float, float]:
    """The share without the event by a day, and its 95 % log-log interval."""
    kept, spread = 1.0, 0.0
    for day in sorted({day for day, event in rows if event and day <= until}):
        risk, events = (
            sum(each >= day for each, _ in rows),
            sum(each == day and event for each, event in rows),
        )
        kept *= 1 - events / risk
        spread += events / (risk * (risk - events)) if risk > events else float("inf")
    if kept in (0.0, 1.0):
        return kept, kept, kept
    error = 1.959963984540054 * sqrt(spread) / abs(log(kept))
    return kept, exp(-exp(log(-log(kept)) + error)), exp(-exp(log(-log(kept)) - error))


def is_close(text: str, share: float) -> None:
    """Rule 13 for an estimate: 100 % and 0 % only if it is that."""
    if text.startswith((">", "<")):
        assert 0.99 <= share < 1 if text.startswith(">") else 0 < share <= 0.01, (text, share)
        return
    assert abs(float(text.removesuffix(" %")) - 100 * share) <= 0.5 + 1e-6, (text, share)
    assert (text == "100 %") == (share > 1 - 1e-12), (text, share)
    assert (text == "0 %") == (share < 1e-12), (text, share)


@sentence(r"by circle, most in need first\n(?P<rows>(?:.*\n){1,60})", "lib/ui/health/table.py:_drawn")
def most_in_need_first(seen: Seen, match: re.Match[str]) -> None:
    order = ["Needs help", "Watch", "On track", "Too early"]
    shown = re.findall(rf"^(C\d+) ({'|'.join(order)}) ", match["rows"], re.MULTILINE)
    places = [order.index(state) for _, state in shown]
    assert places == sorted(places), shown
    assert {name for name, _ in shown} <= {row["circle"] for row in seen.now.active_circles()}


@sentence(
    rf"Circles (?P<first>{NUMBER}) to (?P<last>{NUMBER}) of (?P<n>{NUMBER}), most in need first\.",
    "lib/ui/health/table.py:show",
    rare=True,
)
def page_of_circles(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == len(seen.now.active_circles())
    rows = re.search(r"by circle, most in need first\n((?:.*\n){1,60})", seen.text)
    assert rows
    shown = re.findall(r"^C\d+ (?:Needs help|Watch|On track|Too early) ", rows[1], re.MULTILINE)
    assert number(match["last"]) - number(match["first"]) + 1 == len(shown)
