"""The last save of a browser session: what it wrote, and whether it saved, undid or redid that."""

from __future__ import annotations

from dataclasses import dataclass

from lib.log.changing.changes import ChangeSet
from lib.source.saving import Saved
from lib.words.phrases import counted, listed


@dataclass(frozen=True, slots=True)
class Last:
    """The last save: its result, the id of the change set that it undid ("" if none), and the id under which a page
    sent it first. Settling a conflict takes a new id, and `sent` stays; undoing and redoing a save keep its `sent`.

    `place`: where on the page the button was ("" for its top); `opening`: which opening of the page it was. `what`: the
    cells and rows of the save that was undone or redone, in words. A redo has `what` and no `undone`.
    """

    result: Saved
    undone: str
    sent: str
    place: str = ""
    opening: int = 0
    what: str = ""

    @property
    def words(self) -> str:
        """What was written, as a sentence: saved, undone or redone, and how many cells and rows."""
        what = self.what or cells_and_rows(self.result.change_set)
        return f"{'Undone' if self.undone else 'Redone' if self.what else 'Saved'}: {what}."


def cells_and_rows(change_set: ChangeSet) -> str:
    """How many cells and new rows a change set has, in words; "" if it has none."""
    cells, rows = len(change_set.changes), len(change_set.additions)
    return listed([counted(cells, "cell")] * bool(cells) + [counted(rows, "new row")] * bool(rows))
