"""The settings tab: targets and thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from lib.log.format.schema import SETTINGS, TABS
from lib.log.format.thresholds import THRESHOLDS
from lib.log.reading.checks import Checklist, did_you_mean
from lib.log.reading.naming import NONE, folded, is_translation, translates
from lib.workbook.base import Severity

NO_SUCH_SETTING = "the name of a setting; this one has no effect"


def read_settings(rows: pd.DataFrame, checklist: Checklist) -> Mapping[str, float | str]:
    """The defaults with the values of the settings tab in their place; what is unknown or does not fit becomes a check.

    In: `rows` of the settings tab (name, value: str; _workbook, _row). Of two rows for one setting, the first counts.
    An unknown name whose value is "none" was left out by somebody, and gets no check.
    """
    settings = dict(SETTINGS)
    first_row: dict[str, int] = {}
    for position, (name, value) in enumerate(zip(rows["name"], rows["value"], strict=True)):
        key = folded(name)
        row = rows.iloc[[position]]
        if is_translation(name):
            if not translates(name, TABS):
                expected = (
                    "tab.TAB or column.TAB.COLUMN with Pharos's own names, such as column.sessions.held"
                )
                checklist.about_rows(row, "settings", "name", "warning", "unknown setting", name, expected)
        elif key not in SETTINGS:
            if folded(value) == NONE:
                continue
            similar = _similar(key)
            expected = f"{similar}, if that is what you meant" if similar else NO_SUCH_SETTING
            severity: Severity = "warning" if similar else "note"
            checklist.about_rows(row, "settings", "name", severity, "unknown setting", name, expected)
        elif first_row.setdefault(key, position) != position:
            expected = f"a setting listed only once; row {rows['_row'].iloc[first_row[key]]} already has it"
            checklist.about_rows(row, "settings", "name", "error", "duplicate key", name, expected)
        else:
            threshold = THRESHOLDS[key]
            found = threshold.read(value)
            if found is None:
                unknown = "rule set" if key == "control_rules" else key
                rule = f"unknown {unknown}" if threshold.kind == "choice" else "not a number"
                checklist.about_rows(row, "settings", "value", "warning", rule, value, threshold.range)
            else:
                settings[key] = found
    return MappingProxyType(settings)


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A row of the settings tab whose name is no setting. `similar`: the setting it looks like; "" if none does."""

    workbook: str
    row: int
    name: str
    value: str
    similar: str


def unknown_names(rows: pd.DataFrame) -> list[UnknownName]:
    """The rows of the settings tab that set nothing since no setting has their name. In: as `read_settings`."""
    columns = (rows[each] for each in ("_workbook", "_row", "name", "value"))
    return [
        UnknownName(str(workbook), int(row), str(name), str(value), _similar(folded(name)))
        for workbook, row, name, value in zip(*columns, strict=True)
        if folded(name) not in SETTINGS and not is_translation(name) and folded(value) != NONE
    ]


def _similar(name: str) -> str:
    return did_you_mean([name], list(SETTINGS)).get(name, "")
