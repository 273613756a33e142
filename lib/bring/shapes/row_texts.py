"""What the text of a row says that is no record: a total, a count, a period, a footnote, a legend."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import compress

import pyarrow as pa
import pyarrow.compute as pc

from lib.log.format.months import month_named
from lib.log.format.schema import Tab
from lib.log.format.words import word_form, words_of

TOTAL, HEADER, NOTE, HEADING, LONELY = (
    "looks like a total, not a record",
    "repeats the headers",
    "looks like a footnote, not a record",
    "looks like a heading, not a record",
    "looks like a heading, not a record: nothing else refers to it",
)
"""Why a row is no record."""
_TOTALS = frozenset(
    map(
        word_form,
        "total|totals|grand total|subtotal|sub total|sum|average|avg|mean|count|gesamt|gesamtsumme|summe|zwischensumme|"
        "durchschnitt|anzahl|total général|somme|sous-total|moyenne|totaux|suma|promedio|subtotaal|totaal|som|"
        "gemiddelde|soma|média|legend|legende|légende|leyenda|attendance rate|percent|percentage|rate|"
        "quote|prozent|pourcentage|porcentaje|porcentagem|present|no. present|number present|"
        "anwesend|présents|presentes|aanwezig|%|quorum|quórum|quorum met|quorum reached|headcount|head count|"
        "turnout|members present|beschlussfähig|beschlussfähigkeit|teilnehmerzahl|anwesende|effectif|quorum atteint|"
        "asistentes|aanwezigen|total de presenças|total presenças".split("|"),
    )
)
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_STARTS = (
    r"(?:[*†‡¹²]|(?:notes?|n\.?b\.?|hinweise?|anmerkung(?:en)?|remarques?|nota|let op|key|legende?|légende|leyenda|"
    r"source|quelle|fuente|bron|stand|as of|as at)\s*:|legende?\b|remarque|last (?:update|edit|change)d?\b|"
    r"updated? (?:on|by|at)?\b|zuletzt|letzte (?:änderung|aktualisierung)|mis à jour|dernière mise|"
    r"última actualización|actualizado|laatst bijgewerkt|bijgewerkt|printed|gedruckt|prepared by|page \d)"
)
_BEGINS = (
    r"(?:(?:grand |sub)?totals?|average|avg\.?|mean|sum|number of|no\. of|gesamt|summe|durchschnitt|anzahl|"
    r"moyenne|nombre de|promedio|número de|gemiddelde|aantal|média)\b"
)
_NOTE = re.compile(_STARTS, re.IGNORECASE)
_LABEL = re.compile(_BEGINS, re.IGNORECASE)
_NO_KEY = rf"(?i)^\s*(?:{_STARTS}|{_BEGINS})|[=%(\[]|[^\x00-\x7f]|^[^0-9@]*$".replace(r"\b", "")
"""What a text that is striking contains: no such word has a digit or an @, which keys nearly always have."""
_LEGEND = re.compile(r"(?:^|[,;/(]\s*)[^\s=()\[\]<>]{1,3}\s*=\s*[^\W\d]\w*")
_COUNT = re.compile(
    r"(?:[^\d:=(]{2,40}[:=(]\s*\d+(?:[.,]\d+)?\s*(?:%|/\s*\d+)?\)?|"
    r"\d+ (?:people|persons|members|actions|items|tasks|meetings|sessions|personen|mitglieder|aufgaben|personnes|"
    r"membres|personas|miembros|leden|pessoas|membros))"
)
_PERIOD = re.compile(
    r"(?:q[1-4]|t[1-4]|h[12]|s[12]|quarter \d|quartal \d|\d\. quartal|trimestre \d|kwartaal \d|week \d+|kw ?\d+|"
    r"semaine \d+|semana \d+|sprint \d+|phase \d+)?[\s/,-]*(?:(?:19|20)\d{2}(?:[/-]\d{2,4})?)?"
)
_SECTION = re.compile(
    r"(?:circle|group|team|kreis|zirkel|gruppe|cercle|groupe|équipe|círculo|grupo|equipo|kring|cirkel|groep|equipe)"
    r"\s*[:–-]?\s+(.+?)\s*:?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:minutes?|meetings?|actions?|attendance|members?|log|notes?|agenda|register|tracker|roster|schedule|"
    r"sessions?|protokoll\w*|sitzung\w*|treffen|anwesenheit\w*|aufgaben|mitglieder|réunions?|séances?|présences?|"
    r"compte rendu|membres|reuni[óo]n\w*|asistencia|acta|miembros|vergadering\w*|notulen|leden|"
    r"reuni[ãa]o|ata|presen[çc]a)\b",
    re.IGNORECASE,
)
"""What a sheet is about: "Circle meeting minutes" names no circle."""
_SHORTEST_CAPITALS = 4
"""Letters from which a text in capitals reads like a heading; fewer may be an abbreviation."""


def may_be_no_key(texts: Sequence[str]) -> list[str]:
    """The texts that may be a total, a note, a word of the format or its like: all but those that are plainly keys."""
    try:
        is_open = pc.match_substring_regex(pa.array(texts, pa.large_string()), _NO_KEY)
    except UnicodeEncodeError:  # half of a character that takes two
        return list(texts)
    return list(compress(texts, is_open.to_pylist()))


def is_total(text: str) -> bool:
    """Whether a text is what people write beside a total: "Total", "Summe:", "Quorum (3) met?", "Ø"."""
    if text[-1:].isdigit() or "@" in text:
        return False  # a key or an address, as most first cells are
    bare = (_ASIDE.sub(" ", text) if "(" in text or "[" in text else text).strip(" :?")
    return word_form(bare) in _TOTALS or text.strip() in ("Ø", "Σ", "∑")


def begins_like_total(text: str) -> bool:
    """Whether a text begins like the label of a number: "Average attendance", "Total meetings"."""
    return bool(_LABEL.match(text.strip()))


def is_count(text: str) -> bool:
    """Whether a text counts rows: "Open: 3", "4 people"."""
    return bool(_COUNT.fullmatch(text.strip().casefold()))


def is_footnote(text: str) -> bool:
    """Whether a text is about the sheet: a note, a legend ("x = absent"), when it was last changed."""
    if text.startswith("**") and text.endswith("**"):
        return False  # in bold
    return bool(_NOTE.match(text.strip()) or ("=" in text and _LEGEND.search(text)))


def is_date_or_period(text: str) -> bool:
    """Whether a text names a quarter, month, year, week or phase and nothing else."""
    form = " ".join(text.casefold().strip(" :").split())
    if _PERIOD.fullmatch(form):
        return bool(form)
    words = form.replace("/", " ").split()
    return len(words) <= 2 and month_named(words[0]) is not None and all(part.isdigit() for part in words[1:])


def circle_of_section(text: str) -> str:
    """The circle that a heading such as "Circle North" begins the section of; "" for any other text."""
    match = _SECTION.fullmatch(text.strip())
    return match[1].strip() if match and not _ABOUT.search(match[1]) else ""


def is_long_enough(text: str) -> bool:
    """Whether a text has enough letters to show if it is written in capitals."""
    return sum(map(str.isalpha, text)) >= _SHORTEST_CAPITALS


def is_in_capitals(text: str) -> bool:
    """Whether a text is written in capitals, as headings are; an abbreviation is too short to tell."""
    return text.isupper() and is_long_enough(text)


@cache
def state_words(tab: Tab) -> frozenset[str]:
    """The words for how far something is, in `word_form`, under which lists of this tab are divided; few tabs are."""
    column = next((column for column in tab.columns if column.name == "status"), None)
    return words_of(column) - frozenset(("x", "y", "n", "no", "yes", "")) if column else frozenset()
