"""Text that any viewer may read."""

from __future__ import annotations

import pytest

from lib.words.texts import without_folders


@pytest.mark.parametrize(
    ("problem", "shown"),
    [
        ("/srv/our logs/pulse.xlsx: no such file", "pulse.xlsx: no such file"),
        ("data/logs/pulse.xlsx: is damaged", "pulse.xlsx: is damaged"),
        (r"C:\Our logs\pulse.xlsx: is not a file", "pulse.xlsx: is not a file"),
        ("~/log.ods: is damaged (its part xl/a.xml)", "log.ods: is damaged (its part xl/a.xml)"),
        ("waits: /var/lib/pharos/a.json could not be written", "waits: a.json could not be written"),
        ("is not shared: https://docs.google.com/a/b", "is not shared: https://docs.google.com/a/b"),
        ("add the yes/no column", "add the yes/no column"),
    ],
)
def test_folders_of_the_server_are_left_out(problem: str, shown: str) -> None:
    assert without_folders(problem) == shown
