"""The words for charts of a figure by month, and what tiles say about their line: counted again month by month."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from tests.audit.health_page import is_close
from tests.audit.made import AS_OF
from tests.audit.recount import TARGETS, Recount
from tests.audit.seen import NUMBER, SHARE, Seen, number, sentence

LABELS = {
    "Participation": "participation",
    "Cadence": "cadence",
    "Prework on time": "prework",
    "Actions done on time": "on_time",
}
_LABEL = "|".join(LABELS)
_MONTH = r"[A-Z][a-z]{2} \d{4}"


def by_month(seen: Seen, key: str, circle: str | None) -> dict[date, tuple[int, int]]:
    """First day of a month -> n and N, for months with records."""
    found, month = {}, date(2023, 1, 1)
    while month <= AS_OF:
        last = month.replace(day=monthrange(month.year, month.month)[1])
        counts = Recount(seen.now.tables, month, last).share(key, circle)
        if counts[1]:
            found[month] = counts
        month = last + timedelta(days=1)
    return found


def named(text: str) -> date:
    return date(
        int(text[4:]),
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].index(text[:3])
        + 1,
        1,
    )


@sentence(
    rf"^(?:(?P<circle>C\d): )?(?P<label>{_LABEL}) by month, (?P<first>{_MONTH}) to (?P<last>{_MONTH}), (?P<months>{NUMBER}) months?\. Latest (?:(?P<share>{SHARE}) \()?(?P<n>{NUMBER})(?: of |/)(?P<N>{NUMBER})\)?"
    rf"(?:; usual range (?P<low>{SHARE}) to (?P<high>{SHARE}), mean (?P<mean>{SHARE}))?\.(?P<rest>.*)$",
    "lib/charts/control/control.py:described",
    "lib/charts/control/frames.py:points",
    "lib/charts/control/words.py:_met",
    "lib/charts/control/words.py:_reason",
    "lib/charts/control/words.py:_trend",
)
def control_chart(seen: Seen, match: re.Match[str]) -> None:
    key = LABELS[match["label"]]
    months = by_month(seen, key, match["circle"] or seen.circle or None)
    assert (named(match["first"]), named(match["last"])) == (min(months), max(months))
    assert number(match["months"]) == len(months)
    assert (number(match["n"]), number(match["N"])) == months[max(months)]
    values = {month: n / total for month, (n, total) in sorted(months.items())}
    assert (match["share"] is None) == (number(match["N"]) < 5)
    if match["share"]:
        is_close(match["share"], values[max(months)])
    rebased = any(row["rebase"] == "yes" for row in seen.now.rows("changes"))
    met = re.search(
        rf"Target \d+ %: (?:met in (each|{NUMBER}) of|missed in each of) ({NUMBER}) months?", match["rest"]
    )
    if met and not rebased:
        hits = sum(value >= TARGETS[key] - 1e-12 for value in values.values())
        assert number(met[2]) == len(values)
        assert hits == (len(values) if met[1] == "each" else number(met[1]) if met[1] else 0)
    mean = sum(values.values()) / len(values)
    if match["mean"] and not rebased:
        is_close(match["mean"], mean)
    for count, where in re.findall(r"(\d+) months in a row (above|below) the mean", match["rest"]):
        assert int(count) >= 7
        if not rebased:
            assert longest(
                [value > mean if where == "above" else value < mean for value in values.values()]
            ) >= int(count)
    for count, way in re.findall(r"(\d+) months in a row (rising|falling)", match["rest"]):
        steps = list(zip(values.values(), list(values.values())[1:], strict=False))
        assert longest([b > a if way == "rising" else b < a for a, b in steps]) >= int(count) - 1
    for day, what in re.findall(r"Design change (\d{4}-\d\d-\d\d): ([^.]+)\.", match["rest"]):
        assert {"date": date.fromisoformat(day), "what": what}.items() <= next(
            row for row in seen.now.rows("changes") if row["what"] == what
        ).items()
    if "since the last design change" in match["rest"]:
        assert seen.now.rows("changes"), "the program was never redesigned"


def longest(flags: list[bool]) -> int:
    best = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        best = max(best, run)
    return best


@sentence(
    rf"(?P<label>{_LABEL}) by month on a scale from 0 to (?P<top>\S+ %): lowest (?P<low>{SHARE}), highest (?P<high>{SHARE}), latest (?P<last>{SHARE}); the dashes show the target, (?P<target>\d+) %",
    "lib/ui/widgets/tile.py:_line",
)
def line(seen: Seen, match: re.Match[str]) -> None:
    key = LABELS[match["label"]]
    months = by_month(seen, key, seen.circle or None)
    values = [n / total for _, (n, total) in sorted(months.items())]
    assert len(values) >= 3
    for text, value in (
        (match["low"], min(values)),
        (match["high"], max(values)),
        (match["last"], values[-1]),
    ):
        is_close(text, value)
    assert int(match["target"]) == round(100 * TARGETS[key])
    assert match["top"] == "100 %"


_DEFINED = {
    "The share of members expected at held sessions who were present": "participation",
    "The share of sessions planned by now": "cadence",
    "The share of members expected at held sessions who sent their prework on time": "prework",
    "The share of actions done by their first due date": "on_time",
}
_LINE = r"The line shows (?P<months>\d+) months?, (?P<first>\d{4}-\d\d)(?: to (?P<last>\d{4}-\d\d))?(?P<notes>[^.]*)\."


@sentence(
    rf"^(?P<what>{'|'.join(_DEFINED)})\b.*\n\nCounted: (?P<n>{NUMBER}) of (?P<N>{NUMBER})\.\n\n(?:(?:This share|Left out:|Of these:) .+\n\n)*{_LINE}",
    "lib/ui/widgets/tile.py:_about_the_line",
    "lib/ui/widgets/tile.py:_paragraphs",
)
def about_the_line(seen: Seen, match: re.Match[str]) -> None:
    key = _DEFINED[match["what"]]
    assert (number(match["n"]), number(match["N"])) == seen.now.share(key, seen.circle or None)
    months = by_month(seen, key, seen.circle or None)
    assert number(match["months"]) == len(months), "months without records count"
    assert (match["first"], match["last"] or match["first"]) == (
        f"{min(months):%Y-%m}",
        f"{max(months):%Y-%m}",
    )


@sentence(
    rf"^(?P<what>{'|'.join(_DEFINED)})\b[^\n]*?Target \d+ %: (?:met in (?P<met>each|\d+) of|missed in each of) (?P<months>\d+) months?\.(?P<rest>[^\n]*)",
    "lib/charts/control/words.py:_met",
    "lib/charts/control/words.py:_reason",
)
def target_met(seen: Seen, match: re.Match[str]) -> None:
    key = _DEFINED[match["what"]]
    if any(row["rebase"] == "yes" for row in seen.now.rows("changes")):
        return
    shares = [n / total for n, total in by_month(seen, key, seen.circle or None).values()]
    assert number(match["months"]) == len(shares)
    met = len(shares) if match["met"] == "each" else number(match["met"] or "0")
    assert met == sum(share >= TARGETS[key] - 1e-12 for share in shares)


@sentence(
    rf"(?P<label>[A-Z][\w ,-]+) by month on a scale from 0 to (?P<top>{NUMBER}): lowest (?P<low>{NUMBER}), highest (?P<high>{NUMBER}), latest (?P<last>{NUMBER})",
    "lib/ui/widgets/tile.py:_line",
)
def any_count_by_month(seen: Seen, match: re.Match[str]) -> None:
    low, last, high, top = (number(match[each]) for each in ("low", "last", "high", "top"))
    assert low <= last <= high == top
    if match["label"] == "Actions finished":
        done = [row["done_on"] for row in seen.now.actions() if row["state"] == "done" and row["done_on"]]
        assert last <= len(done)
        assert high <= len(done)


@sentence(
    r"The chart shows the whole log(?:; the shade marks (?P<period>[^.]+))?\.",
    "lib/ui/health/trends.py:_words",
    rare=True,
)
def shade(seen: Seen, match: re.Match[str]) -> None:
    """The audit of pages asks for the whole log, which has no shade, and for the last 3 months."""
    assert seen.now.start == date(2026, 4, 1)
    assert match["period"] in ("the last 3 months", None)
    if not match["period"]:
        days = [row["held"] for row in seen.now.rows("sessions") if row["held"]]
        assert not days or min(days) >= date(2026, 4, 1) or max(days) < date(2026, 4, 1)


@sentence(_LINE, "lib/ui/widgets/tile.py:_about_the_line")
def any_line(seen: Seen, match: re.Match[str]) -> None:
    """What holds of every figure's line, whatever it counts."""
    (y, m), (end_y, end_m) = (
        map(int, each.split("-")) for each in (match["first"], match["last"] or match["first"])
    )
    assert 1 <= number(match["months"]) <= 12 * (end_y - y) + end_m - m + 1
    assert date(end_y, end_m, 1) <= AS_OF
    if "since the last redesign" in match["notes"]:
        assert any(row["rebase"] == "yes" for row in seen.now.rows("changes")), "it was never redesigned"
    elif "too few months for" in match["notes"]:
        assert number(match["months"]) < 5


@sentence(
    rf"(?P<label>[A-Z][\w ,-]+) by month on a scale from 0 to (?P<top>\S+(?: %)?): lowest (?P<low>{SHARE}), highest (?P<high>{SHARE}), latest (?P<last>{SHARE})(?:; the dashes show the target, (?P<target>\d+) %)?",
    "lib/ui/widgets/tile.py:_line",
)
def any_share_by_month(seen: Seen, match: re.Match[str]) -> None:  # true of every figure
    low, last, high = (
        float(re.sub(r"[^\d.]", "", match[each])) + (0.5 if "> 99" in match[each] else 0)
        for each in ("low", "last", "high")
    )
    assert low <= last <= high
    assert match["top"] == "100 %"


@sentence(
    rf"(?P<label>{_LABEL}) by session, on a scale|Participation in (?P<circle>C\d) by session, on a scale from 0 to 100 %, target 80 %: (?P<shares>[\d, %<>]+)",
    "lib/ui/overview/cards.py:_card",
)
def card_line(seen: Seen, match: re.Match[str]) -> None:
    shares = re.findall(SHARE, match["shares"])
    marks, counts = seen.now.marks(), []
    for session in sorted(
        (row for row in seen.now.held() if row["circle"] == match["circle"]), key=lambda row: row["held"]
    ):
        here = [
            marks[s, m]["present"] == "yes"
            for _, s, m, _ in seen.now.seats(match["circle"])
            if s == session["session"] and (s, m) in marks
        ]
        if here:
            counts.append(sum(here) / len(here))
    for text, value in zip(shares, counts[-24:], strict=True):
        is_close(text, value)


@sentence(
    rf"Last session (?P<when>today|yesterday|(?P<n>{NUMBER}) days ago), (?P<day>\d+ [A-Z][a-z]+ \d{{4}})",
    "lib/metrics/program/by_need.py:_last",
)
def last_session(seen: Seen, match: re.Match[str]) -> None:
    from tests.audit.seen import day

    days = {
        max(each["held"] for each in seen.now.held() if each["circle"] == row["circle"])
        for row in seen.now.held()
    }
    assert day(match["day"]) in days
    ago = (AS_OF - day(match["day"])).days
    assert ago == {"today": 0, "yesterday": 1}.get(match["when"], number(match["n"] or "0"))


@sentence(
    rf"(?P<what>Open asks by kind and age|Overdue actions by priority): (?P<n>{NUMBER}) in all\. (?P<bars>.*)\.$",
    "lib/charts/bars.py:described",
)
def waiting(seen: Seen, match: re.Match[str]) -> None:
    parts = re.findall(rf"(?:^|; )([^;]+?) ({NUMBER}), ({NUMBER}) over 30 days", match["bars"])
    assert sum(number(count) for _, count, _ in parts) == number(match["n"])
    old = sum(number(count) for *_, count in parts)
    if match["what"].startswith("Open asks"):
        assert (number(match["n"]), old) == (seen.now.open_asks(), seen.now.open_asks(30))
        return
    assert (number(match["n"]), old) == (len(seen.now.overdue()), len(seen.now.overdue(30)))
    priority = {row["circle"]: row["priority"] or "no priority named" for row in seen.now.rows("circles")}
    for name, count, _ in parts:
        assert number(count) == sum(priority[row["circle"]] == name for row in seen.now.overdue())


@sentence(
    rf"No overdue action is known, but (?P<n>{NUMBER}) open actions? ha(?:s|ve) no due date\b",
    "lib/ui/overview/needs.py:nothing_overdue",
    rare=True,
)
def nothing_late(seen: Seen, match: re.Match[str]) -> None:
    assert not seen.now.overdue()
    assert number(match["n"]) == sum(not row["due"] for row in seen.now.open())
