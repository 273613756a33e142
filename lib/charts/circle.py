"""One circle's sessions over time: a lane of planned days, a lane of held ones, lines between them, and gaps."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import CONCERN, GOOD, NEUTRAL
from lib.metrics.health.gaps import GAP_FLAGGED
from lib.metrics.health.sessions import ON_TIME_WITHIN_DAYS
from lib.words.phrases import plural

PLANNED, HELD = "Planned", "Held"
LANES = (PLANNED, HELD)
LANE_HEIGHT = 74
_CROSS = "M-1,-1L1,1M-1,1L1,-1"
LOOKS: dict[str, tuple[str, str, bool, str]] = {
    "held": ("circle", GOOD, True, "held"),
    "moved": ("diamond", CONCERN, True, f"held more than {ON_TIME_WITHIN_DAYS} days from its planned day"),
    "cancelled": (_CROSS, CONCERN, False, "cancelled"),
    "planned": ("circle", NEUTRAL, False, "still to come"),
    "overdue": ("triangle-down", CONCERN, False, "planned day has passed, neither held nor cancelled"),
    "unclear": ("diamond", CONCERN, False, "whether it took place was not understood"),
    "was planned": ("stroke", NEUTRAL, False, "planned day of a held session"),
}
"""How each session is drawn: shape, color, filled, and what it means."""


def looks(timeline: pd.DataFrame) -> pd.Series:
    """The key in LOOKS of each session of `lib.metrics.circle.history.timeline` (str)."""
    found = timeline["state"].astype("str")
    moved = (found == "held") & (timeline["days_moved"].abs() > ON_TIME_WITHIN_DAYS)
    return found.mask(moved, "moved")


def gaps(timeline: pd.DataFrame, as_of: pd.Timestamp, waiting_days: float | None) -> pd.DataFrame:
    """Gaps of more than 1.5 × the circle's cadence: since, until (datetime64[s]), days (float64), oldest first.

    `waiting_days`: how long ago the circle last met if that is such a gap and still goes on, else None.
    """
    rows = timeline[timeline["gap_flagged"]]
    found = pd.DataFrame({"until": rows["day"], "days": rows["gap_days"].astype("float64")})
    if waiting_days is not None:
        found = pd.concat([found, pd.DataFrame({"until": [as_of], "days": [float(waiting_days)]})])
    since = found["until"] - pd.to_timedelta(found["days"], unit="D")
    return found.assign(since=since.astype("datetime64[s]"))[["since", "until", "days"]].reset_index(
        drop=True
    )


def day_format(rows: pd.DataFrame, as_of: pd.Timestamp) -> str:
    """Months for a long log; days for one so short that several ticks would fall in one month."""
    days = pd.concat([rows["day"], rows["planned"], pd.Series([as_of])]).dropna()
    return "%b %Y" if days.max() - days.min() > pd.Timedelta(days=180) else "%-d %b %Y"


def sessions(
    timeline: pd.DataFrame, as_of: pd.Timestamp, waiting_days: float | None = None
) -> alt.LayerChart:
    """The days planned in the upper lane, the days held in the lower one; thick lines are `gaps`, the dashed one as_of.

    `timeline`: `lib.metrics.circle.history.timeline`, at least one row. `waiting_days`: see `gaps`.
    """
    rows = timeline.assign(
        look=looks(timeline),
        words=looks(timeline).map({look: words for look, (*_, words) in LOOKS.items()}),
        title=timeline["session"],
    )
    is_held = rows["state"] == "held"
    axis = alt.Axis(format=day_format(rows, as_of), tickCount=6, grid=False, labelOverlap="parity")
    x = alt.X("day:T", title=None, axis=axis)
    y = alt.Y(
        "lane:N",
        sort=list(LANES),
        title=None,
        scale=alt.Scale(domain=list(LANES)),
        axis=alt.Axis(grid=True, tickBand="center", labelPadding=8),
    )
    long_gaps = gaps(timeline, as_of, waiting_days)
    was_planned = rows[is_held].assign(look="was planned", lane=PLANNED, day=rows["planned"])
    today = alt.Chart(pd.DataFrame({"day": [as_of]})).mark_rule(strokeDash=[3, 3], color=NEUTRAL)
    layers = [
        today.encode(x=alt.X("day:T")),
        *([_links(rows[is_held], x, y)] if is_held.any() else []),
        *(_gaps(long_gaps, y) if len(long_gaps) else []),
        *_marks(was_planned, x, y),
        *_marks(rows.assign(lane=is_held.map({True: HELD, False: PLANNED})), x, y),
    ]
    return alt.LayerChart(layer=layers).properties(
        height=alt.Step(LANE_HEIGHT),
        width="container",
        config=alt.Config(view={"strokeWidth": 0}, axis={"domain": False, "ticks": False}),
    )


def _links(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.Chart:
    """A line from the planned day to the day it was held, for each held session."""
    ends = pd.concat(
        [
            rows.assign(lane=PLANNED, day=rows["planned"]),
            rows.assign(lane=HELD),
        ]
    )[["session", "lane", "day", "look"]]
    color = alt.Color(
        "look:N", scale=alt.Scale(domain=["held", "moved"], range=[NEUTRAL, CONCERN]), legend=None
    )
    return (
        alt.Chart(ends)
        .mark_line(strokeWidth=1, opacity=0.75)
        .encode(x=x, y=y, color=color, detail=alt.Detail("session:N"))
    )


def _gaps(found: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    frame = found.assign(
        middle=found["until"] - pd.to_timedelta(found["days"] / 2, unit="D"),
        lane=HELD,
        number=found["days"].map("{:,.0f}".format).astype("str"),
    )
    line = alt.Chart(frame).mark_rule(strokeWidth=4, color=CONCERN, opacity=0.85)
    text = alt.Chart(frame).mark_text(dy=17, fontSize=12)
    tooltip = [alt.Tooltip("number:N", title="days without a session")]
    return [
        line.encode(x=alt.X("since:T"), x2=alt.X2("until:T"), y=y, tooltip=tooltip),
        text.encode(x=alt.X("middle:T"), y=y, text=alt.Text("number:N"), color=alt.ColorValue("orange")),
    ]


def _marks(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """One layer for each look that occurs, because a shape's outline and fill are set by the mark, not by a scale."""
    tooltip = [
        alt.Tooltip("title:N", title="session"),
        alt.Tooltip("words:N", title="state"),
        alt.Tooltip("planned:T", title="planned", format="%-d %b %Y"),
        alt.Tooltip("day:T", title="on", format="%-d %b %Y"),
        alt.Tooltip("case:N", title="case"),
    ]
    columns = ["title", "words", "planned", "day", "case", "lane"]
    layers = []
    for name, (shape, color, is_filled, _) in LOOKS.items():
        shown = rows.loc[rows["look"] == name, columns]
        mark = alt.Chart(shown).mark_point(
            shape=shape, color=color, filled=is_filled, size=95, strokeWidth=2, opacity=1
        )
        layers += [mark.encode(x=x, y=y, tooltip=tooltip)] if len(shown) else []
    return layers


def described(
    timeline: pd.DataFrame,
    circle: str,
    as_of: pd.Timestamp,
    waiting_days: float | None = None,
    cadence: str = "its cadence",
) -> str:
    """The chart in words, for people who hear it. `cadence`: what gaps are measured by."""
    counts = looks(timeline).value_counts()
    moved = int(counts.get("moved", 0))
    parts = [f"{int(counts.get('held', 0)) + moved:,} held"]
    if moved:
        parts.append(
            f"{moved:,} of them more than {ON_TIME_WITHIN_DAYS} days from {plural(moved, 'its', 'their')} planned day"
        )
    for look, words in (
        ("cancelled", "cancelled"),
        ("planned", "still to come"),
        ("overdue", "neither held nor cancelled although the planned day has passed"),
        ("unclear", "with a day or status that was not understood"),
    ):
        if counts.get(look, 0):
            parts.append(f"{counts[look]:,} {words}")
    found = gaps(timeline, as_of, waiting_days)
    spans = [
        f"{days:,.0f} days up to {_day(until)}"
        for days, until in zip(found["days"], found["until"], strict=True)
    ]
    first, last = timeline["day"].min(), timeline["day"].max()
    long = (
        f"Gaps of more than {GAP_FLAGGED:g} times {cadence}: {', '.join(spans)}."
        if spans
        else "No long gaps."
        if not counts.get("unclear", 0)
        else ""
    )
    return f"Sessions of {circle}, {_day(first)} to {_day(last)}: {', '.join(parts)}. {long}".rstrip()


def table(timeline: pd.DataFrame) -> pd.DataFrame:
    """The numbers behind the chart: session, planned, held, state, days_moved, days_since_the_one_before, long_gap,
    format, case."""
    held = timeline["day"].where(timeline["state"] == "held")
    return pd.DataFrame(
        {
            "session": timeline["session"],
            "planned": timeline["planned"].dt.strftime("%Y-%m-%d"),
            "held": held.dt.strftime("%Y-%m-%d"),
            "state": looks(timeline).map({look: words for look, (*_, words) in LOOKS.items()}),
            "days_moved": timeline["days_moved"],
            "days_since_the_one_before": timeline["gap_days"],
            "long_gap": timeline["gap_flagged"].map({True: "yes", False: ""}),
            "format": timeline["format"],
            "case": timeline["case"],
        }
    )


def _day(on: pd.Timestamp) -> str:
    return f"{on.day} {on:%B %Y}"
