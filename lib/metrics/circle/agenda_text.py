"""The agenda of a circle's next session as plain text, for a mail, and as a Word document."""

from __future__ import annotations

import re
from io import BytesIO

from lib.metrics.circle.agenda import Agenda, agenda_markdown

_ESCAPED = re.compile(r"\\(.)")
_BOX = "- [ ] "
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def agenda_text(agenda: Agenda) -> str:
    """The agenda without the marks of Markdown: what cells hold reads as typed."""
    lines = []
    for line in agenda_markdown(agenda).splitlines():
        bare = _ESCAPED.sub(r"\1", re.sub(r"^#+ ", "", line))
        lines.append(f"- {bare[len(_BOX) :]}" if bare.startswith(_BOX) else bare)
    return "\n".join(lines).strip() + "\n"


def agenda_docx(agenda: Agenda) -> bytes:
    """The agenda as a .docx file: headings, lists, and a box for each action to review."""
    from docx import Document  # only who asks for the file waits for the library

    document = Document()
    for line in agenda_markdown(agenda).splitlines():
        marks = re.match(r"(#+) |- \[ \] |- ", line)
        text = _NO_XML.sub("", _ESCAPED.sub(r"\1", line[marks.end() :] if marks else line))
        if marks and marks[1]:
            document.add_heading(text, level=len(marks[1]) - 1)
        elif marks:
            box = "☐ " if marks[0] == _BOX else ""
            document.add_paragraph(box + text, style="List Bullet")
        elif text:
            document.add_paragraph(text)
    file = BytesIO()
    document.core_properties.title = _NO_XML.sub("", f"{agenda.circle}: agenda")[:200]
    document.core_properties.author = "Pharos"
    document.core_properties.comments = ""
    document.save(file)
    return file.getvalue()
