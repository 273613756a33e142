"""What people do with the chain from mandate to result, in Chromium, and what axe says of the pages beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, axe_violations, settled
from tests.examples import thorough

pytestmark = pytest.mark.browser
CHART = "[data-testid=stVegaLiteChart][aria-label^='From mandate to measured result']"

# The middle of the number of one link, in the first line that is a single priority.
FIND = """([chart, link]) => {
  const all = [...chart.querySelectorAll(".mark-symbol path")];
  const one = all.find(path => path.__data__.datum.link === link && path.__data__.datum.priority !== "all priorities");
  const box = one.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2, one.__data__.datum.priority];
}"""


@thorough
def test_a_click_on_the_chain_opens_what_ends_there_and_axe_finds_nothing(
    demo_server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=820)
    page.goto(f"{demo_server.url}/outcomes?as_of=2026-06-30")
    settled(page)
    assert not axe_violations(page)
    chart = page.locator(CHART)
    chart.scroll_into_view_if_needed()
    x, y, priority = page.evaluate(FIND, [chart.element_handle(), "action"])
    ends = page.get_by_role("radio", name="Actions (")
    expect(ends).to_have_count(0)
    page.mouse.click(x, y)
    settled(page)
    expect(ends).to_be_checked()
    expect(page.get_by_role("combobox", name="Strategic priority")).to_have_value(priority)
    for other in ("playbook", "dependencies"):
        page.goto(f"{demo_server.url}/{other}?as_of=2026-06-30")
        settled(page)
        assert not axe_violations(page), other
