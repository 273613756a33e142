"""Phrases that keep out of Pharos, and what to say instead: `python -m tests.english` (a part of `make lint`).

Looks at every text a person reads: README, docs, changelog, and all strings, docstrings and comments of lib, pages and
app.py. A line that quotes one of them on purpose ends with `english: quoted`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABS_AND_COLUMNS = (
    "circles|members|sessions|attendance|actions|action_reviews|insights|asks|adoptions|practices|teams|lighthouses|"
    "milestones|coaching|changes|settings|edits|pulse|due|held|planned|owner|effect|status|session|from_team"
)
INSTEAD = {
    r"\b(is|are|be|never) told\b(?! about)": "is shown, said, reported, recorded, known",
    r"\btells? (of|whether|how|what|which|why|when|who)\b": "shows, says",
    r"\bstands? (in|behind|beside|for itself|above|below|nowhere|here|there)\b": "is in, is next to, learned from",
    rf"\b(the|a|this|that) (tab|column) ({TABS_AND_COLUMNS})\b": "the asks tab, the due column",
    rf"\b(in|of|from|to) tab ({TABS_AND_COLUMNS})\b": "in the asks tab",
    r"\bthe own [a-z]+": "their own, its own",
    r"\b[Ww]hoever\b": "anyone who, people who",
    r"\bbelongs? into\b": "belongs in",
    r"\bas far as the log\b": "in the log, as the log shows",
    r"\bcounts? not\b": "do not count",
    r"\bgoes before\b": "comes first, takes precedence",
    r"\bis no fault\b": "is fine",
    r"\bput right\b": "corrected",
    r"\bfrom \d+ \w+ on\b": "once there are 5 answers",
    r"\bmore than chance would have it\b": "more often than chance would explain",
    r"\b([Aa]|[Oo]ne) row an? (?!time)\w+": "one row per practice",
    r"\bleft to write\b": "no other changes to save",
    r"\bShown (is|are)\b": "you are seeing",
}
"""A pattern, and what to say instead of it."""
_WATCHED = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs",
    "lib",
    "pages",
    "app.py",
    ".streamlit/secrets.example.toml",
    "Makefile",
    "SECURITY.md",
)
_QUOTED = "english: quoted"


def findings(root: Path = ROOT) -> Iterator[str]:
    """Each hit as "file:line: what was found -> what to say instead", also where a phrase goes on in the next line."""
    patterns = {
        re.compile(pattern.replace(" ", r"\s+(?:#\s*)?")): instead for pattern, instead in INSTEAD.items()
    }
    for path in _files(root):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for pattern, instead in patterns.items():
            for found in pattern.finditer(text):
                number = text.count("\n", 0, found.start()) + 1
                if _QUOTED not in lines[number - 1]:
                    yield f"{path.relative_to(root)}:{number}: “{' '.join(found[0].split())}” -> {instead}"


def _files(root: Path) -> Iterator[Path]:
    for name in _WATCHED:
        place = root / name
        inside = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (
            path for path in inside if path.suffix in {"", ".py", ".md", ".html", ".toml"} and path.is_file()
        )


def main() -> int:
    hits = list(findings())
    print("\n".join(hits) if hits else "English: no forbidden phrase")
    return 1 if hits else 0


if __name__ == "__main__":
    sys.exit(main())
