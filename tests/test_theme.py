"""The colors of the theme: every text can be read in both modes (WCAG AA, 4.5 to 1)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
THEME: dict[str, Any] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
STYLE = (ROOT / "lib/ui/templates/style.css").read_text(encoding="utf-8")
LEAST = 4.5
NAMED = ("blue", "orange", "yellow", "gray", "red", "green", "violet")
IN_PRIMARY = (
    '[data-testid="stTab"][aria-selected="true"]',
    '[data-testid="stSliderThumbValue"]',
    '[data-testid="stButtonGroup"] button[data-selected]',
    'button[kind="tertiary"]:is(:hover',
    '[data-testid="stPopoverButton"]:is(:hover',
    'a[data-testid^="stBaseLinkButton"]:not([data-testid$="primary"])',
)
"""What Streamlit writes in the primary color, by its rules in the browser: the style gives each the text's color."""


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_stands_out_from_every_ground(mode: str) -> None:
    colors = THEME[mode]
    grounds = [
        part[ground]
        for part in (colors, colors["sidebar"])
        for ground in ("backgroundColor", "secondaryBackgroundColor")
    ]
    texts = {
        name: color
        for name, color in colors.items()
        if name.endswith("TextColor") or name in ("textColor", "linkColor")
    }
    assert len(texts) > 8
    assert not {
        (name, ground): round(contrast(color, ground), 2)
        for name, color in texts.items()
        for ground in grounds
        if contrast(color, ground) < LEAST
    }
    for name in NAMED:
        assert contrast(colors[f"{name}TextColor"], colors[f"{name}BackgroundColor"]) >= LEAST, name
    assert contrast("#ffffff", colors["primaryColor"]) >= LEAST


def test_no_text_is_written_in_the_primary_color() -> None:
    """In dark mode no color carries white letters and is a letter's color too; a browser test looks at the pages."""
    assert contrast(THEME["dark"]["primaryColor"], THEME["dark"]["backgroundColor"]) < LEAST
    for selector in IN_PRIMARY:
        rules = [line for line in STYLE.splitlines() if selector in line]
        assert any("color: inherit !important" in rule for rule in rules), selector


def test_fonts_lie_beside_the_pages_whatever_the_base_path() -> None:
    """All pages are directly below the app's root, so a relative address works at any server.baseUrlPath."""
    addresses = [face["url"] for face in THEME["fontFaces"]]
    assert all(address.startswith("app/static/") for address in addresses)
    assert all((ROOT / address.removeprefix("app/")).is_file() for address in addresses)
