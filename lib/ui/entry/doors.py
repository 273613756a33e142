"""What people see who cannot come in, or cannot open this page. Nothing here comes from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import streamlit as st

from lib.access.redaction import Role
from lib.access.sign_in import Reason, SignIn
from lib.source import caches
from lib.ui.entry import session, turns, who
from lib.ui.widgets import html
from lib.ui.widgets.text import line_or_list, plain
from lib.workbook.base import WorkbookError

FAILED = "sign_in"
"""The query parameter that says that a sign-in did not finish."""
PATIENCE_SECONDS = 8.0
_NO_CONTACT = "the person who runs Pharos in your organization"


def signed_out(how: SignIn, reason: Reason, email: str) -> None:
    """Draw the way in, for people who are not signed in, no longer are, or have no verified email."""
    match reason:
        case "signed out":
            with _door(
                "Welcome to Pharos",
                "Pharos shows how your program's mentoring circles are doing. Sign in to continue.",
            ):
                _ways_in(how)
        case "over":
            with _door(
                "Your sign-in has ended", "Every sign-in ends after a while. Sign in again to continue."
            ):
                _ways_in(how)
        case "no email":
            with _door(
                "Which email address is yours?",
                "You are signed in, but your account did not include an email address, and Pharos recognizes people by "
                "theirs.",
                f"Sign out and use another account, or ask {_contact(how)}.",
            ):
                _way_out()
        case "unverified":
            with _door(
                "Is this email address yours?",
                f"You are signed in, but your identity provider has not verified that {email} is yours.",
                f"Verify it with the provider, sign out and use another account, or ask {_contact(how)}.",
            ):
                _way_out()
                st.caption(
                    "For the people who run Pharos: the identity provider's token does not say email_verified. If the "
                    "provider never sends it, and issues only addresses that it owns, list its issuer in "
                    "trusted_issuers. docs/sign-in.md says how."
                )


def no_role(how: SignIn, email: str) -> None:
    """For people who are signed in but have no role."""
    with _door(
        "You are signed in, but not on the list",
        f"{email} does not belong to a lead, sponsor or administrator of this program, so there is nothing to show.",
        f"To be added, ask {_contact(how)}. If you have another address, sign out and sign in with that one.",
    ):
        _way_out()


def being_read() -> None:
    """For people who are signed in before the log has been read: their roles are not known yet."""
    try:
        with st.spinner("Reading the circle log …", show_time=True), turns.SCRIPTS.aside():
            is_there = caches.source().first(PATIENCE_SECONDS)
    except WorkbookError:
        unreadable()
        return
    if is_there:
        st.rerun()
    with _door(
        "The circle log is being read",
        "The first read can take a few minutes.",
        "You can leave and come back. This page continues by itself.",
    ):
        _way_out()


def unreadable() -> None:
    """For people who are signed in while the log that has their roles cannot be read. Administrators see the reason on
    their own pages."""
    with _door(
        "The circle log cannot be read right now",
        "Your account is fine, and nothing is lost. Administrators can see the reason.",
        "This page continues by itself as soon as the log is back.",
    ):
        _way_out()


def incomplete(problems: Sequence[str]) -> None:
    """For people who set up Pharos: what is missing or wrong before anyone can sign in."""
    with _door("Sign-in is not set up completely", "Until it is, Pharos shows nothing to anyone."):
        st.error(line_or_list(problems))
        html.show(
            "door.html",
            paragraphs=[
                "Sign-in is set up in .streamlit/secrets.toml. .streamlit/secrets.example.toml shows every setting, "
                "and docs/sign-in.md explains them. Restart Pharos after a change."
            ],
            quiet=True,
        )


def not_for_this_role(allowed: Sequence[Role], role: Role) -> None:
    """Shown in place of a page that the viewer's role may not open."""
    who.account_row()
    with _door(
        f"This page is for {' and '.join(f'{who.NAMES[role]}s' for role in allowed)}",
        f"You are viewing as {who.named(role)}.",
    ):
        st.page_link("pages/program/overview.py", label="Go to the overview", icon=":material/arrow_back:")


def unknown_address(address: str) -> None:
    """Draw what people see at an address of this app that has no page."""
    with _door(
        f"There is no page at /{address}",
        "The link may be old or mistyped. The pages that you can open are in the navigation above.",
    ):
        st.page_link("pages/program/overview.py", label="Go to the overview", icon=":material/arrow_back:")


@contextmanager
def _door(title: str, *paragraphs: str) -> Iterator[None]:
    with st.container(key="door"):
        st.title(title, anchor=False)
        html.show("door.html", paragraphs=paragraphs, quiet=False)
        yield


def _contact(how: SignIn) -> str:
    return how.contact or _NO_CONTACT


def _ways_in(how: SignIn) -> None:
    if _is_elsewhere(how.origin):
        st.info(f"Sign-in works only at this address: {how.origin}")
        st.link_button("Go to that address", how.origin, type="primary")
        return
    if FAILED in st.query_params:
        st.warning("Your last sign-in did not finish. Try again.")
    for provider in how.providers:
        label = "Sign in" if provider == "default" else f"Sign in with {provider.capitalize()}"
        if st.button(plain(label), type="primary", key=f"sign_in_{provider}"):
            session.sign_in(provider)
    html.show("door.html", paragraphs=[f"Trouble signing in? Ask {_contact(how)}."], quiet=True)


def _is_elsewhere(origin: str) -> bool:
    """Whether the browser shows Pharos at an address where its sign-in does not work."""
    shown = st.context.url
    if not shown:
        return False
    parts = urlsplit(shown)
    return f"{parts.scheme}://{parts.netloc}" != origin


def _way_out() -> None:
    if st.button("Sign out", key="sign_out"):
        session.sign_out()
