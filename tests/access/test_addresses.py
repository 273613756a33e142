"""Rights are given by addresses, letter by letter: nothing that merely looks the same opens the door."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access.addresses import address, addresses_in, everyone_in, names
from lib.log.format.schema import TABS
from lib.log.reading.text_columns import convert_text
from tests.data.logs import log

LEA = "lea@x.org"
UNSEEN = "\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000\u2003\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u3000\ufe0f\ufeff"
LOOK_ALIKE = (
    "lеa@x.org",
    "ｌea@x.org",
    "lea＠x.org",
    "lea@x｡org",
    "LEA@X.ORG\u0130",
    "lea@x.org.",
    "lea+1@x.org",
)


@pytest.mark.parametrize("email", ["lea@x.org", "LEA@x.org", "Lea@X.Org"])
def test_only_a_to_z_may_differ_in_case(email: str) -> None:
    assert address(email) == LEA


@pytest.mark.parametrize(
    "other", ["\u212aim@x.org", "k\u0131m@x.org", "K\u0130M@x.org", "ki\u0307m@x.org", "\uff4bim@x.org"]
)
def test_no_other_letter_is_folded(other: str) -> None:
    """The Kelvin sign, the dotless and the dotted i, and full-width letters fold to kim in one way or another."""
    assert address(other) != address("KIM@x.org")
    assert not names(pd.Series(["kim@x.org"]), other).any()


@given(st.integers(0, 10), st.text(UNSEEN, min_size=1, max_size=3))
def test_no_unseen_character_lets_in(place: int, unseen: str) -> None:
    likeness = LEA[:place] + unseen + LEA[place:]
    assert address(likeness) != LEA
    assert not names(pd.Series([LEA]), likeness).any()
    assert LEA not in addresses_in(likeness)


@pytest.mark.parametrize("likeness", LOOK_ALIKE)
def test_nothing_that_looks_alike_lets_in(likeness: str) -> None:
    assert not names(pd.Series([likeness]), LEA).any()
    assert not names(pd.Series([LEA]), likeness).any()


@given(st.text(max_size=12))
def test_an_address_is_equal_to_itself_only(other: str) -> None:
    email = f"{other}@x.org"
    same = all(
        a == b or ((a + b).isascii() and a.lower() == b.lower()) for a, b in zip(email, LEA, strict=False)
    )
    assert (address(email) == LEA) == (same and len(email) == len(LEA))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (LEA, (LEA,)),
        (" lea@x.org ", (LEA,)),
        ("Lea Lark <Lea@x.org>", (LEA,)),
        ('"Lark, Lea" <lea@x.org>', (LEA,)),
        ("lea@x.org, bo@x.org; cy@x.org\ndi@x.org", (LEA, "bo@x.org", "cy@x.org", "di@x.org")),
        ("lea@x.org,, ,bo@x.org", (LEA, "bo@x.org")),
        ("Lea Lark", ()),
        ("", ()),
        (None, ()),
        (float("nan"), ()),
        ("lea@x.org bo@x.org", ()),
        ("Lea <lea@x.org> <bo@x.org>", ()),
        ("lea@x.org <bo@x.org>", ()),
        ("<lea@x.org", ()),
        ('"Lea" lea@x.org', ()),
        ('"lea@x.org, bo@x.org', ()),
        ("mailto:lea@x.org", ()),
        ("lea@x.org (Lea)", ()),
        ("\u00a0lea@x.org", ()),
        ("lea@@x.org", ()),
        ("no name, bo@x.org", ("bo@x.org",)),
    ],
)
def test_what_a_cell_names(cell: object, found: tuple[str, ...]) -> None:
    assert addresses_in(cell) == found


def test_nobody_has_no_rights() -> None:
    assert names(pd.Series(["", None, LEA], dtype="str"), "").to_list() == [False] * 3
    assert names(pd.Series([], dtype="str"), LEA).empty
    assert everyone_in(pd.Series(["b@x.org, A@x.org", None, "a@x.org", "B"], dtype="str")) == (
        "a@x.org",
        "b@x.org",
    )


@pytest.mark.parametrize("unseen", [*UNSEEN, "\u0085", "\u2028"])
def test_a_cell_is_read_as_it_is_and_the_check_says_so(unseen: str) -> None:
    """Reading trims plain spaces only: a no-break space in front of an address makes it another one."""
    cells = convert_text(
        [f"{unseen}Lea@x.org", " bo@x.org ", f"cy{unseen}@x.org"], TABS["circles"].column("lead")
    )
    assert cells.values[1] == "bo@x.org"
    assert not names(pd.Series(cells.values), LEA).any()
    assert not names(pd.Series(cells.values), "cy@x.org").any()
    assert {int(at) for misfit in cells.misfits for at in misfit.positions} == {0, 2}


@pytest.mark.parametrize("letter", ["\u212a", "\u0130", "\u00c4"])
def test_reading_lowers_only_a_to_z(letter: str) -> None:
    read = log(circles=[{"circle": "Atlas", "lead": f"{letter}A@X.org"}])
    assert read.circles["lead"].to_list() == [f"{letter}a@x.org"]
    assert unicodedata.normalize("NFC", letter) != letter.lower()
