"""When a written cell may change what other cells mean, so that only reading everything again is right."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_TABS, TABS, Column, Tab, singular
from lib.log.reading.several_workbooks import OWNED
from lib.workbook.base import Cell

_SURE_YEARS = 5
"""A date within so many years of the usual one never counts as wrong; the limit in reading is wider."""
_FEW_SESSIONS = 4


class ReadAgain(Exception):
    """Patching the log is not safe here; everything has to be read again."""


class Surroundings:
    """The frames of a log while they are patched, and what the rest of the log shows about a cell.

    Every check raises ReadAgain where the patch might differ from reading everything again.
    """

    def __init__(self, log: CircleLog) -> None:
        self.frames: dict[str, pd.DataFrame] = dict(log.tabs)
        self._log = log
        self._planned = log.tabs["sessions"]["planned"]
        self._usual = self._usual_year()
        self._is_one_workbook = len({w for f in log.tabs.values() for w in f["_workbook"].unique()}) <= 1

    def frame(self, tab: str) -> pd.DataFrame:
        return self.frames[tab]

    def set_frame(self, tab: str, frame: pd.DataFrame) -> None:
        self.frames[tab] = frame

    def check_cell(self, tab: Tab, column: Column, old: Cell) -> None:
        """A changed cell is not part of a key, not a person's name, and not a text that may show the order of dates."""
        if column.name in tab.key or (not tab.key and tab.name in APP_TABS):
            raise ReadAgain
        if (tab.name, column.name) == ("members", "name"):
            raise ReadAgain
        if column.kind == "date" and isinstance(old, str) and old:
            raise ReadAgain
        if not self._is_one_workbook and tab.name in OWNED and column.name in {"circle", "session"}:
            raise ReadAgain

    def check_dates(self, values: pd.Series) -> None:
        """No date is so far from the usual year that its own may be wrong."""
        years = values.dropna().dt.year
        if len(years) and (self._usual is None or ((years - self._usual).abs() > _SURE_YEARS).any()):
            raise ReadAgain

    def check_years(self) -> None:
        """The usual year is still the same."""
        self._planned = self.frames["sessions"]["planned"]
        if self._usual_year() != self._usual:
            raise ReadAgain

    def check_new_rows(self, tab: Tab, new: pd.DataFrame) -> None:
        """New rows have keys that no row has and no unknown reference may mean."""
        if not tab.key:
            return
        frame = self.frames[tab.name]
        keys = pd.concat([frame[list(tab.key)], new[list(tab.key)]], ignore_index=True)
        folded = keys.assign(
            **{name: _lower(keys[name]) for name in tab.key if tab.column(name).kind == "text"}
        )
        if folded.duplicated().iloc[len(frame) :].any() or new[list(tab.key)].isna().any(axis=None):
            raise ReadAgain
        if len(tab.key) > 1 and tab.name != "members":
            return
        for key in new[tab.key[0]]:
            self._check_key(tab, str(key))
        if tab.name == "members":
            for name in new["name"].dropna():
                self._check_name(str(name))

    def spelled(self, values: pd.Series, column: Column, workbook: str) -> pd.Series:
        """References as their targets are spelled."""
        target = TABS[column.refers_to]
        if (target.name, target.key[0]) not in self._log.recorded:
            return values
        spelled = {
            value: self._spelled(value, column, workbook) for value in values.dropna().unique().tolist()
        }
        return values.map(spelled).astype("str")

    def _spelled(self, value: str, column: Column, workbook: str) -> str:
        if self._is_target(value, column, workbook):
            return value
        parts = [part.strip() for part in value.split(",")] if column.kind == "references" else [value]
        for part in parts:
            if not self._is_target(part, column, workbook) and (column.strict or self._is_like(part, column)):
                raise ReadAgain
        return ", ".join(dict.fromkeys(parts))

    def _is_target(self, value: str, column: Column, workbook: str) -> bool:
        """Whether it is exactly a key; in tabs where each workbook has its own keys, one of this workbook."""
        frame = self.frames[column.refers_to]
        is_key = _equal(frame[TABS[column.refers_to].key[0]], value)
        if not self._is_one_workbook and column.refers_to in OWNED:
            is_key &= frame["_workbook"] == workbook
        return bool(is_key.any())

    def _is_like(self, value: str, column: Column) -> bool:
        """Whether it may be a key in another spelling, a key that several workbooks share, or a person's name."""
        frame = self.frames[column.refers_to]
        if not value.isascii() or (not self._is_one_workbook and column.refers_to in OWNED):
            return True
        names = [TABS[column.refers_to].key[0], *(["name"] if column.refers_to == "members" else [])]
        return any(bool(_equal(_lower(frame[name]), fold(value)).any()) for name in names)

    def _check_key(self, tab: Tab, key: str) -> None:
        """No reference that is listed as unknown may mean this key."""
        if not key.isascii() or (not self._is_one_workbook and tab.name in OWNED):
            raise ReadAgain
        checks = self._log.checks
        unknown = checks.loc[checks["rule"] == f"unknown {singular(tab.name)}", "found"].str.lower()
        if unknown.str.contains(fold(key), regex=False).any() or unknown.str.endswith("…").any():
            raise ReadAgain
        if tab.name == "members":
            self._check_person(key, is_key=True)

    def _check_name(self, name: str) -> None:
        """A new person's name: no one else has it, and no cell refers to anyone by it so far."""
        if not name.isascii():
            raise ReadAgain
        self._check_person(name, is_key=False)

    def _check_person(self, text: str, *, is_key: bool) -> None:
        wanted = fold(text)
        members = self.frames["members"]
        if _equal(_lower(members["name"]), wanted).any():
            raise ReadAgain
        if is_key and (_equal(_lower(members["member"]), wanted) & ~_equal(members["member"], text)).any():
            raise ReadAgain
        if not is_key and _equal(_lower(members["member"]), wanted).any():
            raise ReadAgain
        for name, tab in TABS.items():
            for column in tab.columns:
                if column.refers_to == "members" and len(self.frames[name]):
                    self._check_mentions(self.frames[name][column.name], text, wanted, is_key)

    def _check_mentions(self, values: pd.Series, text: str, wanted: str, is_key: bool) -> None:
        mentions = values[_contains(_lower(values), wanted)].dropna()
        if not is_key and len(mentions):
            raise ReadAgain
        if len(mentions) and not (mentions == text).all() and not self._are_keys(mentions):
            raise ReadAgain

    def _are_keys(self, mentions: pd.Series) -> bool:
        known = set(self.frames["members"]["member"])
        return all(part.strip() in known for value in mentions for part in value.split(","))

    def _usual_year(self) -> int | None:
        planned = self._planned.dropna()
        if len(planned) < _FEW_SESSIONS:
            return None
        return int(planned.dt.year.median())


def _lower(values: pd.Series) -> pd.Series:
    return values.str.lower()


def _equal(values: pd.Series, value: str) -> pd.Series:
    return (values == value).fillna(False).astype(bool)


def _contains(values: pd.Series, part: str) -> pd.Series:
    found = pc.match_substring(pa.array(values, type=pa.large_string()), part).fill_null(False)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=values.index)
