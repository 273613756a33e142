"""What the cells of a column say about its meaning, beside its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.shapes.codes import looks_like_keys
from lib.bring.shapes.grid_layout import Layout
from lib.bring.shapes.listed_attendance import LIST_HEADERS
from lib.bring.synonyms import without_hints
from lib.log.format.cells import Unfit, read_date
from lib.log.format.column_texts import texts_of
from lib.log.format.schema import TABS, Column, Tab
from lib.log.format.words import fillers, no_words, word_for, word_form, yes_words
from lib.log.reading.naming import folded
from lib.workbook.base import Grid

_ATTENDANCE, _SESSIONS = TABS["attendance"], TABS["sessions"]

SURE = 95.0
"""A guess this sure is made for the person; a less sure one is only offered."""
_NUMBER = re.compile(r"\s*[-+]?\d[\d.,:]*\s*(?:[^\W\d_]{1,8}\.?)?\s*$")
MOST_LOOKED_AT = 2_000
"""Rows below the headers that guesses are made from."""


def some_texts(grid: Grid, position: int, header_row: int) -> list[str]:
    """The first filled cells of a column, as many as a guess needs."""
    cells = grid.columns[position][header_row : header_row + MOST_LOOKED_AT]
    return [text for text in texts_of([*cells]) if text]


def fitting(scores: dict[str, float], cells: Sequence[str], header: str, tab: Tab) -> dict[str, float]:
    """Without meanings that the cells contradict: yes or no under a question is no date."""
    if tab.name in ("actions", "decisions") and is_number_header(header):
        return {tab.key[0]: SURE}
    forms = {word_form(cell) for cell in cells[:200]}
    is_yes_or_no = bool(forms) and forms <= yes_words() | no_words()
    kept = {}
    for name, score in scores.items():
        kind = tab.column(name).kind
        if name == "held" and tab.name == "sessions":
            kept[name] = score  # "Held?" over yes and no says whether it was
            continue
        is_asked = header.rstrip().endswith("?")
        if kind == "date" and (is_yes_or_no or (is_asked and not are_days(cells))):
            continue
        if kind in ("number", "count") and not are_numbers(cells):
            continue  # links below "Minutes" are no length
        if name == "guest" and cells and are_numbers(cells):
            continue  # how many were invited, and not who
        if tab.name == "actions" and name in ("kind", "effect") and not _has_words(cells, tab.column(name)):
            continue  # "Type" of a risk, and the "Impact" it would have
        kept[name] = score
    if (
        tab.name == "actions"
        and not is_yes_or_no
        and header.rstrip().endswith("?")
        and word_form(header.strip("¿? ")) in DONE
    ):
        kept.setdefault("status", SURE - 5)  # words and dates below it: only a person knows
    if (
        is_yes_or_no
        and header.rstrip().endswith("?")
        and "status" in tab.column_names
        and tab.name == "actions"
    ):
        if word_form(header.strip("¿? ")) in DONE:
            return {"status": SURE}
        kept.pop("status", None)  # "Urgent?" says nothing about it, and yes to "Still open?" means no
    return kept


def _has_words(cells: Sequence[str], column: Column) -> bool:
    """Whether any of the first cells is one of the column's words, or a letter that may stand for one, or there are
    none."""
    said = [cell for cell in cells[:200] if word_form(cell) not in fillers()]
    return not said or any(len(cell) == 1 or word_for(cell, column) is not None for cell in said)


LIGHTS = frozenset(
    map(
        word_form,
        "r|a|g|y|b|red|amber|green|yellow|blue|rot|gelb|grün|orange|rouge|vert|jaune|rojo|verde|amarillo|ámbar|rood|geel|"
        "groen|oranje|vermelho|amarelo|🟢|🟡|🔴|🟠".split("|"),
    )
)
"""What columns of a traffic light hold."""
_NUMBERS = frozenset(
    map(word_form, "no|nr|num|number|nummer|numéro|número|#|n°|nº|id|ref|lfd. nr|pos|s.no".split("|"))
)
"""Headers over the numbers of the rows: in a list of actions they are the actions' own, no session's."""


def is_number_header(header: str) -> bool:
    """Whether a header stands over the numbers of the rows: "No.", "Nº", "#"."""
    return word_form(header.rstrip(".: ")) in _NUMBERS


def are_days(cells: Sequence[str]) -> bool:
    """Whether most cells that say something are days: "Bis wann?" may be their header."""
    days, said = 0, [cell for cell in cells[:200] if word_form(cell) not in fillers()]
    for cell in said:
        try:
            days += read_date(cell, day_first=True, epoch_1904=False) is not None
        except Unfit:
            continue
    return 2 * days > len(said)


_TEXTS_OR_KEYS = frozenset(("action", "item", "items", "point", "reference", "ref"))
"""Headers of lists of actions that stand over numbers in some and over texts in others."""


def is_text_under_key(header: str, cells: Sequence[str], tab: Tab) -> bool:
    """Whether a column "Action" or "Item" (of decisions: "Decision") holds what is to be done or was decided: its cells
    do not look like numbers or codes."""
    named = {"actions": _TEXTS_OR_KEYS, "decisions": {"decision", "decisions"}}.get(tab.name, frozenset())
    return folded(without_hints(header)) in named and bool(cells) and not looks_like_keys(cells)


_TITLES = frozenset(("name", "title", "subject", "titel", "titre", "título", "task", "card"))


def is_title(header: str, cells: Sequence[str], tab: Tab) -> bool:
    """Whether a column "Name" or "Title" of a list of actions says what is to be done: most of its cells are texts of
    three words or more, as in exports of task boards. Names of people are shorter."""
    if tab.name != "actions" or folded(header) not in _TITLES:
        return False
    said = cells[:200]
    return bool(said) and 2 * sum(len(cell.split()) > 2 for cell in said) > len(said)


def are_numbers(cells: Sequence[str]) -> bool:
    """Whether at least half of the cells that say something hold a number, alone or with its unit ("90 min")."""
    said = [cell for cell in cells[:200] if word_form(cell) not in fillers()]
    return 2 * sum(bool(_NUMBER.match(cell)) for cell in said) >= len(said)


DONE = frozenset(
    map(
        word_form,
        "done|kept|due complete|resolved|fulfilled|gehalten|eingehalten|tenu|tenue|completed|"
        "complete|closed|finished|erledigt|erl.|erl|terminé|hecho|klaar|gereed|✔|✓|fait|feito|"
        "fini|cumplido|cumplida|cumprido|realizado|realizada|completado|terminado|abgeschlossen|"
        "umgesetzt|réalisé|achevé|afgerond|voltooid|concluído".split("|"),
    )
)
"""Headers, in `word_form`, under which people tick what is done, or write how far it is; dates under them mean
something else."""


def asks_if_done(header: str) -> bool:
    """Whether a header asks what is done: "Done?", "Erl.", "Complete (Y/N)", a tick."""
    bare = header.strip("¿?: ")
    return word_form(without_hints(bare) or bare) in DONE


def are_states(cells: Sequence[str], tab: Tab) -> bool:
    """Whether at least half of the cells say how far something is, in words that are known or with a tick."""
    status = tab.column("status")
    known = sum(
        word_for(cell, status) is not None or word_form(cell) in yes_words() | no_words() for cell in cells
    )
    return bool(cells) and 2 * known >= len(cells)


def maybe_status(grid: Grid, position: int, header_row: int) -> dict[str, float]:
    """The status, to be asked about, for a column of actions whose cells say how far they are in words beyond yes and
    no, whatever its header; {} for any other."""
    cells, tab = some_texts(grid, position, header_row), TABS["actions"]
    words = {cell for cell in cells[:200] if word_form(cell) not in yes_words() | no_words()}
    says_more = any(word_for(word, tab.column("status")) is not None for word in words)
    is_filled = (
        len(cells) > 1 or grid.height - header_row < 2
    )  # one word in a column of remarks is no column of states
    return {"status": SURE - 5} if says_more and is_filled and are_states(cells, tab) else {}


def may_hold(column: Column, cells: Sequence[str]) -> bool:
    """Whether cells may belong to a column whose name their header is: people below "Minutes" are no length."""
    return column.kind not in ("number", "count") or not cells or are_numbers(cells)


def is_light(grid: Grid, position: int, header_row: int) -> bool:
    """Whether a column holds nothing but the colors of a traffic light."""
    forms = {word_form(cell) for cell in some_texts(grid, position, header_row)[:200]}
    return bool(forms) and forms <= LIGHTS


def maybe_due(header: str, grid: Grid, position: int, header_row: int) -> dict[str, float]:
    """The due date, to be asked about, for a column of actions with days under a header that nobody has a name for;
    {} for any other."""
    cells = some_texts(grid, position, header_row)
    return {"due": SURE - 5} if header and cells and are_days(cells) else {}


def list_use(header: str) -> str:
    """The list of people that a header of a sessions tab announces: attendees, apologies, absent; "" for none."""
    form = word_form(header)
    return next(
        (use for use, headers in LIST_HEADERS.items() if form in {word_form(each) for each in headers}), ""
    )


def part_of(layout: Layout, position: int) -> str:
    """What a column of a grid of attendance is, in words: people, a day, the circle; "" for none."""
    if position == layout.circle:
        return "circle"
    if layout.is_down:
        return "people" if position in layout.people else "a day" if position in layout.days else ""
    return "one person" if position in layout.people else "days" if position == layout.when else ""
