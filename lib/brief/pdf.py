"""The brief as a tagged PDF of one page (PDF/UA-1), typeset by typst.

Texts reach typst as JSON, never as part of its program. Fonts are those of static/ and the ones inside typst, so the
same facts give the same bytes on every machine. What does not fit is not cut: lists become shorter and say by how much,
then letters smaller, then answers say that the rest is on the overview.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from lib.brief.facts import Brief
from lib.charts.exported import FONTS

Paper: TypeAlias = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = ("a4", "letter")
_TEMPLATE = Path(__file__).parent / "brief.typ"
_FALLBACK = ("Libertinus Serif", "DejaVu Sans Mono")
"""Fonts inside typst, for letters that those of static/ do not have, such as Greek and Cyrillic ones."""
_STANDARD = ["ua-1"]
_NO_LETTER = "\u25a1"
_ASCII = 128


def pdf(brief: Brief, paper: Paper = "a4") -> bytes:
    """The brief on one page of `paper`."""
    return _compiled(brief, paper, "pdf")


def pages(brief: Brief, paper: Paper = "a4", *, ppi: float = 110) -> list[bytes]:
    """The pages of the PDF as PNG images, to look at and to count."""
    found = _compiled(brief, paper, "png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _compiled(brief: Brief, paper: Paper, kind: str, **options: float) -> Any:
    import typst

    data = _data(brief, paper)
    unknown = _without_letters(data)
    if unknown:
        data = data.translate(dict.fromkeys(map(ord, unknown), _NO_LETTER))
        found = json.loads(data)
        found["foot"] += f" {_NO_LETTER} stands for a letter that the fonts of this file do not have."
        data = json.dumps(found, ensure_ascii=False)
    compiler = _compiler(data)
    day = datetime(brief.day.year, brief.day.month, brief.day.day, tzinfo=UTC)
    standards = _STANDARD if kind == "pdf" else []
    try:
        return compiler.compile(format=kind, timestamp=day, pdf_standards=standards, **options)
    except typst.TypstError as error:
        raise ValueError(f"the brief could not be typeset: {error.message}") from error


def _data(brief: Brief, paper: Paper) -> str:
    drawn = brief.picture
    return json.dumps(
        {
            "paper": paper,
            "fonts": ["Pharos Sans", *_FALLBACK],
            "headings": ["Pharos Serif", "Pharos Sans", *_FALLBACK],
            "day": [brief.day.year, brief.day.month, brief.day.day],
            "title": brief.title,
            "about": brief.about,
            "stale": brief.stale,
            "answers": [{"question": each.question, "parts": each.parts} for each in brief.answers],
            "numbers": [asdict(each) for each in brief.numbers],
            "circles": asdict(brief.circles),
            "asks": asdict(brief.asks),
            "results": asdict(brief.results),
            "picture": drawn.svg.decode() if drawn else None,
            "caption": drawn.caption if drawn else "",
            "words": drawn.words if drawn else "",
            "no_picture": brief.no_picture,
            "foot": brief.foot,
            "levels": levels(),
        },
        ensure_ascii=False,
    )


def levels() -> list[dict[str, float]]:
    """What the page tries, in order: size of letters and of small print (points), parts of an answer, and the room that
    must be left for lists and picture (mm). The last one is taken whatever is left."""
    sizes = ((8.8, 6.6, 135), (8.5, 6.5, 120), (8.2, 6.3, 105), (7.8, 6.1, 95))
    found = [{"size": size, "small": small, "parts": 3, "room": room} for size, small, room in sizes]
    smallest = [{"size": 7.4, "small": 5.9, "parts": parts} for parts in (3, 2, 1)]
    found += [each | {"room": room} for each in smallest for room in (80, 60, 45)]
    return [*found, {"size": 7.4, "small": 5.9, "parts": 0, "room": 0}]


def _compiler(data: str, program: bytes | None = None) -> Any:
    import typst

    return typst.Compiler(
        program or _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"brief": data},
    )


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _without_letters(text: str) -> set[str]:
    """The characters of `text` that no font has: PDF/UA refuses to draw them."""
    return _undrawn("".join(sorted({each for each in text if ord(each) >= _ASCII})))


@cache
def _undrawn(characters: str) -> set[str]:
    """Found by halves: typst says that a text cannot be drawn, and parts of it are tried."""
    import typst

    if not characters:
        return set()
    program = b'#set document(title: "x")\n#let d = json(bytes(sys.inputs.at("brief")))\n'
    program += b'#set text(font: d.fonts, lang: "en")\n#for one in d.text.codepoints() [#one ]'
    fonts = ["Pharos Sans", *_FALLBACK]
    data = json.dumps({"text": characters, "fonts": fonts}, ensure_ascii=False)
    try:
        _compiler(data, program).compile(format="pdf", pdf_standards=_STANDARD)
    except typst.TypstError:
        if len(characters) == 1:
            return {characters}
        half = len(characters) // 2
        return _undrawn(characters[:half]) | _undrawn(characters[half:])
    return set()
