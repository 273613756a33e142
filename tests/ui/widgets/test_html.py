"""Texts in templates: escaped, and email addresses in one piece."""

from __future__ import annotations

import re

import pytest

from lib.ui.widgets import html


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("ana@x.org", ["ana@", "x.org"]),
        ("Ana (ana.b-c@x-y.org), Bo", ["(ana.b-c@", "x-y.org),"]),
        ("a@b.org and <b>c@d.org", ["a@", "b.org", "c@", "d.org"]),
        ("no address @ all", []),
    ],
)
def test_an_email_address_breaks_after_its_at_sign_only(text: str, wholes: list[str]) -> None:
    drawn = html.rendered("list.html", rows=[(text, "")])
    assert re.findall(r'<span class="pharos-whole">(.*?)</span>', drawn) == wholes
    assert "<b>" not in drawn
