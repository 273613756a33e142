"""Sign-in on this server: how it is set up, who is signed in, signing in and signing out."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from lib.access.sign_in import NotSignedIn, Person, SignIn, SignInIncomplete, person, sign_in_settings
from lib.source import caches, registry
from lib.source.ended import FOLDER, Ended
from lib.workbook.base import WorkbookError

_began_with_sign_in = threading.Event()
"""Set for good: a secrets file that is half written or missing for a moment must not let anyone in."""
_answers_others = threading.Event()


def note_start() -> None:
    """Remember how the server starts: whether sign-in is set up, and whether other machines can reach the server."""
    try:
        has_sign_in = settings() is not None
    except SignInIncomplete:
        has_sign_in = True
    if has_sign_in:
        _began_with_sign_in.set()
    if not _is_loopback(st.get_option("server.address")):
        _answers_others.set()


def is_open_to_all() -> bool:
    """Whether people on other machines can come in without signing in."""
    return _answers_others.is_set() and settings() is None


def _is_loopback(address: str | None) -> bool:
    """Whether a server that listens at this address answers this machine only. Without an address it answers all."""
    try:
        return address == "localhost" or ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def settings() -> SignIn | None:
    """How people sign in; None without sign-in. Raises SignInIncomplete if it is not set up completely."""
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
            "server.trustedUserHeaders lets a request name its own user, which bypasses sign-in: remove it from "
            "Streamlit's configuration."
        )
    return found


def _secrets() -> dict[str, object]:
    try:
        return st.secrets.to_dict()
    except FileNotFoundError:
        # Streamlit raises the same error for a missing file and for one that it cannot parse.
        if any(Path(path).exists() for path in st.get_option("secrets.files")):
            raise SignInIncomplete("secrets.toml exists but cannot be read: it is not valid TOML.") from None
        return {}


def signed_in(how: SignIn) -> Person:
    """The person who is signed in where the script runs. Raises NotSignedIn if there is none."""
    return person_of(st.user.to_dict(), how)


def person_of(claims: Mapping[str, Any], how: SignIn) -> Person:
    """The person of these claims, unless the sign-in is over or was signed out of. Raises NotSignedIn then."""
    me = person(claims, how, datetime.now(UTC))
    if _ended().holds(me.key):
        raise NotSignedIn("signed out")
    return me


def sign_in(provider: str) -> None:
    """Send the browser to the identity provider."""
    st.login(None if provider == "default" else provider)


def sign_out() -> None:
    """End the sign-in in every tab and for every copy of its cookie, and at the provider if that is possible."""
    end(st.user.to_dict())
    st.logout()


def end(claims: Mapping[str, Any]) -> None:
    """End the sign-in of these claims in every tab and for every copy of its cookie. Does nothing if it is over."""
    with suppress(NotSignedIn, SignInIncomplete):
        how = settings()
        if how is not None:
            me = person_of(claims, how)
            _ended().add(me.key, me.ends)


def _ended() -> Ended:
    """The sign-ins that were signed out of: other tabs and other servers still get their cookies."""
    try:
        return registry.only(("ended", str(FOLDER)), lambda: Ended(caches.kept(FOLDER)))
    except WorkbookError as error:  # the store's setting: without it, a sign-out elsewhere would go unnoticed
        raise SignInIncomplete(f"{error}.") from None
