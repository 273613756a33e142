"""What an unfamiliar workbook seems to hold: a guess per tab and column, confirmed by a person before it is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.bring.header_row import FARTHEST
from lib.bring.shapes.listed_attendance import LIST_HEADERS
from lib.bring.synonyms import columns_for, tabs_for
from lib.log.format.cells import shown
from lib.log.format.schema import TABS, Tab
from lib.log.format.words import no_words, word_form, yes_words
from lib.log.reading.naming import Naming, folded, namings
from lib.workbook.base import Grid, column_letters

SAMPLES = 3
SURE = 95.0
"""A guess this sure is made for the person; a less sure one is only offered."""


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a tab: its header and a few cells, and what it is taken for.

    `column`: a column of the format, "" for none. `rivals`: others it may mean. `use`: lists of people in a sessions
    tab are used without a name of the format ("attendees"); "" otherwise.
    """

    position: int
    header: str
    samples: tuple[str, ...]
    column: str = ""
    rivals: tuple[str, ...] = ()
    use: str = ""

    @property
    def letter(self) -> str:
        return column_letters(self.position)


@dataclass(frozen=True, slots=True)
class TabGuess:
    """One tab: what it is taken for (`tab`, "" for nothing), where its headers are, its columns and number of rows.

    `rivals`: other tabs of the format it may be.
    """

    workbook: str
    title: str
    tab: str
    header_row: int
    rows: int
    columns: tuple[ColumnGuess, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """The columns that every row of this tab needs and that none of its columns is taken for."""
        if not self.tab:
            return ()
        found = {column.column for column in self.columns}
        follows = {"circle", TABS[self.tab].key[0] if TABS[self.tab].key else "", "present"}
        needed = [column.name for column in TABS[self.tab].columns if column.required]
        return tuple(name for name in needed if name not in found and name not in follows)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose instead of the guesses: a tab's title -> tab, (title, header) -> column; "" for none."""

    tabs: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)


def propose(grids: Iterable[Grid], choices: Choices = Choices()) -> tuple[TabGuess, ...]:
    """A guess for every tab with content except the settings and the journal, in the order of the workbook.

    A title or header with two equally good meanings gets none, and both are offered. Settings of the workbook go before
    guesses, and what a person chose before both.
    """
    grids = tuple(grids)
    by_workbook = namings(grids, TABS)
    guesses = [
        _tab(grid, by_workbook.get(grid.workbook, Naming()), choices)
        for grid in grids
        if grid.height and folded(grid.tab) not in ("settings", "edits")
    ]
    return tuple(_once(guesses, choices))


def _tab(grid: Grid, naming: Naming, choices: Choices) -> TabGuess:
    known = naming.tab(grid.tab, TABS)
    chosen = choices.tabs.get(grid.tab)
    if chosen is not None:
        name, rivals = chosen, ()
    elif known in TABS:
        name, rivals = known, ()
    else:
        name, rivals = _best(tabs_for(grid.tab))
    if not name:
        row = _header_row(grid, None, naming)
        return TabGuess(grid.workbook, grid.tab, "", row, max(grid.height - row, 0), rivals=rivals)
    tab = TABS[name]
    row = _header_row(grid, tab, naming)
    columns = _columns(grid, tab, naming, row, choices)
    return TabGuess(grid.workbook, grid.tab, name, row, max(grid.height - row, 0), columns, rivals)


def _header_row(grid: Grid, tab: Tab | None, naming: Naming) -> int:
    if tab is not None and (named := naming.header_rows.get(tab.name)):
        return named
    counts = []
    for row in range(1, min(grid.height, FARTHEST) + 1):
        texts = [
            cell
            for at in range(len(grid.columns))
            if isinstance(cell := grid.cell(row, at), str) and cell.strip()
        ]
        if tab is None:
            counts.append(len(texts))
        else:
            counts.append(sum(bool(_meaning(text, tab, naming)) for text in texts))
    most = max(counts, default=0)
    return counts.index(most) + 1 if most >= 2 else 1


def _meaning(header: str, tab: Tab, naming: Naming) -> bool:
    return naming.column(tab, header) in tab.column_names or bool(columns_for(header, tab))


def _columns(
    grid: Grid, tab: Tab, naming: Naming, header_row: int, choices: Choices
) -> tuple[ColumnGuess, ...]:
    offers: list[tuple[ColumnGuess, dict[str, float]]] = []
    for position in range(len(grid.columns)):
        header = shown(grid.cell(header_row, position)).strip()
        below = [shown(cell).strip() for cell in grid.columns[position][header_row:] if shown(cell).strip()]
        if not header and not below:
            continue
        guess = ColumnGuess(position, header, tuple(dict.fromkeys(below))[:SAMPLES])
        if (chosen := choices.columns.get((grid.tab, header))) is not None:
            offers.append((guess, {chosen: 1000.0} if chosen else {}))
        elif _is_text_under_key(header, below, tab):
            offers.append((guess, {"what": SURE}))
        elif naming.column(tab, header) in tab.column_names:
            offers.append((guess, {naming.column(tab, header): 500.0}))
        elif tab.name == "sessions" and (use := _list_use(header)):
            offers.append((replace(guess, use=use), {}))
        else:
            offers.append((guess, _fitting(columns_for(header, tab), below, header, tab)))
    return _assigned(offers, choices, grid.tab)


def _assigned(
    offers: Sequence[tuple[ColumnGuess, dict[str, float]]], choices: Choices, title: str
) -> tuple[ColumnGuess, ...]:
    """Each column of the format for the header that fits it best; where two fit as well, for neither."""
    wanted: dict[str, list[float]] = {}
    for _, scores in offers:
        for name, score in scores.items():
            wanted.setdefault(name, []).append(score)
    guesses = []
    for guess, scores in offers:
        best, rivals = _best(scores)
        score = scores.get(best, 0.0)
        is_contested = bool(best) and sum(other >= score for other in wanted.get(best, ())) > 1
        if (is_contested and score < 500) or (best and max(wanted[best]) > score):
            guesses.append(replace(guess, rivals=tuple(scores)))
        else:
            guesses.append(replace(guess, column=best, rivals=rivals))
    return tuple(guesses)


def _best(scores: Mapping[str, float]) -> tuple[str, tuple[str, ...]]:
    """The one meaning that is sure and better than any other, and the others; "" where two are equally good."""
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    if not ordered:
        return "", ()
    (name, score), others = ordered[0], ordered[1:]
    if score < SURE or (others and others[0][1] >= score):
        return "", tuple(scores)
    return name, tuple(other for other, _ in others)


def _fitting(scores: dict[str, float], cells: Sequence[str], header: str, tab: Tab) -> dict[str, float]:
    """Without meanings that the cells contradict: yes or no under a question is no date."""
    forms = {word_form(cell) for cell in cells[:200]}
    is_yes_or_no = bool(forms) and forms <= yes_words() | no_words()
    kept = {}
    for name, score in scores.items():
        kind = tab.column(name).kind
        if kind == "date" and (is_yes_or_no or header.rstrip().endswith("?")):
            continue
        kept[name] = score
    if (
        is_yes_or_no
        and header.rstrip().endswith("?")
        and "status" in tab.column_names
        and tab.name == "actions"
    ):
        kept = {"status": SURE}
    return kept


def _is_text_under_key(header: str, cells: Sequence[str], tab: Tab) -> bool:
    """Whether a column "Action" holds what is to be done, not keys: most of its cells are several words."""
    return (
        tab.name == "actions"
        and folded(header) == "action"
        and 2 * sum(" " in cell for cell in cells) > len(cells)
    )


def _list_use(header: str) -> str:
    form = word_form(header)
    return next(
        (use for use, headers in LIST_HEADERS.items() if form in {word_form(each) for each in headers}), ""
    )


def _once(guesses: Sequence[TabGuess], choices: Choices) -> Iterable[TabGuess]:
    """A tab with the format's own name wins over others that only seem to be the same."""
    own = {guess.tab for guess in guesses if folded(guess.title) == guess.tab}
    for guess in guesses:
        is_chosen = guess.title in choices.tabs
        if guess.tab in own and folded(guess.title) != guess.tab and not is_chosen:
            yield replace(guess, tab="", rivals=(guess.tab, *guess.rivals), columns=())
        else:
            yield guess
