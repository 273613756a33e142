"""The keys of a tab, and what references may say instead of them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from lib.log.reading.known_keys import Keys, keys_of_members


def test_the_first_spelling_of_a_key_counts_and_lost_ones_that_are_defined_elsewhere_are_usable() -> None:
    rows = pa.array(["S-2", "s-1", "S-1"], pa.large_string())  # from the last row up
    keys = Keys(rows, rows[:1], ["S-9", "S 1", " s-2 "])
    assert keys.spelling == {"s-2": "S-2", "s-1": "S-1"}
    assert keys.unusable == {"s-9", "s 1"}
    assert keys.aliases == {}


def test_lists_of_keys_as_typed_need_no_other_spelling() -> None:
    rows = pa.array(["Ann", "Bo", "A/B"], pa.large_string())
    lists = ["Ann, Bo", "Bo", "ann, Bo", "Ann, Ann", "Ann,Bo", "Ann; Bo", "A/B, Ann", "Cy"]
    assert Keys(rows, rows).other_than(lists) == lists[2:]


def test_members_may_be_named_by_a_name_that_only_one_of_them_has() -> None:
    members = pd.DataFrame(
        {"member": ["ann@x.org", "Ann@x.org", "bo@x.org", "cy@x.org"], "name": ["Ann", "Ann", "Bo", "Bo"]},
        dtype="str",
    )
    keys = keys_of_members(members, ["dee@x.org"])
    assert keys.as_typed.to_pylist() == ["ann@x.org", "bo@x.org", "cy@x.org"]
    assert keys.aliases == {"ann": "ann@x.org"}
    assert keys.unusable == {"dee@x.org"}
