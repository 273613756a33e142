"""Which columns of a list of actions say what is to be done, by whom, until when and how far it is, by their cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lib.bring.columns.start_and_end import start_and_end
from lib.bring.evidence import (
    SURE,
    are_days,
    are_states,
    asks_if_done,
    is_light,
    maybe_due,
    maybe_status,
    some_texts,
)
from lib.bring.guess import ColumnGuess
from lib.bring.shapes.codes import looks_like_keys
from lib.bring.synonyms import columns_for, is_listed
from lib.log.format.cells import Unfit, read_word
from lib.log.format.schema import TABS
from lib.log.format.words import no_words, word_form, yes_words
from lib.workbook.base import Grid

Offer = tuple[ColumnGuess, dict[str, float]]
"""A column and what it may mean -> how sure (0-1000)."""
_STATUS = TABS["actions"].column("status")
_BY = frozenset(map(word_form, ("by", "von", "par", "por", "door", "durch")))
"""Headers over people in some lists and over days in others."""
OF_BOARDS = frozenset(map(word_form, ("person", "people", "personne", "persona", "persoon", "pessoa")))
"""Headers of task boards over who has a task; elsewhere they may stand over anybody."""
_PART = re.compile(r"\s*(?:/|&|\+|\s[-–—]\s|\b(?:and|und|et|y|en|e)\b)\s*", re.IGNORECASE)
_NAMES = frozenset(
    map(word_form, "name|names|item name|task|title|titel|titre|título|naam|nom|nombre|nome".split("|"))
)
_STAGE = re.compile(
    r"\b(?:list|liste|lista|lijst|column|spalte|colonne|stage|phase|bucket|section)\b", re.IGNORECASE
)
"""Headers of boards over where a card is."""
_SHARE = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*%?")
_BLUE = frozenset(map(word_form, ("b", "blue", "blau", "bleu", "azul", "blauw")))
"""The color that some lights have for what is done."""


def by_cells(offers: Sequence[Offer], grid: Grid, header_row: int, settled: Collection[int]) -> list[Offer]:
    """The offers of a list of actions with what the cells of its columns show beside the headers. `settled`: columns
    whose meaning a person or the settings say."""
    found = _without_lights([*offers], grid, header_row, settled)
    found = _without_shares(found, grid, header_row, settled)
    found = _people_under_by(found, grid, header_row, settled)
    if not _has(found, "what"):
        found = _names_of_tasks(found, grid, header_row, settled)
    if not _has(found, "status"):
        found = _states(found, grid, header_row, settled)
    found = start_and_end(found, grid, header_row, settled)
    due = {guess.position for guess, scores in found if {"due", "first_due"} & scores.keys()}
    maybe = {
        guess.position: said
        for guess, scores in found
        if not due and not scores and (said := _unless(guess, settled, _maybe_days(guess, grid, header_row)))
    }
    found = _day_of_entry(found, due or maybe.keys(), settled)
    return [(guess, scores or maybe.get(guess.position, {})) for guess, scores in found]


def _maybe_days(guess: ColumnGuess, grid: Grid, header_row: int) -> dict[str, float]:
    """What days below a header that nobody has a name for may be: due, or closed where it asks what is done."""
    maybe = maybe_due(guess.header, grid, guess.position, header_row)
    return {"closed": SURE - 5} if maybe and asks_if_done(guess.header) else maybe


def _has(offers: Sequence[Offer], name: str, least: float = 0.0) -> bool:
    return any(scores.get(name, -1.0) >= least for _, scores in offers)


def _unless(guess: ColumnGuess, settled: Collection[int], scores: dict[str, float]) -> dict[str, float]:
    return {} if guess.position in settled or guess.part else scores


def _without_lights(
    offers: list[Offer], grid: Grid, header_row: int, settled: Collection[int]
) -> list[Offer]:
    """A traffic light is no status beside a column of states, nor, in red, amber and green, beside one of days on which
    actions were closed."""
    of_states = [guess for guess, scores in offers if "status" in scores]
    lights = {guess.position for guess in of_states if is_light(grid, guess.position, header_row)} - {
        *settled
    }
    if not lights:
        return offers
    is_beside = len(lights) < len(of_states)
    if not is_beside and not _has(offers, "closed", SURE):
        return offers
    says_done = {
        at for at in lights if _BLUE & {word_form(text) for text in some_texts(grid, at, header_row)[:200]}
    }
    dropped = lights if is_beside else lights - says_done
    return [(guess, {} if guess.position in dropped else scores) for guess, scores in offers]


def _without_shares(
    offers: list[Offer], grid: Grid, header_row: int, settled: Collection[int]
) -> list[Offer]:
    """A share of what is done goes behind a column of states in words: what is on hold is at 0 % too. Ticks and a
    column of states beside them may disagree, so that a person is asked."""
    of_states = [guess.position for guess, scores in offers if "status" in scores]
    texts = {at: some_texts(grid, at, header_row)[:200] for at in of_states}
    shares = {at for at, said in texts.items() if said and all(map(_SHARE.fullmatch, said))} - {*settled}
    if shares and any(at not in shares and texts[at] and _are_known(texts[at]) for at in of_states):
        return [(guess, {} if guess.position in shares else scores) for guess, scores in offers]
    ticks = {
        at
        for at, said in texts.items()
        if said and {word_form(text) for text in said} <= yes_words() | no_words()
    } - {*settled}
    if len(ticks) != len(of_states) or not ticks:
        return offers
    found = []
    for guess, scores in offers:
        maybe = (
            {}
            if scores or not _STAGE.search(guess.header)
            else _unless(guess, settled, maybe_status(grid, guess.position, header_row))
        )
        found.append((guess, scores or maybe))
    if not any("status" in scores for guess, scores in found if guess.position not in ticks):
        return offers
    return [(guess, {"status": SURE - 5} if guess.position in ticks else scores) for guess, scores in found]


def _people_under_by(
    offers: list[Offer], grid: Grid, header_row: int, settled: Collection[int]
) -> list[Offer]:
    """ "By" or "Person" over names says who, where no other column does."""
    if _has(offers, "owner", SURE):
        return offers
    found = []
    for guess, scores in offers:
        texts = some_texts(grid, guess.position, header_row)
        is_who = word_form(guess.header) in OF_BOARDS or is_people_under_by(guess.header, texts)
        if guess.position not in settled and is_who:
            scores = {"owner": SURE}
        found.append((guess, scores))
    return found


def is_people_under_by(header: str, texts: Sequence[str]) -> bool:
    """Whether a column "By" holds people, and no days."""
    is_by = word_form(header.strip("?: ")) in _BY
    return (
        is_by
        and bool(texts)
        and not are_days(texts)
        and not any(any(map(str.isdigit, text)) for text in texts)
    )


def names_status(header: str) -> bool:
    """Whether one of several parts of a header says status: "Update / status"."""
    parts = [part for part in _PART.split(header) if part]
    return len(parts) > 1 and any(is_listed(part, "status") for part in parts)


def _names_of_tasks(
    offers: list[Offer], grid: Grid, header_row: int, settled: Collection[int]
) -> list[Offer]:
    """ "Name" says what is to be done, where other columns say who and how far, or until when."""
    told = sum(_has(offers, name, SURE) for name in ("owner", "status", "due"))
    if told < 2 or not _has(offers, "owner", SURE):
        return offers
    named = [
        guess.position
        for guess, _ in offers
        if word_form(guess.header) in _NAMES and guess.position not in settled
    ]
    if len(named) != 1 or looks_like_keys(some_texts(grid, named[0], header_row)):
        return offers
    return [(guess, {"what": SURE} if guess.position == named[0] else scores) for guess, scores in offers]


def _states(offers: list[Offer], grid: Grid, header_row: int, settled: Collection[int]) -> list[Offer]:
    """A column with "status" in a part of its header, sure if its cells are states; else any column of states."""
    found = []
    for guess, scores in offers:
        if not scores and guess.position not in settled:
            texts = some_texts(grid, guess.position, header_row)
            if texts and names_status(guess.header):
                scores = {"status": SURE if _are_known(texts) else SURE - 5}
        found.append((guess, scores))
    if _has(found, "status"):
        return found
    return [
        (guess, scores or _unless(guess, settled, maybe_status(grid, guess.position, header_row)))
        for guess, scores in found
    ]


def _are_known(texts: Sequence[str]) -> bool:
    """Whether at least half of the cells are states, also with a remark behind them."""
    known = 0
    for text in texts[:200]:
        try:
            known += read_word(text, _STATUS) is not None
        except Unfit:
            continue
    return 2 * known >= len(texts[:200]) or are_states(texts, TABS["actions"])


def _day_of_entry(offers: list[Offer], due: Collection[int], settled: Collection[int]) -> list[Offer]:
    """ "Date" left of the due date is the day on which the action was agreed."""
    dated = [
        guess.position
        for guess, scores in offers
        if not scores
        and guess.position not in settled
        and columns_for(guess.header, TABS["sessions"]).get("planned", 0.0) >= SURE
    ]
    if _has(offers, "created", SURE) or len(dated) != 1 or not any(at > dated[0] for at in due):
        return offers
    return [(guess, {"created": SURE} if guess.position == dated[0] else scores) for guess, scores in offers]
