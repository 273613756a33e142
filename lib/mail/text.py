"""A letter as plain text that reads well alone, and as HTML for mail programs."""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path

import css_inline
import jinja2

from lib.brief.facts import Number
from lib.brief.lists import Row
from lib.mail.letter import Letter, Section

WIDTH = 76
MOST_BYTES = 100_000
"""Gmail cuts a mail that is longer."""
_TEMPLATE = Path(__file__).parent / "mail.html"


def plain(letter: Letter) -> str:
    """The whole letter as text, no line longer than WIDTH unless one word is."""
    parts = [_wrapped(letter.first)]
    parts += ["\n".join([section.title.upper(), *_body(section)]) for section in letter.sections]
    parts.append("-- \n" + _wrapped(f"{letter.why} {HOW_TO_STOP}"))
    return _whole("\n\n".join(parts) + "\n")


HOW_TO_STOP = (
    "To get it more or less often, or never, answer this mail, or change your row of the mailings tab."
)


def _body(section: Section) -> list[str]:
    lines = [_wrapped(section.text)] if section.text else []
    lines += [_wrapped(f"- {_number(number)}", "  ") for number in section.numbers]
    lines += [_wrapped(f"- {_row(row)}", "  ") for row in section.rows]
    return [*lines, section.more] if section.more else lines


def _number(number: Number) -> str:
    about = "; ".join(filter(None, (number.change, number.below)))
    return f"{number.label}: {number.value} ({about})" if about else f"{number.label}: {number.value}"


def _row(row: Row) -> str:
    status = f" [{row.status}]" if row.status else ""
    return f"{row.what}{status}: {row.about}" if row.about else f"{row.what}{status}"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def html(letter: Letter) -> str:
    """The letter as one page: tables and styles inside the tags for Outlook, colors of its own where the reader's are
    dark. No script, no picture, no address of another file. Lists that make it too long for Gmail get shorter."""
    for most in (100, 20, 8, 3):
        page = _inlined(_whole(_template().render(letter=letter, stop=HOW_TO_STOP, most=most)))
        if len(page.encode()) <= MOST_BYTES:
            return page
    raise ValueError(f"a mail of more than {MOST_BYTES:,} bytes: its texts are too long")


def fragment(page: str) -> str:
    """What `html` made, in light colors, as a part of another page: one element with its styles inside the tags. It has
    no rule for a whole page, and so changes nothing around it."""
    body = page[page.index("<body") : page.index("</body>")]
    return f"<div{body.removeprefix('<body')}</div>"


def _whole(content: str) -> str:
    """Without halves of letters, which no mail can carry."""
    return content.encode("utf-8", "replace").decode("utf-8")


def _inlined(page: str) -> str:
    return css_inline.inline(page, keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
