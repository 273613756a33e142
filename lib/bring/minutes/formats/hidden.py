"""Which classes and ids a page's own style sheet hides."""

from __future__ import annotations

import re

HIDES = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE
)
"""A declaration with which text is not shown."""
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_NAME = re.compile(r"(?:[a-z][a-z0-9]*|\*)?([.#][\w-]+)", re.IGNORECASE)


def hidden_names(page: str) -> frozenset[str]:
    """The names (".class", "#id") that the page's style sheets hide; rules for print or small screens do not count."""
    found: set[str] = set()
    for sheet in _SHEET.findall(page):
        for selectors, declarations in _RULE.findall(_without_media(_COMMENT.sub(" ", sheet))):
            names = [_NAME.fullmatch(one.strip()) for one in selectors.split(",")]
            hides = bool(HIDES.search(declarations))
            for name in names:
                if name and hides:
                    found.add(name[1].lower())
    return frozenset(found)


def _without_media(sheet: str) -> str:
    """A style sheet without its @-rules and what is in them."""
    kept: list[str] = []
    depth = start = 0
    is_at = False
    for at, char in enumerate(sheet):
        if char == "{":
            if depth == 0:
                is_at = sheet[start:at].rpartition(";")[2].strip().startswith("@")
            depth += 1
        elif char == "}" and depth:
            depth -= 1
            if depth == 0:
                kept.append("" if is_at else sheet[start : at + 1])
                start = at + 1
    return "".join(kept)
