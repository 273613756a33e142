"""Clicks as a person makes them, counted: nobody should need many to see their own log."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import settled

MOST_CLICKS = 12


class Clicks:
    """The clicks of one person on one page, and how many they were."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def on(self, place: Locator) -> None:
        place.evaluate("element => element.scrollIntoView({ block: 'center' })")
        settled(self.page)  # a list closes when the page scrolls under it
        place.click()
        self.number += 1
        settled(self.page)

    def menu(self, section: str, entry: str) -> None:
        """Open a page from the navigation, which takes two."""
        self.on(self.page.get_by_test_id("stTopNavSection").filter(has_text=section))
        self.on(self.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=entry))

    def file(self, path: Path) -> None:
        """Choosing a file takes two: the field, and the file."""
        self.page.locator("input[type=file]").set_input_files(path)
        self.number += 2
        expect(self.page.get_by_text("What this gives")).to_be_visible()
        settled(self.page)
