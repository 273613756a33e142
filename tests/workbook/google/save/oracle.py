"""What a spreadsheet must hold after a save, whatever people did meanwhile; and what is wrong with it, by class.

The oracle knows nothing of the protocol. It follows rows, columns and cells by identity (`followed`), so it knows what
each cell held, what people typed, and in which request Pharos wrote. Classes of violations:

- silent: a cell holds neither what it held nor what someone typed last, or a row is there twice, and nothing says so
- false_saved: "saved", but a cell or a new row is not there, and nothing says so
- half_rows: a new row lacks cells, or only a part of a save is there, and nothing says so
- journal_wrong: a change is in the log and not in the journal, the other way round, or there twice
- marks_left: a lock or a tag is left in the spreadsheet
- stuck: a change set that can never be saved although nothing in the log is in its way, or that is refused although all
  of it is saved
- broke: an exception that is no WorkbookError

What is told counts only if it says which cell it is about and what was in there: the text that is lost, or that should
not be there.

`gaps` counts what Google's API cannot prevent: typing into the very cell between the last look at it and its write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.workbook.base import Cell, RowAddition, RowChange, column_letters
from lib.workbook.common.placeholder import read_placeholder
from tests.workbook.google.save.followed import PERSON, PHAROS, Event, FollowedSheet, Google, Place

CLASSES = ("silent", "false_saved", "half_rows", "journal_wrong", "marks_left", "stuck", "broke")
_KEYS = {"actions": ("action",), "attendance": ("session", "member")}
WRITTEN, NOT, UNKNOWN = "written", "not written", "unknown"


@dataclass(frozen=True, slots=True)
class Violation:
    kind: str
    text: str


@dataclass
class Intent:
    """A change set as a person made it, and what Pharos said about it last. `words`: all notes and reasons."""

    name: str
    changes: Sequence[RowChange | RowAddition]
    journal: Sequence[RowAddition]
    rows: Mapping[int, int] = field(default_factory=dict)
    """The number of the row that each changed row (by `RowChange.row`) has for good, if that is not its place."""
    settled: int | None = None
    """The last request before its conflicts were settled for it: what was typed earlier may be overwritten."""
    verdict: str = UNKNOWN
    said: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    last_words: list[str] = field(default_factory=list)
    """Those of the last try."""
    is_tried: bool = False


@dataclass
class Oracle:
    """Made before the first save: remembers what every cell holds."""

    google: Google
    violations: list[Violation] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What went wrong and was said, with the cells."""
    gaps: list[str] = field(default_factory=list)
    intents: Sequence[Intent] = ()

    def __post_init__(self) -> None:
        sheets = self.google.book.sheets
        self.initial = {s.title: s.by_id() for s in sheets if isinstance(s, FollowedSheet)}
        self.columns = {
            s.title: {value: c for c, value in s.held(self.google.tops.get(s.title, 0)).items()}
            for s in sheets
            if isinstance(s, FollowedSheet)
        }

    def judge(self, intents: Sequence[Intent], words: Iterable[str] = ()) -> list[Violation]:
        """Compare the spreadsheet with what it must hold now. `words`: what else Pharos said."""
        self.violations, self.told, self.gaps, self.intents = [], [], [], intents
        self.words = [*words, *(word for intent in intents for word in intent.words)]
        self.matched: dict[int, list[tuple[str, int]]] = {}
        self.deleted_early: set[int] = set()
        targets = {place for intent in intents for place in self._targets(intent)}
        targets |= {place for intent in intents for place in self._impostors(intent)}
        self._match_new_rows([intent for intent in intents if intent.is_tried])
        for title in self.initial:
            self._judge_cells(title, {(r, c) for t, r, c in targets if t == title})
        for intent in intents:
            if intent.is_tried and not self._has_impostor(intent):
                self._judge_intent(intent)
        return self.violations

    def is_blocked(self, intent: Intent) -> bool:
        """Whether a person did something that this change set cannot be saved after.

        A row, key, header or column is gone or changed, or its key is there twice; or a row that Pharos added to the
        journal is gone or has another time.
        """
        journal = self.google.sheet("edits")
        added = [row for row, maker in journal.makers.items() if maker == PHAROS]
        if any(row in journal.deleted and journal.deleted[row].who == PERSON for row in added) or any(
            self._is_typed("edits", row, self.columns["edits"]["at"]) for row in added
        ):
            return True
        places = [(title, row) for title, row, _ in self._targets(intent)]
        for title in {*(title for title, _ in places), *(change.tab for change in intent.changes), "edits"}:
            sheet, top = self.google.sheet(title), self.google.tops.get(title, 0)
            wanted = {column for t, _, column in self._targets(intent) if t == title}
            for addition in (*intent.changes, *intent.journal):
                if isinstance(addition, RowAddition) and addition.tab == title:
                    wanted |= {self.columns[title][name] for name in addition.values}
            if (
                not self._has_header(title)
                or any(self._is_typed(title, top, column) for column in self.columns[title].values())
                or not wanted <= set(sheet.column_ids)
            ):
                return True
        for title, row in places:
            sheet = self.google.sheet(title)
            keys = [self.columns[title][name] for name in _KEYS[title]]
            if row not in sheet.row_ids or any(self._is_typed(title, row, key) for key in keys):
                return True
            mine = [self.initial[title][row].get(key) for key in keys]
            if any(
                [cells.get(key) for key in keys] == mine and self._is_typed(title, other, keys[0])
                for other, cells in sheet.by_id().items()
            ):
                return True
        return False

    def _impostors(self, intent: Intent) -> dict[tuple[str, int, int], Cell]:
        """Cells of rows that someone gave the key of a row of this change set, which lost it: nobody can tell."""
        found = {}
        for (title, row, column), mine in self._targets(intent).items():
            sheet = self.google.sheet(title)
            keys = [self.columns[title][name] for name in _KEYS[title]]
            wanted = [self.initial[title].get(row, {}).get(key) for key in keys]
            for other, cells in sheet.by_id().items() if self._lost_key(title, row) else ():
                if [cells.get(key) for key in keys] == wanted and self._is_typed(title, other, keys[0]):
                    found[title, other, column] = mine
        return found

    def _lost_key(self, title: str, row: int) -> bool:
        keys = [self.columns[title][name] for name in _KEYS[title]]
        gone = row not in self.google.sheet(title).row_ids
        return gone or any(self._is_typed(title, row, key) for key in keys)

    def _has_impostor(self, intent: Intent) -> bool:
        return bool(self._impostors(intent))

    def _has_header(self, title: str) -> bool:
        """Whether the header row is where Pharos looks for it: in row 1, or anywhere if it was not there before."""
        top, rows = self.google.tops.get(title, 0), self.google.sheet(title).row_ids
        return top in rows if top else rows[0] == 0

    def is_told_in_part(self, intent: Intent, words: Iterable[str]) -> bool:
        """Whether it is said that only a part of this change set was saved, with a row that it adds or changes."""
        places = [(title, row) for title, row, _ in self._targets(intent)]
        return any(self._is_told(self._names(title, row, None), words) for title, row in places) or any(
            self._is_told(self._names(addition.tab, row, None, addition), words)
            for addition in intent.changes
            if isinstance(addition, RowAddition)
            for _, row in self.matched.get(id(addition), [])
        )

    def _is_typed(self, title: str, row: int, column: int) -> bool:
        return any(e.who == PERSON for e in self.google.sheet(title).events.get((row, column), ()))

    def judge_marks(self) -> None:
        left = [f"{tag.key} {tag.value or ''} {tag.location}" for tag in self.google.book.tags.tags.values()]
        if left:
            self.violations.append(Violation("marks_left", f"marks left: {left}"))

    def _judge_cells(self, title: str, targets: set[Place]) -> None:
        """Cells that no save is about."""
        sheet, initial = self.google.sheet(title), self.initial[title]
        now = sheet.by_id()
        swapped = self._swapped(title)
        for row, cells in initial.items():
            if not cells:
                continue
            if row not in now:
                if sheet.deleted[row].who == PHAROS:
                    self._wrong("silent", title, row, None, f"Pharos deleted the row {cells}")
                continue
            for column in sheet.column_ids:
                if (row, column) in targets or row in swapped:
                    continue
                expected, held = self._expected(title, row, column), now[row].get(column)
                if not _same(expected, held):
                    text = f"holds {held!r} instead of {expected!r}"
                    if self._typed_in_the_gap(sheet.events.get((row, column), ())):
                        self.gaps.append(self._place(title, row, column) + " " + text)
                    else:
                        lost = held if expected in (None, "") else expected
                        self._wrong("silent", title, row, column, text, lost=lost)

    def _swapped(self, title: str) -> set[int]:
        """Rows that Pharos wrote into and that hold what others of them held: as if they had been sorted otherwise."""
        sheet, initial = self.google.sheet(title), self.initial[title]
        wrote = {row for (row, _), events in sheet.events.items() if any(e.who == PHAROS for e in events)}
        mixed: dict[int, tuple[list[str], list[str]]] = {}
        for row, cells in sheet.by_id().items():
            if row in wrote and initial.get(row):
                expected = [str(self._expected(title, row, c) or "") for c in sheet.column_ids]
                held = [str(cells.get(c) or "") for c in sheet.column_ids]
                if expected != held:
                    mixed[row] = expected, held
        before, after = (sorted(pair[side] for pair in mixed.values()) for side in (0, 1))
        return set(mixed) if before == after else set()

    def _judge_intent(self, intent: Intent) -> None:
        cells = [self._cell_state(place, mine) for place, mine in self._targets(intent).items()]
        rows = [
            (addition, self.matched.get(id(addition), [])) for addition in (*intent.changes, *intent.journal)
        ]
        there = [is_there for is_there, _ in cells] + [
            bool(found) for addition, found in rows if isinstance(addition, RowAddition)
        ]
        verdict = intent.verdict
        if verdict != WRITTEN:
            rows = [(a, [spot for spot in found if spot[1] not in self.deleted_early]) for a, found in rows]
            there = there[: len(cells)] + [bool(found) for a, found in rows if isinstance(a, RowAddition)]
        if verdict == UNKNOWN:
            typed_over = [
                is_there and not text.startswith("its ") and self._is_typed_over(place, mine)
                for (place, mine), (is_there, text) in zip(self._targets(intent).items(), cells, strict=True)
            ]
            there = [t for n, t in enumerate(there) if n >= len(cells) or not typed_over[n]]
            if any(there) and not all(there):
                self._judge_part(intent, cells, rows)
            verdict = WRITTEN if all(there) else NOT
        elif verdict == NOT and there and all(there) and any(isinstance(a, RowAddition) for a, _ in rows):
            text = f"{intent.name} is saved whole, but Pharos says that it is not"
            targets = self._targets(intent)
            if self.is_blocked(intent):
                self.told.append(text)
                return
            if targets and all(self._is_told(self._names(*place), intent.words) for place in targets):
                self.told.append(text)
                return
            self.violations.append(Violation("stuck", text))
            return
        for (place, mine), (is_there, text) in zip(self._targets(intent).items(), cells, strict=True):
            title, row, column = place
            if verdict == WRITTEN and not is_there and not self._typed_before_write(intent, place):
                text = f"{intent.name}: {text} instead of {mine!r}"
                self._wrong("false_saved", title, row, column, text, words=intent.last_words)
            elif verdict == WRITTEN:
                self._judge_overwritten(title, row, column, mine, intent.settled)
            elif is_there:
                self._judge_taken_back(title, row, column, mine, f"{intent.name} was {verdict}, but {text}")
            else:
                self._judge_taken_back(title, row, column, mine, f"{intent.name} was {verdict}, and {text}")
        for addition, found in rows:
            if not isinstance(addition, RowAddition):
                continue
            is_journal = addition in intent.journal
            shown = f"{intent.name}: {addition.tab} {tuple(addition.values.values())}"
            if verdict == WRITTEN and not found:
                kind = "journal_wrong" if is_journal else "false_saved"
                text = f"{shown} is not there"
                others = [word for other in self.intents if other is not intent for word in other.words]
                words = None if is_journal else [*intent.last_words, *others]
                self._wrong(kind, addition.tab, None, None, text, addition, words)
                continue
            found = [(title, row) for title, row in found if row in self.google.sheet(title).row_ids]
            if len(found) > 1:
                kind = "journal_wrong" if is_journal else "silent"
                self._wrong(kind, addition.tab, None, None, f"{shown} is there {len(found)} times", addition)
            elif verdict == NOT and found:
                kind = "journal_wrong" if is_journal else "half_rows"
                row = found[0][1]
                self._wrong(kind, addition.tab, row, None, f"{shown} is there, but {verdict}", addition)

    def _is_typed_over(self, place: tuple[str, int, int], mine: Cell) -> bool:
        """Whether a cell holds what someone typed after it was saved: so it does not show what became of the save."""
        title, row, column = place
        return not _same(self.google.sheet(title).by_id()[row].get(column), mine)

    def _judge_part(
        self,
        intent: Intent,
        cells: Sequence[tuple[bool, str]],
        rows: Sequence[tuple[RowChange | RowAddition, list[tuple[str, int]]]],
    ) -> None:
        """Only a part is there after an unknown outcome: that must be said, with what is there or with what is not."""
        parts: list[tuple[bool, bool, bool]] = []
        for place, (is_there, _) in zip(self._targets(intent), cells, strict=True):
            title, row, column = place
            parts.append((False, is_there, self._is_told(self._names(title, row, column), self.words)))
        for addition, found in rows:
            if isinstance(addition, RowAddition):
                names = self._names(addition.tab, found[0][1] if found else None, None, addition)
                parts.append((addition in intent.journal, bool(found), self._is_told(names, self.words)))
        text = f"{intent.name}: only a part is there: {[is_there for _, is_there, _ in parts]}"
        if all(said for _, is_there, said in parts if is_there) or all(
            said for _, is_there, said in parts if not is_there
        ):
            self.told.append(text)
            return
        rest = {is_there for is_journal, is_there, _ in parts if not is_journal}
        self.violations.append(Violation("journal_wrong" if len(rest) == 1 else "half_rows", text))

    def _judge_taken_back(self, title: str, row: int, column: int, mine: Cell, text: str) -> None:
        """A cell of a save that was not written holds what it held, or what someone typed last.

        If it holds what was to be saved, it is enough to name the cell.
        """
        sheet = self.google.sheet(title)
        if row not in sheet.row_ids or column not in sheet.column_ids:
            return
        expected = self._expected(title, row, column)
        if not _same(expected, sheet.by_id()[row].get(column)):
            if self._typed_in_the_gap(sheet.events.get((row, column), ())):
                self.gaps.append(self._place(title, row, column) + " " + text)
            else:
                held = sheet.by_id()[row].get(column)
                lost = held if expected in (None, "") else "" if _same(held, mine) else expected
                self._wrong("silent", title, row, column, f"{text} instead of {expected!r}", lost=lost)

    def _judge_overwritten(self, title: str, row: int, column: int, mine: Cell, settled: int | None) -> None:
        """Nobody's text was overwritten, except in the one gap."""
        events = self.google.sheet(title).events.get((row, column), ())
        for at, event in enumerate(events):
            later = next((e for e in events[at + 1 :] if e.who == PHAROS), None)
            again = any(e.who == PERSON for e in events[at + 1 :])
            if later and settled is not None and event.request <= settled + 1 and later.request > settled:
                continue
            if event.who == PERSON and later and not again and not _same(event.value, mine):
                text = f"someone's {event.value!r} (before request {event.request}) was overwritten"
                text += f" in request {later.request}"
                if event.request == later.request:
                    self.gaps.append(self._place(title, row, column) + " " + text)
                else:
                    self._wrong("silent", title, row, column, text, lost=event.value)

    def _cell_state(self, place: tuple[str, int, int], mine: Cell) -> tuple[bool, str]:
        """Whether a saved cell got its value and kept it until someone changed it; and what it holds now."""
        title, row, column = place
        sheet = self.google.sheet(title)
        events = sheet.events.get((row, column), ())
        wrote = [at for at, event in enumerate(events) if event.who == PHAROS and _same(event.value, mine)]
        last = max((at for at, event in enumerate(events) if event.who == PHAROS), default=-1)
        is_ours = bool(wrote) and wrote[-1] == last
        if row not in sheet.row_ids:
            return is_ours, "its row is gone"
        if column not in sheet.column_ids:
            return is_ours, "its column is gone"
        held = sheet.by_id()[row].get(column)
        if _same(held, mine):
            return True, f"holds {held!r}"
        typed = [at for at, event in enumerate(events) if event.who == PERSON]
        return is_ours and bool(typed) and typed[-1] > last, f"holds {held!r}"

    def _typed_before_write(self, intent: Intent, place: tuple[str, int, int]) -> bool:
        """Whether someone typed into the cell in the one gap, and their text is there."""
        title, row, column = place
        sheet = self.google.sheet(title)
        typed = [event for event in sheet.events.get((row, column), ()) if event.who == PERSON]
        held = sheet.by_id().get(row, {}).get(column)
        if not typed or not _same(typed[-1].value, held):
            return False
        requests = {
            event.request
            for s in self.google.book.sheets
            if isinstance(s, FollowedSheet)
            for events in s.events.values()
            for event in events
            if event.who == PHAROS
        }
        is_in_gap = typed[-1].request in requests and any(r < typed[-1].request for r in requests)
        if is_in_gap:
            self.gaps.append(self._place(title, row, column) + f" {intent.name}: {held!r} stayed")
        return is_in_gap

    def _typed_in_the_gap(self, events: Sequence[Event]) -> bool:
        """Whether the last text that someone typed was overwritten by the very next request."""
        typed = [at for at, event in enumerate(events) if event.who == PERSON]
        if not typed:
            return False
        later = next((event for event in events[typed[-1] + 1 :] if event.who == PHAROS), None)
        return later is not None and later.request == events[typed[-1]].request

    def _expected(self, title: str, row: int, column: int) -> Any:
        events = self.google.sheet(title).events.get((row, column), ())
        typed = [event.value for event in events if event.who == PERSON]
        return typed[-1] if typed else self.initial[title].get(row, {}).get(column)

    def _targets(self, intent: Intent) -> dict[tuple[str, int, int], Cell]:
        return {
            (
                change.tab,
                intent.rows.get(change.row, change.row - 1),
                self.columns[change.tab][column],
            ): mine
            for change in intent.changes
            if isinstance(change, RowChange)
            for column, mine in change.after.items()
        }

    def _match_new_rows(self, intents: Sequence[Intent]) -> None:
        """Find each new row; a row that is none of them, and that nobody typed, is a half row."""
        for title, initial in self.initial.items():
            sheet = self.google.sheet(title)
            wanted = [
                addition
                for intent in intents
                for addition in (*intent.changes, *intent.journal)
                if isinstance(addition, RowAddition) and addition.tab == title
            ]
            rows = [(row, cells, True) for row, cells in sheet.by_id().items() if not initial.get(row)]
            rows += [
                (row, gone.cells, False)
                for row, gone in sheet.deleted.items()
                if gone.who == PERSON and not initial.get(row)
            ]
            typed_in = {
                row: {
                    column
                    for (r, column), events in sheet.events.items()
                    if r == row and events[-1].who == PERSON
                }
                for row, _, _ in rows
            }
            for row, cells, is_there in sorted(rows, key=lambda found: len(typed_in[found[0]])):
                typed = typed_in[row]
                if not is_there:
                    staged = {c for c, value in cells.items() if read_placeholder(value)}
                    typed = typed | staged
                    self.deleted_early |= {row} if staged else set()
                ours = {c: value for c, value in cells.items() if c not in typed}
                fitting = [a for a in wanted if self._fits(a, ours, typed)] if ours else []
                free = [a for a in fitting if id(a) not in self.matched]
                if free or (fitting and not typed):
                    self.matched.setdefault(id((free or fitting)[0]), []).append((title, row))
                elif ours and is_there:
                    self._wrong("half_rows", title, row, None, f"a row that nobody wanted: {cells}")

    def _fits(self, addition: RowAddition, ours: Mapping[int, Any], typed: set[int]) -> bool:
        at = self.columns[addition.tab]
        known = set(self.google.sheet(addition.tab).column_ids)
        wanted = {
            at[name]: value
            for name, value in addition.values.items()
            if value not in (None, "") and at[name] in known
        }
        left = {c: value for c, value in wanted.items() if c not in typed}
        loose = at.get("old", -1) if addition.tab == "edits" else -1
        return left.keys() == ours.keys() and all(_same(ours[c], left[c]) for c in left if c != loose)

    def _wrong(
        self,
        kind: str,
        title: str,
        row: int | None,
        column: int | None,
        text: str,
        addition: RowAddition | None = None,
        words: Sequence[str] | None = None,
        lost: Any = None,
    ) -> None:
        """`lost`: what was in the cell, or what should not be there; a note must say it."""
        full = f"{self._place(title, row, column)} {text}".strip()
        names = self._names(title, row, column, addition)
        words = [word for word in (self.words if words is None else words) if self._says(word, lost)]
        if self._is_told(names, words):
            self.told.append(full)
        else:
            self.violations.append(Violation(kind, full))

    def _names(
        self, title: str, row: int | None, column: int | None, addition: RowAddition | None = None
    ) -> list[str]:
        """Patterns of which a note has one if it is about this cell or row."""
        names: list[str] = []
        if row is not None:
            sheet = self.google.sheet(title)
            key = self.initial[title].get(row, {}).get(0)
            names += [str(key)] if key else []
            if row in sheet.row_ids:
                at = sheet.row_ids.index(row) + 1
                names.append(f"rows? ([0-9 ,and]*[ ,])?{at}")
                if column in sheet.column_ids:
                    names.append(f"{column_letters(sheet.column_ids.index(column))}{at}")
        if addition is not None:
            names += [re.escape(str(addition.values[name])) for name in addition.key[-1:]]
            if "change_set" in addition.values:
                key, name = (re.escape(str(addition.values[title])) for title in ("key", "change_set"))
                names.append(f"{name}, {addition.values['tab']}, {key}")
        return [rf"\b{title}\b[^();]*?(\brows?\b|!).*?\b{name}\b" for name in names] + [
            rf"\b{title}\b[^();]*?\b{name}\b" for name in names
        ]

    def _says(self, words: str, lost: Any) -> bool:
        """Whether a note says what was lost; or where to find it, if the process that may have known was cut off."""
        return str(lost or "") in words or (self.google.was_cut_off and "version history" in words)

    @staticmethod
    def _is_told(names: Iterable[str], words: Iterable[str]) -> bool:
        return any(re.search(name, text) for name in names for text in words)

    def _place(self, title: str, row: int | None, column: int | None) -> str:
        if row is None:
            return title
        names = {c: name for name, c in self.columns[title].items()}
        key = self.initial[title].get(row, {}).get(0, f"row #{row}") if row else "header"
        return f"{title} {key}" + (f" {names.get(column, f'column #{column}')}" if column is not None else "")


def _same(one: Any, other: Any) -> bool:
    return (None if one == "" else one) == (None if other == "" else other)
