"""Rules that look at more than one cell: impossible order, sessions without attendance, names spelled two ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from lib.log.format.frames import among, empty_set_aside, places_in, rows_where, taken
from lib.log.format.schema import TABS
from lib.log.reading import known_figures
from lib.log.reading.checks import Checklist
from lib.workbook.base import Severity

_IMPOSSIBLE_ORDER = (
    # tab, earlier column, later column
    ("circles", "started", "ended"),
    ("members", "joined", "left"),
    ("actions", "created", "closed"),
    ("actions", "created", "first_due"),
    ("actions", "created", "due"),
    ("practices", "added", "reviewed"),
    ("lighthouses", "started", "ended"),
    ("teams", "eligible_from", "eligible_to"),
    ("asks", "raised", "answered"),
    ("decisions", "asked", "answered"),
    ("reviews", "start", "end"),
    ("reviews", "date", "next_review"),
    ("sessions", "held", "notes_sent"),
    ("milestones", "reached", "shared"),
)
_YEARS_OUT_OF_STEP = 10
_LONGEST_NAME, _LARGEST_ROSTER = 200, 1000


def run(
    tabs: dict[str, pd.DataFrame],
    recorded: frozenset[tuple[str, str]],
    checklist: Checklist,
    not_understood: Mapping[tuple[str, str], frozenset[tuple[str, int]]] = MappingProxyType({}),
) -> pd.DataFrame:
    """Add the checks of all cross-tab rules to `checklist`. A column that was not recorded breaks no rule.

    A cell in `not_understood` is not blank: it has its own check, and breaks no rule about blank cells.

    `tabs` is changed only where the year of a date must be wrong: the cell then counts as missing, and a row that needs
    it is set aside. Out: the rows set aside (workbook, tab, reason: str; row: int64).
    """
    set_aside = _years_out_of_step(tabs, checklist)
    for tab, earlier, later in _IMPOSSIBLE_ORDER:
        if {(tab, earlier), (tab, later)} <= recorded:
            _impossible_order(tabs[tab], tab, earlier, later, checklist)
    _brief_after_session(tabs["sessions"], checklist)
    _session_status(tabs["sessions"], recorded, checklist, not_understood)
    _held_far_from_planned(tabs["sessions"], checklist)
    _action_status(tabs["actions"], recorded, checklist, not_understood)
    known_figures.check(tabs["changes"], checklist)
    _attendance(tabs, recorded, checklist)
    _similar_names(tabs["members"], checklist)
    return set_aside


def _years_out_of_step(tabs: dict[str, pd.DataFrame], checklist: Checklist) -> pd.DataFrame:
    """Dates far from the sessions' years and from the other dates of their own column: a log may hold old history."""
    set_aside = [empty_set_aside()]
    planned = tabs["sessions"]["planned"].dropna()
    if len(planned) < 3:
        return set_aside[0]
    usual = int(planned.dt.year.median())
    for tab, columns in {
        "sessions": ("held", "brief_sent", "notes_sent"),
        "actions": ("created", "first_due", "due", "closed"),
        "circles": ("started", "ended"),
        "members": ("left",),
        "adoptions": ("date",),
        "asks": ("raised", "answered"),
        "decisions": ("asked", "answered"),
        "reviews": ("date", "start", "end", "next_review"),
    }.items():
        for column in columns:
            if not _reaches_far(tabs[tab][column], usual):
                continue
            years = tabs[tab][column].dt.year
            own = years.median() if years.notna().sum() > 1 else usual
            wrong = ((years - usual).abs() > _YEARS_OUT_OF_STEP) & ((years - own).abs() > _YEARS_OUT_OF_STEP)
            if wrong.any():
                rows = tabs[tab][wrong]
                expected = f"a year near {usual}, as in the rest of the log"
                required = TABS[tab].column(column).required
                severity: Severity = "error" if required else "warning"
                checklist.about_rows(rows, tab, column, severity, "wrong year", _day(rows[column]), expected)
                if required:
                    reason = f"{column} is missing or unreadable"
                    aside = rows.assign(workbook=rows["_workbook"], tab=tab, row=rows["_row"], reason=reason)
                    set_aside.append(aside[list(set_aside[0].columns)])
                    tabs[tab] = tabs[tab][~wrong].reset_index(drop=True)
                else:
                    tabs[tab] = tabs[tab].assign(**{column: tabs[tab][column].mask(wrong)})
    return pd.concat(set_aside, ignore_index=True)


def _reaches_far(days: pd.Series, usual: int) -> bool:
    """Whether the first or the last of these days is far from the usual year."""
    ends = (days.min(), days.max())
    return any(abs(day.year - usual) > _YEARS_OUT_OF_STEP for day in ends if not pd.isna(day))


def _day(dates: pd.Series) -> pd.Series:
    return dates.astype("str") if dates.empty else dates.dt.strftime("%Y-%m-%d").astype("str")


def _impossible_order(frame: pd.DataFrame, tab: str, earlier: str, later: str, checklist: Checklist) -> None:
    rows = rows_where(frame, frame[later] < frame[earlier])
    if len(rows):
        expected = f"a date on or after {earlier} (" + _day(rows[earlier]) + ")"
        checklist.about_rows(rows, tab, later, "warning", "impossible order", _day(rows[later]), expected)


def _brief_after_session(sessions: pd.DataFrame, checklist: Checklist) -> None:
    rows = rows_where(sessions, sessions["brief_sent"] > sessions["held"])
    if len(rows):
        expected = "a date on or before the day the session was held (" + _day(rows["held"]) + ")"
        checklist.about_rows(
            rows, "sessions", "brief_sent", "warning", "impossible order", _day(rows["brief_sent"]), expected
        )


def _session_status(
    sessions: pd.DataFrame,
    recorded: frozenset[tuple[str, str]],
    checklist: Checklist,
    not_understood: Mapping[tuple[str, str], frozenset[tuple[str, int]]],
) -> None:
    has_date = sessions["held"].notna()
    for contradicts, found, expected in (
        (
            has_date & (sessions["status"] == "cancelled"),
            "cancelled",
            "held, or no date in the held column; read as cancelled",
        ),
        (
            has_date & (sessions["status"] == "planned"),
            "planned",
            "held, since the held column has a date; read as held",
        ),
    ):
        rows = rows_where(sessions, contradicts)
        checklist.about_rows(rows, "sessions", "status", "warning", "status against date", found, expected)
    if ("sessions", "held") in recorded:
        rows = rows_where(sessions, ~has_date & (sessions["status"] == "held"))
        rows = _without(rows, not_understood.get(("sessions", "held"), frozenset()))
        checklist.about_rows(
            rows, "sessions", "held", "warning", "held without a date", "", "the date it was held"
        )


def _held_far_from_planned(sessions: pd.DataFrame, checklist: Checklist) -> None:
    days = (sessions["held"] - sessions["planned"]).dt.days
    rows = rows_where(sessions, days.abs() > 180)
    if len(rows):
        expected = "a date within half a year of planned (" + _day(rows["planned"]) + "); is the year right?"
        checklist.about_rows(
            rows, "sessions", "held", "warning", "far from planned", _day(rows["held"]), expected
        )


def _action_status(
    actions: pd.DataFrame,
    recorded: frozenset[tuple[str, str]],
    checklist: Checklist,
    not_understood: Mapping[tuple[str, str], frozenset[tuple[str, int]]],
) -> None:
    if not {("actions", "closed"), ("actions", "status")} <= recorded:
        return
    finished = actions["status"].isin(["done", "cancelled"])
    is_closed, has_status = actions["closed"].notna(), actions["status"].notna()
    rows = rows_where(actions, is_closed & has_status & ~finished)
    checklist.about_rows(
        rows,
        "actions",
        "closed",
        "warning",
        "closed but not done",
        _day(rows["closed"]),
        "no date while the status is " + rows["status"].astype("str") + ", or the status done or cancelled",
    )
    rows = rows_where(actions, ~is_closed & finished)
    rows = _without(rows, not_understood.get(("actions", "closed"), frozenset()))
    checklist.about_rows(
        rows,
        "actions",
        "closed",
        "warning",
        "done without a date",
        "",
        "the date it was " + rows["status"].astype("str"),
    )
    rows = rows_where(actions, is_closed & ~has_status)
    rows = _without(rows, not_understood.get(("actions", "status"), frozenset()))
    checklist.about_rows(
        rows, "actions", "status", "note", "closed without a status", "", "done or cancelled; read as done"
    )


def _without(rows: pd.DataFrame, places: frozenset[tuple[str, int]]) -> pd.DataFrame:
    """The rows whose cell could be read: what cannot be read has a check of its own, and is not blank."""
    if not places:
        return rows
    where = zip(rows["_workbook"], rows["_row"].tolist(), strict=True)
    return rows.loc[[place not in places for place in where]]


def _attendance(
    tabs: Mapping[str, pd.DataFrame], recorded: frozenset[tuple[str, str]], checklist: Checklist
) -> None:
    if ("attendance", "session") not in recorded:
        return
    attendance, sessions, members = tabs["attendance"], tabs["sessions"], tabs["members"]
    held = (sessions["held"].notna() | (sessions["status"] == "held")) & (sessions["status"] != "cancelled")
    session = places_in(attendance["session"], sessions["session"])
    has_attendance = np.zeros(len(sessions), dtype=bool)
    has_attendance[session[session >= 0]] = True
    rows = sessions[held & ~has_attendance]
    if len(rows) > 1 and len(rows) == held.sum():
        checklist.about_tab(
            str(rows["_workbook"].iloc[0]),
            "sessions",
            "warning",
            "no attendance",
            f"{len(rows):,} sessions held, none with attendance",
            "a row in the attendance tab for each member of the circle",
        )
        rows = rows.head(0)
    checklist.about_rows(
        rows,
        "sessions",
        "session",
        "warning",
        "no attendance",
        rows["session"],
        "a row in the attendance tab for each member of the circle",
    )
    is_contradicted = np.append(~held & ~_to_come(sessions, held), False)
    rows = attendance[is_contradicted[session]]
    checklist.about_rows(
        rows,
        "attendance",
        "session",
        "warning",
        "session not held",
        rows["session"],
        "a session that was held",
    )
    circles, people = (members[name].drop_duplicates() for name in ("circle", "member"))
    circle = np.append(places_in(sessions["circle"], circles), -1)[session]
    person = places_in(attendance["member"], people)
    seats = places_in(members["circle"], circles) * len(people) + places_in(members["member"], people)
    on_roster = pd.Series(circle * len(people) + person).isin(seats).to_numpy() & (circle >= 0)
    has_circle = np.append(sessions["circle"].notna(), False)[session]
    elsewhere = attendance[has_circle & (person >= 0) & ~on_roster]
    own = taken(sessions["circle"], session[elsewhere.index.to_numpy()], elsewhere.index).astype("str")
    checklist.about_rows(
        elsewhere,
        "attendance",
        "member",
        "warning",
        "not on the roster",
        elsewhere["member"],
        "a member of the circle " + own + "; counted as a guest",
    )


def _to_come(sessions: pd.DataFrame, held: pd.Series) -> pd.Series:
    """Sessions that are still to come (bool): planned after the last one that their circle held.

    People say beforehand whether they will come; that is no contradiction.
    """
    last = sessions["planned"].where(held).groupby(sessions["circle"], observed=True).transform("max")
    return (sessions["planned"] > last) & (sessions["status"] != "cancelled")


def similar_names(members: pd.DataFrame) -> dict[str, str]:
    """Keys that seem to be the same person as another key, in one circle or across the program.

    In: the members frame. Out: each such key -> the key it resembles; empty for no members.
    """
    if members.empty:
        return {}
    shown = members["name"].fillna(members["member"])
    person = pd.DataFrame({"member": members["member"], "circle": members["circle"], "name": shown})
    person["plain"] = person["name"].map(_plain)
    distinct = person.drop_duplicates("member").sort_values("plain", kind="stable")
    same = distinct[distinct.duplicated("plain", keep=False) & (distinct["plain"] != "")]
    first = same.groupby("plain", sort=False)["member"].transform("first")
    pairs = dict(zip(same["member"], first, strict=True))
    similar = {member: other for member, other in pairs.items() if member != other}
    return similar | _similar_within_circles(person)


def _similar_names(members: pd.DataFrame, checklist: Checklist) -> None:
    similar = similar_names(members)
    rows = members[among(members["member"], similar)].drop_duplicates("member")
    checklist.about_rows(
        rows,
        "members",
        "member",
        "warning",
        "near-duplicate name",
        rows["member"],
        "one key per person; is this " + rows["member"].map(similar).astype("str") + "?",
    )


def _plain(name: str) -> str:
    letters = name[:_LONGEST_NAME].split("@")[0]
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters)
        letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    letters = letters.casefold()
    return " ".join(sorted(re.findall(r"\w+", letters.replace("_", " "))))


def _similar_within_circles(person: pd.DataFrame) -> dict[str, str]:
    from rapidfuzz import fuzz, process

    rosters: dict[str, list[tuple[str, str]]] = {}
    for circle, plain, member in zip(
        *(person[name].to_list() for name in ("circle", "plain", "member")), strict=True
    ):
        if plain:
            rosters.setdefault(circle, []).append((plain, member))
    similar: dict[str, str] = {}
    for roster in rosters.values():
        names, keys = zip(*roster[:_LARGEST_ROSTER], strict=True)
        scores = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=90)
        for later, earlier in zip(*np.nonzero(np.tril(scores, -1)), strict=True):
            if keys[later] != keys[earlier] and _digits(names[later]) == _digits(names[earlier]):
                similar.setdefault(keys[later], keys[earlier])
    return similar


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)
