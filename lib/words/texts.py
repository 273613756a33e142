"""Text from cells as it may be shown anywhere: without invisible characters, and not longer than fits."""

from __future__ import annotations

import hashlib
import re

MOST_OF_A_TEXT = 2_000
MOST_OF_A_NAME = 160

# Characters that are invisible and disturb their surroundings: control characters, and marks that change the direction
# of everything after them. Lone surrogates cannot be sent to a browser at all.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
# Errors begin with the path, whose folders may have blanks: "/srv/our logs/log.xlsx: is damaged".
_FOLDERS_OF_THE_FIRST = re.compile(r"^(?:[A-Za-z]:|\.{0,2}/|~)?[^:\n]*[/\\](?=[^/\\:\n]+\.\w{1,5}: )")
_FOLDERS = re.compile(r"(?<![\w:/.])(?:~|\.{1,2})?/(?:[^\s/:]+/)+(?=[^\s/:])")
_HALF = re.compile("[\ud800-\udfff]")


def clean(text: str, most: int = MOST_OF_A_TEXT) -> str:
    """`text` without invisible characters and direction marks, cut with "…" after `most` characters. A lone surrogate
    becomes U+FFFD."""
    cut = f"{text[:most]}…" if len(text) > most else text
    return cut if cut.isprintable() else _HALF.sub("\ufffd", _INVISIBLE.sub("", cut))


def name(text: str, most: int = MOST_OF_A_NAME) -> str:
    """`text` as a name in a list or a chart: `clean`, and still different from other names after it is cut."""
    if len(text) <= most:
        return clean(text)
    digest = hashlib.blake2s(text.encode("utf-8", "replace"), digest_size=2).hexdigest()
    return f"{clean(text[:most])}… {digest}"


def without_folders(text: str) -> str:
    """`text` with the names of files instead of their full paths: what a server's folders are called is nobody's
    business but the administrators'. Web addresses stay.

    >>> without_folders("/srv/our logs/log.xlsx: no such file; see https://example.org/a/b")
    'log.xlsx: no such file; see https://example.org/a/b'
    """
    return _FOLDERS.sub("", _FOLDERS_OF_THE_FIRST.sub("", text))


def unbroken(text: str) -> str:
    """`text` with every percent and times sign kept on the same line as its number."""
    return text.replace(" %", "\u00a0%").replace(" × ", "\u00a0×\u00a0")
