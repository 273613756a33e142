"""Rows that contradict each other: impossible sources, partners of themselves, lists that name only those who came.

What a page leaves out or complains about is listed here with its cell. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from lib.log.format.frames import among, places_in, rows_where, taken
from lib.log.format.schema import ADOPTING_STAGES, AWARE_STAGES
from lib.log.reading.checks import Checklist
from lib.log.reading.order_checks import APART_DAYS, out_of_order
from lib.words.phrases import counted


def run(
    tabs: Mapping[str, pd.DataFrame],
    recorded: frozenset[tuple[str, str]],
    checklist: Checklist,
    not_understood: Mapping[tuple[str, str], frozenset[tuple[str, int]]] = MappingProxyType({}),
) -> None:
    """Add the checks to `checklist`. A column that was not recorded contradicts nothing, and cells in
    `not_understood` may say that somebody was absent."""
    out_of_order(tabs["sessions"], recorded, checklist)
    _own_partner(tabs["actions"], recorded, checklist)
    if {("adoptions", "from_team"), ("adoptions", "lighthouse")} & recorded:
        _impossible_sources(tabs, recorded, checklist)
    if ("adoptions", "date") in recorded:
        _adopted_too_early(tabs, checklist)
    _outside_the_circles_time(tabs, checklist)
    for tab in ("asks", "decisions"):
        if (tab, "amount") in recorded:
            column = "currency" if (tab, "currency") in recorded else "amount"
            _without_currency(tabs[tab], tab, column, checklist)
    if ("attendance", "present") in recorded and not not_understood.get(("attendance", "present")):
        _only_present(tabs, checklist)


def _own_partner(actions: pd.DataFrame, recorded: frozenset[tuple[str, str]], checklist: Checklist) -> None:
    if not {("actions", "owner"), ("actions", "partner")} <= recorded:
        return
    both = rows_where(actions, actions["partner"].notna() & actions["owner"].notna())
    rows = rows_where(both, _casefolded(both["partner"]) == _casefolded(both["owner"]))
    expected = "someone else than the owner; counted as without a partner"
    checklist.about_rows(
        rows, "actions", "partner", "warning", "partner is the owner", rows["partner"], expected
    )


def _casefolded(texts: pd.Series) -> pd.Series:
    """`str.casefold` of each text; one without other letters than ASCII needs no more than the quicker lower()."""
    is_ascii = texts.str.isascii()
    lower = texts.str.lower()
    return lower if is_ascii.all() else lower.where(is_ascii, texts[~is_ascii].str.casefold())


def _without_currency(rows: pd.DataFrame, tab: str, column: str, checklist: Checklist) -> None:
    """Amounts of money in no currency: nothing can be added to them. `column`: where the check is listed."""
    rows = rows_where(rows, rows["amount"].notna() & rows["currency"].isna())
    expected = "a currency such as EUR, since there is an amount; the amount is in no total"
    checklist.about_rows(rows, tab, column, "warning", "amount without a currency", "", expected)


def _impossible_sources(
    tabs: Mapping[str, pd.DataFrame], recorded: frozenset[tuple[str, str]], checklist: Checklist
) -> None:
    """Sources that did not have the practice before the team that names them.

    That is the team itself, a later adopter, a team that never adopted, or a lighthouse that started later or is of
    another practice. An unknown source has its own check.
    """
    named = _named_sources(tabs["adoptions"])
    if named.empty:
        return
    by_team = rows_where(named, named["from_team"].notna())
    by_team = rows_where(by_team, among(by_team["from_team"], tabs["teams"]["team"].unique()))
    keys = named["practice"] + "\n" + named["team"]
    at = places_in(by_team["practice"] + "\n" + by_team["from_team"], keys)
    source_on = taken(named["adopted_on"], at, by_team.index)
    itself = by_team["from_team"] == by_team["team"]
    wrong = rows_where(by_team, itself | source_on.isna() | (source_on >= by_team["adopted_on"]))
    if len(wrong):
        own, other = _day(wrong["adopted_on"]), source_on[wrong.index]
        why = ("adopted it on " + _day(other)).where(other.notna(), "never adopted it")
        why = why.mask(itself[wrong.index], "is the team itself")
        expected = (
            "a team that adopted " + wrong["practice"] + " before " + own + "; " + wrong["from_team"] + " "
            + why
        )  # fmt: skip
        checklist.about_rows(
            wrong, "adoptions", "from_team", "warning", "impossible source", wrong["from_team"], expected
        )
    by_place = rows_where(named, named["from_team"].isna() & named["lighthouse"].notna())
    places = tabs["lighthouses"].drop_duplicates("lighthouse").set_index("lighthouse")
    by_place = rows_where(by_place, among(by_place["lighthouse"], places.index.to_list()))
    place = places[["practice", "started"]].reindex(by_place["lighthouse"]).set_axis(by_place.index)
    other = place["practice"] != by_place["practice"]
    wrong = rows_where(by_place, other | (place["started"] > by_place["adopted_on"]))
    if wrong.empty:
        return
    why = "started on " + _day(place["started"][wrong.index])
    why = why.mask(other[wrong.index], "is of the practice " + place["practice"][wrong.index])
    expected = (
        "a lighthouse of " + wrong["practice"] + " that started by " + _day(wrong["adopted_on"]) + "; "
        + wrong["lighthouse"] + " " + why
    )  # fmt: skip
    checklist.about_rows(
        wrong, "adoptions", "lighthouse", "warning", "impossible source", wrong["lighthouse"], expected
    )


def _adopted_too_early(tabs: Mapping[str, pd.DataFrame], checklist: Checklist) -> None:
    """First adoptions before the practice was launched, or before the team was eligible: nobody can say how long it
    took. A practice is launched on the day it was added, without that when its first lighthouse started."""
    rows = tabs["adoptions"]
    rows = rows_where(rows, rows["stage"].isin(ADOPTING_STAGES) & rows["date"].notna())
    if rows.empty:
        return
    rows = rows[["_workbook", "_row", "date", "practice", "team"]].sort_values("date", kind="stable")
    rows = rows.drop_duplicates(["practice", "team"])
    practices = tabs["practices"].drop_duplicates("practice").set_index("practice")
    started = tabs["lighthouses"].groupby("practice")["started"].min()
    launched = practices["added"].fillna(started.reindex(practices.index))
    eligible = tabs["teams"].drop_duplicates("team").set_index("team")["eligible_from"]
    for words, days, key in (
        ("the practice was launched", launched, "practice"),
        ("the team was eligible", eligible, "team"),
    ):
        since = taken(days, places_in(rows[key], days.index.to_series()), rows.index)
        wrong = rows_where(rows, rows["date"] < since)
        if wrong.empty:
            continue
        expected = f"a date on or after {words} (" + _day(since[wrong.index]) + ")"
        checklist.about_rows(
            wrong, "adoptions", "date", "warning", "impossible order", _day(wrong["date"]), expected
        )


def _outside_the_circles_time(tabs: Mapping[str, pd.DataFrame], checklist: Checklist) -> None:
    """Sessions held long before their circle started, or after it had ended."""
    sessions, circles = tabs["sessions"], tabs["circles"].drop_duplicates("circle").set_index("circle")
    at = places_in(sessions["circle"], circles.index.to_series())
    started, ended = (taken(circles[name], at, sessions.index) for name in ("started", "ended"))
    early = rows_where(sessions, sessions["held"] < started - pd.Timedelta(days=APART_DAYS))
    late = rows_where(sessions, sessions["held"] > ended + pd.Timedelta(days=APART_DAYS))
    for rows, words, day in (
        (early, "after its circle started", started),
        (late, "before its circle ended", ended),
    ):
        if rows.empty:
            continue
        expected = f"a date on or {words} (" + _day(day[rows.index]) + "); is the year right?"
        checklist.about_rows(
            rows, "sessions", "held", "warning", "impossible order", _day(rows["held"]), expected
        )


def _named_sources(adoptions: pd.DataFrame) -> pd.DataFrame:
    """One row per practice and team that ever adopted: the row of the tab that names its source, and adopted_on.

    That is its first adopting row; if that names nobody, the latest earlier told or trying row that does. Of several on
    one day, the tab's order counts.
    """
    rows = adoptions[["_workbook", "_row", "date", "practice", "team", "stage", "from_team", "lighthouse"]]
    rows = rows_where(rows, rows["stage"].notna() & rows["date"].notna())
    rows = rows.iloc[np.lexsort((rows["_row"], pd.factorize(rows["_workbook"], sort=True)[0], rows["date"]))]
    practice, (team, teams) = pd.factorize(rows["practice"])[0], pd.factorize(rows["team"])
    pair, day = practice * len(teams) + team, rows["date"].to_numpy()
    adopting = np.flatnonzero(rows["stage"].isin(ADOPTING_STAGES))
    pairs, earliest = np.unique(pair[adopting], return_index=True)
    if not len(pairs):
        return rows.iloc[:0].assign(adopted_on=rows["date"])
    first = adopting[earliest]
    place = np.minimum(np.searchsorted(pairs, pair), len(pairs) - 1)
    adopted_on = day[first][place]
    names_one = (rows["from_team"].notna() | rows["lighthouse"].notna()).to_numpy()
    is_earlier = (pairs[place] == pair) & (day <= adopted_on)
    aware = np.flatnonzero(rows["stage"].isin(AWARE_STAGES).to_numpy() & names_one & is_earlier)[::-1]
    aware = aware[np.unique(pair[aware], return_index=True)[1]]
    by_itself = first[names_one[first]]
    aware = aware[~np.isin(pair[aware], pair[by_itself])]
    silent = first[~names_one[first]]
    silent = silent[~np.isin(pair[silent], pair[aware])]
    found = np.concatenate([np.sort(by_itself), np.sort(aware), np.sort(silent)])
    return rows.iloc[found].assign(adopted_on=adopted_on[found])


def _only_present(tabs: Mapping[str, pd.DataFrame], checklist: Checklist) -> None:
    """Circles of which nobody is ever recorded as absent, although members are missing from the lists."""
    sessions, attendance = tabs["sessions"], tabs["attendance"]
    on = sessions["held"].fillna(sessions["planned"].where(sessions["status"] == "held"))
    held = sessions.assign(on=on)[on.notna() & (sessions["status"] != "cancelled")]
    held = held.drop_duplicates("session")
    at = places_in(attendance["session"], held["session"])
    is_absent = attendance["present"].isin(["no", "excused"]).to_numpy()
    is_listed, has_absent = (np.zeros(len(held), dtype=bool) for _ in range(2))
    is_listed[at[at >= 0]] = True
    has_absent[at[is_absent & (at >= 0)]] = True
    absent = held["circle"][has_absent].unique()
    if among(held["circle"].astype("str"), absent).all():
        return
    roster = tabs["members"][["circle", "member", "joined", "left"]]
    people = roster["member"].drop_duplicates()
    roster = roster.assign(person=places_in(roster["member"], people)).drop(columns="member")
    met = held[["circle", "on"]].assign(session=np.arange(len(held)))[is_listed]
    met = met[~among(met["circle"].astype("str"), absent)]
    seats = met.merge(roster, on="circle")
    seats = seats[~(seats["joined"] > seats["on"]) & ~(seats["left"] <= seats["on"])]
    seats = seats.assign(seat=seats["session"] * len(people) + seats["person"]).drop_duplicates("seat")
    who = places_in(attendance["member"], people)
    there = (at * len(people) + who)[(at >= 0) & (who >= 0)]
    missing = ~seats["seat"].isin(there).to_numpy()
    counts = pd.DataFrame({"missing": missing}).groupby(seats["circle"].array)["missing"].agg(["sum", "size"])
    counts = counts[counts["sum"] > 0]
    if counts.empty:
        return
    circle_of = taken(held["circle"], at, attendance.index)
    rows = attendance[among(circle_of.astype("str"), counts.index.to_list())]
    rows = rows[~circle_of[rows.index].duplicated()]
    words = {
        str(
            circle
        ): f"rows with no or excused too: nobody of {circle} is ever recorded absent from a session that was "
        f"held, while {missing:,} of {counted(size, 'expected attendance')} "
        f"{'is' if missing == 1 else 'are'} missing; participation is not judged"
        for circle, missing, size in counts[["sum", "size"]].itertuples()
    }
    expected = circle_of[rows.index].astype("str").map(words).astype("str")
    checklist.about_rows(
        rows, "attendance", "present", "warning", "only those present are listed", "yes", expected
    )


def _day(dates: pd.Series) -> pd.Series:
    return dates.astype("str") if dates.empty else dates.dt.strftime("%Y-%m-%d").astype("str")
