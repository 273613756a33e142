"""LIMIT: a page of 6 tiles, 4 charts and a table that knows everything beforehand and only sends it.

Nothing that reads and counts can be faster on Streamlit; a page of Pharos is measured against it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

CIRCLES = [f"Circle {number:03d}" for number in range(1, 25)]
MONTHS = [f"2026-{month:02d}" for month in range(1, 13)] + [f"2027-{month:02d}" for month in range(1, 7)]
TILES = ("Participation", "Cadence", "Prepared", "Done on time", "Loops closed", "Adoption")
CHARTS = ("Participation", "Actions done", "Days to done", "Adopted")


def _spec(title: str, seed: int) -> dict[str, Any]:
    points = [
        {"month": month, "value": 40 + (seed * 7 + index * 13) % 55} for index, month in enumerate(MONTHS)
    ]
    return {
        "title": title,
        "height": 200,
        "data": {"values": points},
        "layer": [
            {"mark": {"type": "line"}},
            {"mark": {"type": "point", "filled": True}},
        ],
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "title": None},
            "y": {"field": "value", "type": "quantitative", "title": "percent"},
        },
    }


@st.cache_resource
def everything() -> dict[str, Any]:
    """Tiles, charts and table of the program ("") and of each circle."""
    return {
        circle: {
            "tiles": [
                (name, f"{50 + (seed * 11 + place * 17) % 50} %", place - 3)
                for place, name in enumerate(TILES)
            ],
            "charts": [_spec(name, seed + place) for place, name in enumerate(CHARTS)],
            "table": pd.DataFrame(
                {
                    "circle": CIRCLES if not circle else [circle],
                    "present": [60 + (seed + row) % 40 for row in range(len(CIRCLES) if not circle else 1)],
                    "open": [(seed * row) % 9 for row in range(len(CIRCLES) if not circle else 1)],
                }
            ),
        }
        for seed, circle in enumerate(["", *CIRCLES])
    }


st.title("Is the program healthy?")
chosen = st.multiselect("Circle", CIRCLES, key="circle")
found = everything()[chosen[0] if chosen else ""]
for column, (label, value, change) in zip(st.columns(6), found["tiles"], strict=True):
    column.metric(label, value, change)
for row in (0, 2):
    for column, place in zip(st.columns(2), (row, row + 1), strict=True):
        column.vega_lite_chart(spec=found["charts"][place], key=f"chart_{place}")
st.dataframe(found["table"], hide_index=True)
