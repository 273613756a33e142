"""Links that open a new mail in the reader's own mail program: recipients, subject and text, within a length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pandas as pd

LONGEST = 1_800
"""Characters of a link: some mail programs cut longer ones, and some browsers refuse them."""
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_LINE_END = "%0D%0A"
_MORE = "\n…\n(cut here: copy the whole text from Pharos)"


def is_address(text: str) -> bool:
    """Whether a text is one plain email address, which a link may name."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def addresses_of(members: pd.DataFrame, people: pd.Series) -> pd.Series:
    """The address of each person (str, same index): what the members tab has, or their key if it is one; else missing.

    `members`: rows of the members tab. A viewer who may not see an address finds none there.
    """
    addressed = members.reindex(columns=["member", "email"]).dropna(subset="email")
    known = addressed.drop_duplicates("member").set_index("member")["email"]
    found = people.map(known).astype("str")
    found = found.where(found.notna(), people.astype("str"))
    return found.where(found.map(is_address, na_action="ignore").fillna(False).astype("bool"))


def mail_link(to: Iterable[str], subject: str, text: str, *, longest: int = LONGEST) -> str:
    """A mailto: link. What is no plain address is left out of its recipients; lines end as mail's do.

    A text that makes the link longer than `longest` is cut at the end of a line, and says so.
    """
    return _link(to, subject, _encoded_lines(text), longest)


def _link(to: Iterable[str], subject: str, lines: Iterable[str], longest: int) -> str:
    """`mail_link` with the text as its encoded lines."""
    people = ",".join(quote(address.strip(), safe="@") for address in to if is_address(address))
    start = "mailto:" + people + "?subject=" + _encoded(" ".join(subject.split())) + "&body="
    room, more = longest - len(start), _encoded(_MORE)
    kept: list[str] = []
    left = room
    for line in lines:
        kept.append(line)
        left -= len(line) + len(_LINE_END) * (len(kept) > 1)
        if left < 0:
            break
    if left >= 0:
        return start + _LINE_END.join(kept)
    while kept and len(_LINE_END.join(kept)) + len(more) > room:
        kept.pop()
    return start + _LINE_END.join(kept) + more


def mail_links(
    to: Iterable[str], subject: str, text: str, *, longest: int = LONGEST, most: int | None = None
) -> list[str]:
    """As few mailto: links as there have to be, so that none is longer than `longest`: each has some of the recipients
    and the same text. One without recipients where no text is a plain address. Of many links only the first `most`."""
    room = (longest - len(_encoded(" ".join(subject.split())))) // 2
    groups: list[list[str]] = [[]]
    length = 0
    for address in dict.fromkeys(address.strip() for address in to if is_address(address)):
        added = len(quote(address, safe="@")) + 1
        if groups[-1] and length + added > room + 1:  # the first has no comma before it
            if len(groups) == most:
                break
            groups.append([])
            length = 0
        groups[-1].append(address)
        length += added
    lines = list(_encoded_lines(text))
    return [_link(group, subject, lines, longest) for group in groups]


def _encoded_lines(text: str) -> Iterator[str]:
    return map(_encoded, text.replace("\r\n", "\n").split("\n"))


def _encoded(text: str) -> str:
    lines = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\n", "\r\n")
    return quote(lines, safe="")
