"""The sentences of a circle's page about its work, its people and its sessions over time."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta

from tests.audit.circle_page import PEOPLE, ROLES, WORK, insights, outside, quarter
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
    number,
    planned,
    sentence,
)

HISTORY = "lib/metrics/circle/history.py"


@sentence(rf"(?P<n>{NUMBER}) open actions?, (?P<late>none|{NUMBER}) of them overdue\.", f"{WORK}:actions")
def open_and_late(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == len(seen.now.open(seen.circle))
    late = sum(row["circle"] == seen.circle for row in seen.now.overdue())
    assert match["late"] == (f"{late}" if late else "none")


@sentence(
    r"1 open action, (?P<state>and it is overdue|not overdue|without a due date)\.",
    f"{WORK}:actions",
    rare=True,
)
def one_open(seen: Seen, match: re.Match[str]) -> None:
    [only] = seen.now.open(seen.circle)
    late = any(row["circle"] == seen.circle for row in seen.now.overdue())
    assert match["state"] == (
        "and it is overdue" if late else "not overdue" if only["due"] else "without a due date"
    )


@sentence(rf"(?P<n>{NUMBER}) actions? finished in the last (?P<days>{NUMBER}) days\.", f"{WORK}:actions")
def finished(seen: Seen, match: re.Match[str]) -> None:
    since = AS_OF - timedelta(days=number(match["days"]))
    done = [row for row in seen.now.actions(seen.circle) if row["state"] == "done" and row["done_on"]]
    assert number(match["n"]) == sum(
        since < max(row["done_on"], row["created"] or row["done_on"]) <= AS_OF for row in done
    )


@sentence(
    rf"(?P<used>{NUMBER}) of (?P<n>{NUMBER}) insights? became an action\.",
    "lib/metrics/circle/words.py:insights_in_words",
)
def used(seen: Seen, match: re.Match[str]) -> None:
    assert (number(match["used"]), number(match["n"])) == insights(seen)


@sentence(
    rf"(?P<n>{NUMBER}) of (?P<N>{NUMBER}) cases? with recorded thinking named at least an assumption, a risk and two options\.",
    f"{WORK}:cases",
)
def tested(seen: Seen, match: re.Match[str]) -> None:
    cases = [row for row in held(seen.now, seen.circle) if row["case"]]
    least = {"assumptions": 1, "risks": 1, "options": 2}
    known = [row for row in cases if all(isinstance(row[what], int) for what in least)]
    failed = [
        row
        for row in cases
        if any(isinstance(row[what], int) and row[what] < most for what, most in least.items())
    ]
    good = [row for row in known if all(row[what] >= most for what, most in least.items())]
    assert number(match["n"]) == len(good)
    assert len(known) <= number(match["N"]) <= len(cases)
    assert number(match["N"]) <= len(good) + len({row["session"] for row in failed + known})


@sentence(rf"brief (?P<n>{NUMBER}) days? ahead", f"{WORK}:_case")
def ahead(seen: Seen, match: re.Match[str]) -> None:
    rows = [row for row in held(seen.now, seen.circle) if row["brief_sent"] and row["case"]]
    assert number(match["n"]) in {(row["held"] - row["brief_sent"]).days for row in rows}


@sentence(r"^(?P<year>\d{4})-Q(?P<q>\d) (?P<rest>.*)$", f"{HISTORY}:_guest_words")
def quarter_of_guests(seen: Seen, match: re.Match[str]) -> None:
    which = int(match["year"]), int(match["q"]) - 1
    rows = [row for row in held(seen.now, seen.circle) if quarter(row["held"]) == which]
    came, circle = [row for row in rows if row["guest"]], circle_row(seen.now, seen.circle)
    rest = match["rest"]
    if "a view from outside" in rest:
        assert any(outside(seen, row) for row in came)
    if "no guest" in rest:
        assert not any(outside(seen, row) for row in came)
        assert bool(came) == ("no guest from outside" in rest)
    if "are not recorded" in rest:
        assert any(not (row["guest_function"] and row["guest_region"]) for row in came)
    if only := re.search(rf"active for only ({NUMBER}) days?", rest):
        first = date(which[0], 3 * which[1] + 1, 1)
        last = date(which[0] + which[1] // 3, (3 * which[1] + 3) % 12 + 1, 1) - timedelta(days=1)
        first = max(first, circle["started"] or first)
        last = min(
            last, AS_OF, (circle["ended"] or date.max) - timedelta(days=1) if circle["ended"] else last
        )
        assert number(only[1]) == (last - first).days + 1


@sentence(r"(?P<all>Every member has [^.]*?at least once\.)?(?P<rest>(?:(?:^| ?)(?:Never|No member is recorded as having) (?:presented a case|facilitated|taken notes)[^.]*\.)*)", f"{PEOPLE}:_who_never")  # fmt: skip
def who_never(seen: Seen, match: re.Match[str]) -> None:
    members = [row["member"] for row in active(seen.now, seen.circle)]
    for done, role in ROLES.items():
        never = [m for m in members if not any(row[role] == m for row in held(seen.now, seen.circle))]
        if not match.group():
            return
        if done in (match["all"] or ""):
            assert not never
        elif names := re.search(rf"Never {done}: ([^.]*)\.", match["rest"]):
            is_listed(names[1], never)
        elif f"No member is recorded as having {done} yet." in match["rest"]:
            assert never == members


@sentence(r"Not recorded in any session: (?P<what>[^.]+)\.", f"{PEOPLE}:turns", rare=True)
def never_recorded(seen: Seen, match: re.Match[str]) -> None:
    for word, role in {
        "presented": "presenter",
        "facilitated": "facilitator",
        "took notes": "note_taker",
    }.items():
        if word in match["what"]:
            assert not any(row[role] for row in held(seen.now, seen.circle))


@sentence(
    rf"Version (?P<version>\w+) is signed by (?P<n>{NUMBER}) of (?P<N>{NUMBER}) members?\.", f"{PEOPLE}:norms"
)
def signed(seen: Seen, match: re.Match[str]) -> None:
    members = active(seen.now, seen.circle)
    assert match["version"] == circle_row(seen.now, seen.circle)["norms_version"]
    assert number(match["N"]) == len(members)
    assert number(match["n"]) == sum(row["norms_signed"] == match["version"] for row in members)


@sentence(
    r"days in a gap longer than 1\.5 × (?:its cadence|the (?P<usual>\d+) days assumed where no cadence is recorded)",
    "lib/ui/circle/sessions.py:_key",
    "lib/metrics/circle/history.py:cadence_in_words",
    rare=True,
)
def gap_key(seen: Seen, match: re.Match[str]) -> None:
    row, done = circle_row(seen.now, seen.circle), held(seen.now, seen.circle)
    gaps = [(b["held"] - a["held"]).days / row["cadence_days"] for a, b in itertools.pairwise(done)]
    assert max([*gaps, seen.now.gap(row)]) > 1.5
    assert match["usual"] is None or int(match["usual"]) == row["cadence_days"]


@sentence(
    rf"Sessions of (?P<circle>\w+), (?P<first>{DAY}) to (?P<last>{DAY}): (?P<held>{NUMBER}) held(?:, (?P<moved>{NUMBER}) of them more than 7 days from (?:its|their) planned day)?"
    rf"(?:, (?P<cancelled>{NUMBER}) cancelled)?(?:, (?P<coming>{NUMBER}) still to come)?(?:, (?P<missed>{NUMBER}) neither held nor cancelled although the planned day has passed)?\. "
    r"(?P<gaps>Gaps of more than 1\.5 times its cadence: [^.]+\.|No long gaps\.)",
    "lib/charts/circle.py:described",
)
def sessions_chart(seen: Seen, match: re.Match[str]) -> None:
    done, open_ = held(seen.now, seen.circle), planned(seen.now, seen.circle)
    cancelled = [
        row
        for row in seen.now.rows("sessions")
        if row["circle"] == seen.circle and row["status"] == "cancelled"
    ]
    counts = {
        "held": len(done),
        "moved": sum(abs((row["held"] - row["planned"]).days) > 7 for row in done),
        "cancelled": len(cancelled),
        "coming": sum(row["planned"] >= AS_OF for row in open_),
        "missed": sum(row["planned"] < AS_OF for row in open_),
    }
    assert {name: number(match[name] or "0") for name in counts} == counts
    days = [row["held"] for row in done] + [row["planned"] for row in [*cancelled, *open_]]
    assert (day(match["first"]), day(match["last"])) == (min(days), max(days))
    row = circle_row(seen.now, seen.circle)
    spans = [((b["held"] - a["held"]).days, b["held"]) for a, b in itertools.pairwise(done)]
    if row in seen.now.active_circles() and seen.now.gap(row) > 1.5 and (done or row["started"]):
        last = done[-1]["held"] if done else row["started"]
        spans.append(((AS_OF - last).days, AS_OF))
    long = [(days, until) for days, until in spans if days > 1.5 * row["cadence_days"]]
    shown = re.findall(rf"({NUMBER}) days up to ({DAY})", match["gaps"])
    assert [(number(days), day(until)) for days, until in shown] == long
