"""What people see who are not let in, or not here. Nothing on these pages comes from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import streamlit as st

from lib.access.redaction import Role
from lib.access.sign_in import Reason, SignIn
from lib.source import caches
from lib.ui.entry import session, who
from lib.ui.widgets import html
from lib.ui.widgets.text import plain
from lib.workbook.base import WorkbookError

FAILED = "sign_in"
"""The parameter of the address that says that a sign-in did not come to its end."""
PATIENCE_SECONDS = 8.0
LOOK_EVERY_SECONDS = 2.0
_NOBODY = "whoever looks after Pharos in your organization"


def signed_out(how: SignIn, reason: Reason, email: str) -> None:
    """The way in, for whoever is not signed in, is no longer, or came without a verified email."""
    match reason:
        case "signed out":
            with _door(
                "Welcome to Pharos",
                "Pharos shows how the mentoring circles of your program are doing. Sign in to see what is yours.",
            ):
                _ways_in(how)
        case "over":
            with _door(
                "Please sign in again", "Your sign-in has ended, as every sign-in does after some hours."
            ):
                _ways_in(how)
        case "no email":
            with _door(
                "Which email address is yours?",
                "You are signed in, but your account came without an email address, and Pharos knows people by theirs.",
                f"Sign out and come back with another account, or ask {_contact(how)}.",
            ):
                _way_out()
        case "unverified":
            with _door(
                "Is this email address yours?",
                f"You are signed in, but nobody has confirmed that {email} is yours.",
                "Confirm it where you signed in, sign out and come back with another account, or ask "
                f"{_contact(how)}.",
            ):
                _way_out()
                st.caption(
                    "For those who look after Pharos: the identity provider did not send email_verified. If it hands "
                    "out only addresses of its own, name it in trusted_issuers; the README says how under Sign-in."
                )


def no_role(how: SignIn, email: str) -> None:
    """For whoever is signed in and stands in no list."""
    with _door(
        "You are signed in, but not on the list",
        f"{email} is the address of no lead, sponsor or administrator of this program, so there is nothing to show.",
        f"To be added, ask {_contact(how)}. If you have another address, sign out and come back with that one.",
    ):
        _way_out()


def being_read() -> None:
    """For whoever is signed in before the log was read once: who may come in is not known yet."""
    try:
        with st.spinner("Reading the circle log …", show_time=True):
            is_there = caches.source().first(PATIENCE_SECONDS)
    except WorkbookError:
        unreadable()
        return
    if is_there:
        st.rerun()
    with _door(
        "The circle log is being read",
        "It is read for the first time, which can take some minutes.",
        "You may leave and come back; this page goes on by itself.",
    ):
        _come_in_when_read()
        _way_out()


def unreadable() -> None:
    """For whoever is signed in while nobody's role can be known. Why that is, administrators read on their pages."""
    with _door(
        "The circle log cannot be read right now",
        "Nothing is wrong with your account, and nothing is lost. Whoever looks after Pharos can see why.",
        "This page goes on by itself as soon as the log is back.",
    ):
        _come_in_when_read()
        _way_out()


def incomplete(problems: Sequence[str]) -> None:
    """For whoever sets Pharos up: what is missing before anybody can sign in."""
    with _door("Sign-in is not set up completely", "Until it is, Pharos shows nobody anything."):
        st.error("\n".join(f"- {plain(problem)}" for problem in problems))
        html.show(
            "door.html",
            paragraphs=[
                "All of it stands in .streamlit/secrets.toml; .streamlit/secrets.example.toml shows every setting, and "
                "the README explains them under Sign-in. Restart Pharos afterwards."
            ],
            quiet=True,
        )


def not_for_this_role(allowed: Sequence[Role], role: Role) -> None:
    """In place of a page that the viewer's role may not open."""
    who.account_row()
    with _door(
        f"This page is for {' and '.join(f'{who.NAMES[role]}s' for role in allowed)}",
        f"You are here as {who.named(role)}.",
    ):
        st.page_link("pages/program/overview.py", label="Go to the overview", icon=":material/arrow_back:")


@contextmanager
def _door(title: str, *paragraphs: str) -> Iterator[None]:
    with st.container(key="door"):
        st.title(title, anchor=False)
        html.show("door.html", paragraphs=paragraphs, quiet=False)
        yield


def _contact(how: SignIn) -> str:
    return how.contact or _NOBODY


def _ways_in(how: SignIn) -> None:
    if _is_elsewhere(how.origin):
        st.info(f"Pharos has its sign-in at another address than this one: {how.origin}")
        st.link_button("Open it there", how.origin, type="primary")
        return
    if FAILED in st.query_params:
        st.warning("The last sign-in did not come to its end. Please try once more.")
    for provider in how.providers:
        label = "Sign in" if provider == "default" else f"Sign in with {provider.capitalize()}"
        if st.button(plain(label), type="primary", key=f"sign_in_{provider}"):
            session.sign_in(provider)
    html.show("door.html", paragraphs=[f"Does it not work? Ask {_contact(how)}."], quiet=True)


def _is_elsewhere(origin: str) -> bool:
    """Whether the browser shows Pharos under a name at which its sign-in does not hold."""
    shown = st.context.url
    if not shown:
        return False
    parts = urlsplit(shown)
    return f"{parts.scheme}://{parts.netloc}" != origin


def _way_out() -> None:
    if st.button("Sign out"):
        session.sign_out()


@st.fragment(run_every=LOOK_EVERY_SECONDS)
def _come_in_when_read() -> None:
    with suppress(WorkbookError):
        found = caches.source()
        if found.first(0) and "circles" not in found.current().log.missing_tabs:
            st.rerun()
