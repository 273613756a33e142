"""The settings tab: targets and thresholds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from lib.log.format.schema import SETTING_WORDS, SETTINGS, TABS
from lib.log.reading.checks import Checklist, did_you_mean
from lib.log.reading.naming import folded, is_translation, translates


def read_settings(rows: pd.DataFrame, checklist: Checklist) -> Mapping[str, float | str]:
    """The defaults with the values of the settings tab in their place; what is unknown or does not fit becomes a check.

    In: `rows` of the settings tab (name, value: str; _workbook, _row). Of two rows for one setting, the first counts.
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
            similar = did_you_mean([key], list(SETTINGS)).get(key)
            if similar:
                expected = f"{similar}, if that is what you meant"
                checklist.about_rows(row, "settings", "name", "warning", "unknown setting", name, expected)
        elif first_row.setdefault(key, position) != position:
            expected = f"a setting listed only once; row {rows['_row'].iloc[first_row[key]]} already has it"
            checklist.about_rows(row, "settings", "name", "error", "duplicate key", name, expected)
        elif key in SETTING_WORDS:
            if value.strip().lower() in SETTING_WORDS[key]:
                settings[key] = value.strip().lower()
            else:
                *words, last = SETTING_WORDS[key]
                found = "unknown rule set" if key == "control_rules" else f"unknown {key}"
                expected = f"{', '.join(words)} or {last}"
                checklist.about_rows(row, "settings", "value", "warning", found, value, expected)
        else:
            number = _setting_number(value, key)
            if number is None:
                expected = (
                    "a share such as 0.8 or 80%"
                    if isinstance(SETTINGS[key], float) and key != "target_safety"
                    else "a number from 1 to 5"
                    if key == "target_safety"
                    else "a whole number above 0"
                )
                checklist.about_rows(row, "settings", "value", "warning", "not a number", value, expected)
            else:
                settings[key] = number
    return MappingProxyType(settings)


def _setting_number(value: str, key: str) -> float | None:
    match = re.fullmatch(r"\s*(\d{1,9}(?:[.,]\d*)?|[.,]\d+)\s*(%?)\s*", value)
    if not match:
        return None
    number = float(match[1].replace(",", ".")) / (100 if match[2] else 1)
    is_share = key.startswith("target_") and key != "target_safety"
    if is_share and not match[2] and number > 1:
        number /= 100
    if (is_share and not 0 < number <= 1) or (key == "target_safety" and not 1 <= number <= 5) or number <= 0:
        return None
    if isinstance(SETTINGS[key], float):
        return number
    return int(number) if number.is_integer() else None
