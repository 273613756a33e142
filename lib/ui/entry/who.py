"""Who is viewing, and in which role.

With sign-in: the person who signed in, in one of their roles. Without it: everyone who can open the page is the
administrator, and can view the log as a lead or a sponsor would see it.
"""

from __future__ import annotations

import streamlit as st

from lib.access.addresses import everyone_in
from lib.access.redaction import ROLES, Role, Viewer, roles_of
from lib.access.sign_in import NotSignedIn
from lib.log.format.model import CircleLog
from lib.source import caches
from lib.ui.entry import session
from lib.ui.widgets import html, section
from lib.ui.widgets.text import name, plain
from lib.words.texts import without_folders
from lib.workbook.base import WorkbookError

NAMES: dict[Role, str] = {"admin": "administrator", "lead": "lead", "sponsor": "sponsor"}
MOST_OF_A_LABEL = 40


def named(role: Role) -> str:
    """The role with its article: "a lead", "an administrator"."""
    return f"{'an' if role == 'admin' else 'a'} {NAMES[role]}"


class NoRole(Exception):
    """Raised for people who are signed in but have no role. `email` is theirs."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


def log_at_hand() -> CircleLog | None:
    """The newest log, if one has been read; None otherwise. Never waits for a read."""
    try:
        source = caches.source()
        return source.current().log if source.has_log else None
    except WorkbookError:
        return None


def viewer(log: CircleLog | None) -> Viewer:
    """The viewer, in the role they chose among those that `log` and secrets.toml give them now.

    Raises NotSignedIn, NoRole or SignInIncomplete. Without a log, only administrators have a role.
    """
    how = session.settings()
    if how is None:
        return _viewed_as(log)
    me = session.signed_in(how)
    roles = roles_of(me.email, log, how.administrators)
    if not roles:
        raise NoRole(me.email)
    chosen = st.session_state.get("look_as")
    return Viewer(chosen if chosen in roles else roles[0], me.email)


def viewer_of_page(log: CircleLog | None) -> Viewer:
    """The viewer, where the gate has opened a page already. If the sign-in ended since then, or a newer log took the
    role away, the run begins anew, at the gate."""
    try:
        return viewer(log)
    except (NotSignedIn, NoRole):
        st.rerun()


def as_shown(problem: str, role: Role) -> str:
    """A problem with a file, as this role may read it: only administrators learn in which folder of the server it
    is."""
    return problem if role == "admin" else without_folders(problem)


def _viewed_as(log: CircleLog | None) -> Viewer:
    """Without sign-in: the viewer chosen under "View as"; the administrator until a role is chosen."""
    role: Role = st.session_state.get("view_as_role", "admin")
    if role not in ROLES or role == "admin":
        return Viewer()
    emails = _emails(log, role)
    chosen = st.session_state.get("view_as_email")
    return Viewer(role, chosen if chosen in emails else (emails[0] if emails else ""))


def account(log: CircleLog | None) -> None:
    """Draw the menu that says who is viewing, with the roles to choose from and a button to sign out. It is at the end
    of its row."""
    how = session.settings()
    if how is None:
        section.menu(
            "View as",
            "view_as",
            lambda: _view_as_switch(log),
            in_use=st.session_state.get("view_as_role", "admin") != "admin",
            type="tertiary",
            icon=":material/visibility:",
        )
        return
    role = viewer_of_page(log).role
    me = session.signed_in(how)
    roles = roles_of(me.email, log, how.administrators)
    with st.popover(plain(name(me.name, MOST_OF_A_LABEL)), type="tertiary", icon=":material/account_circle:"):
        html.show("account.html", email=me.email, words=f"signed in as {named(role)}")
        if len(roles) > 1:
            st.selectbox(
                "View as", roles, format_func=NAMES.__getitem__, key="look_as", persist_state="session"
            )
        if st.button("Sign out", icon=":material/logout:", key="sign_out"):
            session.sign_out()


def account_row() -> None:
    """Draw the menu in its own row, for pages without a banner."""
    with st.container(horizontal=True, key="source_banner"):
        account(log_at_hand())


def _view_as_switch(log: CircleLog | None) -> None:
    """Draw a switch between the roles, to try out what each of them sees."""
    st.caption("Sign-in is not set up: anyone who can open this page is the administrator of the local file.")
    role = st.selectbox(
        "View as",
        list(NAMES),
        format_func=NAMES.__getitem__,
        key="view_as_role",
        persist_state="session",
    )
    if role != "admin":
        emails = _emails(log, role)
        if emails:
            st.selectbox(f"Which {role}", emails, key="view_as_email", persist_state="session")
        else:
            st.caption(f"No circle names a {role} yet: fill in the {role} column of the circles tab.")


def _emails(log: CircleLog | None, role: str) -> list[str]:
    return [] if log is None else list(everyone_in(log.circles[role]))
