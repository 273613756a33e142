"""The gate, before any page and on every run: who may come in, and which pages they may open.

Being signed in is not enough: roles are looked up in the newest log each time, so people who lose theirs in the sheet
lose their pages too.
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
"""Browsers keep a timer's milliseconds in 32 bits."""

Door = Callable[[], None]


def pages() -> shell.Navigation:
    """The navigation for the current viewer: the pages of their role, or the same door in place of every page.

    Also warns if anyone on the network is let in, and closes an idle page when its sign-in ends.
    """
    admitted = _admitted()
    if not isinstance(admitted, Viewer):
        return shell.closed(admitted)
    how = session.settings()
    if how is None:
        _warn_if_open_to_all()
    else:
        _close_when_over(session.signed_in(how).ends)
    return shell.pages(admitted)


def require(*roles: Role) -> Viewer:
    """The viewer, if they may come in and have one of these roles; otherwise says why not and ends the run.

    Called at the top of every page that not everyone may open, and before anything is written.
    """
    admitted = _admitted()
    if not isinstance(admitted, Viewer):
        admitted()
        st.stop()
    if admitted.role not in roles:
        doors.not_for_this_role(roles, admitted.role)
        st.stop()
    return admitted


def _admitted() -> Viewer | Door:
    """The viewer, or the door to show to people who may not come in."""
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
    """The log that says who leads and sponsors circles.

    Administrators never wait for it, because they must be able to reach Connect while it cannot be read; they get None
    then. For others, raises _NotYet before the first read, and WorkbookError if the log or its circles tab cannot be
    read. Raises NotSignedIn before anything is read.
    """
    if address(session.signed_in(how).email) in how.administrators:
        return who.log_at_hand()
    source = caches.source()
    if not source.has_log:
        raise _NotYet
    log = source.current().log
    if not log.names_people:
        raise WorkbookError("no circles tab names its leads and sponsors")
    return log


class _NotYet(Exception):
    """The log has not been read yet."""


def _close_when_over(ends: datetime) -> None:
    """Close an idle page when its sign-in ends."""
    left = min(ends - datetime.now(UTC), _LONGEST_TIMER)

    @st.fragment(run_every=left + timedelta(seconds=1))
    def watch() -> None:
        if datetime.now(UTC) >= ends:
            st.rerun()

    watch()


def _warn_if_open_to_all() -> None:
    if session.is_open_to_all():
        st.warning(
            "**Anyone who can open this page is its administrator.** Sign-in is not set up, and this server answers "
            "other machines too. Set up sign-in (docs/sign-in.md says how), or start Pharos with `make run`, for this "
            "machine only.",
            icon=":material/lock_open:",
        )
