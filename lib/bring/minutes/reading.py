"""Minutes -> proposals: the rules of every style in turn, each line used once for each kind of proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from types import ModuleType

from lib.bring.minutes import session_facts
from lib.bring.minutes.chat_lines import stamped_day, with_speakers
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.dates import Calendar
from lib.bring.minutes.day_words import MONTHS
from lib.bring.minutes.document import Document, Line
from lib.bring.minutes.formats.labels_first import unclear_people
from lib.bring.minutes.one_meeting import Meeting, one_meeting
from lib.bring.minutes.people.called import called_here
from lib.bring.minutes.people.names import Names, own_initials
from lib.bring.minutes.proposals import (
    ActionProposal,
    Attendance,
    DecisionProposal,
    InsightProposal,
    MinutesRead,
    RoleHeld,
    SessionDay,
    Source,
    Unresolved,
)
from lib.bring.minutes.repeated import looked_at_again, once, promised_once, told_once
from lib.bring.minutes.sections import Part, parts_of
from lib.bring.minutes.sentences import cut_at_marks
from lib.bring.minutes.styles import (
    addressed,
    chat,
    checklists,
    clauses,
    codes,
    formal,
    labeled,
    listed,
    mail,
    marked,
    motion_fields,
    narrative,
    offices,
    people_blocks,
    phrases,
    put_to_group,
    recap,
    scribe,
    settled,
    signed_items,
    undertaken,
    unlabeled,
)
from lib.bring.minutes.styles.assigning import assigned, german_forms, set_off
from lib.bring.minutes.styles.languages import french, german, german_groups, german_settled
from lib.bring.minutes.styles.perhaps import decided, for_oneself, tasks
from lib.bring.minutes.styles.settling import short_notes, titled_results
from lib.bring.minutes.styles.tabular import tables
from lib.bring.people import Roster
from lib.log.format.folding import fold

_ATTENDANCE: tuple[ModuleType, ...] = (
    tables,
    scribe,
    chat,
    recap,
    labeled,
    listed,
    clauses,
    formal,
    french,
    german,
    mail,
    narrative,
)
_OUTCOMES: tuple[ModuleType, ...] = (
    tables, scribe, chat, codes, checklists, labeled, marked, signed_items, recap, mail, listed, motion_fields, formal,
    french, german, german_settled, narrative, assigned, german_forms, set_off, phrases, put_to_group, settled,
    addressed, undertaken, offices, german_groups, short_notes, titled_results,
    for_oneself, decided, tasks,
)  # fmt: skip
_LEAST_LISTED = 2
"""People present with which the minutes have said who came; one alone may only be spoken of."""
MOST = 500
"""Proposals of one document that are made, and as many of who was there; nobody reads more."""


def read_minutes(
    document: Document,
    roster: Roster,
    *,
    circles: Iterable[str] = (),
    day_first: bool | None = None,
    day: date | None = None,
) -> MinutesRead:
    """What a document proposes, each with its line.

    `circles`: keys of the log's circles. `day_first`: the order in short dates if the document itself does not show it.
    `day`: when the session was, if that is known and the document does not say. Nothing found is empty, never an error.
    """
    meeting = one_meeting(document.lines, day, session_facts.day_order(document, day_first))
    document = replace(document, lines=meeting.lines)
    known = Names(roster, (), own_initials(roster.names))
    parts = looked_at_again(tuple(parts_of(_cut(with_speakers(document.lines, known)))))
    order = session_facts.day_order(document, day_first)
    held = session_facts.session_day(document, _with_cells(parts), order)
    held = held or stamped_day(document.lines, Calendar(day_first=order))
    on = held.value if held and held.value else day
    called = frozenset(month for month in MONTHS if known.find(month))
    calendar = Calendar(on, None, order, called)
    calendar = replace(calendar, following=session_facts.next_day(parts, calendar))
    before = Context(document, parts, known, calendar)
    attendance, roles, open_people = _attendance(before)
    names = called_here(roster, before.names, attendance, roles)
    text = Context(document, parts, names, calendar)
    found = sorted(islice(_claimed(text, _OUTCOMES), MOST), key=lambda one: one.source.line)
    actions = once(promised_once(parts, [one for one in found if isinstance(one, ActionProposal)]))
    decisions = told_once(parts, once([one for one in found if isinstance(one, DecisionProposal)]))
    return MinutesRead(
        day=held,
        circle=session_facts.circle_of(document, _with_cells(parts), circles),
        attendance=attendance,
        roles=roles,
        actions=tuple(actions),
        decisions=tuple(decisions),
        insights=tuple(one for one in found if isinstance(one, InsightProposal)),
        unresolved=(
            *open_people,
            *(one for one in found if isinstance(one, Unresolved)),
            *_open_day(held),
            *_others_left(meeting),
            *_too_many(found),
        ),
        cases=tuple(session_facts.cases_of(parts)),
    )


def _cut(lines: Sequence[Line]) -> list[Line]:
    """The lines, where one with several marks is as many as it has; they keep its number."""
    return [
        line if len(pieces) == 1 else replace(line, text=piece, starts_block=line.starts_block and at == 0)
        for line in lines
        for pieces in ([line.text] if line.kind in ("row", "heading") else cut_at_marks(line.text),)
        for at, piece in enumerate(pieces)
    ]


def _with_cells(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts, where rows of a label and its value are labeled lines."""
    cells = {id(part): (meaning, value) for part, meaning, value in tables.labeled_cells(parts)}
    return [
        replace(part, label=cells[id(part)][0], text=cells[id(part)][1]) if id(part) in cells else part
        for part in parts
    ]


def _attendance(
    text: Context,
) -> tuple[tuple[Attendance, ...], tuple[RoleHeld, ...], tuple[Unresolved, ...]]:
    """Everybody once: what is said first, with a doubt where something else is said later."""
    people: dict[tuple[str, bool], Attendance] = {}
    roles: dict[tuple[str, str], RoleHeld] = {}
    unresolved: list[Unresolved] = []
    found = list(islice(_claimed(text, _ATTENDANCE), MOST))
    if sum(isinstance(one, Attendance) and one.present == "yes" for one in found) < _LEAST_LISTED:
        found += list(unlabeled.attendance(text))
    said = {fold(one.person) for one in found if isinstance(one, Attendance)}
    found += [one for one in people_blocks.attendance(text) if fold(one.person) not in said]
    unclear = unclear_people([part.line for part in text.parts])
    unresolved += _of_unclear_lists(unclear.values())
    found = [one for one in found if isinstance(one, Unresolved) or one.source.line not in unclear]
    for one in (*found, *_leading(found)):
        if isinstance(one, Attendance):
            who = fold(one.person), one.is_member
            known = people.setdefault(who, one)
            if known.present != one.present and known is not one:
                doubt = f"line {one.source.line} says something else: “{one.source.text[:80]}”"
                people[who] = replace(known, doubts=(*known.doubts, doubt))
        elif isinstance(one, RoleHeld):
            roles.setdefault((one.role, fold(one.person)), one)
        elif isinstance(one, Unresolved):
            unresolved.append(one)
    return tuple(people.values()), tuple(roles.values()), tuple(unresolved)


def _of_unclear_lists(labels: Iterable[Line]) -> Iterator[Unresolved]:
    for label in {line.number: line for line in labels}.values():
        reason = (
            "which of the people below came is not clear: the labels are empty and the names come after them"
        )
        yield Unresolved(label.text, reason, Source(label.number, label.text))


def _leading(found: Sequence[Proposal]) -> Iterator[Attendance]:
    """Who led the session or took notes was there, if nothing else is said of them."""
    said = {fold(one.person) for one in found if isinstance(one, Attendance)}
    for one in found:
        if isinstance(one, RoleHeld) and one.is_member and fold(one.person) not in said:
            yield Attendance(one.person, "yes", one.source)


def _claimed(text: Context, styles: Sequence[ModuleType]) -> Iterator[Proposal]:
    """Yield what the styles find; a sentence that one has used for a kind of proposal is not read by those after it,
    nor is any of a line that it has used as a whole."""
    taken: dict[tuple[str, int], list[tuple[str, ModuleType]]] = {}
    whole = {part.line.number: part.line.text for part in text.parts}
    for style in styles:
        rules = style.attendance if styles is _ATTENDANCE else style.outcomes
        for one in rules(text):
            kind = (
                "role"
                if isinstance(one, RoleHeld)
                else "person"
                if isinstance(one, Attendance)
                else "outcome"
            )
            line, said = one.source.line, one.source.text
            others = [said for said, by in taken.get((kind, line), ()) if by is not style]
            if whole.get(line) in others or said in others or (others and said == whole.get(line)):
                continue
            taken.setdefault((kind, line), []).append((said, style))
            yield one


def _too_many(found: Sequence[Proposal]) -> Iterator[Unresolved]:
    if len(found) >= MOST:
        reason = f"more than {MOST} proposals: what comes after this line is left out, so split the document"
        yield Unresolved(found[-1].source.text, reason, found[-1].source)


def _others_left(meeting: Meeting) -> Iterator[Unresolved]:
    if meeting.days:
        source = Source(meeting.lines[0].number, meeting.lines[0].text)
        reason = (
            f"notes of {len(meeting.days)} meetings: only those of {meeting.day} are read; "
            "paste each of the others alone"
        )
        yield Unresolved(str(meeting.day), reason, source)


def _open_day(held: SessionDay | None) -> Iterator[Unresolved]:
    if held is not None and held.value is None:
        yield Unresolved(held.source.text, "; ".join(held.doubts), held.source)
