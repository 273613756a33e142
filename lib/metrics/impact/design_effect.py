"""What each change of the program's design was followed by, held against what was expected of it.

A change says which figure it should move, and which way. The figure's months before it set the limits; the months
after it are all those up to the next change that names the same figure or starts new limits. The month in which it came
counts on neither side, unless it came on the first day. Something may have moved after a change for any reason: this
says "moved after", never "because of".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from lib.access.redaction import KEPT
from lib.metrics.core import counting, small_groups
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import BELOW
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.core.series import ONE_EACH, Series, can_tell, series
from lib.metrics.statistics.before_after import MIN_POINTS, BeforeAfter, compare
from lib.words.phrases import counted, inside, sentence
from lib.words.shares import percent

WHOLE_PROGRAM = ""
"""Stands for the circle in units that belong to none."""
AS_EXPECTED, OTHER_WAY, MOVED, STAYED, TOO_EARLY = (
    "moved as expected",
    "moved the other way",
    "moved",
    "stayed within its usual ups and downs",
    "too early to tell",
)
JUDGED = (AS_EXPECTED, OTHER_WAY, STAYED)
NO_FIGURE, UNKNOWN, NO_SERIES = "no figure named", "figure not known", "figure has no monthly series"
NO_DIRECTION, NOT_RECORDED, ONE_A_MONTH = (
    "no direction expected",
    "figure not recorded",
    "one yes or no a month",
)
REASONS = (NO_FIGURE, KEPT, UNKNOWN, NO_SERIES, NOT_RECORDED, BELOW, ONE_A_MONTH, TOO_EARLY)
"""Verdicts that say why nothing can be said."""
_DAY = pd.Timedelta(days=1)


def effects(facts: Facts, definitions: Mapping[str, Definition]) -> pd.DataFrame:
    """Every change of the design known by as_of, the latest first, over the whole log whatever the period.

    `facts`: those that figures are counted from; a page reads the same rows in the part changes of the figure.

    Columns: date, what, circle (str, missing for the whole program), figure (str: its key as written), label (str:
    missing for an unknown figure), direction (str: up, down or missing), expected, why (str); before, after (float64:
    the means of the months, NaN without any), months_before, months_after (int64); side (Int64: 1 up, -1 down, 0
    neither, missing if nothing can be said); verdict (str: one of JUDGED, MOVED, or of REASONS), so_far (bool: judged
    with fewer than 12 months on a side), unit (str), _workbook, _row. `definitions`: the dictionary.
    """
    facts = facts.any_time
    rows = facts.log.changes
    rows = rows[rows["date"] <= facts.as_of].sort_values(
        ["date", "what"], ascending=[False, True], kind="stable"
    )
    keys = rows["figure"].str.strip()
    keys = keys.where(keys != "").astype("str")
    found = [_effect(facts, definitions, rows, keys, place) for place in range(len(rows))]
    table = pd.DataFrame(
        found,
        columns=["label", "before", "after", "months_before", "months_after", "side", "verdict", "so_far", "unit"],
    ).astype(
        {"label": "str", "before": "float64", "after": "float64", "months_before": "int64", "months_after": "int64",
         "side": "Int64", "verdict": "str", "so_far": "bool", "unit": "str"}
    )  # fmt: skip
    own = rows[["date", "what", "circle", "expected", "why", "_workbook", "_row"]].reset_index(drop=True)
    return own.assign(
        figure=keys.array,
        direction=rows["direction"].astype("str").where(rows["direction"].notna()).array,
        **{str(name): table[name] for name in table},
    )


def _effect(
    facts: Facts, definitions: Mapping[str, Definition], rows: pd.DataFrame, keys: pd.Series, place: int
) -> tuple[Any, ...]:
    key, circle, date = (part.iloc[place] for part in (keys, rows["circle"], rows["date"]))
    definition = definitions.get(key.casefold()) if isinstance(key, str) else None
    circle = circle if isinstance(circle, str) else None
    line = None if definition is None else _line(facts, definition, circle)
    if definition is None or not isinstance(line, Series):
        why = NO_FIGURE if not isinstance(key, str) else KEPT if key == KEPT else UNKNOWN
        label, unit = (None, None) if definition is None else (definition.label, definition.unit)
        return label, np.nan, np.nan, 0, 0, None, line if isinstance(line, str) else why, False, unit
    same = keys.str.casefold() == definition.key
    if circle is not None:
        same &= rows["circle"].isna() | (rows["circle"] == circle)
    else:
        same &= rows["circle"].isna()
    compared = before_and_after(line, date, rows.loc[same, "date"], facts, definition)
    direction = rows["direction"].iloc[place]
    verdict = _verdict(compared, direction if isinstance(direction, str) else None)
    return (
        definition.label,
        compared.before,
        compared.after,
        compared.points_before,
        compared.points_after,
        compared.side,
        verdict,
        compared.side is not None and not compared.is_settled,
        definition.unit,
    )


def _line(facts: Facts, definition: Definition, circle: str | None) -> Series | str:
    """The figure by month, of the program or a circle; why there is none, else."""
    if not can_tell(definition):
        return NO_SERIES
    if definition.about_people:
        if circle in small_groups.withheld(facts):
            return BELOW
        facts = small_groups.reported(facts)
    if counting.missing_words(definition, facts.log):
        return NOT_RECORDED
    line = series(definition, counting.all_units(definition, facts), facts, "month", circle)
    if line.points["value"].isna().all():
        return NOT_RECORDED
    return ONE_A_MONTH if ONE_EACH in line.notes else line


def before_and_after(
    line: Series, date: pd.Timestamp, others: pd.Series, facts: Facts, definition: Definition
) -> BeforeAfter:
    """The months of `line` before and after the day `date`. `others`: the days of changes that name the same figure."""
    points = line.points
    names = points["period"].to_numpy(dtype=object)
    month = f"{date:%Y-%m}"
    later = others[others > date].dt.strftime("%Y-%m")
    until = later[later > month].min() if (later > month).any() else "9999"
    is_after = (names >= month) if date.day == 1 else (names > month)
    is_after &= names < until
    if definition.unit == "count" and definition.windowed:
        is_after &= names < f"{facts.as_of + _DAY:%Y-%m}"  # a month that is not over has not counted all
    phase, values = points["phase"].to_numpy(), points["value"].to_numpy(dtype=np.float64)
    earlier = np.flatnonzero(names < month)
    since = np.flatnonzero(is_after)
    earlier = earlier[phase[earlier] == phase[earlier[-1]]] if len(earlier) else earlier
    since = since[phase[since] == phase[since[0]]] if len(since) else since
    return compare(values[earlier], values[since], str(facts.log.settings["control_rules"]))


def _verdict(compared: BeforeAfter, direction: str | None) -> str:
    if compared.side is None:
        return TOO_EARLY
    if not compared.side:
        return STAYED
    if direction is None:
        return MOVED
    return AS_EXPECTED if (compared.side > 0) == (direction == "up") else OTHER_WAY


def in_words(row: Mapping[str, Any]) -> str:
    """One row of `effects`, or of the figure's part changes, as a sentence: what was expected, and what the figure did
    after that day; "" where the row says nothing about a figure that is known."""
    if row["verdict"] not in (*JUDGED, MOVED, TOO_EARLY):
        return ""
    label, day = inside(row["label"]), f"{pd.Timestamp(row['date']):%-d %b %Y}"
    expected = f"expected: {label} to go {row['direction']}" if isinstance(row["direction"], str) else ""
    months = f"{counted(row['months_before'], 'month')} before and {row['months_after']:,} after"
    if row["verdict"] == TOO_EARLY:
        return sentence(
            expected,
            f"too early to tell: {counted(row['months_before'], 'month')} with records before and "
            f"{row['months_after']:,} after, up to the next change, and {MIN_POINTS} on each side are needed",
        )
    values = f"from {_shown(row['before'], row['unit'])} to {_shown(row['after'], row['unit'])}"
    so_far = ", so far" if row["so_far"] else ""
    if row["verdict"] == STAYED:
        return sentence(
            expected, f"after {day}, it went {values}, within its usual ups and downs ({months}{so_far})"
        )
    way = "up" if row["side"] > 0 else "down"
    as_expected = {AS_EXPECTED: ", as expected", OTHER_WAY: ", the other way"}.get(row["verdict"], "")
    return sentence(expected, f"after {day}, {label} moved {way} {values}{as_expected} ({months}{so_far})")


def _shown(value: float, unit: str) -> str:
    return percent(value) if unit == "share" else f"{value:,.2f}".rstrip("0").rstrip(".")


def definition(dictionary: Callable[[], Mapping[str, Definition]]) -> Definition:
    """The figure design_effect. `dictionary`: all figures, which a change may name; asked for when it is counted."""

    @remembered_any_time
    def found(facts: Facts) -> pd.DataFrame:
        return effects(facts, dictionary())

    def design_effect(facts: Facts) -> pd.DataFrame:
        """Changes known by as_of; hit = moved in the direction expected. A unit belongs to the day of the change.

        Parts: other_way, stayed, so_far. Left out: those of REASONS, and changes without a direction.
        """
        rows = found(facts)
        verdict = rows["verdict"]
        return units(
            rows.assign(circle=rows["circle"].fillna(WHOLE_PROGRAM)),
            on=rows["date"],
            hit=verdict == AS_EXPECTED,
            excluded=[
                *((verdict == reason, reason) for reason in REASONS),
                (rows["direction"].isna(), NO_DIRECTION),
            ],
            parts={
                "other_way": verdict == OTHER_WAY,
                "stayed": verdict == STAYED,
                "so_far": rows["so_far"],
            },
        )

    def changes(facts: Facts, frame: pd.DataFrame) -> MoreParts:
        """Part changes, for the program only: a row of `effects` each, as plain values (date: ISO text)."""
        rows = found(facts).drop(columns=["_workbook", "_row"])
        rows = rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d")).astype(object)
        return {"changes": rows.where(rows.notna(), None).to_dict("records")}, {}

    return Definition(
        "design_effect",
        "Changes that did what was expected",
        "Of the changes to the program's design that say which figure they should move and which way, the share after "
        "which that figure moved so by more than its usual ups and downs. With fewer than 5 months on a side it is too "
        "early to tell.",
        design_effect,
        (("changes", "figure"),),
        windowed=False,
        more=changes,
        group="impact",
        is_habit=False,
    )
