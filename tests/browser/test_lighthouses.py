"""What people do with the diffusion map, in Chromium: drag, play, hover, click, take it along, on every width."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import some, thorough

pytestmark = pytest.mark.browser
Pages = Callable[..., Page]
Servers = Callable[..., Server]
TODAY = date.today()
MAP = ".st-key-map [data-testid=stVegaLiteChart]"
SLOWEST_FRAMES = 5
"""On a machine that runs all tests at once; alone it is 20 and more."""


@pytest.fixture
def address(demo_server: Server) -> str:
    return f"{demo_server.url}/lighthouses?practice=Two-page+brief"


@pytest.fixture(scope="module")
def large(app_server: Servers, tmp_path_factory: pytest.TempPathFactory) -> str:
    """480 teams in 6 functions, 400 of them in the first five; everybody learned from an earlier one."""
    teams = [
        {"team": f"team {n:03d}", "function": f"F{n % 6}", "region": f"R{n // 6 % 8}"} for n in range(480)
    ]
    steps = (("told", 0), ("trying", 10), ("adopted", 25), ("sustained", 80))
    rows = [
        {
            "practice": "brief",
            "team": one["team"],
            "stage": stage,
            "date": TODAY - timedelta(days=700 - n - later),
            "from_team": teams[max(0, n - 40 - 7 * (n % 5))]["team"] if n else "",
            "effect": "worked",
            "conditions": "weekly cadence, leader takes part",
        }
        for n, one in enumerate(teams)
        for stage, later in steps
    ]
    tables = FIVE_TABS | {
        "practices": [{"practice": "brief", "title": "Two-page brief", "circle": "Atlas"}],
        "teams": teams,
        "adoptions": rows,
    }
    path = write_xlsx(tmp_path_factory.mktemp("large") / "large.xlsx", tables)
    return f"{app_server(PHAROS_WORKBOOK=path).url}/lighthouses?practice=Two-page+brief"


def opened(page: Page, address: str) -> Locator:
    """The canvas of the map that plays, in the window, at its end."""
    page.goto(address)
    settled(page)
    page.get_by_role("button", name="Play the map").click()
    play(page).click()
    slider(page).press("End")
    settled(page)
    canvas = page.locator(f"{MAP} canvas")
    canvas.scroll_into_view_if_needed()
    return canvas


def slider(page: Page) -> Locator:
    return page.locator(f"{MAP} input[type=range]")


def play(page: Page) -> Locator:
    return page.locator(f"{MAP} input[type=checkbox]")


def drawn(canvas: Locator) -> str:
    return canvas.evaluate("canvas => canvas.toDataURL()")


def asked(page: Page) -> float:
    return page.evaluate("window.pharosTraffic.asked")


def dragged(page: Page, to: float) -> int:
    slider(page).scroll_into_view_if_needed()
    box = slider(page).bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, middle, steps=6)
    page.mouse.up()
    return int(slider(page).input_value())


# Moves a pointer over the canvas from right to left, line by line, until the tooltip has a row that tells `what`.
LOOK = """async ([canvas, what]) => {
  const box = canvas.getBoundingClientRect();
  for (let y = 110; y < box.height; y += 6)
    for (let x = box.width - 20; x > 120; x -= 5) {
      const at = { clientX: box.left + x, clientY: box.top + y, bubbles: true };
      canvas.dispatchEvent(new PointerEvent("pointermove", at));
      await Promise.resolve();
      const tooltip = document.querySelector("#vg-tooltip-element.visible");
      if (tooltip && [...tooltip.querySelectorAll("td")].some(cell => cell.innerText === what))
        return [at.clientX, at.clientY];
    }
  return null;
}"""


def told(page: Page, canvas: Locator, what: str) -> tuple[dict[str, str], tuple[float, float]]:
    """What hovering tells where it tells `what`, and where that is in the window."""
    canvas.scroll_into_view_if_needed()
    found = page.evaluate(LOOK, [canvas.element_handle(), what])
    assert found, f"nothing on the map tells {what}"
    page.mouse.move(found[0] + 1, found[1])
    page.mouse.move(*found)
    tooltip = page.locator("#vg-tooltip-element.visible")
    expect(tooltip.get_by_text(what, exact=True)).to_be_visible()
    cells = tooltip.locator("td").all_inner_texts()
    return dict(zip(cells[::2], cells[1::2], strict=True)), (found[0], found[1])


@pytest.mark.parametrize(
    ("width", "color_scheme"), some([(820, "light"), (1440, "dark"), (1440, "light")], 1)
)
def test_the_map_plays_without_the_server_and_tells_a_story(
    address: str, new_page: Pages, width: int, color_scheme: str
) -> None:
    page = new_page(width=width, color_scheme=color_scheme)
    canvas = opened(page, address)
    assert not scrolls_sideways(page)
    assert not axe_violations(page)
    last, whole, before = int(slider(page).input_value()), drawn(canvas), asked(page)

    day = dragged(page, 0.4)
    assert 0.3 * last < day < 0.5 * last
    part = drawn(canvas)
    assert part != whole

    play(page).click()
    expect(play(page)).to_be_checked()
    page.wait_for_function("([box, day]) => +box.value > day + 20", arg=[slider(page).element_handle(), day])
    assert drawn(canvas) not in (part, whole)
    play(page).click()
    now = slider(page).input_value()
    page.wait_for_timeout(200)
    assert slider(page).input_value() == now
    slider(page).focus()
    page.keyboard.press("End")
    assert asked(page) == before, "playing asked the server"

    found, (x, y) = told(page, canvas, "stage")
    assert {"team", "stage", "since", "from", "effect", "conditions"} <= set(found)
    page.mouse.click(x, y)
    settled(page)
    expect(page.get_by_role("heading", name=found["team"], exact=True)).to_be_visible()
    assert slider(page).input_value() == str(last)
    arrow, _ = told(page, canvas, "generation")
    assert {"from", "to", "adopted"} <= set(arrow)


@thorough
def test_a_phone_shows_the_list_and_the_grid(address: str, new_page: Pages) -> None:
    page = new_page(width=390, height=844)
    page.goto(address)
    settled(page)
    expect(page.locator(MAP)).to_be_hidden()
    expect(page.get_by_text("The map needs a wider screen")).to_be_visible()
    assert page.locator(".pharos-map-narrow li").count() > 3
    page.locator("summary", has_text="Where it arrived").click()
    settled(page)
    expect(page.get_by_role("region", name="Where Two-page brief arrived")).to_be_visible()
    assert not scrolls_sideways(page)
    assert not axe_violations(page, "[data-testid=stMain]")


@thorough
def test_every_part_is_whole_in_the_dark(address: str, new_page: Pages) -> None:
    page = new_page(color_scheme="dark")
    page.goto(address)
    for part in ("How it spread", "Does it last", "What needs a hand", "Record an adoption"):
        settled(page)
        page.locator("summary", has_text=part).click()
        settled(page)
        assert not axe_violations(page, "[data-testid=stMain]"), part
        assert not scrolls_sideways(page), part


@thorough
def test_the_map_goes_along_and_plays_without_a_network(
    address: str, new_page: Pages, chromium: Browser, tmp_path: Path
) -> None:
    page = new_page()
    opened(page, address)
    files = {}
    drawn = page.locator(".st-key-map")
    drawn.get_by_role("button", name="Table, CSV, PNG, SVG, HTML").click()
    settled(page)
    menu = page.get_by_test_id("stPopoverBody")
    for kind, label in (("svg", "SVG"), ("html", "Animated page (HTML)")):
        with page.expect_download() as download:
            menu.get_by_role("button", name=label).click()
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])
    assert files["svg"].name == f"pharos-map-two-page-brief-{date.today()}.svg"
    picture = files["svg"].read_text(encoding="utf-8")
    assert "Northern" in picture
    assert "<script" not in picture
    with chromium.new_context(offline=True) as away:
        alone = away.new_page()
        seen: list[str] = []
        alone.on("request", lambda request: seen.append(request.url))
        alone.goto(files["html"].as_uri())
        expect(
            alone.get_by_role("heading", name=re.compile("How far Two-page brief traveled"))
        ).to_be_visible()
        box = alone.locator("input[type=range]")
        last = int(box.input_value())
        alone.locator("input[type=checkbox]").check()
        alone.wait_for_function(
            "([box, last]) => +box.value > 20 && +box.value < last", arg=[box.element_handle(), last]
        )
        assert seen == [files["html"].as_uri()]


COUNT_FRAMES = """(() => {
  window.drawnTimes = 0;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...given) {
    window.drawnTimes++; return clear.apply(this, given);
  };
})()"""
FRAMES_A_SECOND = """() => new Promise(done => {
  const start = performance.now(); let frames = 0, last = window.drawnTimes;
  const look = () => {
    if (window.drawnTimes !== last) { frames++; last = window.drawnTimes; }
    const passed = performance.now() - start;
    if (passed < 1000) requestAnimationFrame(look); else done(frames * 1000 / passed);
  };
  requestAnimationFrame(look);
})"""


@thorough
def test_400_teams_move_while_playing(large: str, new_page: Pages) -> None:
    page = new_page()
    page.add_init_script(COUNT_FRAMES)
    functions = "".join(f"&function=F{n}" for n in range(5))
    opened(page, large + functions)
    expect(page.get_by_text("A dot is a team")).to_be_visible()
    dragged(page, 0.5)
    processor = page.context.new_cdp_session(page)
    processor.send("Performance.enable")
    play(page).click()
    before = seconds_of(processor)
    shown = [page.evaluate(FRAMES_A_SECOND) for _ in range(3)]
    seconds = seconds_of(processor) - before
    possible = sum(shown) / seconds
    print(
        f"frames a second: {[round(each, 1) for each in shown]}; {possible:.0f} with a processor of its own"
    )
    assert max(max(shown), possible) >= SLOWEST_FRAMES


def seconds_of(processor: CDPSession) -> float:
    """Seconds of the processor that the page used so far: other programs on this machine do not count."""
    metrics = processor.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "ProcessTime")


@thorough
def test_a_place_opens_by_a_click_where_teams_are_too_many(large: str, new_page: Pages) -> None:
    page = new_page()
    canvas = opened(page, large)
    expect(page.get_by_text("480 teams are too many for dots")).to_be_visible()
    found, (x, y) = told(page, canvas, "eligible teams")
    assert int(found["ever adopted"]) <= int(found["eligible teams"]) == 10
    page.mouse.click(x, y)
    settled(page)
    expect(page.get_by_text("A dot is a team")).to_be_visible()
    expect(page.get_by_role("combobox", name="Place")).to_have_value(
        f"{found['function']} · {found['region']}"
    )
