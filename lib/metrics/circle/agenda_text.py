"""The agenda of a circle's next session as plain text, for a mail, and as a Word document."""

from __future__ import annotations

import re

from lib.metrics.circle.agenda import Agenda, agenda_markdown
from lib.words.word_file import Style, word_file

_ESCAPED = re.compile(r"\\(.)")
_BOX = "- [ ] "


def agenda_text(agenda: Agenda) -> str:
    """The agenda without the marks of Markdown: what cells hold reads as typed."""
    lines = []
    for line in agenda_markdown(agenda).splitlines():
        bare = _ESCAPED.sub(r"\1", re.sub(r"^#+ ", "", line))
        lines.append(f"- {bare[len(_BOX) :]}" if bare.startswith(_BOX) else bare)
    return "\n".join(lines).strip() + "\n"


def agenda_docx(agenda: Agenda) -> bytes:
    """The agenda as a .docx file: headings, lists, and a box for each action to review."""
    lines: list[tuple[Style, str]] = []
    for line in agenda_markdown(agenda).splitlines():
        marks = re.match(r"(#+) |- \[ \] |- ", line)
        text = _ESCAPED.sub(r"\1", line[marks.end() :] if marks else line)
        if marks and marks[1]:
            lines.append(("Title" if len(marks[1]) == 1 else "Heading1", text))
        elif marks:
            lines.append(("ListBullet", f"☐ {text}" if marks[0] == _BOX else text))
        elif text:
            lines.append(("Normal", text))
    return word_file(lines)
