"""Cell text for a Markdown document that may be copied elsewhere: it reads as typed and is never taken for markup."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#|~$&!:@^=])")
_FIRST = re.compile(r"^([+\-]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"\bwww\.", re.IGNORECASE)


def escaped(text: object) -> str:
    """`text` on one line, with a backslash before anything that Markdown, or GitHub's version of it, would take for
    markup, an address or the start of a list. Anything that is not a str gives ""."""
    if not isinstance(text, str):
        return ""
    line = " ".join(_INVISIBLE.sub("", text).split())
    line = _ADDRESS.sub(lambda found: found.group()[:-1] + "\\.", _SPECIAL.sub(r"\\\1", line))
    return _FIRST.sub(
        lambda found: found.group() + "\\" if found.group()[0].isdigit() else "\\" + found.group(), line
    )
