"""No cell of a download starts a formula, whatever is in front of it, and every other text comes back as it was."""

from __future__ import annotations

import csv as csv_module
import io
import unicodedata
from collections.abc import Sequence
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.ui.widgets.download import csv, file_name, neutralized, report, safe_cell

SIGNS = "=+-@＝＋－＠﹢﹣⁺⁻−﬩﹦﹫⁼₊₋₌"
UNSEEN = (
    '\u202e\u00ad\u2060\u200e\u200f\ufeff\u200b\u200c\u200d\u2066\u061c\u180e\u00a0\u3000\u2003 "\t\r\n'
    "\u0301\u034f\ufe0f\u20dd\u115f\u1160\u3164\uffa0\u2800\u0085\u2028\ue000\U000e0041\U000e0100\u0378\x00\x1b"
)
WORDS = ('cmd|" /C calc"!A0', 'HYPERLINK("http://x")', "1+1", "SUM(A1)")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula, after it dropped whatever it may drop in front."""
    for character in unicodedata.normalize("NFKC", text):
        if character in "=+-@\u2212\u207a\u207b":
            return True
        if character in '"\u3164\u115f\u1160\uffa0\u2800':
            continue
        if unicodedata.category(character)[0] not in "ZCM":
            return False
    return False


def cells_of(file: bytes) -> list[list[str]]:
    return list(csv_module.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("what", "day", "circles", "name"),
    [
        ("actions", date(2026, 12, 1), (), "pharos-actions-2026-12-01.csv"),
        (
            "a two/page_brief",
            date(2026, 12, 1),
            ("Élan & Co.",),
            "pharos-a-two-page-brief-élan-co-2026-12-01.csv",
        ),
        ("agenda", None, ("../Vega", "Rigel"), "pharos-agenda.csv"),
        ("agenda", None, ("क्षेत्र समूह 🚀\ufe0f",), "pharos-agenda-क्षेत्र-समूह.csv"),
        ("agenda", None, ("Cafe\u0301",), "pharos-agenda-café.csv"),
    ],
)
def test_a_file_says_what_it_is_of_which_circle_and_day(
    what: str, day: date | None, circles: Sequence[str], name: str
) -> None:
    assert file_name(what, "csv", day, circles) == name


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("unseen", ["", *UNSEEN])
def test_no_sign_starts_a_formula_behind_an_unseen_character(sign: str, unseen: str) -> None:
    text = f"{unseen}{sign}1+1"
    safe = str(safe_cell(text))
    assert not is_formula(safe)
    assert f"'{sign}" in safe or safe.startswith("'")


@given(
    st.text(UNSEEN, max_size=4),
    st.sampled_from(SIGNS),
    st.sampled_from(WORDS),
    st.sampled_from(["", "a; ", "b\n", "c\t"]),
)
def test_no_formula_is_left_in_a_csv(unseen: str, sign: str, words: str, before: str) -> None:
    text = f"{before}{unseen}{sign}{words}"
    frame = pd.DataFrame({text: [text], "n": [-1.5]})
    for file in (csv(frame, text, None), report([(text, frame)], text, None, [text])):
        for row in cells_of(file):
            for cell in row:
                parts = cell.replace(";", "\n").replace("\t", "\n").splitlines()
                assert cell == "-1.5" or not any(map(is_formula, parts)), repr(cell)


@given(st.text(UNSEEN, max_size=3), st.sampled_from(SIGNS), st.sampled_from(WORDS))
def test_no_formula_is_left_in_an_excel_file(unseen: str, sign: str, words: str) -> None:
    """What a spreadsheet program makes of the download: text cells only."""
    frame = neutralized(pd.DataFrame({"text": [f"{unseen}{sign}{words}"]}))
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["text"])
    book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", str(frame["text"][0]))])
    book.save(file)
    cell = openpyxl.load_workbook(file).active["A2"]
    assert cell.data_type == "s"
    assert not is_formula(cell.value)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_texts_without_a_sign_come_back_as_they_were(text: str) -> None:
    if not set(text) & set(SIGNS):
        assert safe_cell(text) == text
        assert cells_of(csv(pd.DataFrame({"text": [text, "x"]}), "what", None))[1][0] == text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_only_apostrophes_are_added(text: str) -> None:
    safe = str(safe_cell(text))
    places = iter(safe)
    assert all(character in places for character in text)
    assert len(safe) - len(text) == safe.count("'") - text.count("'")
    assert safe_cell(safe) == safe


@pytest.mark.parametrize("text", ["a-b", "C++", "ana@x.org", "1 + 1 = 2", "Yes, -5 %", "don't", "(=1)", ""])
def test_a_sign_inside_a_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_and_dates_stay() -> None:
    frame = pd.DataFrame({"n": [-1], "on": [pd.Timestamp("2026-01-01")], "x": [None]})
    assert neutralized(frame).to_dict("records") == frame.to_dict("records")
    assert safe_cell(3) == 3
