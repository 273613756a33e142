"""The gate in AppTest: each role, strangers, ended and unverified sign-ins, withdrawn roles, incomplete settings.

Every text of the log has a mark in it, and the marks are looked for in every message to the browser.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.access.redaction import Viewer
from lib.access.sign_in import SignInIncomplete
from lib.demo import make
from lib.source import caches
from lib.source.refresh import Source
from lib.ui.entry import session, shell, who
from tests.data.canaries import Messages, allowed, log_of, marked, marks_in
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import thorough
from tests.ui.conftest import words
from tests.ui.tiles import tiles

OVERVIEW = "Is the program healthy, where am I needed, what came of it?"
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef" * 4,
    "client_id": "pharos",
    "client_secret": "canary of the client",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}
SECRETS = {"auth": AUTH, "access": {"administrators": ["Ada@example.org"], "contact": "the office"}}
Run = Callable[..., AppTest]


def user(email: str) -> dict[str, Any]:
    """What Streamlit keeps of a token issued a minute ago."""
    now = time.time()
    return {
        "is_logged_in": True,
        "provider": "default",
        "iss": "https://id.example.org",
        "email": email,
        "email_verified": True,
        "name": "Somebody",
        "nonce": email,
        "iat": now - 60,
        "exp": now + 3540,
    }


@contextmanager
def option(name: str, value: object) -> Iterator[None]:
    """Set one of Streamlit's options for a while."""
    before = config.get_option(name)
    config.set_option(name, value)
    try:
        yield
    finally:
        config.set_option(name, before)


@pytest.fixture(scope="module")
def tables() -> make.Tables:
    found = marked(circles=2, months=3)
    found["circles"][0] |= {"lead": "Lea@example.org", "sponsor": "sam@example.org"}
    found["circles"][1] |= {"lead": "Bea@example.org", "sponsor": "bea@example.org"}
    return found


@pytest.fixture
def workbook(tables: make.Tables, tmp_path: Path) -> Path:
    path = tmp_path / "marked.xlsx"
    make.write(tables, path)
    return path


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Messages:
    """Everything that the script runs would send to a browser."""
    sent = Messages()
    enqueue = local_script_runner.ForwardMsgQueue.enqueue

    def noted(queue: local_script_runner.ForwardMsgQueue, message: Any) -> None:
        sent.add(message)
        enqueue(queue, message)

    monkeypatch.setattr(local_script_runner.ForwardMsgQueue, "enqueue", noted)
    return sent


@pytest.fixture
def opened(request: pytest.FixtureRequest, run_app: Run, tables: make.Tables) -> Run:
    """opened(email, **changes to the token): the overview of the marked workbook for someone who signed in. A test that
    uses the `workbook` fixture has that workbook to itself."""
    workbook = request.getfixturevalue("workbook") if "workbook" in request.fixturenames else None

    def run(address: str = "", *, access: dict[str, Any] | None = None, **changes: Any) -> AppTest:
        secrets = deepcopy(SECRETS)
        secrets["access"] |= access or {}
        who = user(address) | changes if address else {"is_logged_in": False}
        return run_app(tables, path=workbook, secrets=secrets, user=who)

    return run


def title(app: AppTest) -> str:
    assert not app.exception
    return app.title[0].value


def at_connect(app: AppTest) -> AppTest:
    """The app at the address /connect, whatever it shows there."""
    (app._page_hash,) = (
        found for found, page in app._registered_pages.items() if page["url_pathname"] == "connect"
    )
    return app.run()


# Roles


@pytest.mark.parametrize(("email", "role"), [("SAM@example.org", "sponsor"), ("lea@example.org", "lead")])
def test_sponsors_and_leads_see_theirs(
    opened: Run, messages: Messages, workbook: Path, email: str, role: Any
) -> None:
    app = opened(email)
    assert title(app) == OVERVIEW
    assert f"signed in as a {role}" in words(app)
    found = marks_in(messages.contents)
    assert found <= allowed(log_of(workbook), Viewer(role, email))
    assert found
    assert title(at_connect(app)) == "This page is for administrators"
    assert not app.text_input
    assert not app.code


def test_an_administrator_sees_all_and_connect(opened: Run) -> None:
    app = opened("ada@example.org")
    assert title(app) == OVERVIEW
    assert "signed in as an administrator" in words(app)
    assert title(at_connect(app)) == "How do I use my own circle log?"


@thorough
def test_people_with_two_roles_can_choose_between_those_two(opened: Run) -> None:
    app = opened("bea@example.org")
    switch = app.selectbox(key="look_as")
    assert switch.options == ["lead", "sponsor"]
    assert switch.value == "lead"
    switch.select("sponsor").run()
    assert "signed in as a sponsor" in words(app)
    assert title(at_connect(app)) == "This page is for administrators"
    assert app.selectbox(key="look_as").value == "sponsor"


@pytest.mark.parametrize(
    ("email", "key"),
    [
        ("sam@example.org", "look_as"),
        ("sam@example.org", "view_as_role"),
        ("bea@example.org", "view_as_role"),
    ],
)
def test_nobody_becomes_what_they_are_not(opened: Run, email: str, key: str) -> None:
    app = opened(email)
    app.session_state[key] = "admin"
    app.session_state["view_as_email"] = "lea@example.org"
    assert title(at_connect(app)) == "This page is for administrators"


def test_the_view_as_switch_without_sign_in_is_gone(opened: Run) -> None:
    for email in ("ada@example.org", "sam@example.org"):
        assert [box.key for box in opened(email).selectbox if "as" in str(box.key)] == []


# Nobody's log


@pytest.mark.parametrize(
    ("email", "changes", "expected"),
    [
        ("", {}, "Welcome to Pharos"),
        ("eve@example.org", {}, "You are signed in, but not on the list"),
        ("sam@example.org.evil.org", {}, "You are signed in, but not on the list"),
        ("sam@example.org", {"email_verified": False}, "Is this email address yours?"),
        ("sam@example.org", {"email_verified": None}, "Is this email address yours?"),
        ("ada@example.org", {"email_verified": False}, "Is this email address yours?"),
        ("sam@example.org", {"exp": time.time() - 1}, "Your sign-in has ended"),
        ("ada@example.org", {"exp": time.time() - 1}, "Your sign-in has ended"),
        ("sam@example.org", {"iat": time.time() - 12 * 3600}, "Your sign-in has ended"),
        ("sam@example.org", {"iat": None}, "Your sign-in has ended"),
        ("sam@example.org", {"email": None}, "Which email address is yours?"),
        ("sam@example.org", {"is_logged_in": False}, "Welcome to Pharos"),
    ],
)
def test_others_get_nothing_of_the_log(
    opened: Run, messages: Messages, email: str, changes: dict[str, Any], expected: str
) -> None:
    app = opened(email, **changes)
    assert title(app) == expected
    assert title(at_connect(app)) == expected
    assert "the office" in words(app) or expected in ("Your sign-in has ended", "Welcome to Pharos")
    sent = b"".join(messages.contents)
    assert marks_in(messages.contents) == set()
    assert b"marked" not in sent  # the workbook's name
    for secret in ("cookie_secret", "client_secret"):
        assert AUTH[secret].encode() not in sent
    assert messages.pages.keys() == {"", *(place.address for place in shell.PAGES)}
    assert not [*tiles(app), *app.multiselect, *app.dataframe]


def test_nothing_is_read_for_people_who_are_not_signed_in(
    opened: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr("lib.source.caches.source", lambda: read.append(1))
    for email, changes in (
        ("", {}),
        ("sam@example.org", {"exp": 0}),
        ("sam@example.org", {"email_verified": False}),
    ):
        opened(email, **changes)
    assert not read


def test_an_issuer_can_be_trusted(opened: Run) -> None:
    trusted = {"trusted_issuers": ["https://id.example.org"]}
    assert title(opened("sam@example.org", email_verified=None, access=trusted)) == OVERVIEW


def test_a_shorter_session(opened: Run) -> None:
    assert title(opened("sam@example.org", access={"session_hours": 0.01})) == "Your sign-in has ended"


# Withdrawn roles


def once_read(app: AppTest) -> AppTest:
    """The app once the file's newest state has been read, which may take longer than a page waits."""
    app.run()
    deadline = time.monotonic() + 20
    while caches.source().current().refreshing and time.monotonic() < deadline:
        time.sleep(0.05)
    return app.run()


def without(tables: make.Tables, column: str) -> make.Tables:
    found = deepcopy(tables)
    for circle in found["circles"][:2]:
        circle[column] = "other@example.org"
    return found


def test_a_role_withdrawn_in_the_sheet_is_lost_with_the_next_run(
    opened: Run, messages: Messages, tables: make.Tables, workbook: Path
) -> None:
    app = opened("sam@example.org")
    assert title(app) == OVERVIEW
    make.write(without(tables, "sponsor"), workbook)
    once_read(app)
    messages.forget()
    assert title(app.run()) == "You are signed in, but not on the list"
    assert marks_in(messages.contents) == set()
    assert not [*tiles(app), *app.multiselect, *app.dataframe]
    make.write(tables, workbook)
    assert title(once_read(app)) == OVERVIEW


def test_a_role_that_goes_while_a_page_is_drawn_is_no_error(
    opened: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer log is read between the gate and the account menu of the same run."""
    app = opened("sam@example.org")
    at_hand = who.log_at_hand
    drawn = [None]  # a log without sam, once
    monkeypatch.setattr(who, "log_at_hand", lambda: drawn.pop() if drawn else at_hand())
    assert title(at_connect(app)) == "This page is for administrators"
    assert not drawn


@thorough
def test_the_chosen_role_is_withdrawn_and_the_other_stays(
    opened: Run, tables: make.Tables, workbook: Path
) -> None:
    app = opened("bea@example.org")
    app.selectbox(key="look_as").select("sponsor").run()
    make.write(without(tables, "sponsor"), workbook)
    assert "signed in as a lead" in words(once_read(app))
    make.write(tables, workbook)
    once_read(app)
    assert app.selectbox(key="look_as").options == ["lead", "sponsor"]


def test_signing_out_ends_the_sign_in_in_other_tabs_too(opened: Run) -> None:
    mine, same = opened("sam@example.org"), opened("sam@example.org")
    other_browser = opened("sam@example.org", nonce="another")
    mine.button(key="sign_out").click().run()
    assert title(mine.run()) == "Welcome to Pharos"
    assert title(same.run()) == "Welcome to Pharos"
    assert title(other_browser.run()) == OVERVIEW


# A log that cannot be read


@pytest.mark.parametrize("content", ["no workbook", None])
def test_without_a_log_administrators_reach_connect_and_others_see_no_reason(
    run_app: Run, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "secretname.xlsx"
    if content:
        path.write_text(content)
    sponsor = run_app(path=path, secrets=SECRETS, user=user("sam@example.org"))
    assert title(sponsor) == "The circle log cannot be read right now"
    assert "secretname" not in words(sponsor)
    admin = run_app(path=path, secrets=SECRETS, user=user("ada@example.org"))
    assert "secretname.xlsx" in words(admin)
    assert title(at_connect(admin)) == "How do I use my own circle log?"


def test_a_long_first_read_says_so_and_then_lets_in(
    run_app: Run, workbook: Path, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(Source, "first", lambda self, within=None, **wanted: False)
        sponsor = run_app(path=workbook, secrets=SECRETS, user=user("sam@example.org"))
        assert title(sponsor) == "The circle log is being read"
        assert title(at_connect(sponsor)) == "The circle log is being read"
        assert marks_in(messages.contents) == set()
    assert title(at_connect(sponsor)) == "This page is for administrators"


def test_without_the_tab_circles_nobody_is_refused_as_a_stranger(run_app: Run, tmp_path: Path) -> None:
    tables = FIVE_TABS | {"circles": [{"circle": "Atlas", "sponsor": "sam@example.org"}]}
    path = write_xlsx(
        tmp_path / "log.xlsx", {name: rows for name, rows in tables.items() if name != "circles"}
    )
    sponsor = run_app(path=path, secrets=SECRETS, user=user("sam@example.org"))
    assert title(sponsor) == "The circle log cannot be read right now"
    write_xlsx(path, tables)
    assert title(once_read(sponsor)) == OVERVIEW


# Settings


@pytest.mark.parametrize(
    ("secrets", "expected"),
    [
        ({"auth": {}}, "redirect_uri"),
        ({"auth": {name: value for name, value in AUTH.items() if name != "cookie_secret"}}, "cookie_secret"),
        ({"auth": AUTH | {"client_secret": ""}}, "client_secret"),
        ({"access": {"administrators": ["ada@example.org"]}}, "[auth] is missing"),
        (SECRETS | {"access": {"adminstrators": []}}, "adminstrators"),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_an_incomplete_configuration_keeps_everyone_out(
    run_app: Run,
    workbook: Path,
    messages: Messages,
    secrets: dict[str, Any],
    expected: str,
    signed_in: bool,
) -> None:
    who = user("ada@example.org") if signed_in else {}
    app = run_app(path=workbook, secrets=secrets, user=who)
    assert title(app) == "Sign-in is not set up completely"
    assert expected in app.error[0].value.replace("\\", "")
    assert title(at_connect(app)) == "Sign-in is not set up completely"
    assert marks_in(messages.contents) == set()


def test_without_authlib_everyone_is_kept_out(opened: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: None)
    assert "Authlib is not installed" in words(opened("ada@example.org"))


def test_headers_that_name_users_are_refused_with_sign_in(opened: Run) -> None:
    with option("server.trustedUserHeaders", {"X-Email": "email"}):
        assert "trustedUserHeaders" in words(opened("ada@example.org"))


@pytest.fixture
def secrets_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A secrets.toml that this process reads, and a server that has not started yet."""
    path = tmp_path / "secrets.toml"
    monkeypatch.setattr(session, "_began_with_sign_in", type(session._began_with_sign_in)())
    monkeypatch.setattr(session, "_answers_others", type(session._answers_others)())
    monkeypatch.setattr(Secrets, "_maybe_install_file_watchers", lambda self: None)
    with option("secrets.files", [str(path)]), option("server.address", "127.0.0.1"):
        yield path


def test_an_unreadable_secrets_file_is_not_a_missing_one(
    secrets_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "secrets", Secrets())
    assert session.settings() is None
    secrets_file.write_text('[auth]\ncookie_secret = "CANARY')
    monkeypatch.setattr(st, "secrets", Secrets())
    with pytest.raises(SignInIncomplete, match="cannot be read") as found:
        session.settings()
    assert "CANARY" not in str(found.value)


def test_a_server_that_started_with_sign_in_never_runs_without(
    secrets_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f'{name} = "{value}"' for name, value in AUTH.items()]
    secrets_file.write_text("\n".join(["[auth]", *lines]))
    monkeypatch.setattr(st, "secrets", Secrets())
    session.note_start()
    assert session.settings() is not None
    for content in ("", "[workbook]\n"):
        secrets_file.write_text(content)
        monkeypatch.setattr(st, "secrets", Secrets())
        with pytest.raises(SignInIncomplete, match="gone"):
            session.settings()
    secrets_file.unlink()
    monkeypatch.setattr(st, "secrets", Secrets())
    with pytest.raises(SignInIncomplete, match="gone"):
        session.settings()


# Without sign-in


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        (None, True),
        ("", True),
        ("0.0.0.0", True),
        ("192.168.1.5", True),
        ("::", True),
        ("pharos.example.org", True),
        ("unix:///run/pharos.sock", True),
        ("127.0.0.1", False),
        ("127.1.2.3", False),
        ("::1", False),
        ("localhost", False),
    ],
)
def test_the_address_decides_who_can_reach_a_server(
    secrets_file: Path, address: str | None, warned: bool
) -> None:
    with option("server.address", address):
        session.note_start()
    assert session.is_open_to_all() == warned


@pytest.mark.parametrize(("address", "warned"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_a_server_that_others_can_reach_says_that_anyone_is_its_administrator(
    secrets_file: Path, run_app: Run, workbook: Path, address: str, warned: bool
) -> None:
    with option("server.address", address):
        session.note_start()
    app = run_app(path=workbook)
    assert warns(app) == warned
    assert title(app) == OVERVIEW
    assert warns(at_connect(app)) == warned


def warns(app: AppTest) -> bool:
    return any("Anyone who can open this page" in box.value for box in app.warning)


def test_with_sign_in_there_is_nothing_to_warn_about(secrets_file: Path, opened: Run) -> None:
    with option("server.address", "0.0.0.0"):
        session.note_start()
    assert not warns(opened("sam@example.org"))


# The table of pages


def test_every_page_is_in_the_table_once_and_exists() -> None:
    root = Path(__file__).parents[3]
    paths = sorted(str(path.relative_to(root)) for path in (root / "pages").rglob("*.py"))
    assert sorted(place.path for place in shell.PAGES) == paths
    addresses = [place.address for place in shell.PAGES]
    assert len({*addresses, shell.HOME, ""}) == len(addresses) + 2
    assert all(place.roles for place in shell.PAGES)
