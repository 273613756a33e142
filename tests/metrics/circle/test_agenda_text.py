"""The agenda as plain text and as a Word document: the same words, no marks, nothing a cell can break."""

from __future__ import annotations

from io import BytesIO

import docx
import pandas as pd

from lib.metrics.circle.agenda import Agenda, Turn
from lib.metrics.circle.agenda_text import agenda_docx, agenda_text

AGENDA = Agenda(
    circle="Atlas *North*",
    session="A-2",
    day=pd.Timestamp(2026, 4, 9),
    is_planned=True,
    format="hybrid",
    timebox_minutes=90,
    case="Why <b>teams</b> wait_ [x](http://y.z)\x02",
    turns=(Turn("presenter", ("Ann Ash",), False), Turn("facilitator", ("Bo Birch",), True)),
    review=pd.DataFrame(
        {
            "action": ["A-1"],
            "what": ["- Call #ten"],
            "owner": ["Ann Ash"],
            "due": [pd.Timestamp(2026, 4, 1)],
            "days_late": [8.0],
        }
    ),
    prework_from=("Ann Ash", "Bo Birch"),
    brief_by=pd.Timestamp(2026, 4, 7),
    guest_due_in_days=None,
    due=("Review the mandate with the sponsor: last reviewed on 1 January 2026.",),
)


def test_plain_text_reads_as_typed() -> None:
    text = agenda_text(AGENDA)
    assert text.startswith("Atlas *North*: next session, 9 April 2026\n")
    assert "- Case: Why <b>teams</b> wait_ [x](http://y.z)" in text
    assert "- A-1: - Call #ten (Ann Ash, due 1 April 2026, 8 days late)" in text
    assert "- Facilitates: Bo Birch (suggested)" in text
    assert "\\" not in text


def test_the_word_document_has_the_same_words() -> None:
    found = docx.Document(BytesIO(agenda_docx(AGENDA)))
    lines = [paragraph.text.removeprefix("☐ ") for paragraph in found.paragraphs]
    said = [line.removeprefix("- ") for line in agenda_text(AGENDA).splitlines() if line]
    assert [line.removeprefix("- ") for line in lines] == said
    styles = {paragraph.style.name for paragraph in found.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "List Bullet"} <= styles
    assert found.core_properties.author == "Pharos"
