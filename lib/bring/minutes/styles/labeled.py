"""Labeled lines: "Present: Ada, Bo", "Apologies – Cy", "Facilitator: Ada"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.attending import attending, roles
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.people.list_pieces import is_title_of_members
from lib.bring.minutes.people.listed_people import people_in
from lib.bring.minutes.people.names import is_role
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.vocabulary import PEOPLE, label_of, meaning_of, words
from lib.log.format.words import word_form

_TASK = frozenset(("task", "action", "what", "aufgabe", "maßnahme", "to do", "tâche", "tarea", "taak"))
_NEXT_LABEL = re.compile(
    r"(?<=\w)[,.)]?\s+(?:\d{1,2}[.)]?\s+)?(?P<label>[A-ZÄÖÜ][\w']{2,15}(?: (?:[a-z]{2,12}|[Pp]resent|[Aa]bsent|"
    r"[Ee]xcused|"
    r"[Aa]ttending)){0,2}):\s"
)
_BARE = re.compile(
    r"^(?P<label>present|apologies|regrets|absent|excused|attending|anwesend|entschuldigt|abwesend)\s+(?:from\s+)?(?P<who>[A-ZÀ-Þ@].*)$",
    re.IGNORECASE,
)
"""A label of people without any mark behind it: "Apologies Ada"."""
_ALSO_HERE = re.compile(
    r"^(?:staff|officers?|officials?|(?:town |parish |city )?clerk|secretariat|administration|management|"
    r"others?|also|advis[oe]rs?|"
    r"consultants?|speakers?|presenters?|support|ex[- ]officio|press|legal counsel|counsel|recording clerk|"
    r"treasurer|president|secretary)(?: members?| "
    r"present| attending|"
    r" in attendance)*\s*:\s+(?P<who>[A-ZÀ-Þ@].+)$",
    re.IGNORECASE,
)
"""Who else was there, right below the lists of members."""
_BODY = re.compile(
    r"^(?:(?:the|[A-ZÀ-Þ]\w+)\s){0,3}(?:commission|committee|board|council|selectboard|trustees|directors|panel|team)"
    r"\s*:\s+(?P<who>[A-ZÀ-Þ].+)$",
    re.IGNORECASE,
)
"""The members of a body at the top: "Planning Board: Ada, Bo, Cy"."""
_TOP, _FEW = 12, 2
_IN_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_LONGEST_PERSON = 10
_WHERE = re.compile(r"\s*,?\s*\([^()]{2,60}\)[.,]?")
"""Where people are from, behind them: "Ada Brandt, Bo Olsen, (Branch 4)."."""
_RESULT = frozenset(("outcome", "result", "decision", "ergebnis", "beschluss"))


_SAYS_WHAT = re.compile(
    r"^(?:\([a-z\d]{1,4}\) )?[a-zà-ÿ]+\b|^(?:To|Not|No|[A-Z][a-z]+[^,;]*)\s.*\b(?:is|are|be|will|would|shall|should|"
    r"was|were|has|have|to|wird|werden|soll|bleibt)\b|"
    r"^(?:[A-ZÀ-Þ][a-zà-ÿ]+\s)(?![A-Z&])[^,]{4,}$"
)
"""A piece of a line that says by itself what was decided, and is no list of names that the piece before announces."""


def attendance(text: Context) -> Iterator[Proposal]:
    """People after a label that says whether they came, and who led or took notes."""
    for part in text.parts:
        bare = _BARE.match(part.line.text) if part.line.kind in ("text", "item") and not part.label else None
        if bare and text.are_people(_without_offices(_IN_PARENTHESES.sub("", bare["who"]))):
            meaning = meaning_of(bare["label"])
            if meaning in PEOPLE:
                yield from attending(text, part, _without_offices(bare["who"]), meaning)
    below = 0
    for part in text.parts[:_TOP]:
        body = _BODY.match(part.line.text) if not part.label and part.meaning not in PEOPLE else None
        people = text.names.people(body["who"]) if body else None
        if body and people and len(people) > _FEW and all(map(text.names.find, people)):
            yield from attending(text, part, body["who"], "present")
    for at, part in enumerate(text.parts):
        below = 2 if part.label in PEOPLE or part.meaning in PEOPLE else below - 1
        if below > 0 and not part.label and (also := _ALSO_HERE.match(part.line.text)):
            below += 1
            if text.names.mentions(also["who"]) or not text.names.knows_somebody:
                yield from attending(text, part, also["who"], "present")
            continue
        if part.line.kind == "row" or not part.text or part.opens:
            continue
        said = sentences(part.line.text)
        if len(said) > 1 and any(label_of(one)[0] in PEOPLE for one in said[1:]):
            for one in said:
                if (also := _ALSO_HERE.match(one)) and label_of(one)[0] not in PEOPLE:
                    yield from attending(text, part, also["who"], "present", sentence=one)
        first, *others = [piece for said in sentences(part.text) for piece in _labeled_pieces(said)]
        if part.label in PEOPLE:
            yield from attending(text, part, first, part.label, sentence=first if others else "")
        for sentence in others if part.label in PEOPLE else (first, *others):
            meaning, _, listed = label_of(sentence)
            if meaning in PEOPLE and listed:
                yield from attending(text, part, listed, meaning, sentence=sentence)
            elif meaning in ("facilitator", "note_taker") and listed and part.label in PEOPLE:
                yield from roles(text, replace(part, text=listed), meaning, sentence=sentence)
        if part.label in ("facilitator", "note_taker") and part.meaning not in ("actions", "decisions"):
            yield from roles(text, part, part.label)
        if part.label in PEOPLE:
            yield from _going_on(text, at, part.label)


def _without_offices(listed: str) -> str:
    """A list without those whom it names by their office alone: "Chairman, Treasurer, Ada"."""
    return ", ".join(one for one in listed.split(", ") if not is_role(one.split()[0])) or listed


def _going_on(text: Context, at: int, meaning: str) -> Iterator[Proposal]:
    """People in the lines below a list that ends with a comma, or right below it with one known person in each."""
    is_open = text.parts[at].text.endswith(",")
    for part in text.parts[at + 1 :]:
        is_below = part.line.kind == "text" and not part.label and not part.opens
        listed = _WHERE.sub(", ", part.text).strip(" ,.")
        known = text.names.people(listed) if is_below else None
        if (
            known
            and text.names.knows_somebody
            and _WHERE.search(part.text)
            and all(map(text.names.find, known))
        ):
            yield from attending(text, part, listed, meaning)
        elif is_open and is_below and text.names.people(part.text):
            yield from attending(text, part, part.text, meaning)
            is_open = part.text.endswith(",")
        elif is_below and not part.line.starts_block and _is_one_person(text, part.text):
            yield from attending(text, part, part.text, meaning)
        elif not (is_below and is_title_of_members(part.text)):
            return


def _is_one_person(text: Context, line: str) -> bool:
    """Whether a line is one known person, with at most their office or company: "Cllr Mrs Ada Brandt", "Bo – clerk"."""
    if len(line.split()) > _LONGEST_PERSON or ":" in line or line.endswith((".", "?", "!")):
        return False
    found = list(people_in(line, text.names, is_item=True))
    return len(found) == 1 and not isinstance(found[0], str) and found[0].is_known


def _records(text: Context) -> Iterator[Proposal]:
    """Tasks whose owner and day are in lines of their own next to them: "Task: …", "Responsible: …", "Deadline: …"."""
    block: list[Part] = []
    for part in [*text.parts, None]:
        if part is not None and not part.line.starts_block and part.line.kind in ("text", "item"):
            block.append(part)
            continue
        yield from _record(text, block)
        block = [part] if part is not None else []


def _record(text: Context, block: list[Part]) -> Iterator[Proposal]:
    found = {name: part for part in block if (name := _field_of(part.line.text))}
    if "task" not in found or len(found) < 2 or found["task"].meaning == "reviewed":
        return
    values = {name: part.line.text.partition(":")[2].strip() for name, part in found.items()}
    due = f" (due: {values['due']})" if values.get("due") else ""
    owners = tuple(text.names.people(values.get("owner", "")) or ())
    yield from text.action(found["task"], f"{values['task']}{due}", owners=owners)
    if "result" in values and len(values["result"].split()) > 3:
        yield from text.decision(found["result"], values["result"])


def _field_of(line: str) -> str:
    label, colon, value = line.partition(":")
    if not colon or not value.strip() or len(label) > 40:
        return ""
    form = word_form(label.strip(" *_-"))
    if form in _TASK:
        return "task"
    if form in words("columns", "owner"):
        return "owner"
    if form in words("columns", "due"):
        return "due"
    return "result" if form in _RESULT else ""


def _labeled_pieces(said: str) -> list[str]:
    """A sentence cut where another label of people begins: "Here: Ada – missing: Bo"."""
    pieces = re.split(r"\s*[–—|;·/]\s*(?=[^:–—|;·/]{3,30}:\s)|\s+-\s+(?=[^:–—|;·-]{3,30}:\s)", said)
    pieces = [part for piece in pieces for part in _at_labels(piece)]
    found = [pieces[0]]
    for piece in pieces[1:]:
        if label_of(piece)[0] in (*PEOPLE, "facilitator", "note_taker"):
            found.append(piece)
        else:
            found[-1] = said[said.index(found[-1]) : said.index(piece) + len(piece)]
    return found


def _at_labels(piece: str) -> list[str]:
    """A text cut where another known label of people begins without any mark: "Ada, Bo Excused: Cy"."""
    at = [
        found.start()
        for found in _NEXT_LABEL.finditer(piece)
        if label_of(found["label"] + ": x")[0] in (*PEOPLE, "facilitator", "note_taker")
    ]
    return [
        piece[start:end].strip()
        for start, end in zip([0, *at], [*at, len(piece)], strict=True)
        if piece[start:end].strip()
    ]


def outcomes(text: Context) -> Iterator[Proposal]:
    """Labels of several tasks or decisions in one line: "Actions: Bo – send the draft; Cy – book the room"."""
    yield from _records(text)
    for part in text.parts:
        if part.label not in ("actions", "decisions") or not part.text or part.line.kind == "row":
            continue
        if part.meaning == "reviewed" or part.opens:
            continue
        pieces = [piece.strip() for piece in part.text.split(";")]
        if part.label == "decisions" and not all(map(_SAYS_WHAT.search, pieces)):
            pieces = [part.text]
        if len(pieces) == 1 and marked(part.line.text):
            continue
        for piece in pieces:
            if part.label == "actions":
                yield from _actions(text, part, piece, is_all=len(pieces) == 1)
            else:
                yield from text.decision(part, piece, sentence=piece if len(pieces) > 1 else "")


def _actions(text: Context, part: Part, piece: str, *, is_all: bool) -> Iterator[Proposal]:
    """The task of one piece of a line; one for each of its sentences, if each of them names somebody."""
    owners = text.owners_above(part)
    said = sentences(piece)
    each = [action for one in said for action in text.action(part, one, sentence=one, needs_owner=True)]
    if len(said) > 1 and len(each) == len(said):
        yield from each
    elif len(said) > 1 and each and each[0].source.text != said[0]:
        yield from text.action(part, said[0], owners=owners, sentence=said[0])
        yield from each
    else:
        yield from text.action(part, piece, owners=owners, sentence="" if is_all else piece)
