"""The gate, before any page and on every run: who may come in, and which pages they may open.

Being signed in is not enough: roles are looked up in the newest log each time, so people who lose theirs in the sheet
lose their pages too. What happens between two runs of the whole page (fragments, downloads, files, a page that nobody
touches) is asked in `watch`.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.access.redaction import Role, Viewer
from lib.access.sign_in import NotSignedIn, SignInIncomplete
from lib.ui.entry import doors, session, shell, still, who
from lib.workbook.base import WorkbookError

Door = Callable[[], None]


def pages() -> shell.Navigation:
    """The navigation for the current viewer: the pages of their role, or the same door in place of every page.

    Also warns if anyone on the network is let in.
    """
    admitted = _admitted()
    if not isinstance(admitted, Viewer):
        return shell.closed(admitted)
    _warn_if_open_to_all()
    navigation = shell.pages(admitted)
    shell.unknown_address(navigation)
    return navigation


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
        return who.viewer(still.log_of_roles(session.signed_in(how), how))
    except NotSignedIn as missing:
        reason, email = missing.reason, missing.email
        return lambda: doors.signed_out(how, reason, email)
    except who.NoRole as stranger:
        email = stranger.email
        return lambda: doors.no_role(how, email)
    except still.NotYet:
        return doors.being_read
    except WorkbookError:
        return doors.unreadable


def _warn_if_open_to_all() -> None:
    if session.is_open_to_all():
        st.warning(
            "**Anyone who can open this page is its administrator.** Sign-in is not set up, and this server answers "
            "other machines too. Set up sign-in (docs/sign-in.md says how), or start Pharos with `make run`, for this "
            "machine only.",
            icon=":material/lock_open:",
        )
