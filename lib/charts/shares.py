"""Shares in charts, worded as `lib.words.shares.percent` words them everywhere else."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.words.shares import percent

LOCALE = {
    "number": {
        "decimal": ".",
        "thousands": ",",
        "grouping": [3],
        "currency": ["$", ""],
        "percent": "\u00a0%",
    }
}
"""How Vega writes numbers: a percent sign after a space, as on the pages. For axes; texts use `expression`."""


def expression(share: str) -> str:
    """A Vega expression that puts a share into words. `share`: an expression for it, such as datum.low."""
    hundredths = f"(100 * ({share}))"
    whole, rest = f"floor({hundredths})", f"({hundredths} - floor({hundredths}))"
    goes_up = f"{rest} > 0.5 || ({rest} == 0.5 && {whole} % 2 == 1)"
    return (
        f"!isValid({share}) ? '–' : {share} > 0 && {share} <= 0.005 ? '< 1 %' : "
        f"{share} >= 0.995 && {share} < 1 - 1e-9 ? '> 99 %' : "
        f"format({whole} + ({goes_up} ? 1 : 0), ',d') + ' %'"
    )


def worded(frame: pd.DataFrame, *fields: str) -> pd.DataFrame:
    """The rows of a chart with a text (str) beside each of these share fields, "–" where it is missing, for `tooltip`
    and `text`. Vega would work them out in the browser, row by row and layer by layer, before it draws anything."""
    return frame.assign(**{f"{field}_text": frame[field].astype(float).map(percent) for field in fields})


def tooltip(field: str, title: str) -> alt.Tooltip:
    """A share in a tooltip; the rows must be `worded` for this field."""
    return alt.Tooltip(f"{field}_text:N", title=title)


def text(field: str) -> alt.Text:
    """A share as a label; the rows must be `worded` for this field."""
    return alt.Text(f"{field}_text:N")
