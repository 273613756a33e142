"""What a row says that is no record: found among keys without a look at each of them."""

from __future__ import annotations

from lib.bring.shapes import row_texts
from lib.log.format.schema import TABS


def test_no_row_that_is_no_record_is_taken_for_a_key_at_first_sight() -> None:
    struck = [
        *("Total 2025", "Ø", "Summe:", "total (12)", "Average of 3", "* 2 guests", "x = absent 1", "Page 4"),
        *("Stand: 3.4.", "Last updated 2025-03-01", " NOTE: 7", "N.B.: 1", "(12)", "3 % quorum", "Légende 4"),
        *(name for tab in TABS.values() for name in tab.column_names),
        *(word for tab in TABS.values() for word in row_texts.state_words(tab)),
        *row_texts._TOTALS,
    ]
    assert row_texts.may_be_no_key(struck) == struck
    assert row_texts.may_be_no_key(["A-0001", "Atlas-02", "ann@example.org", "7", "\ud800 1"]) != []
    assert row_texts.may_be_no_key(["A-0001", "Atlas-02", "ann@example.org", "7", "Note: 1"]) == ["Note: 1"]
