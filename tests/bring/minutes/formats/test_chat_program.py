"""Messages as a chat program exports them are read like any other text."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.chat_program import as_text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (":wave: there: <@ada> <@U012AB3CD|bo>", "there: @ada @bo"),
        ("here: <@ada> :no_entry: <@bo> (sick)", "here: @ada Missing: @bo (sick)"),
        (":white_large_square: order boards", "[ ] order boards"),
        ("see <https://x.org/a|the list> :tada:", "see the list "),
        ("from 10:15:30 to 11:00, key:value", "from 10:15:30 to 11:00, key:value"),
    ],
)
def test_people_pictures_and_links(line: str, text: str) -> None:
    assert as_text(line) == text
