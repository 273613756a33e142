"""What people call the lists of who came and who did not: as headers of columns, and as labels within one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.cells import shown
from lib.log.format.words import no_words, word_form, yes_words
from lib.workbook.base import Cell, Grid

LISTS: Mapping[str, str] = {"attendees": "yes", "online": "yes", "apologies": "excused", "absent": "no"}
"""Columns of the sessions tab that list people, and what being listed there means."""
LIST_HEADERS: Mapping[str, tuple[str, ...]] = {
    "attendees": (
        "attendees", "attendee names", "names of attendees", "attendees (names)", "list of attendees", "attendee list",
        "participant names", "names of participants", "names of those present", "namen der teilnehmer",
        "noms des participants", "nombres de los asistentes", "attendance", "attended", "present",
        "who was there", "who came", "participants",
        "people present",
        "in attendance", "teilnehmer", "teilnehmende", "anwesend", "anwesende", "participants présents", "présents",
        "asistentes", "presentes", "aanwezig", "aanwezigen", "deelnemers", "participantes",
        "members present", "asistieron", "present at meeting", "attended by", "attendees present", "who attended",
        "membres présents", "mitglieder anwesend", "miembros presentes", "membros presentes", "leden aanwezig",
    ),
    "apologies": (
        "apologies", "regrets", "excused", "sent apologies", "apologies for absence", "entschuldigt", "excusés",
        "excuses", "disculpados", "excusados", "afgemeld", "verontschuldigd", "afmeldingen", "justificados",
        "fehlend entschuldigt", "entschuldigt fehlend", "fehlend (entschuldigt)", "ausencias justificadas",
        "ausências justificadas", "entschuldigte", "abmeldungen", "abgemeldet",
        "absences excusées", "absents excusés", "leave of absence", "apologies received", "absent with apologies",
        "apologies / regrets", "apologies/regrets", "absent (excused)", "absent excused", "excused absences",
        "apologies from", "regrets from", "entschuldigt abwesend", "absent (entschuldigt)", "absents (excusés)",
        "ausentes justificados", "ausentes con excusa", "afwezig met kennisgeving", "afwezig met bericht",
        "afwezig m.k.", "afwezig mk", "afw. m.k.", "afwezig m.b.",
        "ausentes com justificativa",
    ),
    "absent": (
        "absent", "absentees", "missing", "not present", "did not attend", "no shows", "abwesend", "gefehlt",
        "absents", "fehlend", "fehlende", "fehlend unentschuldigt", "nicht anwesend", "abwesend unentschuldigt",
        "ausentes", "afwezig", "afwezigen", "abwesende", "non-attendees",
        "unexcused", "absent without apology", "absent without apologies", "absent (unexcused)", "absent unexcused",
        "unentschuldigt", "unentschuldigt abwesend", "absents non excusés", "non excusés",
        "afwezig zonder kennisgeving", "afwezig zonder bericht", "ausentes sin justificar",
        "ausentes sem justificativa", "faltaram", "faltas",
    ),
}  # fmt: skip


_IN_PERSON = frozenset(map(word_form, (
    "in person", "in the room", "on site", "onsite", "face to face", "attended in person", "present in person",
    "vor ort", "in präsenz", "präsenz", "en présentiel", "présentiel", "sur place", "presencial", "en persona",
    "ter plaatse", "fysiek",
)))  # fmt: skip
_ONLINE = frozenset(map(word_form, (
    "online", "remote", "remotely", "virtual", "virtually", "attended online", "attended remotely", "present online",
    "via zoom", "on zoom", "via teams", "on teams", "by phone", "by video", "zugeschaltet", "en ligne", "à distance",
    "distanciel", "en distanciel", "visio", "en visio", "en línea", "virtuales", "a distancia", "à distância",
)))  # fmt: skip
_SEVERAL = re.compile(r"[,;\n]|\s(?:and|und|et|y|e|en)\s|\s&\s")


def in_room_and_online(
    headers: Sequence[str], texts: Callable[[int], Iterable[str]]
) -> tuple[int, int] | None:
    """The positions of two columns with the names of those who came in person, and of those who came online; None
    where there are no two, where another column lists all who came, or where they hold rooms and links.

    `texts`: the filled cells of a column.
    """
    forms = [*map(word_form, headers)]
    room = next((at for at, form in enumerate(forms) if form in _IN_PERSON), None)
    online = next((at for at, form in enumerate(forms) if form in _ONLINE), None)
    if room is None or online is None or set(map(word_form, LIST_HEADERS["attendees"])) & {*forms}:
        return None
    cells = [*texts(room), *texts(online)]
    no_names = sum(any(map(str.isdigit, text)) or "://" in text for text in cells)
    return (room, online) if any(map(_SEVERAL.search, cells)) and 4 * no_names < len(cells) else None


def list_columns(table: Table) -> dict[str, TableColumn]:
    """The columns of a tab that list people: attendees, apologies, absent -> column. One with numbers only says how
    many they were, and one with yes and no says whether anybody was: they list nobody."""
    found: dict[str, TableColumn] = {}
    for meaning, headers in LIST_HEADERS.items():
        forms = {word_form(header) for header in headers}
        named = (column for column in table.columns if word_form(column.name) in forms)
        column = next((column for column in named if not _are_counts(column.cells)), None)
        if column is not None:
            found[meaning] = column
    both = in_room_and_online(
        [column.name for column in table.columns],
        lambda at: filter(None, map(text_of, table.columns[at].cells)),
    )
    if both is not None:
        found |= {"attendees": table.columns[both[0]], "online": table.columns[both[1]]}
    return found


def _are_counts(cells: Sequence[Cell]) -> bool:
    filled = [text for cell in cells if (text := text_of(cell))]
    return bool(filled) and all(names_nobody(text) for text in filled)


def names_nobody(text: str) -> bool:
    """Whether a cell of a list is a number of people, or yes or no."""
    return text.replace(".", "", 1).isdigit() or word_form(text) in yes_words() | no_words()


def list_positions(source: Grid, header_row: int) -> dict[str, int]:
    """Which column of a tab of the sheet holds each list: attendees, apologies, absent -> its position from 0."""
    found: dict[str, int] = {}
    for meaning, headers in LIST_HEADERS.items():
        forms = {word_form(header) for header in headers}
        for at in range(len(source.columns)):
            is_named = word_form(shown(source.cell(header_row, at))) in forms
            if is_named and not _are_counts(source.columns[at][header_row:]):
                found.setdefault(meaning, at)
    headers = [shown(source.cell(header_row, at)) for at in range(len(source.columns))]
    both = in_room_and_online(headers, lambda at: filter(None, map(text_of, source.columns[at][header_row:])))
    return found if both is None else found | {"attendees": both[0], "online": both[1]}


GUESTS = "guests"
_GUESTS = ("guests", "guest", "visitors", "gäste", "invités", "invitados", "gasten", "convidados")
_LABEL = re.compile(
    r"(?:^|(?<=[\s.;,|/(–-]))(?P<label>"
    + "|".join(
        sorted(
            (re.escape(header) for headers in (*LIST_HEADERS.values(), _GUESTS) for header in headers),
            key=len,
            reverse=True,
        )
    )
    + r")\s*(?:\(\d+\)\s*)?[:=]\s*",
    re.IGNORECASE,
)
_MEANING = {word_form(header): meaning for meaning, headers in LIST_HEADERS.items() for header in headers}
_MEANING |= dict.fromkeys(map(word_form, _GUESTS), GUESTS)


def lists_in(text: str, meaning: str) -> list[tuple[str, str]]:
    """The lists that a cell below a header of that meaning holds: (attendees, apologies, absent or guests, names).

    "Present: Ada, Bo. Apologies: Cy" holds two. What stands before the first label belongs to the header; a cell
    without a label is one list.
    """
    labels = list(_LABEL.finditer(text))
    if not labels:
        return [(meaning, text)]
    found = [(meaning, text[: labels[0].start()])]
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(text)
        found.append((_MEANING[word_form(label["label"])], text[label.end() : end]))
    return [(which, names) for which, part in found if (names := part.strip(" \t\r\n.;,|/(–-"))]


def has_labels(text: str) -> bool:
    """Whether a cell says within its text who came and who did not."""
    return _LABEL.search(text) is not None
