"""The sentences of the actions page: how long actions take, what came of them, who carries them, and where lines break."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from math import ceil

from tests.audit.claims import is_share
from tests.audit.follow_through import cumulative, too_many_undated, weekly
from tests.audit.health_page import is_close
from tests.audit.made import AS_OF
from tests.audit.recount import Recount
from tests.audit.seen import DAY, NUMBER, SHARE, Seen, active, circle_row, day, held, number, sentence

WORDS, PARTS, VIEWS = (
    "lib/metrics/program/action_words.py",
    "lib/ui/actions/parts.py",
    "lib/ui/actions/views.py",
)
FLOW, FORECAST = "lib/charts/flow.py", "lib/metrics/follow_through/forecast.py"


def followed(seen: Seen, circle: str | None = None) -> list[tuple[int, str]]:
    """Days until done, cancelled or AS_OF of each action created in the period whose duration is known."""
    found = []
    for row in seen.now.rows("actions"):
        if circle not in (None, row["circle"]) or not row["created"] or row["created"] > AS_OF:
            continue
        if not seen.now.inside(row["created"]):
            continue
        ended = row["status"] in ("done", "cancelled") or (not row["status"] and row.get("closed"))
        state = ("cancelled" if row["status"] == "cancelled" else "done") if ended else "open"
        if (ended and (not row.get("closed") or row["closed"] < row["created"])) or too_many_undated(
            seen.now, row["circle"]
        ):
            continue
        found.append((((row["closed"] if ended else AS_OF) - row["created"]).days, state))
    return found


@sentence(
    rf"Of (?P<N>{NUMBER}) actions(?: created (?P<inside>in the last 3 months))?, (?P<n>{NUMBER}) (?:is|are) done, (?P<open>{NUMBER}) open and (?P<cancelled>{NUMBER}) cancelled\.",
    f"{VIEWS}:_counted",
)
def states(seen: Seen, match: re.Match[str]) -> None:
    counts = Counter(state for _, state in followed(seen))
    assert bool(match["inside"]) == (seen.now.start is not None)
    assert number(match["N"]) == counts.total()
    assert [number(match[name]) for name in ("n", "open", "cancelled")] == [
        counts["done"],
        counts["open"],
        counts["cancelled"],
    ]


@sentence(rf"The curve stops where fewer than (?P<n>{NUMBER}) actions remain\.", f"{VIEWS}:_said")
def curve_stops(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["n"]) == max(5, ceil(0.05 * len(followed(seen))))


@sentence(
    rf"by day (?P<day>{NUMBER}) (?P<share>{SHARE}) done, (?P<n>{NUMBER}) still followed",
    "lib/charts/implementation.py:described",
)
def done_by(seen: Seen, match: re.Match[str]) -> None:
    until = number(match["day"])
    _, curve = cumulative(seen.now)
    is_close(match["share"], max((share for at, share in curve if at <= until), default=0.0))
    assert number(match["n"]) == sum(days >= until for days, _ in followed(seen))


@sentence(
    rf"(?P<day>{NUMBER}) days?\s+done by then (?P<share>{SHARE})\s+interval (?P<low>{SHARE}) to (?P<high>{SHARE})\s+still followed (?P<n>{NUMBER})",
    "lib/charts/done_by_day.py:_tips",
)
def tip_of_the_curve(seen: Seen, match: re.Match[str]) -> None:
    done_by(seen, match)
    shares = [float(re.sub(r"[^\d.]", "", match[name])) for name in ("low", "share", "high")]
    assert shares == sorted(shares)


@sentence(rf"half done within (?P<days>{NUMBER}) days?", "lib/charts/implementation.py:half_in_words")
def half_of_the_curve(seen: Seen, match: re.Match[str]) -> None:
    assert number(match["days"]) == median(followed(seen))


@sentence(
    rf"(?P<group>C\d|[^.;:]+): (?P<days>–|> {NUMBER}|{NUMBER})(?: \((?P<interval>[^)]*)\))? \(n = (?P<n>{NUMBER})\)",
    "lib/charts/implementation.py:by_group_described",
    "lib/charts/implementation.py:days",
)
def by_group(seen: Seen, match: re.Match[str]) -> None:
    if not re.fullmatch(r"C\d", match["group"].strip()):
        return
    rows = followed(seen, match["group"].strip())
    assert number(match["n"]) == len(rows)
    half = median(rows)
    if match["days"].startswith(">"):
        assert half is None
        assert number(match["days"][2:]) == max(days for days, _ in rows)
    elif match["days"] == "–":
        assert len(rows) < 5
    else:
        assert number(match["days"]) == half


def median(rows: list[tuple[int, str]]) -> int | None:
    share, still = 0.0, 1.0
    for at in sorted({days for days, state in rows if state != "open"}):
        risk = sum(days >= at for days, _ in rows)
        share += still * sum(each == (at, "done") for each in rows) / risk
        still *= 1 - sum(days == at and state != "open" for days, state in rows) / risk
        if share >= 0.5 - 1e-9:
            return at
    return None


@sentence(
    rf"(?P<what>The groups differ no more than chance would explain|Actions get done sooner in some groups than in others) \(log-rank test over (?P<groups>\d+) groups, n = (?P<n>{NUMBER}), p (?P<p>[=<] [\d.]+)\)",
    "lib/metrics/follow_through/implementation.py:_test_in_words",
)
def log_rank(seen: Seen, match: re.Match[str]) -> None:
    p = float(match["p"][2:])
    assert ("sooner" in match["what"]) == (p < 0.05 or match["p"].startswith("<"))
    assert int(match["groups"]) >= 2
    assert 5 * int(match["groups"]) <= number(match["n"]) <= len(followed(seen))


@sentence(
    rf"Cumulative flow from (?P<first>{DAY}) to (?P<last>{DAY}): of (?P<n>{NUMBER}) actions decided, (?P<done>{NUMBER}) done, (?P<cancelled>{NUMBER}) cancelled, (?P<open>{NUMBER}) open",
    f"{FLOW}:cumulative_described",
)
def flow(seen: Seen, match: re.Match[str]) -> None:
    dropped = [
        row for row in seen.now.rows("actions")
        if row["status"] == "cancelled" and row.get("closed") and not (row["created"] and row["created"] > AS_OF)
    ]  # fmt: skip
    rows = seen.now.actions()
    done = sum(row["state"] == "done" for row in rows)
    counts = len(rows) + len(dropped), done, len(dropped), len(rows) - done
    assert tuple(number(match[name]) for name in ("n", "done", "cancelled", "open")) == counts
    assert day(match["last"]) == AS_OF


def mean_of(weeks: list[tuple[int, int, int]], place: int) -> str:
    total = sum(week[place] for week in weeks)
    return "0" if not total else "< 0.1" if total * 20 < len(weeks) else f"{total / len(weeks):.1f}"


def weeks_back(seen: Seen, most: int) -> list[tuple[int, int, int]]:
    """The last full weeks, `most` of them."""
    return weekly(seen.now, most)


@sentence(
    rf"Per week, in the last (?:(?P<k>\d+) full weeks|full week): (?P<came>(?:< )?[\d.,]+) actions added, (?P<done>(?:< )?[\d.,]+) done, (?P<dropped>(?:< )?[\d.,]+) cancelled; {NUMBER} open after the first week, (?P<open>{NUMBER}) after the last",
    f"{FLOW}:weeks_described",
)
def per_week(seen: Seen, match: re.Match[str]) -> None:
    weeks = weeks_back(seen, 26)
    assert int(match["k"] or 1) == len(weeks)
    assert (match["came"], match["done"], match["dropped"]) == tuple(
        mean_of(weeks, place) for place in range(3)
    )


@sentence(
    r"In the last (?:(?P<k>\d+) full weeks|full week), (?P<came>(?:< )?[\d.,]+) actions a week were added, (?P<done>(?:< )?[\d.,]+) were done and (?P<dropped>(?:< )?[\d.,]+) cancelled\.",
    f"{FORECAST}:_weeks_in_words",
    f"{FORECAST}:_assumption",
)
def past_weeks(seen: Seen, match: re.Match[str]) -> None:
    weeks = weeks_back(seen, 12)
    assert int(match["k"] or 1) == len(weeks)
    assert (match["came"], match["done"], match["dropped"]) == tuple(
        mean_of(weeks, place) for place in range(3)
    )


@sentence(
    rf"in the last (?:(?P<k>\d+) full weeks|full week), (?P<came>{NUMBER}) (?:was|were) added and (?P<went>{NUMBER}) done or cancelled",
    f"{FORECAST}:_sums_in_words",
    f"{FORECAST}:_full_weeks",
    rare=True,
)
def weeks_together(seen: Seen, match: re.Match[str]) -> None:
    weeks = weeks_back(seen, 12)
    assert int(match["k"] or 1) == len(weeks)
    assert number(match["came"]) == sum(came for came, *_ in weeks)
    assert number(match["went"]) == sum(done + dropped for _, done, dropped in weeks)


@sentence(
    rf"Share of all actions done: (?P<marks>[^.]+)\.(?P<never> [^.]*never reached[^.]*\.)? Of the (?P<n>{NUMBER}) open actions?, (?P<past>[^.]+)\.",
    "lib/charts/open_actions.py:aging_described",
    "lib/charts/open_actions.py:aging",
)
def ages(seen: Seen, match: re.Match[str]) -> None:
    _, curve = cumulative(Recount(seen.now.tables))
    marks = {int(mark): number(at) for mark, at in re.findall(rf"(\d+) % by day ({NUMBER})", match["marks"])}
    for mark in (50, 85, 95):
        reached = next((at for at, share in curve if share >= mark / 100 - 1e-9), None)
        assert marks.get(mark) == reached, mark
        assert (reached is None) == (f"{mark} %" in (match["never"] or ""))
    rows = seen.now.open()
    assert number(match["n"]) == len(rows)
    for count, mark in re.findall(rf"({NUMBER}) (?:is|are) past the (\d+) % mark", match["past"]):
        past = [row for row in rows if row["created"] and (AS_OF - row["created"]).days > marks[int(mark)]]
        assert number(count) == len(past), mark


def next_held(seen: Seen, circle: str, after: date) -> dict[str, object] | None:
    return next((row for row in held(seen.now, circle) if row["held"] > after), None)


@sentence(
    rf"(?P<n>{NUMBER}) of (?P<N>{NUMBER}) actions? still open at the next session (?:was|were) revisited there\.",
    f"{WORDS}:loops",
    f"{PARTS}:_loops",
)
def revisited(seen: Seen, match: re.Match[str]) -> None:
    looked = {(row["action"], row["session"]) for row in seen.now.rows("action_reviews")}
    n = total = 0
    for row in seen.now.actions():
        session = next_held(seen, row["circle"], row["created"]) if row["created"] else None
        if (
            session is None
            or not seen.now.inside(session["held"])
            or (row["state"] == "done" and (not row["done_on"] or row["done_on"] < session["held"]))
        ):
            continue
        total += 1
        n += (row["action"], session["session"]) in looked
    assert (number(match["n"]), number(match["N"])) == (n, total)


@sentence(
    rf"(?P<n>{NUMBER}) actions? ha(?:s|ve) no news: never revisited, and open for longer than one cadence\.",
    f"{WORDS}:loops",
)
def no_news(seen: Seen, match: re.Match[str]) -> None:
    sessions = {row["session"]: row for row in seen.now.held()}
    looked = {row["action"] for row in seen.now.rows("action_reviews") if row["session"] in sessions}
    old = [
        row for row in seen.now.open()
        if row["created"] and (AS_OF - row["created"]).days > circle_row(seen.now, row["circle"])["cadence_days"]
    ]  # fmt: skip
    assert number(match["n"]) == sum(row["action"] not in looked for row in old)


@sentence(
    rf"Of (?P<N>{NUMBER}) actions done, (?P<n>{NUMBER}) ha(?:s|ve) a reported effect \((?P<share>[^)]+)\)",
    f"{PARTS}:_effects",
)
def effects(seen: Seen, match: re.Match[str]) -> None:
    done = seen.now.done()
    reported = sum(bool(row.get("effect")) for row in done)
    assert (number(match["n"]), number(match["N"])) == (reported, len(done))
    is_share(match["share"], reported, len(done))


@sentence(r"Actions done, by kind and reported effect\. (?P<each>[^.]+)\.", f"{PARTS}:effects_described")
def effects_by_kind(seen: Seen, match: re.Match[str]) -> None:
    shown = Counter[str]()
    for counts in match["each"].split("; "):
        for count, effect in re.findall(
            rf"({NUMBER}) (worked|mixed|did not work|too early|[a-z ]+?)(?=,|$)", counts.partition(": ")[2]
        ):
            shown[effect] += number(count)
    done = seen.now.done()
    assert shown.total() == len(done)
    for effect in ("worked", "mixed", "did not work", "too early"):
        assert shown[effect] == sum(row.get("effect") == effect for row in done), effect


@sentence(
    rf"Where a circle has at least 5 open actions with an owner, its busiest owner holds (?P<n>{NUMBER}) of (?P<N>{NUMBER})\.",
    f"{WORDS}:workload",
)
def busiest(seen: Seen, match: re.Match[str]) -> None:
    n = total = 0
    for circle in seen.now.rows("circles"):
        owners = Counter(row["owner"] for row in seen.now.open(circle["circle"]) if row["owner"])
        if owners.total() >= 5:
            n, total = n + max(owners.values()), total + owners.total()
    assert (number(match["n"]), number(match["N"])) == (n, total)


@sentence(
    rf"(?P<n>{NUMBER}) of (?P<N>{NUMBER}) actions? with an owner (?:is|are) owned outside the circle\.",
    f"{WORDS}:workload",
)
def outside(seen: Seen, match: re.Match[str]) -> None:
    owned = [row for row in seen.now.actions() if row["owner"]]
    assert number(match["N"]) == len(owned)
    n = 0
    for row in owned:
        seat = [
            each
            for each in seen.now.rows("members")
            if (each["member"], each["circle"]) == (row["owner"], row["circle"])
        ]
        n += (
            not seat
            if not row["created"]
            else not any(
                each["member"] == row["owner"] for each in active(seen.now, row["circle"], row["created"])
            )
        )
    assert number(match["n"]) == n
