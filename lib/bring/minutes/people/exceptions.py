""" "All except Bo", "alle ohne Jens", "Ada, Bo, not Cy": who a list of people leaves out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.bring.minutes.vocabulary import is_everybody
from lib.bring.name_forms import plain_name

_EXCEPT = re.compile(
    r"[\s,(\[–—-]+(?:with the exceptions? of|except(?:ing)?(?: for)?|excl(?:uding|\.)|apart from|aside from|"
    r"other than|save for|minus|bar|barring|without|but(?: not| for)?|not|"
    r"mit ausnahme (?:von|der|des)|außer|ausser|ohne|bis auf|abzüglich|aber nicht|nicht|"
    r"à l['’]exception d[eu']s?|à part|sauf|excepté|hormis|sans|mais pas|"
    r"a excepción de|con excepción de|salvo|excepto|menos|sin|pero no|"
    r"met uitzondering van|behalve|uitgezonderd|zonder|maar niet|à exceção de|exceto|tranne|eccetto|fuorché)"
    r"\s*:?\s+(?P<who>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_EVERYBODY = re.compile(
    r"^(?:all|every\w*|alle[rns]?|sämtliche|jeder|tous|toutes|tout le monde|todos|todas|todo el mundo|"
    r"tutti|tutte|iedereen|"
    r"allen|(?:the )?(?:whole|entire|full|complete)|(?:die|der|das) ganze)\b[^,;:()]{0,40}$",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"\b(?:there|here|present|attended|attending|came|joined|on the call|in the room|made it|took part|"
    r"participated|"
    r"anwesend|da|dabei|gekommen|présents?|présentes?|venus|presentes|aanwezig)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:;|,?\s+(?:plus|as well as)\s+|\s\+\s*)\s*(?:sowie\s+)?(?=\S)")


@dataclass(frozen=True, slots=True)
class Left:
    """A list cut in three: `named` before the word for "except", `out` those it leaves out, `also` what follows.

    `of_everybody`: the list is of the whole group, which names nobody.
    """

    named: str
    out: str
    also: str
    of_everybody: bool


def left_out(listed: str) -> Left | None:
    """Who a list of people leaves out; None if it leaves out nobody in words."""
    found = _EXCEPT.search(" " + listed)
    if not found:
        return None
    named = (" " + listed)[: found.start()].strip(" ,;:–—-(")
    is_aside = found[0].lstrip(" ,–—-")[:1] in ("(", "[")
    after = re.compile(r"\s*[)\]]\s*[,;]?\s*") if is_aside else _AFTER
    who, *also = after.split(found["who"].strip(" ."), maxsplit=1)
    is_all = is_everybody(plain_name(named)) or bool(_EVERYBODY.match(named))
    return Left(named, who.strip(" ,.;"), also[0].strip() if also else "", is_all)


def says_who_came(sentence: str) -> bool:
    """Whether a sentence says that the whole group came, and who of it did not ("Everyone was there except Bo.")."""
    left = left_out(sentence)
    return left is not None and left.of_everybody and bool(_CAME.search(left.named))
