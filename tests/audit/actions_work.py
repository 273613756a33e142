"""The sentences of the actions page about lines of sight, messages to owners and the list of open actions."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re

from tests.audit.made import AS_OF
from tests.audit.seen import DAY, NUMBER, Seen, day, held, number, sentence

PARTS, LIST = "lib/ui/actions/parts.py", "lib/ui/actions/open_list.py"
GRID = "lib/ui/actions/grid.py"


def reached(seen: Seen) -> list[int]:
    """For each case of a held session, how many of mandate, insight, action, practice and adoption its line reaches."""
    practices = {row["practice"] for row in seen.now.rows("practices")}
    teams = {row["team"] for row in seen.now.rows("teams")}
    adopted = {
        row["practice"] for row in seen.now.rows("adoptions")
        if row["stage"] in ("adopted", "sustained", "adapted") and row["date"] <= AS_OF and row["team"] in teams
    }  # fmt: skip
    found = []
    for circle in seen.now.rows("circles"):
        actions = seen.now.actions(circle["circle"])
        for session in held(seen.now, circle["circle"]):
            if not session.get("case") or not seen.now.inside(session["held"]):
                continue
            insights = {
                row["insight"] for row in seen.now.rows("insights") if row["session"] == session["session"]
            }
            from_it = [row for row in actions if row.get("insight") in insights]
            named = [row["practice"] for row in from_it if row.get("practice") in practices]
            steps = [circle["mandate"], insights, from_it, named, adopted & set(named)]
            found.append(next((place for place, step in enumerate(steps) if not step), len(steps)))
    return found


@sentence(
    rf"Of (?P<N>{NUMBER}) cases?, (?P<n>{NUMBER}) leads? all the way to a team that adopted a practice\.",
    "lib/ui/frame/line_of_sight.py:show",
)
def line_of_sight(seen: Seen, match: re.Match[str]) -> None:
    lines = reached(seen)
    assert (number(match["n"]), number(match["N"])) == (lines.count(5), len(lines))


@sentence(rf"^All priorities (?P<counts>{NUMBER}(?: {NUMBER}){{5}})$", "lib/ui/frame/line_of_sight.py:show")
def links(seen: Seen, match: re.Match[str]) -> None:
    lines = reached(seen)
    assert [number(count) for count in match["counts"].split()] == [
        sum(line >= step for line in lines) for step in range(6)
    ]


@sentence(rf"Where (?P<n>{NUMBER}) lines? breaks?$", f"{PARTS}:_list_broken")
@sentence(rf"(?P<n>{NUMBER}) cases? with a broken line, newest first", f"{PARTS}:_list_broken")
def broken(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == sum(line < 5 for line in reached(seen))


@sentence(
    rf"^(?:This action is|These (?P<n>\d+) actions are) assigned to you and could use an update \(as of (?P<day>{DAY})\):\n\n(?P<lines>(?:- .*\n)+)",
    "lib/metrics/follow_through/attention.py:_message",
)
def message(seen: Seen, match: re.Match[str]) -> None:
    lines = match["lines"].splitlines()
    assert len(lines) == int(match["n"] or 1)
    assert day(match["day"]) == AS_OF
    actions = {row["action"]: row for row in seen.now.open()}
    owners = set()
    for line in lines:
        part = re.fullmatch(rf"- .* \((?P<key>[\w-]+), C\d\): (?:due (?P<due>{DAY}); )?(?P<why>.*)", line)
        assert part, line
        row = actions[part["key"]]
        owners.add(row["owner"])
        assert (day(part["due"]) if part["due"] else None) == row["due"]
        if late := re.search(rf"({NUMBER}) days? overdue", part["why"]):
            assert number(late[1]) == (AS_OF - row["due"]).days > 0
        assert ("blocked" in part["why"]) == (row["status"] == "blocked")
        assert ("no due date" in part["why"]) == (not row["due"])
    assert len(owners) == 1


@sentence(rf"^Check off all (?P<n>{NUMBER}) shown$", f"{GRID}:show")
@sentence(
    rf"^(?P<n>{NUMBER}) open actions?, most urgent first",
    f"{LIST}:_page_of",
    f"{GRID}:show",
    "lib/ui/actions/plain_list.py:texts",
)
def most_urgent_first(seen: Seen, match: re.Match[str]) -> None:
    """The list shows at most 5 on a page."""
    every = len(seen.now.open())
    assert number(match["n"]) in (every, min(every, 5))


@sentence(
    rf"^This is the list as of (?P<day>{DAY})\. Set “As of” to today to edit it here\.$",
    f"{LIST}:show",
    rare=True,
)
def the_list_of_a_day(seen: Seen, match: re.Match[str]) -> None:
    assert day(match["day"]) == AS_OF


@sentence(rf"(?P<n>{NUMBER}) more teams? adopted it later\.", "lib/ui/actions/impact_map.py:show", rare=True)
def later(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) <= len(seen.now.rows("teams"))


@sentence(
    rf"^(?P<words>[^\n|]*?)\b(?P<n>{NUMBER}) (?P<what>[a-z ]+?)(?:, | with |: )[^\n|]* \| (?P<rows>\d+) rows$",
    f"{PARTS}:_list_broken",
    f"{PARTS}:breakdown_table",
    "lib/ui/health/habits_list.py:show",
    "lib/ui/lighthouses/needs_attention.py:stalled",
    "lib/ui/lighthouses/needs_attention.py:active_lighthouses",
    "lib/ui/lighthouses/tabs.py:impossible",
)
def as_many_rows(seen: Seen, match: re.Match[str]) -> None:
    """A table that says how many rows it has has them."""
    assert match["n"] == match["rows"]
