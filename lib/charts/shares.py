"""Shares in charts, worded as `lib.words.shares.percent` words them everywhere else."""

from __future__ import annotations

from typing import TypeVar

import altair as alt

Drawn = TypeVar("Drawn", alt.Chart, alt.LayerChart)

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


def worded(chart: Drawn, *fields: str) -> Drawn:
    """The chart with a text beside each of these share fields, for `tooltip` and `text`."""
    texts = {f"{field}_text": expression(f"datum.{field}") for field in fields}
    return chart.transform_calculate(**texts)


def tooltip(field: str, title: str) -> alt.Tooltip:
    """A share in a tooltip; the chart must be `worded` for this field."""
    return alt.Tooltip(f"{field}_text:N", title=title)


def text(field: str) -> alt.Text:
    """A share as a label; the chart must be `worded` for this field."""
    return alt.Text(f"{field}_text:N")
