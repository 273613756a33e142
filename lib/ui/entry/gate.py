"""The gate, before any page runs and on every run: who may come in, and to which pages.

Signed in is not let in: the roles are looked up in the newest log each time, so that whoever loses theirs in the sheet
loses the pages with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import streamlit as st

from lib.access.redaction import Role, Viewer, address
from lib.access.sign_in import NotSignedIn, SignIn, SignInIncomplete
from lib.log.format.model import CircleLog
from lib.source import caches
from lib.ui.entry import doors, session, shell, who
from lib.workbook.base import WorkbookError

_LONGEST_TIMER = timedelta(days=20)
"""Browsers count the milliseconds of a timer in 32 bits."""

Door = Callable[[], None]


def pages() -> shell.Navigation:
    """The navigation for whoever is here: the pages of their role, or one door in the place of every page."""
    found = _admitted()
    if not isinstance(found, Viewer):
        return shell.closed(found)
    how = session.settings()
    if how is None:
        _warn_where_anybody_may_come()
    else:
        _leave_on_time(session.signed_in(how).ends)
    return shell.pages(found)


def require(*roles: Role) -> Viewer:
    """The viewer, where they are let in and look in one of `roles`; where not, says so and ends the run.

    A page that not everybody may open asks it at its top, and whatever writes asks it before it writes.
    """
    found = _admitted()
    if not isinstance(found, Viewer):
        found()
        st.stop()
    if found.role not in roles:
        doors.not_for_this_role(roles, found.role)
        st.stop()
    return found


def _admitted() -> Viewer | Door:
    try:
        how = session.settings()
    except SignInIncomplete as incomplete:
        problems = incomplete.problems
        return lambda: doors.incomplete(problems)
    if how is None:
        return who.viewer(who.log_at_hand())
    try:
        return who.viewer(_log(how))
    except NotSignedIn as missing:
        reason, email = missing.reason, missing.email
        return lambda: doors.signed_out(how, reason, email)
    except who.NoRole as stranger:
        email = stranger.email
        return lambda: doors.no_role(how, email)
    except _NotYet:
        return doors.being_read
    except WorkbookError:
        return doors.unreadable


def _log(how: SignIn) -> CircleLog | None:
    """The log that says who leads and sponsors. Administrators never wait for it: they must reach Connect where it
    cannot be read. Raises NotSignedIn before anything is read, WorkbookError where others' roles cannot be known."""
    if address(session.signed_in(how).email) in how.administrators:
        return who.log_at_hand()
    found = caches.source()
    if not found.has_log:
        raise _NotYet
    log = found.current().log
    if "circles" in log.missing_tabs:
        raise WorkbookError("the tab circles, which names leads and sponsors, is missing")
    return log


class _NotYet(Exception):
    """Nobody has read the log so far."""


def _leave_on_time(ends: datetime) -> None:
    """Close a page that nobody touches when its sign-in ends."""
    left = min(ends - datetime.now(UTC), _LONGEST_TIMER)

    @st.fragment(run_every=left + timedelta(seconds=1))
    def watch() -> None:
        if datetime.now(UTC) >= ends:
            st.rerun()

    watch()


def _warn_where_anybody_may_come() -> None:
    if session.may_be_anybody():
        st.warning(
            "**Whoever can open this page is its administrator.** No sign-in is set up, and this server answers other "
            "machines too. Set sign-in up (the README says how), or start Pharos with `make run`, for this machine "
            "alone.",
            icon=":material/lock_open:",
        )
