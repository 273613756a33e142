"""The agenda as plain text and as a Word document: the same words, no marks, nothing a cell can break."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pandas as pd

from lib.bring.minutes.formats.word import lines_of_docx
from lib.metrics.circle.agenda import Agenda
from lib.metrics.circle.agenda_text import agenda_docx, agenda_text
from lib.metrics.circle.next_turns import Turn
from lib.words.word_file import word_file

_INVISIBLE = re.compile("\x02")

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
            "unowned": [False],
            "undated": [False],
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
    content = agenda_docx(AGENDA)
    lines = lines_of_docx(content)
    said = [line for line in agenda_text(AGENDA).splitlines() if line]
    assert [line.text.removeprefix("☐ ").removeprefix("- ") for line in lines] == [
        _INVISIBLE.sub("", line.removeprefix("- ").removeprefix("- ")) for line in said
    ]
    assert [(line.kind, line.level) for line in lines[:3]] == [("heading", 1), ("text", 0), ("heading", 2)]
    assert [line.ticked for line in lines if "Call #ten" in line.text] == [False]
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
    assert agenda_docx(AGENDA) == content


def test_a_cell_cannot_break_the_document() -> None:
    lines = lines_of_docx(word_file([("Normal", "</w:t><w:p>&amp;\x02\ud800 <b>"), ("ListBullet", "two")]))
    assert [line.text for line in lines] == ["</w:t><w:p>&amp; <b>", "two"]
    assert not lines_of_docx(word_file([]))
