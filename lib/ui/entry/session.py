"""Sign-in as this server runs it: how it is set up, who has signed in, the way in and the way out."""

from __future__ import annotations

import ipaddress
import threading
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import streamlit as st

from lib.access.sign_in import NotSignedIn, Person, SignIn, SignInIncomplete, person, sign_in_settings

_began_with_sign_in = threading.Event()
"""A file of secrets that is half written or gone for a moment opens no door."""
_answers_others = threading.Event()
_ended: dict[str, datetime] = {}
"""Sign-ins that were signed out of, until they would have ended: other tabs still hold them."""


def note_start() -> None:
    """Keep in mind what holds when the server starts: whether there is sign-in, and whether other machines reach it."""
    try:
        has_sign_in = settings() is not None
    except SignInIncomplete:
        has_sign_in = True
    if has_sign_in:
        _began_with_sign_in.set()
    if not _is_loopback(st.get_option("server.address")):
        _answers_others.set()


def may_be_anybody() -> bool:
    """Whether people at other machines come in without sign-in."""
    return _answers_others.is_set() and settings() is None


def _is_loopback(address: str | None) -> bool:
    """Whether a server that listens there answers this machine only; without an address it answers all."""
    try:
        return address == "localhost" or ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def settings() -> SignIn | None:
    """How people sign in; None without sign-in. Raises SignInIncomplete."""
    found = sign_in_settings(_secrets(), st.get_option("server.port"))
    if found is None:
        if _began_with_sign_in.is_set():
            raise SignInIncomplete(
                "[auth] is gone from secrets.toml. Put it back, or restart Pharos to run it without sign-in."
            )
        return None
    if not (find_spec("authlib") and find_spec("httpx")):
        raise SignInIncomplete(
            "Authlib is not installed: pip install -r requirements.txt, and restart Pharos."
        )
    if st.get_option("server.trustedUserHeaders"):
        raise SignInIncomplete(
            "server.trustedUserHeaders lets a request say who sends it, past the sign-in: take it out of Streamlit's "
            "configuration."
        )
    return found


def _secrets() -> dict[str, object]:
    try:
        return st.secrets.to_dict()
    except FileNotFoundError:
        # Streamlit says the same of a file that is not there and of one that it cannot read.
        if any(Path(path).exists() for path in st.get_option("secrets.files")):
            raise SignInIncomplete("secrets.toml is there and cannot be read: it is no valid TOML.") from None
        return {}


def signed_in(how: SignIn) -> Person:
    """Whoever signed in. Raises NotSignedIn."""
    found = person(st.user.to_dict(), how, datetime.now(UTC))
    if found.nonce in _ended:
        raise NotSignedIn("signed out")
    return found


def sign_in(provider: str) -> None:
    """Send the browser to the identity provider."""
    st.login(None if provider == "default" else provider)


def sign_out() -> None:
    """End the sign-in, in every tab that holds it, and at the provider where it can."""
    with suppress(NotSignedIn, SignInIncomplete):
        how = settings()
        if how is not None:
            found = signed_in(how)
            for nonce, ends in list(_ended.items()):
                if ends < datetime.now(UTC):
                    _ended.pop(nonce, None)
            if found.nonce:
                _ended[found.nonce] = found.ends
    st.logout()
