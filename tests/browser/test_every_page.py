"""Every page of the navigation on the demo program: one title, nothing wider than its window, nothing axe finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.browser.walking import Sent, go
from tests.examples import thorough

pytestmark = pytest.mark.browser
MAIN = "[data-testid=stMain]"


def too_wide(page: Page) -> list[str]:
    """What is wider than the window once charts have followed their place, which takes them a moment."""
    for _ in range(50):
        found = scrolls_sideways(page)
        if not found:
            return []
        page.wait_for_timeout(100)
    return found


IN_PRIMARY = """() => {
  const ink = "rgb(160, 106, 12)";
  const own = node => [...node.childNodes].some(each => each.nodeType === 3 && each.textContent.trim());
  return [...document.querySelectorAll("[data-testid=stMain] *, [data-testid=stSidebar] *")]
    .filter(node => own(node) && getComputedStyle(node).color === ink)
    .map(node => node.textContent.trim().slice(0, 60));
}"""
"""Texts in the primary color, which is too dark for a text on the dark ground."""


@thorough
@pytest.mark.parametrize("color_scheme", ["dark", "light"])
def test_it_fits_and_axe_finds_nothing(
    demo_server: Server, new_page: Callable[..., Page], color_scheme: str
) -> None:
    page = new_page(width=390, color_scheme=color_scheme)
    sent = Sent(page)
    page.goto(demo_server.url)
    settled(page)
    for path in sent.pages:
        go(page, path)
        assert page.get_by_role("heading", level=1).count() == 1, path
        for width in (1440, 390, 820):
            page.set_viewport_size({"width": width, "height": 900})
            settled(page)
            assert not too_wide(page), (path, width)
        assert not axe_violations(page, MAIN), path
        assert color_scheme == "light" or not page.evaluate(IN_PRIMARY), path
