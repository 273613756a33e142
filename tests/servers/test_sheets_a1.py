"""A1 notation: what parses, what it means, how it is written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.sheets import a1
from tests.servers.sheets.a1 import Range


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("A1", Range(0, 0, 1, 1)),
        ("$B$3", Range(2, 1, 3, 2)),
        ("a1:c2", Range(0, 0, 2, 3)),
        ("C2:A1", Range(0, 0, 2, 3)),
        ("A:B", Range(0, 0, None, 2)),
        ("2:3", Range(1, 0, 3, None)),
        ("A5:A", Range(4, 0, None, 1)),
        ("AA1:2", Range(0, 26, 2, None)),
        ("A1001:ZZ", Range(1000, 0, None, 702)),
    ],
)
def test_boxes(text: str, box: Range) -> None:
    assert a1.parse_box(text) == box


@pytest.mark.parametrize("text", ["", "A0", "A", "1", "A1:", ":A1", "A1:B2:C3", "AAAA1", "A1 B2", "!"])
def test_not_a_box(text: str) -> None:
    assert a1.parse_box(text) is None


@pytest.mark.parametrize(
    ("text", "title", "box"),
    [
        ("Sheet1!A1", "Sheet1", Range(0, 0, 1, 1)),
        ("'My tab'!A:A", "My tab", Range(0, 0, None, 1)),
        ("'It''s!'!B2", "It's!", Range(1, 1, 2, 2)),
        ("'A1'", "A1", None),
        ("Form Responses 1!A1", "Form Responses 1", Range(0, 0, 1, 1)),
        ("No such thing", "No such thing", None),
    ],
)
def test_titles(text: str, title: str, box: Range | None) -> None:
    parsed = a1.parse(text)
    assert parsed is not None
    assert (parsed.title, parsed.box) == (title, box)


@pytest.mark.parametrize("text", ["", "Sheet1!", "!A1", "'open!A1", "'t'A1", "Sheet1!A0"])
def test_not_a1(text: str) -> None:
    assert a1.parse(text) is None


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Sheet1", "Sheet1!A1"),
        ("FORENSIC_LIVE", "FORENSIC_LIVE!A1"),
        ("T", "T!A1"),
        ("DF1", "'DF1'!A1"),
        ("The Truth", "'The Truth'!A1"),
        ("Лист2", "'Лист2'!A1"),
        ("it's", "'it''s'!A1"),
        ("2024", "'2024'!A1"),
        ("a!b", "'a!b'!A1"),
    ],
)
def test_quoting_as_recorded(title: str, written: str) -> None:
    assert a1.write(title, Range(0, 0, 1, 1)) == written


titles = st.text(min_size=1, max_size=12)


@given(titles, st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 50), st.integers(1, 50))
def test_what_is_written_is_read(title: str, top: int, left: int, height: int, width: int) -> None:
    box = Range(top, left, top + height, left + width)
    parsed = a1.parse(a1.write(title, box))
    assert parsed is not None
    assert (parsed.title, parsed.box) == (title, box)


@given(st.integers(0, 18277))
def test_columns(index: int) -> None:
    assert a1.column_index(a1.column_name(index)) == index
