"""Who may see what. `redact` is applied once, before anything else sees a log.

Every column has a policy; a column without one is hidden. Policies apply to rows of circles that the viewer does not
lead: all circles for sponsors, other people's circles for leads. Administrators see the whole log as it is, and leads
see their own circles as they are.
"""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import pandas as pd

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog, items
from lib.log.reading.naming import folded

Role = Literal["admin", "lead", "sponsor"]
ROLES: tuple[Role, ...] = ("admin", "lead", "sponsor")

Policy = Literal[
    "show",
    "person",
    "persons",
    "shared",
    "presence",
    "own",
    "own_ask",
    "own_row",
    "practice",
    "practices",
    "hide",
]
"""What someone outside the circle sees of a cell.

show: the cell as it is. person, persons: a pseudonym that stays the same until the program ends. presence: only whether
the cell is filled in (`KEPT`). shared: as it is if the row (or its session or practice) is shared beyond the circle,
else presence. own: as it is if it is the viewer's own email, else a pseudonym. own_ask: as it is in asks addressed to
the viewer, else presence. own_row: as it is in rows whose sponsor is the viewer, else presence. practice, practices:
the key if the practice is shared, else a pseudonym. hide: nothing.
"""

KEPT = "kept in the circle"
"""Replaces a text that is not shown. Blank cells stay blank and "no" stays "no", so that figures can count them."""


def _policies(**columns: str) -> dict[str, Policy]:
    return {column: policy for policy, names in columns.items() for column in names.split()}  # type: ignore[misc]


POLICIES: MappingProxyType[str, dict[str, Policy]] = MappingProxyType(
    {
        "circles": _policies(
            show="circle mandate capabilities priority cadence_days timebox_minutes format norms_version norms_agreed "
            "mandate_reviewed invited started ended",
            own="sponsor lead",
        ),
        "members": _policies(
            show="circle function region tenure norms_signed joined left",
            person="member reports_to",
            persons="buddy",
            hide="name",
        ),
        "sessions": _policies(
            show="session circle planned held status format minutes extended_by_choice brief_sent assumptions risks "
            "options went_wrong_shared everyone_spoke guest_function guest_region notes_sent share",
            persons="facilitator note_taker presenter",
            person="business_owner",
            shared="case case_topics decision notes snapshot",
            presence="guest",
        ),
        "attendance": _policies(show="session present prework reflection", person="member"),
        "insights": _policies(show="insight session", person="member", shared="text topics"),
        "actions": _policies(
            show="action circle session insight kind experiment_type outcome priority depends_on created first_due due "
            "status closed effect",
            person="owner partner",
            presence="what effect_note",
            practice="practice",
        ),
        "action_reviews": _policies(show="action session", presence="update"),
        "practices": _policies(
            show="kind circle session added reviewed components share status",
            practice="practice",
            shared="title works_when diagram link",
        ),
        "lighthouses": _policies(
            show="lighthouse circle stage stage_on chosen_by_vote started ended",
            practice="practice",
            person="owner",
            shared="prior_effect measure before after",
            presence="guardrails resources stage_evidence",
        ),
        "teams": _policies(
            show="team function region size circle_member eligible_from eligible_to", practices="target_of"
        ),
        "adoptions": _policies(
            show="team stage date from_team lighthouse effect components_kept",
            practice="practice",
            shared="conditions adapted_how evidence",
        ),
        "coaching": _policies(show="circle date step", person="member buddy"),
        "asks": _policies(
            show="ask circle raised kind function hours amount currency status answered",
            own="sponsor",
            own_ask="what",
        ),
        "sponsor_acts": _policies(
            show="date circle kind decisions_asked decisions_made", own="sponsor", own_row="note"
        ),
        "milestones": _policies(show="circle due reached story shared", shared="milestone"),
        "changes": _policies(show="date what circle rebase", presence="why"),
        "settings": _policies(show="name value"),
        "edits": {},
    }
)

_SALT = secrets.token_bytes(16)
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is viewing: a role and, for leads and sponsors, the email that decides which circles and asks are theirs."""

    role: Role = "admin"
    email: str = ""

    @property
    def scope(self) -> str:
        """A key for caches: viewers with the same scope see the same log."""
        return self.role if self.role == "admin" else f"{self.role}:{address(self.email)}"


def address(email: str) -> str:
    """An email in the form in which emails are compared: without blanks around it, A to Z in lower case.

    Only the letters A to Z are lowered. Full case folding would take maß@x.org for mass@x.org, and so a stranger's
    mailbox for someone else's.
    """
    return email.strip().translate(_LOWER)


def _addresses(emails: pd.Series) -> pd.Series:
    return emails.str.strip().str.translate(_LOWER)


def roles_of(email: str, log: CircleLog | None, administrators: Iterable[str]) -> tuple[Role, ...]:
    """The roles of an email, the one that sees most first; none for a stranger or an empty email.

    `administrators`: the emails listed in secrets.toml. Leads and sponsors are the people in those columns of the
    circles tab, including ended circles. Without a log (None), which cannot be read, only administrators have a role.
    """
    own = address(email)
    if not own:
        return ()
    roles: list[Role] = ["admin"] if own in map(address, administrators) else []
    if log is not None:
        columns: tuple[Role, ...] = ("lead", "sponsor")
        roles += [role for role in columns if own in map(address, log.circles[role].dropna().unique())]
    return tuple(roles)


def redact(log: CircleLog, viewer: Viewer) -> CircleLog:
    """`log` as `viewer` may see it: same rows and columns, so that every figure is counted from the same facts.

    Only the journal (edits) loses its rows. Checks of rows that the viewer may not read keep the address of their cell,
    but found and expected are missing; in all checks, suggestions are cut off, because they may name people of other
    circles. A viewer without an email leads no circle and is addressed by no ask. Emails are compared as in `address`.
    Administrators get `log` itself.
    """
    if viewer.role == "admin":
        return log
    email = address(viewer.email)
    circles = log.circles
    led = (
        set(circles.loc[_addresses(circles["lead"]) == email, "circle"])
        if viewer.role == "lead" and email
        else set()
    )
    sessions = log.sessions
    shared_sessions = set(sessions.loc[_is_shared(sessions), "session"])
    practices = log.practices
    open_practices = set(practices.loc[_is_shared(practices) | practices["circle"].isin(led), "practice"])
    tabs: dict[str, pd.DataFrame] = {}
    readable: set[tuple[str, str, int]] = set()
    for name, frame in log.tabs.items():
        outside = ~_belongs_to(led, name, frame, log)
        if name == "edits":
            tabs[name] = frame.iloc[:0]
            continue
        inside = frame[~outside]
        readable.update(
            (str(w), name, int(r)) for w, r in zip(inside["_workbook"], inside["_row"], strict=True)
        )
        shared = _shared_rows(name, frame, shared_sessions, open_practices)
        tabs[name] = _redacted(name, frame, outside, shared, email, open_practices, log)
    checks = _redacted_checks(log.checks, readable)
    return replace(log, tabs=MappingProxyType(tabs), checks=checks, beyond=MappingProxyType({}))


def _is_shared(frame: pd.DataFrame) -> pd.Series:
    return frame["share"].isin(["program", "public"])


def _belongs_to(circles: set[str], tab: str, frame: pd.DataFrame, log: CircleLog) -> pd.Series:
    if tab in {"attendance", "insights"}:
        circle_of = frame["session"].map(log.sessions.set_index("session")["circle"])
    elif tab == "action_reviews":
        circle_of = frame["action"].map(log.actions.set_index("action")["circle"])
    elif "circle" in frame.columns:
        circle_of = frame["circle"]
    else:
        return pd.Series(False, index=frame.index)
    return circle_of.isin(circles)


def _shared_rows(tab: str, frame: pd.DataFrame, sessions: set[str], practices: set[str]) -> pd.Series:
    if tab in {"sessions", "insights"}:
        return frame["session"].isin(sessions)
    if tab in {"practices", "lighthouses", "adoptions"}:
        return frame["practice"].isin(practices)
    if tab == "milestones":
        return frame["shared"].notna()
    return pd.Series(False, index=frame.index)


def _redacted(
    tab: str,
    frame: pd.DataFrame,
    outside: pd.Series,
    shared: pd.Series,
    email: str,
    open_practices: set[str],
    log: CircleLog,
) -> pd.DataFrame:
    if not outside.any():
        return frame
    redacted = frame.copy()
    for column in frame.columns:
        if column.startswith("_"):
            continue
        values = frame[column]
        match POLICIES[tab].get(column, "hide"):
            case "show":
                continue
            case "person":
                seen = _pseudonyms(values, "person")
            case "persons":
                seen = _listed(values, lambda part: _pseudonyms(part, "person"), log.members["member"])
            case "own":
                seen = _pseudonyms(values, "person").where(_addresses(values) != email, values)
            case "own_ask":
                seen = values.where(_asked_of(frame, email, log) & bool(email), _presence(values))
            case "own_row":
                mine = (_addresses(frame["sponsor"]) == email) & bool(email)
                seen = values.where(mine, _presence(values))
            case "practice":
                seen = _practice_names(values, open_practices)
            case "practices":
                seen = _listed(
                    values, lambda part: _practice_names(part, open_practices), log.practices["practice"]
                )
            case "shared":
                seen = values.where(shared, _presence(values))
            case "presence":
                seen = _presence(values)
            case _:
                seen = pd.Series(pd.NA, index=values.index).astype(values.dtype)
        redacted[column] = values.where(~outside, seen)
    return redacted


def _presence(values: pd.Series) -> pd.Series:
    kept = pd.Series(KEPT, index=values.index, dtype="str").where(values.notna())
    return kept.where(values.ne("no") | values.isna(), "no").astype("str")


def _asked_of(asks: pd.DataFrame, email: str, log: CircleLog) -> pd.Series:
    sponsor_of = log.circles.set_index("circle")["sponsor"]
    addressed_to = asks["sponsor"].fillna(asks["circle"].map(sponsor_of))
    return (_addresses(addressed_to) == email).fillna(False).astype(bool)


def _pseudonyms(values: pd.Series, prefix: str) -> pd.Series:
    names = {value: pseudonym(value, prefix) for value in values.dropna().unique()}
    return values.map(names).astype("str")


def pseudonym(key: str, prefix: str = "person") -> str:
    """A name that replaces `key` until the program ends and reveals nothing about it. Spellings that fold to the same
    text get the same name."""
    digest = hashlib.blake2s(fold(key).encode(), key=_SALT, digest_size=6).hexdigest()
    return f"{prefix} {digest}"


def _practice_names(values: pd.Series, open_practices: set[str]) -> pd.Series:
    return _pseudonyms(values, "practice").where(~values.isin(open_practices), values).astype("str")


def _listed(values: pd.Series, rename: Callable[[pd.Series], pd.Series], keys: pd.Series) -> pd.Series:
    """The lists with every item renamed (str, missing stays missing). A cell that equals one of the `keys`, comma
    included, is one item."""
    is_key = values.isin(keys)
    parts = pd.concat([rename(items(values[~is_key])), rename(values[is_key])])
    joined = parts.groupby(level=0).agg(", ".join)
    return joined.reindex(values.index).astype("str")


def _redacted_checks(checks: pd.DataFrame, readable: Iterable[tuple[str, str, int]]) -> pd.DataFrame:
    allowed = pd.MultiIndex.from_tuples(list(readable) or [("", "", -1)])
    where = pd.MultiIndex.from_arrays(
        [checks["workbook"], checks["tab"].map(folded), checks["row"].fillna(-1).astype("int64")]
    )
    mine = where.isin(allowed)
    expected = checks["expected"].str.replace(r"; (?:did you mean|is this) .*", "", regex=True)
    return checks.assign(found=checks["found"].where(mine), expected=expected.where(mine))
