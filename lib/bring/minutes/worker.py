"""The process that reads minutes for lib.bring.minutes.apart: a request and bytes in, proposals out, within bounds."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson

from lib.bring.minutes.document import Document, MinutesError
from lib.bring.minutes.formats.file import read_file, read_text
from lib.bring.minutes.proposals import MinutesRead, SessionCircle
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster
from lib.workbook.common.bounded_process import bound_this_process

_FEWEST = 2
"""People of one circle who have to be named before the circle is taken from them."""


@dataclass(frozen=True, slots=True)
class Member:
    """One row of the members tab: key, circle, name and email ("" where unknown)."""

    member: str
    circle: str
    name: str = ""
    email: str = ""


def main() -> None:
    """Read a request and documents from standard input; write the proposals, or an error, of each in a line."""
    request = orjson.loads(sys.stdin.buffer.readline())
    bound_this_process(memory=request["memory"], seconds=request["seconds"])
    for document in request["documents"]:
        content = sys.stdin.buffer.read(document["size"])
        try:
            line = orjson.dumps({"read": answer(content, request, document)})
        except MinutesError as error:
            line = orjson.dumps({"error": str(error)})
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()


def answer(content: bytes, request: dict[str, Any], asked: dict[str, Any]) -> MinutesRead:
    """What a document proposes. Raises MinutesError.

    `request`: members, circles, day_first. `asked`: name ("" for a pasted text), circle and day as chosen ("" if not).
    """
    name = asked["name"]
    document = read_file(content, name) if name else read_text(content.decode("utf-8", "replace"))
    members = [Member(*row) for row in request["members"]]
    day = date.fromisoformat(asked["day"]) if asked["day"] else None
    return of_circle(document, members, request["circles"], asked["circle"], day, request["day_first"])


def of_circle(
    document: Document,
    members: Sequence[Member],
    circles: Sequence[str],
    chosen: str = "",
    day: date | None = None,
    day_first: bool | None = None,
) -> MinutesRead:
    """What a document proposes, its people found among the members of its circle, so that a first name is enough.

    The circle is the `chosen` one, the one that the document names, or the one that most of its people are in. Without
    one, everybody in `members` may be meant.
    """

    def read(people: Sequence[Member]) -> MinutesRead:
        unique = {one.member: (one.member, one.name, one.email) for one in people}
        roster = Roster(unique.values())
        return read_minutes(document, roster, circles=circles, day_first=day_first, day=day)

    first = read(members)
    named = first.circle.circle if first.circle else None
    guessed = None if named or chosen else _by_people(first, members)
    circle = chosen or named or (guessed.circle if guessed else None)
    if not circle:
        return first
    own = read([one for one in members if one.circle == circle])
    return replace(own, circle=guessed or own.circle)


def _by_people(read: MinutesRead, members: Sequence[Member]) -> SessionCircle | None:
    """The circle of which more people are named than of any other; None if that is nobody's or several'."""
    circles: dict[str, set[str]] = {}
    for one in members:
        circles.setdefault(one.member, set()).add(one.circle)
    named = [person for person in read.attendance if person.is_member]
    counts = Counter(circle for person in named for circle in circles.get(person.person, ()))
    best = counts.most_common(2)
    if not best or best[0][1] < _FEWEST or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    circle, count = best[0]
    doubt = f"the text names no circle; {count} of the {len(read.attendance)} people named are in {circle}"
    return SessionCircle(circle, named[0].source, (doubt,))
