"""Time in a chart that plays by itself: a day that a slider sets and a timer moves forward, all in the browser.

Vega-Lite passes extra properties of a variable parameter on to the Vega signal that it becomes, so `on` can give it
event handlers. Vega-Lite's own schema does not know this, which is why specs are plain dictionaries. A parameter may
listen to events and to one other parameter, but two parameters that listen to each other crash Vega.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

FRAMES_A_SECOND = 25
SHORTEST_SECONDS, LONGEST_SECONDS, DAYS_A_SECOND = 5, 14, 30

Spec = dict[str, Any]


def clock(days: int) -> list[Spec]:
    """The parameters `playing` (a checkbox) and `day` (a slider from 0 to `days`, initially at the end).

    If the slider is at its end, Play starts over; it stops when the slider gets there.
    """
    seconds = min(max(days / DAYS_A_SECOND, SHORTEST_SECONDS), LONGEST_SECONDS)
    step = round(max(days, 1) / (seconds * FRAMES_A_SECOND), 4)
    return [
        {
            "name": "playing",
            "value": False,
            "bind": {"input": "checkbox", "name": "Play"},
            "on": [{"events": {"signal": "day"}, "update": f"playing && day < {days}"}],
        },
        {
            "name": "day",
            "value": days,
            "bind": {"input": "range", "min": 0, "max": days, "step": 1, "name": "Time"},
            "on": [
                {
                    "events": f"timer{{{1000 // FRAMES_A_SECOND}}}",
                    "update": f"playing ? (day >= {days} ? 0 : min(day + {step}, {days})) : day",
                }
            ],
        },
    ]


def started(spec: Spec) -> Spec:
    """The same map, playing from its first day on."""
    first = {"playing": True, "day": 0}
    params = [{**param, "value": first.get(param["name"], param["value"])} for param in spec["params"]]
    return spec | {"params": params}


def date_of(first: pd.Timestamp, day: str) -> str:
    """A Vega expression for the text of the date that is `day` (an expression) days after `first`."""
    start = f"datetime({first.year}, {first.month - 1}, {first.day} + floor({day}))"
    return f"timeFormat({start}, '%-d %b %Y')"


NOW = "datum.a <= day && day < datum.b"
"""A Vega expression: whether a row that is valid from day a until before day b is valid now."""
