"""What is asked once about a whole workbook: the order of dates, a year, what a mark means, what has no tab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.bring.evidence import list_use
from lib.bring.guess import TabGuess
from lib.bring.header_row import table_above
from lib.bring.origin import tabs_read
from lib.bring.shapes.marks import UNSURE
from lib.bring.shapes.wide_attendance import NO_YEAR
from lib.bring.unknown_words import CALLED, OF_LIGHTS, OPTIONS, SHARE, unknown_words
from lib.log.format.cells import AMBIGUOUS
from lib.log.format.lights import COLORS
from lib.log.format.model import CircleLog
from lib.log.format.schema import REQUIRED_TABS
from lib.log.reading.naming import ABSENT, DATE_ORDER, folded, year_in
from lib.words.phrases import counted, listed
from lib.workbook.base import Grid

_CORE = ("sessions", "attendance", "actions")
_MARK, _YEAR, _ABSENT = "word.attendance.present.", "year.attendance", f"tab.{ABSENT}"
Answers = Mapping[tuple[str, str], str]
"""(workbook, name of a settings row) -> the value that a person chose."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers: the settings row that each writes, (value, what it says); `answer`: the one chosen,
    "" for none yet."""

    workbook: str
    setting: str
    text: str
    options: tuple[tuple[str, str], ...]
    why: str
    answer: str = ""

    @property
    def is_date_order(self) -> bool:
        return self.setting == DATE_ORDER


def questions_about(
    grids: Sequence[Grid],
    brought: Sequence[Grid],
    log: CircleLog,
    guesses: Sequence[TabGuess],
    answers: Answers,
) -> list[Asked]:
    """The questions that the reading of a log leaves open, and those that were answered, each once per workbook.

    In: the tabs as they are in the sheet, as `shaped` returned them with the guesses accepted, and the log from them.
    """
    found: dict[tuple[str, str], Asked] = {}
    grids_read = list(brought)

    def ask(question: Asked) -> None:
        found.setdefault((question.workbook, question.setting), question)

    for workbook in dict.fromkeys(grid.workbook for grid in grids):
        is_here = log.checks["workbook"] == workbook if "workbook" in log.checks else [True] * len(log.checks)
        checks = log.checks[is_here]
        dates = checks[checks["expected"].fillna("").str.startswith(AMBIGUOUS)]
        if len(dates):
            ask(_date_order(workbook, str(dates["found"].iloc[0]), len(dates)))
        for word in unknown_words(grids_read, log, workbook):
            ask(_word(workbook, word.setting, word.word, word.count))
        for rule, make in ((UNSURE, _mark), (NO_YEAR, _year)):
            for check in checks[checks["rule"] == rule].to_dict("records"):
                ask(make(workbook, str(check["found"]), str(check["tab"]), grids))
        lacking = _lacking(log, guesses)
        if lacking and (not _is_all_read(grids, guesses) or _has_unread_lists(guesses)):
            ask(_absent(workbook, lacking))
    for (workbook, setting), answer in answers.items():
        if (workbook, setting) not in found:
            question = _answered(workbook, setting, answer, grids)
            found[workbook, setting] = question
        question = found[workbook, setting]
        found[workbook, setting] = Asked(
            workbook, setting, question.text, question.options, question.why, answer
        )
    return list(found.values())


def absent_tabs(
    grids: Sequence[Grid], log: CircleLog, guesses: Sequence[TabGuess], answers: Answers
) -> list[tuple[str, str, str]]:
    """Settings rows (workbook, name, value) that say which required tabs the log does not have: where no tab is left
    that may hold them, or a person says so."""
    lacking = _lacking(log, guesses)
    if not lacking or not grids:
        return []
    workbook = grids[0].workbook
    if (workbook, _ABSENT) in answers or not _is_all_read(grids, guesses):
        return []
    if _has_unread_lists(guesses):
        return []
    return [(workbook, _ABSENT, ", ".join(lacking))]


def _lacking(log: CircleLog, guesses: Sequence[TabGuess]) -> list[str]:
    """The required tabs that nothing holds, of a log that holds at least sessions, attendance or actions."""
    taken = {guess.tab for guess in guesses}
    if not taken & {*_CORE} or any(guess.lacks for guess in guesses if guess.tab in REQUIRED_TABS):
        return []
    follow = {"circles"} | ({"members", "sessions"} if "attendance" in taken else set())
    if taken & {"sessions", "attendance"}:
        taken |= follow  # they follow from it, once it can be read
    return [tab for tab in REQUIRED_TABS if tab in log.missing_tabs and tab not in taken]


def _has_unread_lists(guesses: Sequence[TabGuess]) -> bool:
    """Whether a tab of actions also lists who was there, in a column that is not read."""
    return any(
        guess.tab == "actions" and not column.column and list_use(column.header)
        for guess in guesses
        for column in guess.columns
    )


def _is_all_read(grids: Sequence[Grid], guesses: Sequence[TabGuess]) -> bool:
    """Whether each tab with content is read as something, so that none is left that may hold what is lacking."""
    read = {(guess.workbook, guess.title): guess.header_row for guess in guesses if guess.tab}
    return all(
        (grid.workbook, grid.tab) in read and not table_above(grid, read[grid.workbook, grid.tab])
        for grid in tabs_read(grids)
        if grid.height and folded(grid.tab) not in ("settings", "edits")
    )


def _date_order(workbook: str, example: str, count: int) -> Asked:
    return Asked(
        workbook,
        DATE_ORDER,
        f"Which comes first in dates such as {example}?",
        (("day first", "the day"), ("month first", "the month")),
        f"{counted(count, 'date')} can be read both ways; the answer holds for the whole file",
    )


def _mark(workbook: str, mark: str, tab: str, grids: Sequence[Grid]) -> Asked:
    where = f" in {tab}" if tab else ""
    return Asked(
        workbook,
        f"{_MARK}{mark}",
        f"What does {mark} mean{where}?",
        (("yes", "was there"), ("no", "was absent"), ("excused", "was excused")),
        "beside the other marks it may mean both; until it is said, these marks are not counted",
    )


def _word(workbook: str, setting: str, word: str, count: int = 0) -> Asked:
    _, tab, column, _ = setting.split(".", 3)
    times = f", in {counted(count, 'cell')}" if count else ""
    is_light = word == COLORS
    called = "a share such as 75 %" if word == SHARE else word
    text = f"do the colors of the light mean as {CALLED[tab, column]}" if is_light else ""
    return Asked(
        workbook,
        setting,
        f"What {text or f'does {called} mean as {CALLED[tab, column]}'}?",
        OF_LIGHTS if is_light else OPTIONS[tab, column],
        f"it is not understood{times}; until it is said, these rows are left out of the figures that need it",
    )


def _year(workbook: str, example: str, tab: str, grids: Sequence[Grid]) -> Asked:
    where = f"the first day in {tab}" if tab else "the first day"
    return Asked(
        workbook,
        _YEAR,
        f"In which year is {where}?",
        tuple((str(year), str(year)) for year in _years(grids)),
        f"days such as {example} are written without a year; years count up where the months start over",
    )


def _years(grids: Iterable[Grid]) -> list[int]:
    """Years that may be meant: those near any that the workbook names, else the twenty until 2035; the last first."""
    texts = (
        str(cell)
        for grid in grids
        for column in (*grid.columns, [grid.tab])
        for cell in column[:200]
        if cell is not None
    )
    named = {year for text in texts if (year := year_in(text)) is not None}
    near = {year + step for year in named for step in (-1, 0, 1)}
    return sorted(near or range(2016, 2036), reverse=True)


def _absent(workbook: str, lacking: Sequence[str]) -> Asked:
    return Asked(
        workbook,
        _ABSENT,
        f"Does this log have no {listed(lacking)}?",
        ((", ".join(lacking), f"it has no {listed(lacking)}"),),
        "no tab seems to hold them; if one does, choose what it is read as",
    )


def _answered(workbook: str, setting: str, answer: str, grids: Sequence[Grid]) -> Asked:
    """A question as it was before it was answered."""
    if setting == DATE_ORDER:
        return _date_order(workbook, "03/04/2026", 1)
    if setting == _YEAR:
        return _year(workbook, "12 Mar", "", grids)
    if any(setting.startswith(f"word.{tab}.{column}.") for tab, column in OPTIONS) and not (
        setting.startswith(_MARK) and len(setting) - len(_MARK) <= 3
    ):
        return _word(workbook, setting, setting.split(".", 3)[-1])
    if setting.startswith(_MARK):
        return _mark(workbook, setting.removeprefix(_MARK), "", grids)
    if setting == _ABSENT:
        return _absent(workbook, answer.split(", "))
    if not setting.startswith("record."):
        return Asked(workbook, setting, f"What is {setting}?", ((answer, answer),), "it was set by hand")
    name = setting.split(".", 2)[-1]
    return Asked(workbook, setting, f"Is “{name}” a record?", (("yes", "it is one"),), "it looked like none")
