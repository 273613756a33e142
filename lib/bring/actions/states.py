"""The status of actions where the usual reading of a word is not sure: colors of a light, a ticket's resolution.

"Y" means yes and so done, but beside R and G it means yellow. In the export of a tracker of tickets, a ticket may be
done because it was given up ("Won't do"). Neither is read as what it may not be.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lib.bring.evidence import LIGHTS
from lib.bring.synonyms import state_of_all
from lib.bring.table import Table, different, text_of
from lib.log.format.lights import COLORS
from lib.log.format.schema import TABS
from lib.log.format.words import word_for, word_form
from lib.workbook.base import Cell

_STATUS = TABS["actions"].column("status")
_LIGHTS = frozenset(
    map(word_form, ("r", "g", "red", "green", "rot", "grün", "rouge", "vert", "rojo", "verde"))
)
_BLUE = frozenset(map(word_form, ("b", "blue", "blau", "bleu", "azul", "blauw")))
_YELLOW = frozenset(map(word_form, ("y", "o", "j")))
"""First letters of yellow, orange and jaune, which mean yes too."""
_RESOLUTION = frozenset(map(word_form, ("resolution", "lösung", "résolution", "resolución", "resolução")))
_KIND = frozenset(
    map(word_form, ("type", "kind", "category", "item type", "art", "typ", "catégorie", "tipo", "soort"))
)
_ACTIONS = frozenset(
    map(word_form, "action|actions|a|task|aktion|maßnahme|aufgabe|tâche|acción|tarea|actie|ação".split("|"))
)
_OTHER_KINDS = frozenset(
    map(
        word_form,
        "n|note|notes|notiz|hinweis|nota|notitie|b|risk|risks|r|issue|issues|i|assumption|assumptions|dependency|dependencies|d|decision|decisions|information|info|"
        "risiko|problem|annahme|abhängigkeit|entscheidung|beschluss|risque|problème|hypothèse|dépendance|décision|riesgo|"
        "problema|supuesto|dependencia|decisión|risico|probleem|aanname|afhankelijkheid|besluit|risco|dependência|"
        "decisão|pressuposto".split("|"),
    )
)
OTHER_KIND = "is no action, as its type says"
YELLOW = " (yellow or yes?)"


def settle_states(tables: Sequence[Table], own: Collection[str]) -> None:
    """Read the status of actions with the other words of its column and its row.

    `own`: words (in `word_form`) that the settings explain.
    """
    for table in tables:
        if table.has("status"):
            _settle_lights(table, own)
            _settle_resolutions(table, own)


def read_states_of_tabs(tables: Sequence[Table], own: Collection[str]) -> None:
    """Read the actions of a tab whose title says in which state all of them are, such as "Completed actions", as that,
    where they have no status of their own, or only the color of a light; it is noted.

    `own`: words (in `word_form`) that the settings explain. Blue stands for done too, and stays as it is among open
    actions.
    """
    for table in tables:
        state = state_of_all(table.grid.tab)
        if not state or not len(table):
            continue
        texts = table.texts("status")
        forms = {word_form(text) for text in texts if text}
        are_lights = (
            bool(forms & _LIGHTS or (forms and forms <= _BLUE)) and forms <= LIGHTS and not forms & {*own}
        )
        replaced = (forms if are_lights else set()) - (_BLUE if state == "open" else set())
        if state == "done":
            replaced = {*replaced, ""}
        if not any(word_form(text) in replaced for text in texts):
            continue
        said = zip(table.cells("status"), texts, strict=True)
        cells = [state if word_form(text) in replaced else cell for cell, text in said]
        status = table.column("status")
        table.derive("status", cells, status.at if status else None)
        expected = f"a status for each action; read as {state}, as the title of the tab says"
        table.note(None, "", "note", f"{state} by title", table.grid.tab, expected)


def leave_out_other_kinds(tables: Sequence[Table]) -> None:
    """Risks, issues, assumptions, dependencies and decisions are no actions, where they are kept beside actions."""
    for table in tables:
        column = table.column("kind") or next(
            (column for column in table.columns if word_form(column.name) in _KIND), None
        )
        if column is None or not _ACTIONS & {word_form(text) for text in table.said(column.name)}:
            continue
        forms = [word_form(text_of(cell)) for cell in column.cells]
        if column.name == "kind":
            cells = zip(column.cells, forms, strict=True)
            table.respell("kind", ["action" if form in _ACTIONS else cell for cell, form in cells])
        for record, form in enumerate(forms):
            if form in _OTHER_KINDS:
                table.leave_out(record, f"{OTHER_KIND} ({form})")


def _settle_lights(table: Table, own: Collection[str]) -> None:
    cells = table.cells("status")
    forms = {word_form(cell) for cell in different(cells) if isinstance(cell, str)}
    doubtful = set() if COLORS in own else (forms & _YELLOW) - set(own)
    if doubtful and forms & _LIGHTS:
        table.respell(
            "status",
            [
                f"{cell.strip()}{YELLOW}" if isinstance(cell, str) and word_form(cell) in doubtful else cell
                for cell in cells
            ],
        )


def _settle_resolutions(table: Table, own: Collection[str]) -> None:
    column = next((column for column in table.columns if word_form(column.name) in _RESOLUTION), None)
    if column is None:
        return
    cells: list[Cell] = list(table.cells("status"))
    for record, (cell, said) in enumerate(zip(cells, map(text_of, column.cells), strict=True)):
        is_done = word_form(text_of(cell)) not in own and word_for(text_of(cell), _STATUS) == "done"
        if is_done and word_for(said, _STATUS) == "cancelled":
            cells[record] = "cancelled"
            expected = f"done; read as cancelled, since the resolution is {said}"
            table.note(record, "status", "note", "given up", text_of(cell), expected)
    if cells != list(table.cells("status")):
        table.respell("status", cells)
