"""Sentences told with the name of their person in front: "She will …", "Ada asked Bo to …", "… and will …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.people.names import Names
from lib.bring.minutes.sentences import marked
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_DOES = r"(?:will|is to|is going to|agreed to|volunteered to|offered to|promised to|undertook to|committed to|plans to)"
_PRONOUN = re.compile(
    rf"^(?:[Hh]e|[Ss]he|[Tt]hey(?! agreed))\s+(?:(?:also|then)\s+)?(?P<rest>{_DOES}\b.+)$|"
    rf"^(?:[Hh]e|[Ss]he)['’]ll\s+(?P<short>[a-z].+)$"
)
_AND_WILL = re.compile(
    rf"^(?:is|was|has|had|[a-z]{{3,}}(?:ed|s|ing)?)\b[^.;:?]{{3,120}}?,?\s(?:and|so|but)\s+(?:(?:he|she|they)\s+)?"
    rf"(?P<rest>{_DOES}\s.+)$"
)
"""What somebody did, and then what they will do: "Ada is looking for a room and will tell us by Friday"."""
_ASKED = re.compile(
    r"^(?:(?:has |have |then |also )*(?:asked|requested|tasked|instructed|directed|ask|request|direct))\s+(?:that\s+)?"
    r"(?P<who>(?:the\s+)?[A-Za-zÀ-ÿ][\w'’.-]*(?:\s[A-ZÀ-Þ][\w'’-]*){0,2}(?:\s(?:and|&)\s(?:the\s+)?[A-Z][\w'’-]*)?)\s+"
    r"to\s+(?P<what>[a-z]\S*\s.+)$"
)
"""What somebody asked somebody else to do: "Ada asked Bo to write to the board"."""
_ASKED_THAT = re.compile(
    r"^(?:(?:has |have |then |also )*(?:asked|requested|directed|recommended))\s+that\s+"
    r"(?P<who>(?:the\s+)?[A-Za-zÀ-ÿ][\w'’.-]*(?:\s[A-ZÀ-Þ][\w'’-]*){0,2})\s+(?P<what>[a-z]+\s\S.*)$"
)
"""The same with a verb in its plain form: "Ada asked that the Director look into it"."""
_BODY_ASKED = re.compile(
    r"^(?:the )?(?:board|committee|council|circle|group|members|trustees|directors|councill?ors|meeting|chair) "
    r"(?P<rest>(?:then |also |has |have )*(?:asked|requested|tasked|instructed|directed)\s.+)$",
    re.IGNORECASE,
)
_ALSO_ASKED = re.compile(
    r"^(?:we|they|the (?:group|board|meeting|circle|committee|"
    r"council))\b[^.;?]{3,150}?\band\s+(?P<rest>(?:asked|requested|tasked|instructed|"
    r"directed|ask|request|direct)\s.+)$",
    re.IGNORECASE,
)
"""What a group did, and whom it asked to do something: "We approve the repair and ask Ada to see to it"."""
_TAKES_ON = re.compile(
    r"(?:,?\s(?:and|so|but|while)|,)\s(?=[A-ZÀ-Þ][\w'’.]*(?:\s[A-ZÀ-Þ][\w'’]+)?\s(?:has |have )?(?:agreed|"
    r"volunteered|offered|"
    r"undertook|promised|committed) to\s)|"
    r"(?:,?\s(?:and|while|but)|,)\s(?=[A-ZÀ-Þ][\w'’.]*(?:\s[A-ZÀ-Þ][\w'’]+)?\s(?:will|is going to)\s)"
)
"""Where a sentence goes on with what somebody takes on: "a survey was asked for and Ada undertook to …"."""
_BEFORE_NAME = re.compile(
    r"^(?:as|in|for|after|before|until|once|with|since|on|at|to|meanwhile|also|then|finally|therefore|so|and|additionally|"
    r"next|going forward|given|because|due|from|during|regarding|following|subject|in "
    r"order)\b[^,.;:?]{0,70},\s+(?P<rest>[A-ZÀ-Þ@].+)$",
    re.IGNORECASE,
)
"""What comes before the person in a sentence: "As secretary, Ada will …"."""
_NEXT = re.compile(
    r";\s+(?=@?[A-ZÀ-Þ]|(?:he|she|they|everyone|everybody|all)\s)|\s[–—-]\s+(?=[A-ZÀ-Þ]{2,} TO [A-Z]{3,} )|"
    r"\s(?:--|[–—])\s+(?=[A-ZÀ-Þ][\w'’]+(?: and [A-ZÀ-Þ][\w'’]+)? to [a-z]{3,} )|"
    r"\s[–—-]\s+(?=[A-ZÀ-Þ][\w'’]+ (?:kindly |"
    r"has )?(?:offered|volunteered|agreed|"
    r"will|promised) )"
)
_TOPIC = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?P<topic>[A-Z][^:.!?–—]{3,60})(?::|\s[–—-])\s+(?P<rest>[A-ZÀ-Þ].+)$"
)
_WITHIN = re.compile(
    r"^(?:explain|describe|present|tell|say|comment|speak|introduce|leave|share|join|choose|talk|stay|wait|imagine|"
    r"name|give|think|look|take|start|stop|repeat|elaborate|expand|report|note|come|sit|consider)\b"
)
"""What somebody is asked to do within the session itself."""
_LEAST_WORDS = 3


def retold(said: Sequence[str], names: Names) -> Iterator[tuple[str, str]]:
    """Yield (the sentence as written, the same with the name of its person in front) for the sentences of a line.

    A sentence that needs nothing comes as it is. Where it is not clear who is meant, it comes as it is too.
    """
    before, person = "", ""
    for sentence in said:
        pieces = [sentence] if marked(sentence) else _NEXT.split(sentence)
        for piece in pieces:
            pronoun = _PRONOUN.match(piece)
            person = person or (_only_one(before, names) if pronoun else "")
            if pronoun and person:
                yield piece, f"{person} {pronoun['rest'] or 'will ' + pronoun['short']}"
                continue
            before, person = piece, ""
            if (
                (topic := _TOPIC.match(piece))
                and not any(map(names.find, names.people(topic["topic"]) or ()))
                and names.leading(topic["rest"])
            ):
                piece = topic["rest"]
            if (before_name := _BEFORE_NAME.match(piece)) and names.leading(before_name["rest"]):
                piece = before_name["rest"]
            yield piece, piece
            yield from ((piece, tail) for tail in _taken_on(piece, names))
            if (also := _ALSO_ASKED.search(piece)) and not names.leading(piece):
                yield from _asked(piece, piece[also.start("rest") :], (), names)
                continue
            if body := _BODY_ASKED.match(piece):
                yield from _asked(piece, body["rest"], (), names)
                continue
            known = names.leading(piece)
            if known is None:
                continue
            person = _name(piece, known)
            if (also := _AND_WILL.match(known[1])) and not names.mentions(known[1][: also.start("rest")]):
                yield piece, f"{person} {also['rest']}"
            else:
                yield from _asked(piece, known[1], known[0], names)


def _taken_on(piece: str, names: Names) -> Iterator[str]:
    """What a sentence goes on with where somebody else takes something on; of two who do so together, neither."""
    for cut in _TAKES_ON.finditer(piece):
        tail = piece[cut.end() :]
        together = names.leading(piece)
        if names.leading(tail) and not (together and len(together[0]) > 1 and len(together[1]) < len(tail)):
            yield tail


def _asked(piece: str, said: str, by: Sequence[str], names: Names) -> Iterator[tuple[str, str]]:
    """What somebody other than those who ask was asked to do."""
    found = _ASKED.match(said) or _ASKED_THAT.match(said)
    people = names.people(found["who"]) if found and _is_order(found["what"]) else None
    if found and people and all(names.find(one) for one in people) and set(people).isdisjoint(by):
        yield piece, f"{found['who']} is to {found['what']}"


def _only_one(sentence: str, names: Names) -> str:
    """The only known person whom a sentence names; "" for none or several."""
    named = names.mentions(sentence)
    return named[0] if len(named) == 1 else ""


def _name(piece: str, known: tuple[list[str], str]) -> str:
    """The words that name the person or people at the start of a sentence."""
    return piece[: len(piece) - len(known[1])].strip()


def _is_order(what: str) -> bool:
    is_verb = word_form(what.split()[0]) in words("verbs", "start")
    return is_verb and not _WITHIN.match(what) and len(what.split()) >= _LEAST_WORDS
