"""Chat logs with a scribe: "<ada> ACTION: bo to send the draft", "Present+ Cy", "RESOLVED: …", "#action …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.attending import attending, roles
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked
from lib.bring.minutes.styles.marked import outcome
from lib.bring.minutes.vocabulary import PEOPLE, label_of
from lib.bring.people import BOTS

_TIME = r"(?:\[?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?\]?\s*)?"
_LINE = re.compile(rf"^{_TIME}(?:<\s*[@+~]?(?P<nick>[^<>\s]{{1,40}})\s*>)\s*(?P<said>.*)$")
_CLOCK = re.compile(r"^\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s+(?=\S)")
_TIMED = re.compile(_CLOCK.pattern + r"(?P<nick>[\w\-]{2,30}):\s+(?P<said>.*)$")
_COMMAND = re.compile(
    r"(?:present|regrets|absent)\s*\+|chairs?\s*:|scribe(?:nick)?\s*:|#\w|"
    r"(?:ACTION|RESOLUTION|RESOLVED|AGREED|DECISION)\b"
)
_HERE = re.compile(
    r"^(?P<what>present|regrets|absent)\s*(?P<sign>[+=-]|\+\+?)\s*:?\s*(?P<who>.*)$", re.IGNORECASE
)
_ROLE = re.compile(
    r"^(?:(?P<chair>chairs?|chairing)|(?P<scribe>scribe(?:nick)?|scribing))\s*[:+=]\s*(?P<who>.+)$",
    re.IGNORECASE,
)
_HASH = re.compile(
    r"^#(?P<word>action|agreed|accepted|decision|resolved|chairs?)\s+(?P<said>.+)$", re.IGNORECASE
)
_INFO = re.compile(r"^#info\s+(?=(?:present|regrets|absent|apologies|chair|scribe)\b)", re.IGNORECASE)
_PROPOSED = re.compile(r"^(?:propos(?:ed|al)|draft|strawpoll|straw poll)\b", re.IGNORECASE)
_ROLL_CALL = re.compile(
    r"^(?:#topic\s+)?(?:roll ?-?call|attendance|introductions?|who(?: is|['’]s|s)? (?:is )?(?:here|around|present)\b|"
    r"hello(?: everyone)?|init process)\b",
    re.IGNORECASE,
)
_NEXT_TOPIC = re.compile(r"^#topic\s+(?!roll|attendance|intro|hello|init)|^topic\s*:", re.IGNORECASE)
_ANSWERS = re.compile(
    r"^[\W_]*(?:o/|\\o/?|\.?hello\d?|hi|hey|hiya|here|present|yo|morning|good (?:morning|afternoon|"
    r"evening|day)|\+1|me|yes|yep|"
    r"around|waves?|i am here|i['’]?m (?:here|around)|greetings|\.hi)\b[^?]{0,30}$|^\s*(?:o/|\\o|\.hello\d?|👋)\s*$",
    re.IGNORECASE,
)
"""How somebody answers when it is asked who is there."""
_WAVES = re.compile(r"^\*\s*(?P<nick>[\w\-]{2,30})\s+(?:waves?|is here|is around|joins|nods)\b")
_MEANINGS = {"present": "present", "regrets": "excused", "absent": "absent"}


def attendance(text: Context) -> Iterator[Proposal]:
    """Who said that they are there, or is said to be."""
    is_called, answered = False, set()
    for part, nick, said in _lines(text):
        is_called = (is_called or bool(_ROLL_CALL.match(said))) and not _NEXT_TOPIC.match(said)
        if (
            nick
            and nick not in answered
            and ((is_called and _ANSWERS.match(said)) or said.lower().startswith("#startmeeting"))
        ):
            answered.add(nick)
            yield from attending(text, part, nick, "present")
            continue
        meaning, _, listed = label_of(_INFO.sub("", said)) if _INFO.match(said) else ("", "", "")
        if meaning in PEOPLE:
            yield from attending(text, part, listed, meaning)
        elif found := _HERE.match(said):
            if found["sign"] != "-":
                who = found["who"].strip() or nick
                yield from attending(text, part, who, _MEANINGS[found["what"].lower()])
        elif found := _ROLE.match(said):
            meaning = "facilitator" if found["chair"] else "note_taker"
            yield from roles(text, replace(part, text=found["who"]), meaning)


def outcomes(text: Context) -> Iterator[Proposal]:
    """ACTION and RESOLVED in what was said; proposals that were not taken yet are left out."""
    for part, _, said in _lines(text):
        if part.meaning == "reviewed" or _PROPOSED.match(said):
            continue
        if found := _HASH.match(said):
            word = "Action" if found["word"].lower() == "action" else "Decision"
            if not found["word"].lower().startswith("chair"):
                yield from outcome(text, part, f"{word}: {found['said']}", nicks=True, sentence=said)
        elif marked(said):
            yield from outcome(text, part, said, nicks=True)


def _lines(text: Context) -> Iterator[tuple[Part, str, str]]:
    """Yield the lines of a chat log: who said it ("" for lines of the record itself), and what.

    In a document without any line of a chat, only lines of the record with its own commands count.
    """
    for part in text.parts:
        line = part.line.text
        if part.line.kind == "row":
            continue
        bare = _CLOCK.sub("", line)
        if bare != line and _COMMAND.match(bare):
            yield part, "", bare
        elif found := _LINE.match(line) or _TIMED.match(line):
            if not BOTS.search(found["nick"]):
                yield part, found["nick"], found["said"].strip()
        elif waves := _WAVES.match(line):
            yield part, waves["nick"], "waves"
        elif (_HERE.match(line) and "+" in line[:12]) or _HASH.match(line) or _INFO.match(line):
            yield part, "", line
        elif re.match(r"(?:\[?(?i:new)\]?\s+)?(?:ACTION|RESOLUTION|RESOLVED|AGREED)\b", line):
            yield part, "", re.sub(r"^\[?new\]?\s+", "", line, flags=re.IGNORECASE)
