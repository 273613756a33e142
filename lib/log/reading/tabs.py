"""Which tabs of a workbook are read, and what to say about those that are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from lib.log.format.schema import APP_TABS, SURVEY_TABS, TABS, Tab
from lib.log.reading.checks import Checklist, did_you_mean
from lib.log.reading.naming import NONE, Naming, folded
from lib.workbook.base import Grid, Severity


def grids_by_tab(
    grids: Iterable[Grid], schema: Mapping[str, Tab], naming: Mapping[str, Naming], checklist: Checklist
) -> defaultdict[str, list[Grid]]:
    """The grids of each tab of the schema, one per workbook; for every other tab that looks like one, a check."""
    by_tab: defaultdict[str, list[Grid]] = defaultdict(list)
    unknown = []
    for grid in grids:
        name = naming.get(grid.workbook, Naming()).tab(grid.tab, schema)
        if name not in schema:
            unknown.append(grid)
        elif any(other.workbook == grid.workbook for other in by_tab[name]):
            checklist.about_tab(
                grid.workbook,
                grid.tab,
                "error",
                "second tab of that name",
                grid.tab,
                f"one {name} tab per workbook",
            )
        else:
            by_tab[name].append(grid)
            checklist.titles[grid.workbook, name] = grid.tab
    for grid in unknown:
        if schema is TABS and folded(grid.tab) in SURVEY_TABS:
            expected = "pulse answers in a separate workbook, since anyone who can open this one sees them"
            checklist.about_tab(
                grid.workbook, grid.tab, "warning", "pulse in the main workbook", grid.tab, expected
            )
            continue
        if naming.get(grid.workbook, Naming()).tab(grid.tab, schema) == NONE:
            continue
        absent = [
            name for name in schema if not any(other.workbook == grid.workbook for other in by_tab[name])
        ]
        if twin := _twin(
            grid.tab, [name for name in schema if name not in absent and name not in ("settings", *APP_TABS)]
        ):
            expected = (
                f"{twin} rows are read from another tab; to read both, list both in the setting tab.{twin}"
            )
            checklist.about_tab(grid.workbook, grid.tab, "warning", "tab not read", grid.tab, expected)
            continue
        similar = did_you_mean([folded(grid.tab)], absent)
        for name in similar.values():
            severity: Severity = "error" if schema[name].required else "warning"
            checklist.about_tab(
                grid.workbook,
                grid.tab,
                severity,
                "unknown tab",
                grid.tab,
                f"the tab name {name}, if that is what you meant",
            )
    return by_tab


def _twin(title: str, read: Iterable[str]) -> str:
    """The tab that is read elsewhere and whose name this title goes on with, such as "Sessions 2026"; "" if none."""
    name = folded(title)
    return next((tab for tab in read if name.startswith(f"{tab}_") or name.endswith(f"_{tab}")), "")
