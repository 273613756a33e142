"""Sentences of several pages: what is not recorded, redesigns, the range of the program, names of charts and tables."""

# ruff: noqa: E501  # the pattern of one sentence stands in one line

from __future__ import annotations

import re
from datetime import date
from statistics import quantiles

from tests.audit.actions_page import followed
from tests.audit.chart_words import LABELS, by_month
from tests.audit.made import AS_OF
from tests.audit.seen import DAY, NUMBER, SHARE, Seen, day, held, number, sentence
from tests.audit.spread import adopters, reaches, stages, uses


@sentence(
    r"[Nn]ot recorded: no (?P<columns>\w+(?: or \w+)*) column in the (?P<tab>\w+) tab",
    "lib/metrics/core/counting.py:lacking",
    "lib/metrics/diffusion/travel.py:_rates",
    "lib/metrics/program/asks.py:_figure",
    "lib/ui/actions/open_list.py:_nothing",
)
@sentence(
    r"Not recorded: add the (?P<columns>\w+) column to the (?P<tab>\w+) tab\.",
    "lib/ui/circle/head.py:lacks",
    rare=True,
)
def no_column(seen: Seen, match: re.Match[str]) -> None:
    assert not seen.now.has(match["tab"], *match["columns"].split(" or "))


@sentence(r"[Nn]ot recorded: no (?P<tab>\w+) tab\b", "lib/metrics/core/counting.py:lacking")
@sentence(r"Not recorded: add the (?P<tab>\w+) tab \(columns: ", "lib/ui/circle/head.py:lacks", rare=True)
@sentence(
    r"Spread is not recorded\. Add the (?P<tab>\w+) tab \(",
    "lib/ui/overview/parts.py:no_practices",
    rare=True,
)
def no_tab(seen: Seen, match: re.Match[str]) -> None:
    assert not seen.now.rows(match["tab"])


@sentence(
    r"[Nn]ot recorded: the (?P<tabs>\w+(?: and \w+)?) tabs? (?:has|have) no rows",
    "lib/metrics/core/counting.py:missing_words",
    rare=True,
)
def no_rows(seen: Seen, match: re.Match[str]) -> None:
    assert not any(seen.now.rows(tab) for tab in match["tabs"].split(" and "))


@sentence(
    r"Nothing is recorded yet that could have changed\.", "lib/metrics/desk/since.py:nothing", rare=True
)
def nothing_to_change(seen: Seen, match: re.Match[str]) -> None:
    assert not held(seen.now, seen.circle)
    assert not any(seen.now.rows(tab) for tab in ("actions", "asks", "adoptions"))


@sentence(
    rf"After (?P<named>“[^”]+” \({DAY}\)(?:(?:,| and) “[^”]+” \({DAY}\))?)(?: and (?P<more>{NUMBER}) more)?, (?P<moved>[^:]+): a real shift(?:, (?P<months>{NUMBER}) months? so far)?\.",
    "lib/metrics/program/redesign.py:first_words",
)
def redesign(seen: Seen, match: re.Match[str]) -> None:
    named = [(what, day(on)) for what, on in re.findall(rf"“([^”]+)” \(({DAY})\)", match["named"])]
    first = date(named[0][1].year, named[0][1].month, 1)
    rows = [
        row
        for row in seen.now.rows("changes")
        if not row["circle"] and (row["date"].year, row["date"].month) == (first.year, first.month)
    ]
    assert set(named) <= {(row["what"], row["date"]) for row in rows}
    assert len(rows) == len(named) + (number(match["more"]) if match["more"] else 0)
    if match["months"]:
        assert number(match["months"]) < 12
    for label, way, before, after in re.findall(
        rf"((?i:{'|'.join(LABELS)})) moved (up|down) from ({SHARE}) to ({SHARE})", match["moved"]
    ):
        months = by_month(seen, LABELS[f"{label[0].upper()}{label[1:]}"], None)
        sides = [
            [
                n / total
                for month, (n, total) in months.items()
                if (month >= first) == later and (month != first or rows[0]["date"].day == 1)
            ]
            for later in (False, True)
        ]
        means = [sum(side) / len(side) for side in sides]
        shown = [float(text.strip("<> %")) for text in (before, after)]
        assert (shown[1] > shown[0]) == (way == "up")
        if len(seen.now.rows("changes")) == 1:  # limits may start over with another one
            assert all(
                abs(text - 100 * mean) <= 0.5 + 1e-6 for text, mean in zip(shown, means, strict=True)
            ), means


@sentence(
    rf"Of (?P<n>{NUMBER}) figures? that can be compared, (?:none is outside|{NUMBER} (?:is|are) (?:above|below)(?: and {NUMBER} (?:is|are) above)?) the range of most circles",
    "lib/ui/circle/program_range.py:_summary",
    rare=True,
)
def in_the_range(seen: Seen, match: re.Match[str]) -> None:
    assert len(seen.now.active_circles()) >= 5, "too few circles for a range"
    table = seen.text.partition("All figures of the circle, compared with")[2].splitlines()
    above, below = (sum(f"{where} the usual range" in line for line in table) for where in ("above", "below"))
    shown = {
        where: number(count)
        for count, where in re.findall(rf"({NUMBER}) (?:is|are) (above|below)", match.group())
    }
    assert shown == {where: count for where, count in (("above", above), ("below", below)) if count}


@sentence(
    rf"^Participation (?P<share>{SHARE}) [\d/]+ most circles between (?P<low>\d+) and (?P<high>\d+) percent (?P<where>above|below|in) the usual range",
    "lib/ui/circle/program_range.py:_summary",
    rare=True,
)
def participation_of_most(seen: Seen, match: re.Match[str]) -> None:
    circles = [
        str(row["circle"]) for row in seen.now.rows("circles") if len(held(seen.now, str(row["circle"]))) >= 3
    ]
    counts = {circle: seen.now.share("participation", circle) for circle in circles}
    values = {circle: n / total for circle, (n, total) in counts.items() if total >= 5}
    tenths = quantiles(values.values(), n=10, method="inclusive")
    low, high = tenths[0], tenths[-1]
    assert abs(int(match["low"]) - 100 * low) <= 0.5 + 1e-6
    assert abs(int(match["high"]) - 100 * high) <= 0.5 + 1e-6
    own = values[seen.circle]
    assert match["where"] == ("above" if own > high + 1e-9 else "below" if own < low - 1e-9 else "in")


@sentence(
    r"Where (?P<title>all practices|Practice \d) arrived, by function and region",
    "lib/ui/lighthouses/tabs.py:reach",
)
@sentence(
    r"Adoptions of (?P<title>all practices|Practice \d) by (?:function|region) of the source and of the adopter",
    "lib/ui/lighthouses/tabs.py:flows",
)
def about_the_chosen_practice(seen: Seen, match: re.Match[str]) -> None:
    assert match["title"] == (f"Practice {seen.practice[1:]}" if seen.practice else "all practices")


@sentence(
    r"Days until half is done by circle, with .* \| (?P<rows>\d+) rows$",
    "lib/ui/actions/parts.py:medians",
    rare=True,
)
def a_row_for_each_circle(seen: Seen, match: re.Match[str]) -> None:
    assert int(match["rows"]) == sum(
        bool(followed(seen, str(row["circle"]))) for row in seen.now.rows("circles")
    )


@sentence(
    r"Nothing to compare: no circle has 5 actions yet\.", "lib/ui/actions/views.py:_compared", rare=True
)
def nothing_to_compare(seen: Seen, match: re.Match[str]) -> None:
    assert all(len(followed(seen, str(row["circle"]))) < 5 for row in seen.now.rows("circles"))


@sentence(rf" · as of (?P<day>{DAY}), (?P<time>\d\d:\d\d)", "lib/ui/frame/banner.py:_source_words")
def read_at(seen: Seen, match: re.Match[str]) -> None:
    assert day(match["day"]) == AS_OF
    assert match["time"].startswith("10:")


@sentence(
    rf"(?P<n>{NUMBER}) rows? set aside; everything else is used\.",
    "lib/ui/frame/log_checks.py:_listed_checks",
    rare=True,
)
def set_aside(seen: Seen, match: re.Match[str]) -> None:
    """A row whose key is there before it."""
    keys = {"circles": "circle", "members": "member", "sessions": "session", "actions": "action"}
    rows = [(tab, row[key]) for tab, key in keys.items() for row in seen.now.rows(tab)]
    assert number(match["n"]) == len(rows) - len(set(rows))


@sentence(
    r"No circle has 5 open actions with an owner yet, so there is no load to compare\.",
    "lib/metrics/program/action_words.py:workload",
    rare=True,
)
def no_load(seen: Seen, match: re.Match[str]) -> None:
    for circle in seen.now.rows("circles"):
        assert sum(bool(row["owner"]) for row in seen.now.open(circle["circle"])) < 5


@sentence(
    r"^Practice \d: (?:no team has adopted it yet(?P<way>: [^.]+)?|(?P<nobody>no teams that it is meant for exist on this day))\.",
    "lib/metrics/diffusion/words.py:in_words",
    rare=True,
)
def not_adopted(seen: Seen, match: re.Match[str]) -> None:
    if match["nobody"]:
        assert not reaches(seen.now, seen.practice)
        return
    assert not any(uses(seen.now, seen.practice, team) for team in adopters(seen.now, seen.practice))
    for count, what in re.findall(rf"({NUMBER}) (trying|told)", match["way"] or ""):
        last = [stages(seen.now, seen.practice, row["team"])[-1:] for row in seen.now.rows("teams")]
        assert number(count) <= sum(bool(rows) and rows[0]["stage"] == what for rows in last)


@sentence(
    r"Teams for which it worked, of those that tried it, by function: (?P<each>[^.]+)\.",
    "lib/charts/lasting.py:works_described",
    rare=True,
)
def worked(seen: Seen, match: re.Match[str]) -> None:
    for place, n, total in re.findall(rf"(\w+) ({NUMBER}) of ({NUMBER})", match["each"]):
        teams = {row["team"] for row in seen.now.rows("teams") if row["function"] == place}
        known = {
            (row["practice"], row["team"]) for row in seen.now.rows("adoptions")
            if row["team"] in teams and row.get("effect") in ("worked", "mixed", "did not work") and row["date"] <= AS_OF
        }  # fmt: skip
        assert 5 <= number(total) <= len(known)
        assert number(n) <= number(total)
