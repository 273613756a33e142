"""One circle in depth: its sessions, cases, guests, insights and actions, as frames for its page.

Every function takes the facts of one circle, from `of`. They have no period, because a circle's page shows its whole
history. Names are those the viewer may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from lib.log.format.frames import items
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.newest import began_after
from lib.metrics.core.remember import remembered
from lib.metrics.health import cases as case_figures
from lib.metrics.health import outside
from lib.metrics.health.gaps import GAP_FLAGGED
from lib.metrics.health.mandate import VALID_FOR
from lib.words.phrases import counted

RECENT_DAYS = 90
SessionState: TypeAlias = Literal["held", "cancelled", "planned", "overdue", "unclear"]
STATES: tuple[SessionState, ...] = ("held", "cancelled", "planned", "overdue", "unclear")
"""overdue: the planned day has passed, and the session was neither held nor cancelled; unclear: it has passed, and the
cell that says whether the session was held was not understood."""


@remembered
def of(facts: Facts, circle: str) -> Facts:
    """The facts of one circle on the same day, without a period. Raises KeyError if there is no such circle."""
    if circle not in set(facts.log.circles["circle"]):
        raise KeyError(circle)
    return Facts(facts.log.filtered(circles=[circle]), facts.as_of)


@dataclass(frozen=True)
class About:
    """What a circle is for and what it agreed on. None where the log does not say, or the viewer may not read it."""

    circle: str
    mandate: str | None
    capabilities: tuple[str, ...]
    priority: str | None
    sponsor: str | None
    lead: str | None
    format: str | None
    started: pd.Timestamp | None
    ended: pd.Timestamp | None
    is_active: bool
    members: int
    cadence_days: int | None
    timebox_minutes: int | None
    mandate_reviewed: pd.Timestamp | None
    mandate_due: pd.Timestamp | None
    norms_version: str | None
    norms_agreed: pd.Timestamp | None
    norms_due: pd.Timestamp | None
    """mandate_due, norms_due: the days by which to review the mandate and agree on the norms again, after 12 months;
    None for a circle that is not active."""


@remembered
def about(facts: Facts) -> About:
    """The circle's row. Days after as_of are None, except `started`."""
    row = facts.log.circles.iloc[0]

    def text(column: str) -> str | None:
        return row[column] if isinstance(row[column], str) else None

    def day(column: str, *, known: bool = True) -> pd.Timestamp | None:
        on = row[column]
        return None if pd.isna(on) or (known and on > facts.as_of) else on

    def number(column: str) -> int | None:
        is_default = bool(facts.log.is_assumed("circles", column).iloc[0])
        return None if is_default or pd.isna(row[column]) else int(row[column])

    reviewed, agreed = day("mandate_reviewed"), day("norms_agreed")
    is_active = not facts.active_circles.empty
    return About(
        circle=row["circle"],
        mandate=text("mandate"),
        capabilities=tuple(items(facts.log.circles["capabilities"])),
        priority=text("priority"),
        sponsor=text("sponsor"),
        lead=text("lead"),
        format=text("format"),
        started=day("started", known=False),
        ended=day("ended"),
        is_active=is_active,
        members=len(facts.active_members),
        cadence_days=number("cadence_days"),
        timebox_minutes=number("timebox_minutes"),
        mandate_reviewed=reviewed,
        mandate_due=None if reviewed is None or not is_active else reviewed + VALID_FOR,
        norms_version=text("norms_version"),
        norms_agreed=agreed,
        norms_due=None if agreed is None or not is_active else agreed + VALID_FOR,
    )


@remembered
def names(facts: Facts) -> dict[str, str]:
    """Key -> what to call each member of the roster: their name, plus their key if two share a name, else their key."""
    members = facts.log.members.drop_duplicates("member")
    shown = members["name"].fillna(members["member"])
    twice = shown.duplicated(keep=False) & (shown != members["member"])
    shown = shown.where(~twice, shown + " (" + members["member"] + ")")
    return dict(zip(members["member"], shown, strict=True))


def called(facts: Facts, people: pd.Series) -> pd.Series:
    """Names for keys (str); people who are not on the roster keep their key, missing stays missing."""
    return people.map(names(facts)).fillna(people).astype("str")


@remembered
def timeline(facts: Facts) -> pd.DataFrame:
    """Every session known on as_of and those planned, sorted by day; no rows without any.

    Columns: session (str), day (datetime64[s]: held, else planned), planned (datetime64[s]), state (category, STATES),
    number (Int64: among held sessions), days_moved (float64: held minus planned), gap_days (float64: since the
    previous held session, NaN for the first), gap_flagged (bool: more than 1.5 × the circle's cadence, and no unclear
    session planned between the two), case, format (str).
    """
    sessions, cadence = facts.sessions, _cadence(facts)
    held = facts.held[["session", "number"]].assign(
        gap_days=facts.held["on"].diff().dt.days.astype("float64")
    )
    past = sessions["is_unclear"] & ~(sessions["planned"] > facts.as_of)
    unclear = set(sessions.loc[past, "session"])
    columns = ["session", "planned", "held", "on", "state", "case", "format"]
    rows = sessions[columns].merge(held, on="session", how="left")
    overdue = (rows["state"] == "planned") & (rows["planned"] < facts.as_of)
    found = pd.DataFrame(
        {
            "session": rows["session"],
            "day": rows["on"].fillna(rows["planned"]),
            "planned": rows["planned"],
            "state": pd.Categorical(
                rows["state"].mask(overdue, "overdue").mask(rows["session"].isin(unclear), "unclear"),
                categories=STATES,
            ),
            "number": rows["number"].astype("Int64"),
            "days_moved": (rows["held"].where(rows["state"] == "held") - rows["planned"]).dt.days.astype(
                "float64"
            ),
            "gap_days": rows["gap_days"],
            "gap_flagged": (rows["gap_days"] > GAP_FLAGGED * cadence)
            & ~_has_between(rows, sessions.loc[past, "planned"]),
            "case": rows["case"],
            "format": rows["format"].astype("str"),
        }
    )
    return found.sort_values(["day", "session"], ignore_index=True)


def _has_between(rows: pd.DataFrame, days: pd.Series) -> pd.Series:
    """Whether any of these days lies between a held session and the one before it; days not known may."""
    before = rows["on"] - pd.to_timedelta(rows["gap_days"], unit="D")
    known = np.sort(days.dropna().to_numpy().astype("datetime64[s]"))
    ends = (
        np.searchsorted(known, side.to_numpy().astype("datetime64[s]"), "right")
        for side in (before, rows["on"])
    )
    first, last = ends
    return pd.Series((last > first) | bool(days.isna().any()), index=rows.index)


def cadence_in_words(facts: Facts) -> str:
    """What long gaps are measured by: "its cadence", or the days assumed where none is recorded."""
    if about(facts).cadence_days is not None:
        return "its cadence"
    return f"the {counted(int(_cadence(facts)), 'day')} assumed where no cadence is recorded"


def _cadence(facts: Facts) -> float:
    days = facts.log.circles["cadence_days"].iloc[0]
    return np.nan if pd.isna(days) or days <= 0 else float(days)


@remembered
def cases(facts: Facts) -> pd.DataFrame:
    """Cases worked on, newest first.

    Columns: session, case, topics (str), on (datetime64[s]), presenter, business_owner (str, names), snapshot (bool),
    days_ahead (float64: the brief before the session, NaN where none was sent), assumptions, risks, options (Int64),
    tested (boolean, missing where the log does not say), went_wrong_shared (boolean), decision (str), insights, actions
    (int64: what came of the session).
    """
    rows = case_figures.cases(facts)
    tested = case_figures.tested_thinking(facts)
    insights, actions = facts.log.insights, facts.actions
    found = pd.DataFrame(
        {
            "session": rows["session"],
            "case": rows["case"],
            "topics": rows["case_topics"],
            "on": rows["on"],
            "presenter": _all_called(facts, rows["presenter"]),
            "business_owner": called(facts, rows["business_owner"]),
            "snapshot": case_figures.snapshot(facts)["hit"],
            "days_ahead": (rows["on"] - rows["brief_sent"]).dt.days.astype("float64"),
            "assumptions": rows["assumptions"],
            "risks": rows["risks"],
            "options": rows["options"],
            "tested": tested["hit"].astype("boolean").mask(tested["reason"].notna()),
            "went_wrong_shared": rows["went_wrong_shared"],
            "decision": rows["decision"],
            "insights": _count(insights["session"], rows["session"]),
            "actions": _count(actions["session"], rows["session"]),
        }
    )
    return found.iloc[::-1].reset_index(drop=True)


def _all_called(facts: Facts, people: pd.Series) -> pd.Series:
    """Names for cells that name several keys, separated by commas."""
    known = names(facts)
    whole = people.isin(list(known))
    parts = items(people[~whole])
    several = called(facts, parts).groupby(level=0).agg(", ".join)
    return (
        people.where(~whole, called(facts, people)).where(whole, several.reindex(people.index)).astype("str")
    )


def _count(sessions: pd.Series, wanted: pd.Series) -> pd.Series:
    at = positions_in(sessions, pd.Index(wanted))
    return pd.Series(np.bincount(at[at >= 0], minlength=len(wanted)), index=wanted.index).astype("int64")


@remembered
def guests(facts: Facts) -> pd.DataFrame:
    """Quarters of the circle, newest first, and the guests in each.

    Columns: quarter (str "2026-Q1"), guests (str: as the viewer may read them, "" for none), outside (boolean: whether
    a guest came from a function or region that no member is from; missing where the log does not say), active_days
    (int64: days of the quarter on which the circle was active), words (str).
    """
    quarters = outside.circle_quarters(facts)
    came = outside.guests(facts)
    due = outside.due_parts(facts, None)[0]["due_in_days"]
    unclear = outside.unclear_quarters(facts)
    rows = []
    after = began_after(facts, quarters["starts"])
    for quarter, ends, active_days, is_after_log in zip(
        quarters["quarter"], quarters["ends"], quarters["active_days"], after, strict=True
    ):
        here = came[came["quarter"] == quarter]
        is_outside = bool(here["outside"].fillna(False).any()) or (
            None if here["outside"].isna().any() else False
        )
        who = here["guest"].fillna(here["guest_function"]).fillna(here["guest_region"])
        words = _guest_words(is_outside, int(active_days), due if ends >= facts.as_of else None, len(here))
        if words.startswith("no guest") and int(quarter) in unclear:
            words = outside.UNCLEAR
        elif words.startswith("no guest") and is_after_log:
            words = "nothing is recorded"
        rows.append(
            (str(pd.Period(ordinal=int(quarter), freq="Q")), ", ".join(who), is_outside, active_days, words)
        )
    found = pd.DataFrame(rows, columns=["quarter", "guests", "outside", "active_days", "words"])
    found = found.astype(
        {"quarter": "str", "guests": "str", "outside": "boolean", "active_days": "int64", "words": "str"}
    )
    return found.assign(quarter=found["quarter"].str.replace("Q", "-Q")).iloc[::-1].reset_index(drop=True)


def _guest_words(is_outside: bool | None, active_days: int, due: int | None, came: int) -> str:
    if is_outside:
        return "a view from outside"
    if due is not None:
        return f"due in {counted(due, 'day')}" if due else "due today"
    if active_days < outside.ENOUGH_DAYS:
        return f"active for only {counted(active_days, 'day')}"
    if is_outside is None:
        return "the guest's function and region are not recorded"
    return "no guest" if not came else "no guest from outside"


@remembered
def insights(facts: Facts) -> pd.DataFrame:
    """Insights from held sessions and what came of them, newest first.

    Columns: insight, text, topics, session (str), on (datetime64[s]), member (str, name), actions, done (int64: actions
    that name it, and those of them that are done), effects (str: effects of the done ones, "" for none), practices
    (str: practices those actions name, "" for none).
    """
    rows, held = facts.log.insights, facts.held
    at = positions_in(rows["session"], pd.Index(held["session"]))
    rows, at = rows[at >= 0], at[at >= 0]
    actions = facts.actions[facts.actions["insight"].notna()]
    done = actions[actions["is_done"]]
    found = rows[["insight", "text", "topics", "session"]].assign(
        on=held["on"].array[at],
        member=called(facts, rows["member"]),
        actions=_count(actions["insight"], rows["insight"]),
        done=_count(done["insight"], rows["insight"]),
        effects=_joined(done, "effect", rows["insight"]),
        practices=_joined(actions, "practice", rows["insight"]),
    )
    return found.sort_values(["on", "insight"], ascending=[False, True], ignore_index=True)


def _joined(actions: pd.DataFrame, column: str, insights: pd.Series) -> pd.Series:
    words = actions[["insight", column]].dropna().astype("str").drop_duplicates().sort_values(column)
    joined = words.groupby("insight")[column].agg(", ".join)
    return insights.map(joined).astype("str").fillna("")


def recent_actions(facts: Facts, days: int = RECENT_DAYS) -> pd.DataFrame:
    """Actions done in the last `days` days, newest first. `lib.metrics.follow_through.attention` has the open ones.

    Columns: action, what (str), owner (str, name), done_on, due (datetime64[s]), in_time (boolean: by the first due
    date), effect (category), effect_note (str).
    """
    rows = facts.actions
    rows = rows[rows["is_done"] & (rows["done_on"] > facts.as_of - pd.Timedelta(days=days))]
    in_time = (rows["done_on"] <= rows["first_due"]).astype("boolean").mask(rows["first_due"].isna())
    found = rows[["action", "what", "owner", "done_on", "due", "effect", "effect_note"]].assign(
        owner=called(facts, rows["owner"]), in_time=in_time
    )
    return found.sort_values(["done_on", "action"], ascending=[False, True], ignore_index=True)
