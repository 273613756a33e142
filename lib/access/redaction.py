"""Who may see what. `redact` is applied once, before anything else sees a log.

Every column has a policy (`lib.access.policies`). Policies apply to rows of circles that the viewer does not lead: all
circles for sponsors, other people's circles for leads. Administrators see the whole log as it is, and leads see their
own circles as they are.

A redacted log has two sides. Its tabs are what pages list, search, sort and draw: no person and no stand-in for one is
in them. Its `counting` log has the same rows, and those about people, with an opaque number for each person: figures
are counted from it, and nothing else may read it.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from lib.access import addresses
from lib.access.addresses import address
from lib.access.asks import sponsors_asked
from lib.access.of_sponsors import of_sponsors
from lib.access.policies import ABOUT_PEOPLE, ADDRESSEE, ANSWERED_BY, KEPT, NOT_FOR_SPONSORS, POLICIES, Policy
from lib.access.stand_ins import Numbers, Persons
from lib.log.format.frames import among, either, items
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_TABS, TABS
from lib.log.reading.naming import folded

__all__ = ["KEPT", "POLICIES", "ROLES", "Policy", "Role", "Viewer", "address", "redact", "roles_of"]

Role = Literal["admin", "lead", "sponsor"]
ROLES: tuple[Role, ...] = ("admin", "lead", "sponsor")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is viewing: a role and, for leads and sponsors, the email that decides which circles and asks are theirs."""

    role: Role = "admin"
    email: str = ""

    @property
    def scope(self) -> str:
        """A key for caches: viewers with the same scope see the same log."""
        return self.role if self.role == "admin" else f"{self.role}:{address(self.email)}"


def roles_of(email: str, log: CircleLog | None, administrators: Iterable[str]) -> tuple[Role, ...]:
    """The roles of an email, the one that sees most first; none for a stranger or an empty email.

    `administrators`: the emails listed in secrets.toml. Leads and sponsors are the people named in those columns of
    the circles tab (see `addresses.addresses_in`), including ended circles. Without a log (None), which cannot be read,
    only administrators have a role.
    """
    own = address(email)
    if not own:
        return ()
    roles: list[Role] = ["admin"] if own in map(address, administrators) else []
    if log is not None:
        columns: tuple[Role, ...] = ("lead", "sponsor")
        roles += [role for role in columns if addresses.names(log.circles[role], own).any()]
    return tuple(roles)


def redact(log: CircleLog, viewer: Viewer) -> CircleLog:
    """`log` as `viewer` may see it, with `counting`, from which every figure is counted: the same rows, so that figures
    are the same for all viewers, except those of circles too small to be reported.

    Tabs about people keep only rows of circles that the viewer leads, and the app's own (edits, sent) none. Checks of
    rows that the viewer may not read are left out, unless their column is shown: those keep the address of their cell,
    but found and expected are missing. In all checks, suggestions are cut off, because they may name people of other
    circles. A viewer without an email leads no circle and is addressed by no ask. Emails are compared as in `address`.
    Administrators get `log` itself.
    """
    if viewer.role == "admin":
        return log
    work = _Redaction(log, viewer)
    counting, listed = dict(log.tabs), dict(log.tabs)
    for name, frame in log.tabs.items():
        if name in APP_TABS:
            counting[name] = listed[name] = frame.iloc[:0]
        else:
            counting[name], listed[name] = work.redacted(name, frame, ~work.inside(name))
    seen = replace(
        log,
        checks=work.checks(log.checks),
        dated_checks=None if log.dated_checks is None else work.checks(log.dated_checks),
        beyond=MappingProxyType({}),
        sees_people_of=frozenset(work.led),
        of_sponsors=work.same.sponsors,
    )
    return replace(
        seen,
        tabs=MappingProxyType(listed),
        counting=replace(seen, tabs=MappingProxyType(counting)),
    )


class _SameForAll:
    """What is found once for all viewers of a log: it depends on none of them."""

    def __init__(self, log: CircleLog) -> None:
        self.log = weakref.ref(log)
        self.sponsors = of_sponsors(log)
        self._presences: dict[tuple[str, str], pd.Series] = {}
        self._stand_ins: dict[tuple[str, str], pd.Series] = {}
        self._persons = Persons()
        self._turn = threading.Lock()

    def presence(self, tab: str, column: str, values: pd.Series) -> pd.Series:
        """Whether each cell of a column is filled in."""
        known = self._presences
        if (tab, column) not in known:
            known[tab, column] = _presence(values)
        return known[tab, column]

    def stand_ins(self, tab: str, column: str, values: pd.Series, members: pd.Series | None) -> pd.Series:
        """Opaque numbers in place of the persons in a column; of lists of persons, with the keys of all `members`.

        Threads take turns: no two persons may get the same number.
        """
        known = self._stand_ins
        with self._turn:
            if (tab, column) not in known:
                number = self._persons.of
                known[tab, column] = number(values) if members is None else _listed(values, number, members)
            return known[tab, column]


_newest: _SameForAll | None = None


def _same_for_all(log: CircleLog) -> _SameForAll:
    """The same object for the same log, as long as no other is redacted in between."""
    global _newest
    found = _newest
    if found is None or found.log() is not log:
        _newest = found = _SameForAll(log)
    return found


class _Redaction:
    """One viewer's redaction of one log: what is theirs, and the numbers that replace keys."""

    def __init__(self, log: CircleLog, viewer: Viewer) -> None:
        self.log = log
        self.viewer = viewer
        circles = log.circles
        self.led: set[str] = (
            set(circles.loc[addresses.names(circles["lead"], viewer.email), "circle"])
            if viewer.role == "lead"
            else set()
        )
        self.sponsored = set(circles.loc[addresses.names(circles["sponsor"], viewer.email), "circle"])
        sessions, practices = log.sessions, log.practices
        self.open_sessions = set(sessions.loc[_is_shared(sessions), "session"])
        self.open_practices = set(
            practices.loc[_is_shared(practices) | practices["circle"].isin(self.led), "practice"]
        )
        self.same = _same_for_all(log)
        self._numbers: dict[str, Numbers] = {}
        self._inside: dict[str, pd.Series] = {}

    def inside(self, tab: str) -> pd.Series:
        """Which rows of a tab are of circles that the viewer leads (bool)."""
        if tab not in self._inside:
            self._inside[tab] = _belongs_to(self.led, tab, self.log.tabs[tab], self.log)
        return self._inside[tab]

    def checks(self, checks: pd.DataFrame) -> pd.DataFrame:
        """The checks that the viewer may see. A check of a hidden cell tells something about it, such as that an
        action's owner is its own partner."""
        codes, titles = pd.factorize(checks["tab"])
        names = np.array([folded(title) for title in titles], dtype=object)
        tabs = names.take(codes)
        mine = self._reads(checks, tabs, {*names})
        places = zip(tabs.tolist(), checks["column"].to_list(), strict=True)
        is_shown = np.array([not column or (tab, column) in _SHOWN for tab, column in places], dtype=bool)
        expected = checks["expected"].str.replace(r"; (?:did you mean|is this) .*", "", regex=True)
        seen = checks.assign(found=checks["found"].where(mine), expected=expected.where(mine))
        return seen[mine | is_shown].reset_index(drop=True)

    def _reads(self, checks: pd.DataFrame, tabs: NDArray[np.object_], names: set[str]) -> NDArray[np.bool_]:
        """Which checks are of rows of circles that the viewer leads. `tabs`: the tab of each, all of them `names`."""
        found = np.zeros(len(checks), dtype=bool)
        for tab in names & self.log.tabs.keys() - set(APP_TABS) if self.led else ():
            at = np.flatnonzero(tabs == tab)
            workbooks, rows = checks["workbook"].iloc[at], checks["row"].iloc[at].fillna(-1).astype("int64")
            frame = self.log.tabs[tab]
            is_own = self.inside(tab) & frame["_row"].isin(rows)
            readable = {*zip(frame["_workbook"][is_own], frame["_row"][is_own].tolist(), strict=True)}
            found[at] = [place in readable for place in zip(workbooks, rows.tolist(), strict=True)]
        return found

    def redacted(
        self, tab: str, frame: pd.DataFrame, outside: pd.Series
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The rows of a tab to count from, and those to list."""
        unseen = NOT_FOR_SPONSORS.get(tab, frozenset()) if self.viewer.role == "sponsor" else frozenset()
        if not outside.any():
            return frame, frame
        inside, is_all_outside = ~outside, bool(outside.all())
        shared = self._shared_rows(tab, frame)
        counted: dict[str, pd.Series] = {}
        listed: dict[str, pd.Series] = {}
        for column in frame.columns:
            values, policy = frame[column], POLICIES[tab].get(column, "hide")
            counted[column] = listed[column] = values
            if column.startswith("_"):
                continue
            if policy != "show":
                seen = self._seen(policy, tab, column, frame, shared)
                listed[column] = counted[column] = _outside(values, seen, inside, is_all_outside)
            if policy in ("person", "persons", "own"):
                stand_ins = self._stand_ins(policy, tab, column, values)
                counted[column] = _outside(values, stand_ins, inside, is_all_outside)
            if column in unseen:
                nothing = pd.Series(pd.NA, index=values.index).astype(values.dtype)
                listed[column] = _outside(values, nothing, inside, is_all_outside)
        to_count = pd.DataFrame(counted, index=frame.index, copy=False)
        if tab in ABOUT_PEOPLE:  # the rest of these rows are nobody else's to list
            return to_count, frame[inside]
        return to_count, pd.DataFrame(listed, index=frame.index, copy=False)

    def _stand_ins(self, policy: Policy, tab: str, column: str, values: pd.Series) -> pd.Series:
        """Opaque numbers in place of persons, for figures; the viewer's own email stays."""
        members = self.log.members["member"] if policy == "persons" else None
        people = self.same.stand_ins(tab, column, values, members)
        if policy == "own":
            return either(values, addresses.names(values, self.viewer.email), people)
        return people

    def _seen(
        self, policy: Policy, tab: str, column: str, frame: pd.DataFrame, shared: pd.Series
    ) -> pd.Series:
        """What the viewer sees of a column in rows that are not their circles'."""
        values = frame[column]
        match policy:
            case "key":
                return self._numbered(TABS[tab].column(column).refers_to or tab, values)
            case "own_ask_key":
                mine = self._own_asks if tab == "asks" else among(values, self._keys_of_own_asks)
                return either(values, mine, self._numbered("asks", values))
            case "own":
                mine = addresses.names(values, self.viewer.email)
                return either(values, mine, self.same.presence(tab, column, values))
            case "own_ask":
                return either(values, self._own_asks, self.same.presence(tab, column, values))
            case "own_row":
                return either(values, self._addressed(tab, frame), self.same.presence(tab, column, values))
            case "own_circle":
                mine = frame["circle"].isna() | frame["circle"].isin(self.sponsored)
                return either(values, mine, self.same.presence(tab, column, values))
            case "practice":
                return self._numbered("practices", values)
            case "practices":
                return _listed(
                    values, lambda part: self._numbered("practices", part), self.log.practices["practice"]
                )
            case "answers":
                too_few = frame[ANSWERED_BY] < int(float(self.log.settings["min_group"]))
                return values.mask(too_few.fillna(False).astype(bool))
            case "shared":
                return either(values, shared, self.same.presence(tab, column, values))
            case "person" | "persons" | "presence":
                return self.same.presence(tab, column, values)
            case _:
                return pd.Series(pd.NA, index=values.index).astype(values.dtype)

    def _numbered(self, tab: str, keys: pd.Series) -> pd.Series:
        """Keys of `tab` as numbers, except those that the viewer may read."""
        if tab not in self._numbers:
            rows = self.log.tabs[tab]
            key = rows[TABS[tab].key[0]]
            if tab == "practices":
                kept = set(self.open_practices)
            else:
                kept = set(key[self.inside(tab)].dropna())
                if tab in ADDRESSEE:
                    kept |= set(key[self._addressed(tab, rows)])
                if tab == "reviews":  # rows of the viewer's circles name them as they are
                    decisions = self.log.decisions
                    kept |= set(decisions.loc[among(decisions["circle"], self.led), "review"].dropna())
            if tab == "sessions":  # figures number the sessions of one circle and day by their keys
                day = rows["held"].fillna(rows["planned"])
                order = rows.assign(day=day).sort_values(["day", "circle", "session"], kind="stable").index
                key = key.loc[order]
            self._numbers[tab] = Numbers(key, kept, "practice" if tab == "practices" else "")
        return self._numbers[tab].of(keys)

    def _addressed(self, tab: str, frame: pd.DataFrame) -> pd.Series:
        """Which rows name the viewer as the person they are addressed to."""
        return addresses.names(frame[ADDRESSEE[tab]], self.viewer.email)

    @cached_property
    def _own_asks(self) -> pd.Series:
        """Which asks are addressed to the viewer (bool)."""
        return addresses.names(sponsors_asked(self.log.asks, self.log), self.viewer.email)

    @cached_property
    def _keys_of_own_asks(self) -> set[str]:
        return set(self.log.asks.loc[self._own_asks, "ask"])

    def _shared_rows(self, tab: str, frame: pd.DataFrame) -> pd.Series:
        if tab in {"sessions", "insights"}:
            return among(frame["session"], self.open_sessions)
        if tab in {"practices", "lighthouses", "adoptions"}:
            return among(frame["practice"], self.open_practices)
        if tab == "milestones":
            return frame["shared"].notna()
        return pd.Series(False, index=frame.index)


def _outside(values: pd.Series, seen: pd.Series, inside: pd.Series, is_all_outside: bool) -> pd.Series:
    """The values of rows `inside`, and of the others what is seen of them."""
    if is_all_outside and seen.dtype == values.dtype:
        return seen
    return either(values, inside, seen)


def _is_shared(frame: pd.DataFrame) -> pd.Series:
    return frame["share"].isin(["program", "public"])


def _belongs_to(circles: set[str], tab: str, frame: pd.DataFrame, log: CircleLog) -> pd.Series:
    if tab in {"attendance", "insights"}:
        return among(frame["session"], _keys_of(circles, log.sessions, "session"))
    if tab == "action_reviews":
        return among(frame["action"], _keys_of(circles, log.actions, "action"))
    if "circle" in frame.columns:
        return among(frame["circle"], circles)
    return pd.Series(False, index=frame.index)


def _keys_of(circles: set[str], frame: pd.DataFrame, key: str) -> ExtensionArray:
    return frame.loc[among(frame["circle"], circles), key].array


def _presence(values: pd.Series) -> pd.Series:
    is_no = values.eq("no").to_numpy(dtype=bool, na_value=False)
    return pd.Series(_PRESENCES.take(np.where(values.isna().to_numpy(), 2, is_no)), index=values.index)


_PRESENCES = pd.array([KEPT, "no", None], dtype="str")


def _listed(values: pd.Series, rename: Callable[[pd.Series], pd.Series], keys: pd.Series) -> pd.Series:
    """The lists with every item renamed (str, missing stays missing). A cell that equals one of the `keys`, comma
    included, is one item."""
    codes, distinct = pd.factorize(values)
    cells = pd.Series(distinct)
    is_key = among(cells, keys.array)
    parts: dict[object, list[str]] = {}
    for renamed in (rename(items(cells[~is_key])), rename(cells[is_key])):
        for at, part in zip(renamed.index, renamed, strict=True):
            parts.setdefault(at, []).append(part)
    lists = pd.array([", ".join(parts[at]) if at in parts else None for at in cells.index], dtype="str")
    return pd.Series(lists.take(codes, allow_fill=True), index=values.index)


_SHOWN = frozenset(
    (tab, column)
    for tab, policies in POLICIES.items()
    for column, policy in policies.items()
    if tab not in ABOUT_PEOPLE and policy in ("show", "key")
)
"""Columns of which everybody sees the checks, without what was found."""
