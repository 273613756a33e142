"""The mails of one day: who is due, and what each of them says, each in the reader's own redaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from lib.access.redaction import Viewer
from lib.log.format.model import CircleLog
from lib.mail import alerts, reminders
from lib.mail.history import History, due, next_day
from lib.mail.letter import Letter
from lib.mail.seen import Seen
from lib.mail.update import update
from lib.mail.wishes import Wish


@dataclass(frozen=True, slots=True)
class Prepared:
    """One wish on one day: its mail, or in `why_not` why there is none."""

    wish: Wish
    letter: Letter | None
    why_not: str = ""


class Composer:
    """Writes the mails of one log, read at `read_at` (aware), on one day. What a reader may see is measured once for
    all their mails."""

    def __init__(
        self,
        whole: CircleLog,
        as_of: pd.Timestamp,
        past: History,
        *,
        read_at: datetime,
        with_picture: bool = True,
    ) -> None:
        self.whole, self.as_of, self.past, self.read_at = whole, as_of, past, read_at
        self._with_picture = with_picture
        self._seen: dict[tuple[str, tuple[str, ...]], Seen] = {}
        self._reader = ""

    def prepared(self, wishes: Collection[Wish]) -> Iterator[Prepared]:
        """Every wish with its mail, one after the other."""
        for wish in wishes:
            why = self.why_not(wish)
            found = None if why else self.letter(wish)
            yield Prepared(wish, found, why or ("" if found else _NOTHING[wish.kind]))

    def why_not(self, wish: Wish) -> str:
        """Why no mail is due; "" if one is."""
        if wish.every == "never":
            return "never, says the mailings tab"
        last = self.past.last(wish.email, wish.kind)
        if last is None or due(wish, self.past, self.as_of):
            return ""
        return f"sent on {last:%-d %b %Y}, next from {next_day(last, wish.every):%-d %b %Y}"

    def letter(self, wish: Wish) -> Letter | None:
        """The mail whether it is due or not; None if it would say nothing."""
        match wish.kind:
            case "update":
                circles = tuple(sorted(wish.own)) if wish.is_part else ()
                seen = self._of(wish, circles)
                last = self.past.last(wish.email, "update")
                return update(wish, seen, last, read_at=self.read_at, with_picture=self._with_picture)
            case "alert":
                return alerts.alert(wish, self._of(wish), self.past.told(wish.email, self.as_of))
            case _:
                return reminders.reminder(wish, self.whole, self._of(wish))

    def _of(self, wish: Wish, circles: tuple[str, ...] = ()) -> Seen:
        """What this reader sees. Only one reader's is kept: a program that is measured is large."""
        viewer = (
            Viewer()
            if wish.reader == "admin"
            else Viewer("lead" if wish.reader == "lead" else "sponsor", wish.email)
        )
        if wish.email != self._reader:
            self._seen, self._reader = {}, wish.email
        key = viewer.scope, circles
        if key not in self._seen:
            self._seen[key] = Seen(self.whole, viewer, self.as_of, circles)
        return self._seen[key]


_NOTHING = {
    "update": "nothing to say",
    "alert": "nothing new to tell",
    "reminder": "nothing is due, late or planned",
}
