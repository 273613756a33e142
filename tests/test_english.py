"""The phrases that keep out of Pharos are kept out, and the check that says so finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import english
from tests.examples import thorough


@thorough
def test_no_text_has_a_forbidden_phrase() -> None:
    assert list(english.findings()) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small Pharos in which every line is fine."""
    texts = {
        "README.md": "# Pharos\n\nEach team says how it went.\n",
        "docs/decisions/one.md": "# One\n",
        "lib/words/one.py": '"""What is said."""\n',
        "lib/ui/templates/one.html": "<p>Fine</p>\n",
        "pages/circle/one.py": "# a page\n",
        "app.py": "",
        "tests/one.py": "# Nobody is told.\n",  # tests are not looked at
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/decisions/one.md",
        "lib/words/one.py",
        "lib/ui/templates/one.html",
        "pages/circle/one.py",
        "app.py",
    ],
)
def test_a_planted_phrase_is_found(copy: Path, name: str) -> None:
    assert list(english.findings(copy)) == []
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("# The sponsor is told on Monday.\n# The sponsor is told.  english: quoted\n")
    number = len((copy / name).read_text(encoding="utf-8").splitlines()) - 1
    (found,) = english.findings(copy)
    assert found.startswith(f"{name}:{number}: “is told” -> ")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Read it in the column due.", "the column due"),
        ("A key from tab circles", "from tab circles"),
        ("Whoever leads it", "Whoever"),
        ("Rows without a date count not.", "count not"),
        ("Shown are the last three.", "Shown are"),
        ("Each has one row an action.", "one row an action"),
    ],
)
def test_what_counts_as_a_phrase(copy: Path, text: str, phrase: str) -> None:
    (copy / "docs" / "new.md").write_text(f"{text}\n", encoding="utf-8")
    assert [found.partition(" -> ")[0] for found in english.findings(copy)] == [f"docs/new.md:1: “{phrase}”"]
