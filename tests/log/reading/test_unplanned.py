"""A session that was logged without having been planned says nothing of how a circle keeps to its plan."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.health.sessions import cadence
from tests.data.logs import log as parsed

PLANNED = {
    "session": "S-1",
    "circle": "Atlas",
    "planned": "2026-03-04",
    "held": "2026-03-04",
    "status": "held",
}
OTHER = PLANNED | {"session": "S-2", "planned": "2026-03-11", "held": "2026-03-11"}


def entry(session: dict[str, Any], **more: Any) -> dict[str, Any]:
    at = "2026-03-11T10:00:00+00:00"
    row = {"at": at, "who": "ann", "change_set": "a", "tab": "sessions", "key": session["session"]}
    return row | {"new": json.dumps(session)} | more


def reasons(*edits: dict[str, Any]) -> list[Any]:
    log = parsed({"circles": [{"circle": "Atlas"}], "sessions": [PLANNED, OTHER], "edits": list(edits)})
    found = cadence(Facts(log, pd.Timestamp("2026-04-01")))
    return found["reason"].astype("object").fillna("").to_list()


def test_a_session_added_as_held_is_no_hit_of_cadence() -> None:
    assert reasons() == ["", ""]
    assert reasons(entry(OTHER)) == ["", "logged without having been planned"]


def test_one_that_was_planned_first_or_gets_a_plan_later_is() -> None:
    planned = {name: value for name, value in OTHER.items() if name != "held"}
    assert reasons(entry(planned)) == ["", ""]
    assert reasons(entry(OTHER), entry(OTHER, change_set="b", column="planned", new="2026-03-10")) == [
        "",
        "",
    ]
    assert reasons(entry(OTHER, new="{")) == ["", ""]
