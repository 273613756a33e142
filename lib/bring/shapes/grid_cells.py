"""What one cell of a grid of attendance is: a name, a mark, or part of a sum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lib.bring.shapes.list_entries import everybody_but, is_cancelled, is_holiday, is_nobody
from lib.bring.shapes.row_texts import is_count, is_date_or_period, is_footnote, is_total
from lib.bring.synonyms import columns_for
from lib.bring.table import text_of
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, no_words, word_for, word_form, yes_words
from lib.workbook.base import Cell, Grid

_PRESENT = TABS["attendance"].column("present")
_REMARK = re.compile(r"\s*[(\[,;:]|\s+[-–—]\s*")
_ALSO_NAMES = frozenset(("jan", "april", "may", "june", "august", "mai"))
"""Months that are first names too."""

NO_PERSON = frozenset(
    map(
        word_form,
        "consent|photo consent|paid|recording|role|all day event|all day|private|public|recurring|online|"
        "hybrid|virtual|confirmed|cancelled|canceled|recorded|published|approved|minutes approved|minutes sent|"
        "notes sent|invite sent|invitation sent|agenda sent|reminder sent|sent|quorum|quorate|quorum met|billable|"
        "catering|lunch|room booked|booked|urgent|flagged|active|ganztägig|privat|öffentlich|bestätigt|abgesagt|"
        "aufgezeichnet|genehmigt|beschlussfähig|versendet|eingeladen|raum gebucht|journée entière|privé|confirmé|"
        "annulé|enregistré|approuvé|quorum atteint|envoyé|todo el día|privado|confirmado|cancelado|grabado|"
        "aprobado|enviado|hele dag|bevestigd|geannuleerd|opgenomen|goedgekeurd|verzonden|dia inteiro|gravado|"
        "aprovado".split("|"),
    )
)
"""Headers over yes and no that are nobody's name, in `word_form`."""
NO_MARKS = NO_PERSON | frozenset(
    map(
        word_form,
        "guest|host|new|external|first time|first visit|new member|newcomer|gast|extern|neu|invité|nouveau|invitado|"
        "nuevo|quantity|qty|tickets|ticket quantity|number of tickets|no. of tickets|plus ones|menge|anzahl|"
        "anzahl tickets|quantité|nombre de billets|cantidad|aantal|quantidade|attendee status|registration status|"
        "approval status|order status|ticket status|rsvp|rsvp status|will you attend|will you come|zusage|kommst du|"
        "anmeldestatus|statut d'inscription|estado de inscripción|inschrijfstatus|status da inscrição".split(
            "|"
        ),
    )
)
"""Headers over yes and no, or numbers, that say something else than who was present, in `word_form`: also who said
that they would come."""
_BEGINS, _ENDS = (
    frozenset(map(word_form, words.split("|")))
    for words in (
        "start date|start time|start|begins|beginn|anfang|startdatum|startzeit|beginnt am|date de début|heure de début|"
        "début|fecha de inicio|hora de inicio|begindatum|begintijd|data de início|hora de início",
        "end date|end time|end|ends|ende|enddatum|endzeit|endet am|date de fin|heure de fin|fin|fecha de finalización|"
        "hora de finalización|fecha fin|hora fin|einddatum|eindtijd|data de término|hora de término|data de fim",
    )
)
"""Headers of calendars over when something begins and ends."""


def is_person(text: str) -> bool:
    """Whether a text beside marks may be somebody's name: no total, count, note, question, number or period."""
    return (
        sum(map(str.isalpha, text)) >= 2
        and len(text) <= 80
        and not text.rstrip().endswith("?")
        and word_form(text) not in fillers()
        and not (
            is_total(text)
            or is_count(text)
            or is_footnote(text)
            or (is_date_or_period(text) and word_form(text) not in _ALSO_NAMES)
            or is_nobody(text)
            or word_form(text) in yes_words() | no_words()
        )
        and everybody_but(text) is None
    )


def is_mark(cell: Cell) -> bool:
    """Whether a cell may say if somebody was there: a known word, also with a remark behind it, up to three characters,
    a filler, true, 0 or 1."""
    if isinstance(cell, bool):
        return True
    if isinstance(cell, int | float):
        return cell in (0, 1)
    text = text_of(cell)
    is_sign = len(text) <= 3 and not text.isdigit()
    return (
        is_sign
        or word_form(text) in fillers()
        or word_for(before_remark(text), _PRESENT) is not None
        or is_cancelled(text)
        or is_holiday(text)
    )


def are_headers_of_actions(texts: Iterable[str]) -> bool:
    """Whether texts are the headers of a list of actions: at least two of what, who and until when."""
    said = {
        name
        for text in texts
        if text
        for name, score in columns_for(text, TABS["actions"]).items()
        if score >= 95.0
    }
    return len(said & {"what", "owner", "due"}) > 1


def is_begin(header: str) -> bool:
    """Whether a header stands over when something begins: "Start", "Beginn am"."""
    return word_form(header.strip("?: ")) in _BEGINS


def is_end(header: str) -> bool:
    """Whether a header stands over when something ends: "End", "Date de fin"."""
    return word_form(header.strip("?: ")) in _ENDS


def are_headers_of_calendar(texts: Iterable[str]) -> bool:
    """Whether texts are the headers of a calendar: when each event begins, and when it ends."""
    forms = set(map(word_form, texts))
    return bool(forms & _BEGINS and forms & _ENDS)


def before_remark(text: str) -> str:
    """What stands before the remark in a cell: "No, I was ill" -> "No"."""
    return _REMARK.split(text, maxsplit=1)[0]


def is_sum(cells: Iterable[Cell]) -> bool:
    """Whether a row of marks holds numbers that count people, or shares: all numbers, and one neither 0 nor 1."""
    texts = [text_of(cell) for cell in cells]
    numbers = [text for text in texts if re.fullmatch(r"\d+([.,]\d+)?%?", text)]
    filled = [text for text in texts if text]
    return (
        bool(filled) and len(numbers) == len(filled) and any(_value(text) not in (0, 1) for text in numbers)
    )


def _value(text: str) -> float:
    return float(text.rstrip("%").replace(",", "."))


def name_in(grid: Grid, row: int, people: Sequence[int]) -> str:
    """The name that a row of people holds, also of two columns with first and last name."""
    return " ".join(filter(None, (text_of(grid.cell(row, at)) for at in people)))
