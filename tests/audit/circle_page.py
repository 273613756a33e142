"""The sentences of a circle's page: how it is doing, what is next, who had a turn, what it works on."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from datetime import timedelta

from tests.audit.made import AS_OF
from tests.audit.seen import (
    DAY,
    NUMBER,
    Seen,
    active,
    circle_row,
    day,
    held,
    is_listed,
    next_session,
    number,
    sentence,
)

WORDS, AGENDA = "lib/metrics/circle/words.py", "lib/metrics/circle/agenda.py"
WORK, PEOPLE = "lib/ui/circle/work.py", "lib/ui/circle/people.py"
ROLES = {"presented a case": "presenter", "facilitated": "facilitator", "taken notes": "note_taker"}


@sentence(
    rf"It (?P<what>ended|starts) on (?P<day>{DAY})(?:, after (?P<n>{NUMBER}) sessions?)?\.",
    f"{WORDS}:_not_active",
    f"{WORDS}:what_is_next",
    rare=True,
)
def not_active(seen: Seen, match: re.Match[str]) -> None:
    row = circle_row(seen.now, seen.circle)
    assert day(match["day"]) == row["ended" if match["what"] == "ended" else "started"]
    assert (row["ended"] and row["ended"] <= AS_OF) if match["what"] == "ended" else row["started"] > AS_OF
    if match["n"]:
        rows = held(seen.now, seen.circle)
        assert number(match["n"]) == sum(each["held"] <= row["ended"] for each in rows)


@sentence(r"How is it doing\? (?P<state>Needs help|Watch|On track): ")
def how_it_is(seen: Seen, match: re.Match[str]) -> None:
    """Against the signs that need no chart, in the whole log."""
    severe, any_sign = seen.now.signals(circle_row(seen.now, seen.circle))
    assert len(held(seen.now, seen.circle)) >= 3
    assert match["state"] == "Needs help" if severe else match["state"] != "On track" or not any_sign


@sentence(rf"(?P<n>{NUMBER}) sessions? held; 3 are needed to judge", "lib/metrics/program/status.py:_too_few")
def too_few_to_judge(seen: Seen, match: re.Match[str]) -> None:
    circles = [seen.circle] if seen.circle else [row["circle"] for row in seen.now.active_circles()]
    assert number(match["n"]) < 3
    assert number(match["n"]) in {len(held(seen.now, circle)) for circle in circles}


@sentence(
    rf"[Nn]o session recorded for (?P<n>{NUMBER}) days?, more than (?P<limit>1\.5|2) × (?:its (?P<cadence>\d+)-day rhythm|the (?P<usual>\d+) days assumed without a cadence)",
    "lib/metrics/program/status.py:_gap_words",
    rare=True,
)
def long_ago(seen: Seen, match: re.Match[str]) -> None:
    circles = [circle_row(seen.now, seen.circle)] if seen.circle else seen.now.active_circles()
    cadence = int(match["cadence"] or match["usual"])
    gaps = {
        round(seen.now.gap(row) * row["cadence_days"]) for row in circles if row["cadence_days"] == cadence
    }
    assert number(match["n"]) in gaps
    assert number(match["n"]) > float(match["limit"]) * cadence


@sentence(
    rf"No session is planned; by the circle's cadence, the next one (?P<verb>is|was) due on (?P<day>{DAY})",
    f"{WORDS}:_when",
)
def due_by_cadence(seen: Seen, match: re.Match[str]) -> None:
    row, on = next_session(seen.now, seen.circle)
    due = day(match["day"])
    assert row is None
    assert (match["verb"] == "was") == (due < AS_OF)
    assert on == max(due, AS_OF)
    last = held(seen.now, seen.circle)[-1]["held"]
    assert (due - last).days == circle_row(seen.now, seen.circle)["cadence_days"]


@sentence(
    rf"Session (?P<key>[\w-]+) is planned for (?P<day>{DAY}), (?P<when>today|in {NUMBER} days?)",
    f"{WORDS}:_when",
    rare=True,
)
def is_planned(seen: Seen, match: re.Match[str]) -> None:
    row, _ = next_session(seen.now, seen.circle)
    assert row is not None
    assert (row["session"], row["planned"]) == (match["key"], day(match["day"]))
    days = (row["planned"] - AS_OF).days
    assert match["when"] == ("today" if days == 0 else f"in {days} day{'s' * (days != 1)}")


@sentence(
    rf"Session (?P<key>[\w-]+) was planned for (?P<day>{DAY}), (?P<n>{NUMBER}) days? ago, and was neither held nor cancelled",
    f"{WORDS}:_when",
    rare=True,
)
def was_planned(seen: Seen, match: re.Match[str]) -> None:
    row, _ = next_session(seen.now, seen.circle)
    assert row is not None
    assert (row["session"], row["planned"]) == (match["key"], day(match["day"]))
    assert number(match["n"]) == (AS_OF - row["planned"]).days > 0


@sentence(r"; (?P<who>[\w ,]+?) presents? the case(?P<rotation> by rotation)?\.", f"{WORDS}:_turn")
def presents(seen: Seen, match: re.Match[str]) -> None:
    row, _ = next_session(seen.now, seen.circle)
    if not match["rotation"]:
        assert row is not None
        is_listed(match["who"], [row["presenter"]])
        return
    assert not (row and row["presenter"]), "the log names who presents"
    named = {row[role] for role in ("facilitator", "note_taker") if row and row.get(role)}
    last = {
        member["member"]: max(
            (each["held"] for each in held(seen.now, seen.circle) if each["presenter"] == member["member"]),
            default=None,
        )
        for member in active(seen.now, seen.circle)
    }
    free = {member: on for member, on in last.items() if member not in named} or last
    never = [member for member, on in free.items() if on is None]
    assert match["who"] in (never or [member for member, on in free.items() if on == min(free.values())])


@sentence(
    rf"(?P<n>{NUMBER}) open actions? to review, (?P<how>none overdue|all overdue|{NUMBER} overdue|(?:all )?without a due date)\.",
    f"{WORDS}:_to_review",
)
def to_review(seen: Seen, match: re.Match[str]) -> None:
    rows = seen.now.open(seen.circle)
    late = [row for row in seen.now.overdue() if row["circle"] == seen.circle]
    assert number(match["n"]) == len(rows)
    if "without" in match["how"]:
        assert not any(row["due"] for row in rows)
        return
    assert any(row["due"] for row in rows)
    count = match["how"].removesuffix(" overdue")
    assert len(late) == (0 if count == "none" else len(rows) if count == "all" else number(count))


@sentence(rf"(?P<n>{NUMBER}) cases? worked on", f"{WORDS}:what_came")
def worked_on(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == sum(bool(row.get("case")) for row in held(seen.now, seen.circle))


def insights(seen: Seen) -> tuple[int, int]:
    """Insights that became an action that counts, and all, of held sessions."""
    sessions = {row["session"] for row in held(seen.now, seen.circle)}
    rows = [row["insight"] for row in seen.now.rows("insights") if row["session"] in sessions]
    used = {row.get("insight") for row in seen.now.actions(seen.circle)}
    return sum(row in used for row in rows), len(rows)


@sentence(
    rf"(?P<n>{NUMBER}) insights?, (?P<used>none|{NUMBER}) of them became an action", f"{WORDS}:what_came"
)
def became_actions(seen: Seen, match: re.Match[str]) -> None:
    used = 0 if match["used"] == "none" else number(match["used"])
    assert (used, number(match["n"])) == insights(seen)


@sentence(rf"What came of it\? .*?(?P<n>{NUMBER}) of (?P<N>{NUMBER}) actions? done", f"{WORDS}:what_came")
def actions_done(seen: Seen, match: re.Match[str]) -> None:
    rows = seen.now.actions(seen.circle)
    assert number(match["N"]) == len(rows)
    assert number(match["n"]) == sum(row["state"] == "done" for row in rows)


@sentence(
    rf"(?P<what>Mandate|Norms) (?:reviewed|agreed) (?P<day>{DAY})(?:, version (?P<version>\w+))?(?:; due again since (?P<due>{DAY}))?",
    "lib/ui/circle/head.py:_again",
)
def due_again(seen: Seen, match: re.Match[str]) -> None:
    row = circle_row(seen.now, seen.circle)
    on = row["mandate_reviewed" if match["what"] == "Mandate" else "norms_agreed"]
    assert on == day(match["day"])
    has_ended = bool(row["ended"] and row["ended"] <= AS_OF)
    assert bool(match["due"]) == (on.replace(year=on.year + 1) < AS_OF and not has_ended)
    if match["due"]:
        assert day(match["due"]) == on.replace(year=on.year + 1)
    if match["what"] == "Norms":
        assert match["version"] == row["norms_version"]


@sentence(
    rf"(?:[Ss]end the brief by|(?P<late>[Tt]he brief was due on)) (?P<day>{DAY})",
    "lib/ui/circle/agenda.py:_rows",
    f"{AGENDA}:agenda_markdown",
)
def brief_by(seen: Seen, match: re.Match[str]) -> None:
    _, on = next_session(seen.now, seen.circle)
    assert on is not None
    assert day(match["day"]) == on - timedelta(days=2)
    assert (match["late"] is not None) == (day(match["day"]) < AS_OF)


@sentence(
    rf"(?:Review the mandate with the sponsor: last reviewed|Agree on the norms again: last agreed) on (?P<day>{DAY})\.",
    f"{AGENDA}:_due",
)
def falls_due(seen: Seen, match: re.Match[str]) -> None:
    _, on = next_session(seen.now, seen.circle)
    last = circle_row(seen.now, seen.circle)[
        "mandate_reviewed" if "mandate" in match.group() else "norms_agreed"
    ]
    assert last == day(match["day"])
    assert last.replace(year=last.year + 1) < (on or AS_OF)


@sentence(
    rf"(?:due within (?P<n>{NUMBER}) days?|due today) none yet this quarter|A guest from outside the circle is due this quarter, (?:in (?P<also>{NUMBER}) days?|today)\.",
    "lib/ui/circle/agenda.py:_rows",
    "lib/metrics/health/outside.py:due_in_words",
)
def guest_is_due(seen: Seen, match: re.Match[str]) -> None:
    """AS_OF is the last day of a quarter."""
    assert number(match["n"] or match["also"] or "0") == 0
    assert not any(
        outside(seen, row) for row in held(seen.now, seen.circle) if quarter(row["held"]) == quarter(AS_OF)
    )


@sentence(r"[Tt]his session comes after that\b", f"{AGENDA}:_guest_in_words", rare=True)
def comes_after_the_quarter(seen: Seen, match: re.Match[str]) -> None:
    _, on = next_session(seen.now, seen.circle)
    assert on is not None
    assert quarter(on) > quarter(AS_OF)


def quarter(on: object) -> tuple[int, int]:
    return on.year, (on.month - 1) // 3  # type: ignore[attr-defined]


def outside(seen: Seen, session: dict[str, object]) -> bool:
    """Whether its guest has a function or a region that no member has on that day."""
    members = active(seen.now, session["circle"], session["held"])  # type: ignore[arg-type]
    return any(
        bool(session.get(f"guest_{what}")) and session[f"guest_{what}"] not in {row[what] for row in members}
        for what in ("function", "region")
    )


@sentence(rf"## Open actions to review \((?P<n>{NUMBER})\)", f"{AGENDA}:agenda_markdown")
@sentence(rf"To review (?P<n>{NUMBER}) open actions?", "lib/ui/circle/agenda.py:_rows")
def how_many_open(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == len(seen.now.open(seen.circle))


@sentence(rf"and (?P<n>{NUMBER}) more$", "lib/ui/circle/agenda.py:_first_actions")
def and_more(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == len(seen.now.open(seen.circle)) - 3
