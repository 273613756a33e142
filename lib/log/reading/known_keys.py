"""The keys that the rows of one tab define, and what references to them may say instead of a key as it is typed."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from lib.log.format.folding import fold, fold_all, fold_each

SEPARATORS = re.compile(r"[,;/\n]")
"""What people write between the items of a list."""


@dataclass
class Keys:
    """The keys of one tab. What is needed only for references that are spelled otherwise is found for the first such.

    `rows`: the key of each row, from the last row up. `as_typed`: each of them once, as in the first row that has it.
    `lost`: keys of rows set aside. `names`: the members' rows (member, name: str), None for other tabs.
    """

    rows: pa.LargeStringArray = field(default_factory=lambda: pa.array([], pa.large_string()))
    as_typed: pa.LargeStringArray = field(default_factory=lambda: pa.array([], pa.large_string()))
    lost: Sequence[str] = ()
    names: pd.DataFrame | None = None

    @functools.cached_property
    def spelling(self) -> dict[str, str]:
        """Folded -> as typed. Of several that are like an unknown key, the first one here is suggested."""
        keys = self.rows.to_pylist()
        return dict(zip(fold_each(keys), keys, strict=True))

    @functools.cached_property
    def without_separator(self) -> frozenset[str]:
        """The keys as typed that are one item of a list of keys, since nothing in them separates items."""
        return frozenset(key for key in self.spelling.values() if not SEPARATORS.search(key))

    @functools.cached_property
    def unusable(self) -> set[str]:
        """The lost keys, folded, without those that another row defines."""
        return set(map(fold, self.lost)) - self.spelling.keys()

    @functools.cached_property
    def aliases(self) -> dict[str, str]:
        """Other unique names, folded -> the key."""
        if self.names is None:
            return {}
        named = self.names.dropna(subset=["name"])
        folded = pd.DataFrame(
            {column: fold_each(named[column].to_list()) for column in named}
        ).drop_duplicates()
        unique = folded.drop_duplicates("name", keep=False)
        return {
            name: self.spelling[member]
            for member, name in zip(unique["member"], unique["name"], strict=True)
            if name not in self.spelling
        }

    def other_than(self, lists: Iterable[str]) -> list[str]:
        """The lists that are not simply keys as typed, each of them once."""
        items = {value: value.split(", ") for value in lists}
        return [
            value
            for value, some in items.items()
            if not self.without_separator.issuperset(some) or len(set(some)) < len(some)
        ]


def keys_of_members(members: pd.DataFrame, lost_keys: Iterable[str]) -> Keys:
    """The keys of the members tab (member, name: str; a member may have a row in several circles), and lost ones."""
    keys = members["member"].dropna().drop_duplicates()
    first = pa.array(keys[~fold_all(keys).duplicated()], pa.large_string())
    return Keys(first, first, [*lost_keys], members[["member", "name"]])
