"""XmR (individuals and moving range) control charts: limits, then rules that are broken, then what they mean.

Sources: Wheeler, 'Understanding Variation' (limits, screening, western rules); Provost & Murray, 'The Health
Care Data Guide' (phases, trial limits); NHS England, 'Making Data Count' (nhs rules, variation, assurance);
NHSRplotthedots (7 trending = 6 steps). A rule takes one phase's deviations from the mean, the reach (mean to
unclamped limit) and a tolerance for float noise; per point it gives 1 (above or rising), -1 (below or falling) or 0.
"""

import math
from collections.abc import Callable, Iterable
from functools import partial
from itertools import compress, groupby, pairwise
from typing import Any, Protocol, TypeAlias, TypedDict, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Signs: TypeAlias = NDArray[np.int8]
Rule: TypeAlias = Callable[[Floats, float, float], Signs]
Columns: TypeAlias = dict[str, NDArray[Any]]

TOLERANCE = 1e-12
TEXT = pd.StringDtype(na_value=np.nan)
KINDS = ("common", "neutral", "improvement", "concern")
NOT_NUMBERS = (np.complexfloating, np.datetime64, np.timedelta64)


def natural_limits(series: Floats, screen: bool) -> tuple[float, float] | None:
    """Mean of a phase's points, and its reach: 2.66 x mean moving range. NaN = gap; |values| <= 1.

    None with fewer than 5 points or without adjacent ones, because no range spans a gap. `screen` drops ranges above
    3.267 x their mean, once. If only zeros would be left it drops none, or one blip would make a flat series special.
    """
    points, ranges = (x[~np.isnan(x)] for x in (series, np.abs(series[1:] - series[:-1])))
    if len(points) < 5 or len(ranges) == 0:
        return None
    average = ranges.mean()
    if screen:
        screened = ranges[ranges <= 3.267 * average + TOLERANCE].mean()
        average = screened if screened > TOLERANCE else average
    return float(points[0] + (points - points[0]).mean()), 2.66 * float(average)


def sides(deviation: Floats, reach: float, tolerance: float) -> Signs:
    """1 for points more than `reach` above the mean, -1 for points more than `reach` below it, else 0."""
    return (np.sign(deviation) * (np.abs(deviation) > reach + tolerance)).astype(np.int8)


def streaks(signs: Signs, length: int) -> Signs:
    """The signs that are in a streak of at least `length` equal ones; 0 elsewhere."""
    long_enough: list[int] = []
    for sign, streak in groupby(signs.tolist()):
        count = len(list(streak))
        long_enough += [sign if count >= length else 0] * count
    return np.array(long_enough, dtype=np.int8)


def one_side(deviation: Floats, reach: float, tolerance: float, *, length: int) -> Signs:
    """All points of runs of `length` or more on one side of the mean; a point on the mean breaks a run."""
    return streaks(sides(deviation, 0.0, tolerance), length)


def trending(deviation: Floats, reach: float, tolerance: float, *, length: int) -> Signs:
    """All points of `length` or more that only rise or only fall, no ties; a turn goes to the later trend."""
    steps = streaks(sides(deviation[1:] - deviation[:-1], 0.0, tolerance), length - 1)
    padded = np.concatenate(([0], steps, [0])).astype(np.int8)
    return np.where(padded[1:] != 0, padded[1:], padded[:-1])


def clustered(
    deviation: Floats, reach: float, tolerance: float, *, window: int, share: float, inside: bool = False
) -> Signs:
    """Points beyond `share` of the reach on one side, if at least `window` - 1 of `window` points in a row are.

    `inside`: points outside the limits are no such points: they are neither marked nor counted as neighbors.
    """
    far = sides(deviation, share * reach, tolerance)
    if inside:
        far = far * (sides(deviation, reach, tolerance) == 0)
    if np.count_nonzero(far) < window - 1:
        return np.zeros_like(far)
    span = np.ones(window, dtype=np.int64)
    up, down = (np.convolve(np.convolve(far == side, span, "valid") >= window - 1, span) for side in (1, -1))
    return far * (np.where(far > 0, up, down) > 0)


RULE_SETS: dict[str, dict[str, Rule]] = {
    "nhs": {
        "outside the limits": sides,
        "7 on one side of the mean": partial(one_side, length=7),
        "2 of 3 in the outer third": partial(clustered, window=3, share=2 / 3, inside=True),
        "7 trending": partial(trending, length=7),
    },
    "western": {
        "outside the limits": sides,
        "8 on one side of the mean": partial(one_side, length=8),
        "3 of 4 nearer the limit than the mean": partial(clustered, window=4, share=1 / 2),
    },
}


class Chart(Protocol):
    """What is read of a chart: its columns by name, whether it is a frame or not."""

    def __getitem__(self, name: str, /) -> Any: ...


class How(TypedDict, total=False):
    """The options of a chart; see `xmr`."""

    rules: str
    screen: bool
    phases: Iterable[Any] | None
    low: float | None
    high: float | None
    improvement: str | None


def xmr(values: Iterable[Any], **how: Unpack[How]) -> pd.DataFrame:
    """Control chart of values in time order: one row per value, with the Series' index or a RangeIndex.

    value         float64; NaN = gap: no moving range spans it; runs, trends and windows skip it
    mean          float64, of all points of the phase, whether its limits are trial limits (fewer than 12) or not
    lower, upper  float64, mean -/+ 2.66 x mean moving range, clamped to the possible range `low`..`high`
    phase         int64, from 0; limits and runs never cross phases. With fewer than 5 points, or without two
                  adjacent ones, a phase has no limits: mean, lower and upper are NaN and nothing is special
    special, rule bool, and the names of the broken rules joined by "; ", else ""; judged by the unclamped limits
    kind          str, common / improvement / concern / neutral: by the side of the mean, or by the trend if that is
                  the only broken rule

    `phases`: if there are as many items as values, they are labels by position, and a phase starts wherever the label
    changes. Otherwise they are positions 0..len(values) where a phase starts, in any order. (As many distinct positions
    as values mean the same either way.) `improvement`: up, down, neutral or None. `rules`: nhs or western. Booleans,
    Decimals and strings of numbers are converted. No values: an empty frame of the same types. Raises ValueError for an
    infinite or non-numeric value, low above high, unknown rules or improvement, and invalid phases.
    """
    return framed(columns(values, **how), values.index if isinstance(values, pd.Series) else None)


def framed(chart: Columns, index: pd.Index | None = None) -> pd.DataFrame:
    """Columns as a frame, their text as strings."""
    text = (name for name, column in chart.items() if column.dtype == object)
    return pd.DataFrame(
        chart | {name: pd.array(chart[name], dtype=TEXT) for name in text}, index=index, copy=False
    )


def columns(
    values: Iterable[Any],
    *,
    rules: str = "nhs",
    screen: bool = True,
    phases: Iterable[Any] | None = None,
    low: float | None = None,
    high: float | None = None,
    improvement: str | None = "up",
) -> Columns:
    """The columns of `xmr`, text as objects: a frame of them takes longer than all that is counted here."""
    good = _good_direction(improvement)
    if rules not in RULE_SETS:
        raise ValueError(f"unknown rule set {rules!r}; allowed: {', '.join(RULE_SETS)}")
    floor = -math.inf if low is None else low
    ceiling = math.inf if high is None else high
    if not floor <= ceiling:
        raise ValueError(f"low {low} must be at most high {high}")
    rule_set = RULE_SETS[rules]
    value = np.array([_number(position, item) for position, item in enumerate(values)], dtype=np.float64)
    starts = _phase_starts(phases, len(value))
    lines = np.full((3, len(value)), np.nan)
    signs = np.zeros((len(rule_set), len(value)), dtype=np.int8)
    for start, stop in pairwise([*np.flatnonzero(starts).tolist(), len(value)]):
        _judge(value[start:stop], rule_set.values(), screen, lines[:, start:stop], signs[:, start:stop])
    broken = signs != 0
    special = broken.any(axis=0)
    strongest = signs[broken.argmax(axis=0), np.arange(len(value))]
    kind = special * np.where(good == 0, 1, np.where(strongest == good, 2, 3))
    return {
        "value": value,
        "mean": lines[0],
        "lower": np.clip(lines[1], floor, ceiling),
        "upper": np.clip(lines[2], floor, ceiling),
        "phase": np.cumsum(starts, dtype=np.int64) - 1,
        "special": special,
        "rule": np.array(["; ".join(compress(rule_set, point)) for point in broken.T.tolist()], dtype=object),
        "kind": np.array([KINDS[number] for number in kind.tolist()], dtype=object),
    }


def dots_only(chart: Columns) -> Columns:
    """The same chart without limits, and with nothing special."""
    without = {
        "mean": np.nan,
        "lower": np.nan,
        "upper": np.nan,
        "special": False,
        "rule": "",
        "kind": KINDS[0],
    }
    return chart | {name: np.full_like(chart[name], value) for name, value in without.items()}


def limits(values: Floats, low: float, high: float) -> tuple[float, float, float] | None:
    """Mean, lower and upper limit of one phase, the same that `xmr` gives it, without its chart; None without limits.
    NaN = gap."""
    lines = np.full((3, len(values)), np.nan)
    _judge(values, (), True, lines, np.zeros((0, len(values)), dtype=np.int8))
    if not len(values) or np.isnan(lines[0, 0]):
        return None
    mean, lower, upper = lines[:, 0].tolist()
    return mean, min(max(lower, low), high), min(max(upper, low), high)


def notes(chart: Chart) -> list[str]:
    """Cautions in words about the latest phase of a chart from `xmr` (the phase of its latest point); [] if none.

    "dots only: ..." without limits (or points), "trial limits" for 5 to 11 points, "limits unreliable: ..." when
    |lag-1 autocorrelation| > 0.3 (Box & Jenkins; no pairs across a gap; a constant series has none).
    """
    rows = _latest_phase(chart)
    series = np.asarray(chart["value"], dtype=np.float64)[rows]
    count = np.count_nonzero(~np.isnan(series))
    if count < 5:
        return ["dots only: fewer than 5 points"]
    if np.isnan(np.asarray(chart["mean"])[rows[0]]):
        return ["dots only: no two points without a gap between"]
    dependent = round(abs(_lag_1_autocorrelation(series)), 9) > 0.3
    cautions = {"trial limits": count < 12, "limits unreliable: values depend on each other": dependent}
    return [note for note, applies in cautions.items() if applies]


def of_latest_phase(chart: Chart) -> Floats:
    """The known values since the limits last started over; none without any."""
    values = np.asarray(chart["value"], dtype=np.float64)[_latest_phase(chart)]
    return values[~np.isnan(values)]


def variation(chart: Chart) -> str:
    """Kind of the latest point of a chart from `xmr`; "none" without points, or if that point has no limits."""
    points = np.flatnonzero(~np.isnan(np.asarray(chart["value"])))
    if len(points) == 0 or np.isnan(np.asarray(chart["mean"])[points[-1]]):
        return "none"
    return str(np.asarray(chart["kind"])[points[-1]])


def assurance(chart: Chart, target: float | None, improvement: str | None = "up") -> str:
    """The target against the limits of the latest point's phase (Making Data Count's assurance icon).

    Up: passes when lower >= target, misses when upper < target. Down: passes when upper <= target, misses when lower >
    target. Otherwise hit-and-miss; "none" without limits, target or direction. Raises ValueError for an unknown
    `improvement`.
    """
    good = _good_direction(improvement)
    rows = _latest_phase(chart)
    if good == 0 or target is None or len(rows) == 0:
        return "none"
    worst, best = sorted(good * float(np.asarray(chart[limit])[rows[0]]) for limit in ("lower", "upper"))
    wanted = good * target - TOLERANCE * abs(target)
    if worst >= wanted or best < wanted:
        return "passes" if worst >= wanted else "misses"
    return "hit-and-miss" if worst < wanted else "none"


def _judge(series: Floats, rules: Iterable[Rule], screen: bool, lines: Floats, signs: Signs) -> None:
    rows = np.flatnonzero(~np.isnan(series))
    exponent = math.frexp(np.abs(series[rows]).max(initial=0.0))[1]
    scaled = np.ldexp(series, -exponent)
    if (found := natural_limits(scaled, screen)) is None:
        return
    mean, reach = found
    with np.errstate(over="ignore"):
        lines.T[:] = np.ldexp([mean, mean - reach, mean + reach], exponent)
    deviation = scaled[rows] - mean
    for number, rule in enumerate(rules):
        signs[number, rows] = rule(deviation, reach, TOLERANCE)


def _number(position: int, item: Any) -> float:
    if item is None or item is pd.NA or item is pd.NaT:
        return math.nan
    try:
        number = math.inf if isinstance(item, NOT_NUMBERS) else float(item)
    except (TypeError, ValueError, OverflowError):
        number = math.inf
    if math.isinf(number):
        raise ValueError(f"value at position {position} is not a finite number: {item!r}")
    return number


def _phase_starts(phases: Iterable[Any] | None, count: int) -> NDArray[np.bool_]:
    marks = [] if phases is None else list(phases)
    starts: NDArray[np.bool_] = np.arange(count + 1) == 0
    if len(marks) == count > 0:
        codes: NDArray[np.int64] = pd.factorize(pd.Series(marks, dtype=object))[0]
        starts[1:count] = codes[1:] != codes[:-1]
    elif all(isinstance(mark, (int, np.integer)) and 0 <= mark <= count for mark in marks):
        starts[np.array(marks, dtype=np.int64)] = True
    else:
        raise ValueError(f"phases must be {count} labels, or whole positions from 0 to {count}")
    return starts[:count]


def met(chart: Chart, target: float | None, improvement: str | None = "up") -> tuple[int, int]:
    """How many points of the latest phase meet the target, and how many there are; (0, 0) without either."""
    good = _good_direction(improvement)
    if good == 0 or target is None:
        return 0, 0
    values = of_latest_phase(chart)
    return int((good * (values - target) >= -TOLERANCE).sum()), len(values)


def _good_direction(improvement: str | None) -> int:
    directions = {"up": 1, "down": -1, "neutral": 0, None: 0}
    if improvement not in directions:
        raise ValueError(f"unknown improvement {improvement!r}; allowed: up, down, neutral")
    return directions[improvement]


def _latest_phase(chart: Chart) -> NDArray[np.int64]:
    phase = np.asarray(chart["phase"])
    points = np.flatnonzero(~np.isnan(np.asarray(chart["value"])))
    return np.flatnonzero(phase == phase[points[-1]]) if len(points) else points


def _lag_1_autocorrelation(series: Floats) -> float:
    scaled = series / (np.nanmax(np.abs(series)) or 1.0)
    deviation = scaled - np.nanmean(scaled)
    squares = np.nansum(deviation**2)
    products = np.nansum(deviation[1:] * deviation[:-1])
    return float(products / squares) if squares > TOLERANCE**2 else 0.0
