"""Whatever people paste gives an ID or says what to paste instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.workbook.base import WorkbookError
from lib.workbook.google.address import folder_id, spreadsheet_id

ID = "1aB-c_D2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3A45"
FOLDER = "1FoLdEr-_abcdefghijklmnopqrstuvwxy"
DOCS = "https://docs.google.com"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"  {ID}\n",
        f'"{ID}"',
        f"<{ID}>",
        f"{DOCS}/spreadsheets/d/{ID}",
        f"{DOCS}/spreadsheets/d/{ID}/",
        f"{DOCS}/spreadsheets/d/{ID}/edit",
        f"{DOCS}/spreadsheets/d/{ID}/edit#gid=0",
        f"{DOCS}/spreadsheets/d/{ID}/edit?gid=1234#gid=1234&range=A1:B2",
        f"{DOCS}/spreadsheets/d/{ID}/edit?usp=sharing",
        f"{DOCS}/spreadsheets/d/{ID}/edit?usp=sharing&ouid=115&rtpof=true&sd=true",
        f"{DOCS}/spreadsheets/u/0/d/{ID}/edit",
        f"{DOCS}/spreadsheets/u/12/d/{ID}/edit#gid=1",
        f"{DOCS}/a/example.com/spreadsheets/d/{ID}/edit",
        f"{DOCS}/spreadsheets/d/{ID}/htmlview",
        f"{DOCS}/spreadsheets/d/{ID}/mobilebasic",
        f"{DOCS}/spreadsheets/d/{ID}/preview",
        f"{DOCS}/spreadsheets/d/{ID}/copy",
        f"{DOCS}/spreadsheets/d/{ID}/export?format=csv&gid=0",
        f"{DOCS}/spreadsheets/d/{ID}/gviz/tq?tqx=out:csv&sheet=circles",
        f"docs.google.com/spreadsheets/d/{ID}/edit",
        f"http://docs.google.com/spreadsheets/d/{ID}/edit",
        f"<{DOCS}/spreadsheets/d/{ID}/edit>",
        f" '{DOCS}/spreadsheets/d/{ID}/edit' ",
        f"“{DOCS}/spreadsheets/d/{ID}/edit”",
        f"\ufeff{DOCS}/spreadsheets/d/{ID}/edit\u200b",
        f"Our log: {DOCS}/spreadsheets/d/{ID}/edit, please read it",
        f"[log]({DOCS}/spreadsheets/d/{ID}/edit)",
        f"https://www.google.com/url?q={DOCS}/spreadsheets/d/{ID}/edit&sa=D",
        f"https://www.google.com/url?q=https%3A%2F%2Fdocs.google.com%2Fspreadsheets%2Fd%2F{ID}%2Fedit&sa=D",
        f"https://drive.google.com/open?id={ID}",
        f"https://drive.google.com/open?usp=drive_copy&id={ID}",
        f"https://spreadsheets.google.com/ccc?key={ID}&hl=en",
        f"{DOCS}/spreadsheet/ccc?key={ID}#gid=0",
    ],
)
def test_any_form_of_a_spreadsheets_address(text: str) -> None:
    assert spreadsheet_id(text) == ID


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no spreadsheet address was given: open the spreadsheet in the browser and copy its address"),
        ("  \n", "no spreadsheet address was given"),
        ('""', "no spreadsheet address was given"),
        (f"{DOCS}/spreadsheets/d/e/2PACX-1vQ{ID}/pubhtml", "that is the link to a published copy"),
        (f"{DOCS}/spreadsheets/d/e/2PACX-1vQ{ID}/pub?output=csv", "that is the link to a published copy"),
        (f"{DOCS}/spreadsheets/u/0/d/e/2PACX-1vQ{ID}/pubhtml?gid=0&single=true", "published copy"),
        (f"2PACX-1vQ{ID}", "published copy"),
        (f"{DOCS}/spreadsheet/pub?key={ID}&output=csv", "published copy"),
        (
            f"https://drive.google.com/drive/folders/{FOLDER}?usp=sharing",
            "Google Drive folder: enter it as the folder",
        ),
        (f"https://drive.google.com/drive/u/0/folders/{FOLDER}", "Google Drive folder"),
        (
            f"https://drive.google.com/file/d/{ID}/view?usp=sharing",
            "perhaps an Excel workbook: open it with Google",
        ),
        (f"{DOCS}/document/d/{ID}/edit", "that is a Google document, not a spreadsheet"),
        (f"{DOCS}/presentation/d/{ID}/edit", "that is a Google presentation, not"),
        (f"{DOCS}/forms/d/e/1FAIpQLS{ID}/viewform", "that is a Google form, not a spreadsheet"),
        (f"{DOCS}/spreadsheets/u/0/", "that address does not lead to a spreadsheet"),
        ("https://sheets.google.com", "that address does not lead to a spreadsheet"),
        ("https://example.com/log.xlsx", "that is not the address of a Google spreadsheet"),
        ("ana@example.com", "that is not the address"),
        ("Circle log", "that is not the address"),
        ("абвгдеёжзийклмнопрстуфхцч", "that is not the address"),
        ('{"type": "service_account", "private_key": "CANARY"}', "that is not the address"),
    ],
)
def test_what_is_no_spreadsheet_says_what_to_paste(text: str, message: str) -> None:
    with pytest.raises(WorkbookError, match=message) as raised:
        spreadsheet_id(text)
    assert "CANARY" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        FOLDER,
        f" {FOLDER} ",
        f"https://drive.google.com/drive/folders/{FOLDER}",
        f"https://drive.google.com/drive/u/1/folders/{FOLDER}?usp=sharing&resourcekey=0-x",
        f"https://drive.google.com/folderview?id={FOLDER}&usp=sharing",
        f"https://drive.google.com/open?id={FOLDER}",
        f"<https://drive.google.com/drive/#folders/{FOLDER}>",
    ],
)
def test_any_form_of_a_folders_address(text: str) -> None:
    assert folder_id(text) == FOLDER


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no folder address was given: open the folder in Google Drive and copy its address"),
        (f"{DOCS}/spreadsheets/d/{ID}/edit", "that is a spreadsheet, not a folder"),
        (f"{DOCS}/spreadsheets/d/e/2PACX-{ID}/pubhtml", "that is a spreadsheet, not a folder"),
        ("https://drive.google.com/drive/my-drive", "that is not the address of a Google Drive folder"),
        ("Circles 2026", "that is not the address of a Google Drive folder"),
    ],
)
def test_what_is_no_folder_says_what_to_paste(text: str, message: str) -> None:
    with pytest.raises(WorkbookError, match=message):
        folder_id(text)


@given(st.text(max_size=120))
def test_any_text_gives_an_id_or_advice(text: str) -> None:
    for read in (spreadsheet_id, folder_id):
        try:
            assert 15 <= len(read(text)) <= 80
        except WorkbookError as error:
            assert ": " in str(error)  # noqa: PT017 - either way is right
