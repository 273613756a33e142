"""Numbers that replace keys and persons."""

from __future__ import annotations

import pandas as pd

from lib.access.stand_ins import MARK, Numbers, Persons


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def test_a_person_has_one_number_in_every_spelling() -> None:
    persons = Persons()
    numbers = persons.of(texts("Ana  Alba", " ana alba", "bo", None))
    assert numbers.to_list()[:3] == [f"{MARK}000000", f"{MARK}000000", f"{MARK}000001"]
    assert numbers.isna().to_list() == [False, False, False, True]
    assert persons.of(texts("bo")).to_list() == [f"{MARK}000001"]


def test_keys_are_numbered_in_order_and_unknown_ones_after_them() -> None:
    numbers = Numbers(texts("zebra", "ant", "zebra"), ())
    assert numbers.of(texts("ant", "zebra", "never seen", None, "ant")).to_list()[:3] == [
        "no. 02",
        "no. 01",
        "no. 03",
    ]
    assert numbers.of(texts(None)).isna().all()


def test_kept_keys_stay_and_no_number_is_spelled_like_one() -> None:
    numbers = Numbers(texts("No.  01", "secret", "other"), {"No.  01"})
    assert numbers.of(texts("No.  01", "secret", "other")).to_list() == ["No.  01", "no. 02", "no. 03"]


def test_numbers_sort_as_they_were_given() -> None:
    keys = texts(*(f"k{number}" for number in range(120)))
    shown = Numbers(keys, (), "practice").of(keys)
    assert shown.is_monotonic_increasing
    assert shown[11] == "practice no. 012"
