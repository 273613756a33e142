"""What a credential allows: reading, editing and creating spreadsheets, each with only the scopes it needs."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from lib.source.opening import google_client
from lib.source.settings import WorkbookSettings
from lib.workbook.base import RowAddition
from lib.workbook.google.account import CREATE_SCOPES, READ_SCOPES, WRITE_SCOPES, Account
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.creating import create_from_xlsx
from lib.workbook.google.drive import GoogleFolder
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google_help import EMAIL

ANA = "ana@example.com"
PREFIX = "https://www.googleapis.com/auth/"
NO_REACH = "the credential does not give access to both spreadsheets and Drive: sign in again and allow both"


@pytest.fixture
def book(google: SheetsServer) -> str:
    return google.load_rows({"circles": [["circle"], ["Atlas"]]}, "Circle log")


@pytest.fixture
def reaching(key: dict[str, Any]) -> Callable[..., GoogleClient]:
    """A client of the service account with these scopes."""
    return lambda *scopes: GoogleClient(Account(key, scopes=scopes))


def add_settings(client: GoogleClient, book: str, rows: list[tuple[str, str]]) -> None:
    """Append rows to the settings tab, which a save creates if there is none."""
    headers = ("name", "value")
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    workbook.apply(
        [
            RowAddition(book, "settings", dict(zip(headers, row, strict=True)), f"made/{at}", headers=headers)
            for at, row in enumerate(rows)
        ]
    )


def workbook_file() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def scopes_in_use(google: SheetsServer) -> set[str]:
    return {scope for token in google.office.tokens.values() for scope in token.scopes}


def test_an_editing_client_reads_asks_for_the_revision_and_writes(
    google: SheetsServer, book: str, key: dict[str, Any]
) -> None:
    google.share_only_with(book, {EMAIL: "writer"})
    client = google_client(WorkbookSettings(service_account=key), may_write=True)
    workbook = GoogleWorkbook(client, book)
    before = workbook.revision()
    assert workbook.read().grids[0].columns == [["circle", "Atlas"]]
    add_settings(client, book, [("target_cadence", "0.9")])
    assert google.values(book, "settings") == [["name", "value"], ["target_cadence", "0.9"]]
    assert workbook.revision() != before
    assert {grid.tab for grid in workbook.read(force=True).grids} == {"circles", "settings"}
    assert scopes_in_use(google) == set(WRITE_SCOPES)


def test_what_each_set_of_scopes_does_not_reach(
    google: SheetsServer, book: str, reaching: Callable[..., GoogleClient]
) -> None:
    reader, editor, maker = reaching(*READ_SCOPES), reaching(*WRITE_SCOPES), reaching(*CREATE_SCOPES)
    assert len(GoogleWorkbook(reader, book).read().grids) == 1
    for client, work in (
        (reader, lambda: create_from_xlsx(reader, workbook_file(), "New", ANA)),
        (editor, lambda: create_from_xlsx(editor, workbook_file(), "New", ANA)),
    ):
        with pytest.raises(GoogleError, match=NO_REACH) as raised:
            work()
        assert raised.value.status == 403, client
    with pytest.raises(GoogleError, match=rf"is not shared with {EMAIL}, or its address is wrong"):
        GoogleWorkbook(maker, book).revision()
    assert google.values(book, "circles") == [["circle"], ["Atlas"]]
    assert len(google.store.files) == 1


def test_an_editing_client_cannot_do_with_drive_file_alone(
    google: SheetsServer, book: str, reaching: Callable[..., GoogleClient]
) -> None:
    """Why WRITE_SCOPES names drive.metadata.readonly: shared files' versions are hidden otherwise."""
    client = reaching(PREFIX + "spreadsheets", *CREATE_SCOPES)
    with pytest.raises(GoogleError, match="is not shared with"):
        GoogleWorkbook(client, book).revision()
    folder = google.add_folder("Circles")
    with pytest.raises(GoogleError, match="is not shared with"):
        GoogleFolder(client, folder).parts()
    assert len(GoogleFolder(reaching(*WRITE_SCOPES), folder).parts()) == 0


def test_what_is_made_can_be_read_and_edited_by_the_same_account(
    google: SheetsServer, reaching: Callable[..., GoogleClient]
) -> None:
    maker = reaching(*CREATE_SCOPES)
    address = create_from_xlsx(maker, workbook_file(), "New log", ANA)
    assert [grid.tab for grid in GoogleWorkbook(reaching(*READ_SCOPES), address).read().grids] == ["Sheet"]
    assert GoogleWorkbook(maker, address).revision()
    editor = reaching(*WRITE_SCOPES)
    add_settings(editor, address.split("/")[-2], [("a", "b")])
    assert len(GoogleWorkbook(editor, address).read().grids) == 2


# A signed-in user, whose credential is a refresh token


def test_a_signed_in_users_grant(google: SheetsServer, book: str) -> None:
    google.share_only_with(book, {ANA: "writer"})
    credential = google.office.sign_in(ANA, READ_SCOPES)
    workbook = GoogleWorkbook(GoogleClient(Account(credential)), book)
    assert workbook.read().grids[0].columns == [["circle", "Atlas"]]
    (token,) = google.office.tokens.values()
    assert (token.principal, token.scopes) == (ANA, frozenset(READ_SCOPES))

    google.office.expire()
    google.type(book, "circles!A2", "Vega")
    assert workbook.read().grids[0].columns == [["circle", "Vega"]], "a new token, by the same grant"
    assert len(google.office.tokens) == 2

    google.share_only_with(book, {EMAIL: "writer"})
    with pytest.raises(
        GoogleError, match="is not shared with the Google account that Pharos signs in with, or its"
    ):
        workbook.revision()


def test_a_grant_for_more_than_is_asked_is_used_as_it_is(google: SheetsServer, book: str) -> None:
    """Google refuses a refresh that asks for spreadsheets.readonly where `drive` was granted."""
    credential = google.office.sign_in(ANA, [PREFIX + "drive"])
    client = GoogleClient(Account(credential, scopes=WRITE_SCOPES))
    workbook = GoogleWorkbook(client, book)
    assert workbook.read().grids[0].columns == [["circle", "Atlas"]]
    add_settings(client, book, [("a", "b")])
    assert google.values(book, "settings")[1] == ["a", "b"]


@pytest.mark.parametrize("granted", [[WRITE_SCOPES[0]], [READ_SCOPES[1]], ["openid"]])
def test_a_grant_that_lacks_a_scope(google: SheetsServer, book: str, granted: list[str]) -> None:
    workbook = GoogleWorkbook(GoogleClient(Account(google.office.sign_in(ANA, granted))), book)
    with pytest.raises(GoogleError, match=NO_REACH):
        workbook.read()


def test_a_grant_that_was_revoked_or_belongs_to_another_client(google: SheetsServer, book: str) -> None:
    expired = "the Google sign-in has expired or was revoked: sign in to Google again"
    credential = google.office.sign_in(ANA, READ_SCOPES)
    for other in (
        {"client_id": "another.apps.googleusercontent.com"},
        {"client_secret": "CANARY"},
        {"refresh_token": "CANARY"},
    ):
        with pytest.raises(GoogleError, match=expired) as raised:
            GoogleWorkbook(GoogleClient(Account(credential | other)), book).read()
        assert "CANARY" not in repr(raised.value)
    google.office.revoke(credential["refresh_token"])
    with pytest.raises(GoogleError, match=expired):
        GoogleWorkbook(GoogleClient(Account(credential)), book).read()
    assert google.log == [], "no call without a token"
