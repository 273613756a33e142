"""May they still? The one answer for script runs (through the gate), messages, downloads, uploads and media files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.access.redaction import address
from lib.access.rights import Rights, Standing, rights_of
from lib.access.sign_in import NotSignedIn, Person, SignIn, SignInIncomplete
from lib.log.format.model import CircleLog
from lib.source import caches
from lib.ui.entry import session
from lib.ui.entry.who import log_at_hand
from lib.workbook.base import WorkbookError


@dataclass(frozen=True)
class _Known:
    """The rights found so far in the newest log. People who sign in are few enough to keep all of them."""

    log: CircleLog | None
    administrators: frozenset[str]
    rights: dict[str, Rights | None] = field(default_factory=dict)


_known = _Known(None, frozenset())


class NotYet(Exception):
    """The log has not been read yet."""


def is_asked() -> bool:
    """Whether people must sign in here; also if sign-in is set up incompletely, and nobody can."""
    try:
        return session.settings() is not None
    except SignInIncomplete:
        return True


def standing(claims: Mapping[str, Any]) -> Standing | None:
    """Where the person with these claims (what Streamlit kept of the ID token) stands now; None if nobody is signed in.

    May wait briefly for a local file and starts a check of a remote workbook if one is due, so it does not belong on
    the server's event loop. Nothing is read for people who are not signed in.
    """
    try:
        how = session.settings()
        if how is None:
            return None
        me = session.person_of(claims, how)
    except (SignInIncomplete, NotSignedIn):
        return None
    try:
        rights = _rights(me.email, log_of_roles(me, how), how.administrators)
    except (NotYet, WorkbookError):
        return Standing(me.key, me.ends, is_waiting=True)
    return Standing(me.key, me.ends, rights)


def _rights(email: str, log: CircleLog | None, administrators: frozenset[str]) -> Rights | None:
    """`rights_of`, found once per person and log: with hundreds of circles it takes milliseconds."""
    global _known
    known = _known
    if known.log is not log or known.administrators != administrators:
        _known = known = _Known(log, administrators)
    if email not in known.rights:
        known.rights[email] = rights_of(email, log, administrators)
    return known.rights[email]


def log_of_roles(me: Person, how: SignIn) -> CircleLog | None:
    """The log that says who leads and sponsors circles.

    Administrators never wait for it, because they must be able to reach Connect while it cannot be read; they get None
    then. For others, raises NotYet before the first read (which it starts), and WorkbookError if the log or its circles
    tab cannot be read.
    """
    if address(me.email) in how.administrators:
        return log_at_hand()
    source = caches.source()
    if not source.has_log and not source.first(0):
        raise NotYet
    log = source.current().log
    if not log.names_people:
        raise WorkbookError("no circles tab names its leads and sponsors")
    return log
