"""Tabs that are in no sheet: those that follow from others, and those that the settings call absent."""

from __future__ import annotations

from lib.bring.shapes.derived_tabs import add_absent
from lib.bring.table import Table


def test_tabs_that_a_log_does_not_have_are_in_the_order_of_the_format() -> None:
    tables: dict[str, list[Table]] = {}
    add_absent(tables, "w", ["actions", "attendance", "circles"])
    assert [*tables] == ["circles", "attendance", "actions"]
