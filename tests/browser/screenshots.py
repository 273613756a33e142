"""Pictures of whole pages, to look at: `python -m tests.browser.screenshots URL OUTDIR [--pages /,/health]`.

Every page at 390, 820 and 1440 pixels, light and dark, as OUTDIR/<page>-<width>-<light|dark>.png. With each picture,
the page's height in pixels and that without its closed sections.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.browser.driving import WHOLE_HEIGHT, height_before_closed, launched, opened, quiet, whole_page

WIDTHS = (390, 820, 1440)
SCHEMES = ("light", "dark")


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    asked.add_argument("url", help="where the app runs, such as http://localhost:8501")
    asked.add_argument("outdir", type=Path)
    asked.add_argument("--pages", default="/", help="paths separated by commas, with or without a query")
    asked.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    asked.add_argument("--schemes", default=",".join(SCHEMES))
    given = asked.parse_args()
    with launched() as browser:
        for path in given.pages.split(","):
            name = "-".join(filter(None, path.partition("?")[0].split("/"))) or "home"
            for width in map(int, given.widths.split(",")):
                for scheme in given.schemes.split(","):
                    picture = given.outdir / f"{name}-{width}-{scheme}.png"
                    with opened(browser, width=width, color_scheme=scheme) as page:
                        page.goto(given.url.rstrip("/") + path)
                        whole_page(quiet(page), picture)
                        print(picture, page.evaluate(WHOLE_HEIGHT), height_before_closed(page), flush=True)


if __name__ == "__main__":
    main()
