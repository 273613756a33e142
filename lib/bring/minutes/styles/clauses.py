"""Sentences that name several people and say of each few whether they came: "Ada chaired; Bo and Cy dialed in".

People named one after another belong together. The words right before and right after them say what is said of them, so
one sentence may say different things of different people, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import LONGEST, Context, Proposal
from lib.bring.minutes.people.exceptions import left_out
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, of_another_event, sentences
from lib.bring.minutes.styles.words_around_people import AFTER, BEFORE
from lib.bring.minutes.vocabulary import PEOPLE

_TOP = 25
"""Lines in which sentences say who came; those below are about what was said."""
_TOKEN = re.compile(r"@?[\w'’\-]+(?:\.(?=[\w\s]))?")
_REMARK = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]")
_BETWEEN = re.compile(
    r"\s*(?:[(\[][^()\[\]]{1,60}[)\]]\s*)?(?:,|&|\+|/|·|\b(?:and|und|sowie|plus|as well as|along with|"
    r"together with)\b|\s)*\s*(?:(?:our|the|a|an|als)\s+(?:guest|gast|visitor|observer)s?,?\s+|our\s+)?",
    re.IGNORECASE,
)
_SELF = frozenset(("me", "myself", "i", "ich", "moi", "yours truly"))
_WITH = re.compile(r"\bwith(?: me)?\s*$", re.IGNORECASE)
_MET = re.compile(r"\b(?:met|meeting|gathered|convened|session|held|got together|sat down)\b", re.IGNORECASE)
_DATED = re.compile(r"\b20\d\d\W{0,3}[(:–—]\s*$")
"""A title with its day, before the people who came: "Compass, 3 Dec 2026 (Olga, Pablo)"."""
_TOGETHER = re.compile(
    r"\s*(?:(?:all|both|then|each)\s+)?(?:went (?:through|over)|discussed|looked at|worked (?:on|through)|"
    r"talked (?:about|"
    r"through)|spent|sat|had a (?:good|long|short|quick)|compared|reviewed|started (?:with|by))\b",
    re.IGNORECASE,
)
_SELVES = re.compile(r"\b(?:I|me|myself|ich)\b")
"""What the writer did with those named: "Ada, Bo and I went through the case"."""
_GROUPED = re.compile(r"\bpresent\b[^.;]{0,30}\b(?:were|was)\b[^.;]*;[^.;]*;", re.IGNORECASE)
"""A list in groups that semicolons keep apart, each with its office."""
_SUPPOSED = re.compile(r"\b(?:when|whenever|if|while|unless|in case|until)\s+$", re.IGNORECASE)
"""Words before people who only may be away: "when Ada is traveling"."""
_HYPOTHESIS = re.compile(
    r"\b(?:would|should|if|whether|next (?:time|session|meeting)|last (?:time|session|meeting)|"
    r"consists?|comprises?|(?:made|set) up of|serve on|to serve|willing|volunteered|elected|appointed|responsible)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Run:
    """People named one after another: where in the sentence, and how many."""

    start: int
    end: int
    count: int


def attendance(text: Context) -> Iterator[Proposal]:
    """Sentences near the top that say of known people whether they came."""
    author = text.author
    for part in text.parts[:_TOP]:
        if part.line.kind in ("row", "heading") or part.opens or (part.meaning in PEOPLE and not part.label):
            continue
        if part.meaning in ("actions", "decisions", "reviewed", "next_day", "insights") or part.line.speaker:
            continue
        said = sentences(part.line.text)
        for sentence in () if of_another_event(said) else said[part.label in PEOPLE :]:
            left = left_out(sentence)
            is_told_elsewhere = marked(sentence) or _GROUPED.search(sentence)
            is_other = is_told_elsewhere or _HYPOTHESIS.search(sentence) or (left and left.of_everybody)
            if not is_other and len(sentence) < LONGEST:
                yield from _said(text, part, sentence, author)


def outcomes(text: Context) -> Iterator[Proposal]:
    """Nothing: these sentences say who came."""
    del text
    return iter(())


def _said(text: Context, part: Part, sentence: str, author: str | None) -> Iterator[Proposal]:
    runs = list(_runs(text, sentence, author))
    meanings = [
        _meaning(
            sentence[runs[at - 1].end if at else 0 : run.start],
            sentence[run.end : runs[at + 1].start if at + 1 < len(runs) else len(sentence)],
            sentence[run.start : run.end],
            run.count,
        )
        for at, run in enumerate(runs)
    ]
    for run, meaning in zip(runs, meanings, strict=True):
        if meaning:
            listed = sentence[run.start : run.end]
            if author:
                listed = re.sub(r"\b(?:me|myself|I|ich|yours truly)\b", author, listed)
            yield from attending(text, part, listed, meaning, sentence=sentence)


def _meaning(before: str, after: str, named: str, count: int) -> str:
    """What the words around people say of them: present, excused, absent, or "" for nothing about that."""
    if _SUPPOSED.search(before):
        return ""
    for meaning, pattern in AFTER:
        if pattern.match(after) and after.lstrip()[:1] not in ".:!?":
            return meaning
    for meaning, pattern in BEFORE:
        if pattern.search(before):
            return meaning
    if count > 1 and _DATED.search(before):
        return "present"
    if _WITH.search(before) and _MET.search(before) and count > 1:
        return "present"
    if count > 1 and _TOGETHER.match(after) and _SELVES.search(named):
        return "present"
    is_all = not re.search(r"\w", before) and not re.search(r"\w", after)
    return "present" if is_all and count > 1 else ""


def _runs(text: Context, sentence: str, author: str | None) -> Iterator[_Run]:
    """People named one after another; a guest who is not in the roster counts if a word before says who it is."""
    start = end = -1
    count = 0
    for first, last in _named(text, sentence, author):
        if count and not _BETWEEN.fullmatch(sentence[end:first]):
            yield _Run(start, _with_remark(text, sentence, end), count)
            count = 0
        if not count:
            start = first
        end, count = last, count + 1
    if count:
        yield _Run(start, _with_remark(text, sentence, end), count)


def _with_remark(text: Context, sentence: str, end: int) -> int:
    """The end of the remark in parentheses behind a name, unless it is about somebody else."""
    found = _REMARK.match(sentence, end)
    return found.end() if found and not text.names.mentions(found[0].strip(" ()[]")) else end


_GUEST = re.compile(
    r"\b(?i:guests?|visitor|observer|gast)\b,?:?\s+(?:(?:was|were|we had|"
    r"came)\s+)?(?P<who>[A-ZÀ-Þ][\w'’\-]+(?:\s[A-ZÀ-Þ][\w'’\-]+){1,2})"
)


def _named(text: Context, sentence: str, author: str | None) -> Iterator[tuple[int, int]]:
    """Where known people are named; with an author, "me" too; and a guest with a word that says so."""
    guests = {found.start("who"): found.end("who") for found in _GUEST.finditer(sentence)}
    tokens = list(_TOKEN.finditer(sentence))
    at = 0
    while at < len(tokens):
        if tokens[at].start() in guests:
            end = guests[tokens[at].start()]
            yield tokens[at].start(), end
            while at < len(tokens) and tokens[at].start() < end:
                at += 1
            continue
        for size in (3, 2, 1):
            piece = sentence[tokens[at].start() : tokens[min(at + size, len(tokens)) - 1].end()]
            is_name = piece[:1].isupper() or piece[:1] == "@"
            if is_name and re.search(r"\w[,;:()]|\.\s*\w{3,}\.", piece) is None and text.names.find(piece):
                yield tokens[at].start(), tokens[min(at + size, len(tokens)) - 1].end()
                at += size
                break
        else:
            if author and _folded(tokens[at][0]) in _SELF:
                yield tokens[at].start(), tokens[at].end()
            at += 1


def _folded(word: str) -> str:
    return word.lower().strip(" .,;:")
