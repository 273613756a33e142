"""What waits for a lead: sessions in the next days, actions to chase, cells to fix in their own circles."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.words.phrases import sentence

DAYS = 7


def next_sessions(facts: Facts, own: Collection[str]) -> pd.DataFrame:
    """Sessions of the circles `own` planned from as_of to 7 days later, the earliest first.

    Columns: session, circle (str), planned (datetime64[s])."""
    rows = facts.sessions
    until = facts.as_of + pd.Timedelta(days=DAYS)
    ahead = (rows["state"] == "planned") & (rows["planned"] >= facts.as_of) & (rows["planned"] <= until)
    rows = rows[ahead & rows["circle"].isin(list(own))]
    return rows[["session", "circle", "planned"]].sort_values(["planned", "circle"], kind="stable")


def to_chase(facts: Facts, own: Collection[str]) -> pd.DataFrame:
    """Overdue actions of the circles `own`, the latest first.

    Columns: action, circle, what (str), owner (str, "" without one), days_late (int64)."""
    rows = facts.open_actions
    rows = rows[rows["circle"].isin(list(own)) & (rows["days_late"] > 0)]
    rows = rows.sort_values("days_late", ascending=False, kind="stable")
    names = facts.log.members.drop_duplicates("member").set_index("member")["name"]
    owner = rows["owner"].map(names).fillna(rows["owner"]).fillna("")
    return rows[["action", "circle", "what"]].assign(owner=owner, days_late=rows["days_late"].astype("int64"))


def nothing_to_chase(facts: Facts, circles: Collection[str]) -> str:
    """Why there is no action of these circles to chase."""
    if facts.log.lacks("actions") or not facts.log.has("actions", "due"):
        return "What is late is not recorded: the actions tab has no due days."
    if not facts.actions["circle"].isin(list(circles)).any():
        return f"In your circles, {absence.no_actions(facts, circles)}."
    why = absence.unknown(facts, "overdue", circles)
    return sentence(
        absence.said("no action of your circles is overdue", "overdue action of your circles", why)
    )


def none_ahead(facts: Facts, circles: Collection[str]) -> str:
    """That no session of these circles is planned in the next DAYS days, or why that is not known."""
    why = absence.unknown(facts, "planned", circles)
    nothing = f"no session of your circles is planned in the next {DAYS} days"
    return sentence(absence.said(nothing, "session planned for the days ahead", why))


def checks_to_fix(log: CircleLog, day: pd.Timestamp) -> int:
    """How many cells of the lead's own rows could not be used, or contradict others; notes do not count. `log`: as the
    lead sees it."""
    checks = log.checks_on(day)
    return int((checks["severity"].isin(["error", "warning"]) & checks["found"].notna()).sum())
