"""Whether what is left of a task, without who and when, says something to do."""

from __future__ import annotations

import re

from lib.bring.minutes.no_decisions import points_elsewhere, says_how_far
from lib.bring.minutes.people.names import Names, is_name, is_role
from lib.bring.minutes.settled_patterns import ACTIVE
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import fillers, word_form

_AWAY = re.compile(
    r"^(?:is |are |will be |still )*(?:(?:on|in|im) (?:\w+ )?(?:vacation|leave|holidays?|pto|urlaub|"
    r"elternzeit|mutterschutz)|"
    r"absent|away|out (?:of office|sick)|out|ooo|pto|sick|ill|krank|abwesend|vacation|urlaub|"
    r"travel(?:l?ing)?|unavailable|"
    r"not (?:available|here|there))"
    r"\b(?=\s*(?:$|[,;.(–—]|(?:until|till|from|for|through|this|next|since|bis|ab|vom|seit|all)\b))",
    re.IGNORECASE,
)
"""What is said of somebody who is away; nothing to do."""
_STATUS = re.compile(
    r"(?:still |not yet |yet |currently )*(?:pending|in progress|ongoing|waiting for|no (?:update|progress|news)|"
    r"not (?:done|started|finished) yet|done\b|on hold|work in progress|wip)\b",
    re.IGNORECASE,
)
"""How far a task is, below it: "[Ada] still pending"."""
_SIGNED = re.compile(
    r"^(?:(?:warm|kind|best|many|with (?:kind|best)|warmest)\s+)?(?:regards|wishes|cheers|thanks(?: (?:all|again|"
    r"everyone|everybody))?|thank you|best|"
    r"yours(?: \w+)?|sincerely|viele grüße|beste grüße|liebe grüße|mit freundlichen grüßen|gruß|lg|vg|mfg)\W*$",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"(?:unanimously |formally |duly )*(?:(?:re-?)?approved|(?:re-?)?adopted|ratified|endorsed|authori[sz]ed|accepted|"
    r"(?:re-?)?elected|(?:re-?)?appointed|carried|passed)"
    r"(?:\W*$|\s(?:the|an?|all|this|that|these|its|our|their|both|unanimously))",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[;:,–—]|\s-\s|\b(?:and|then|to|will|by|until|before|und|bis)\b", re.IGNORECASE)
"""Behind what was approved, there may be what to do: "Approved the budget; Bo to publish it"."""
_LEAST_COUNTED = 4
"""Words of a text that begins with a number, from which on it may be a task: "88 children" is an answer."""
_QUESTION = re.compile(
    r"^(?:(?:wollen|sollen|sollten|können|könnten|müssen|dürfen) wir|(?:should|can|could|shall|do|does|did|may|must) "
    r"(?:we|they|i)|(?:should|can|could|shall|does|did|may|must) the)\b",
    re.IGNORECASE,
)
"""How a question begins, though no mark ends it."""


def is_settled(what: str) -> bool:
    """Whether a text says what was approved and nothing to do: "Approved the budget"."""
    if _GOES_ON.search(what):
        return False
    found = ACTIVE.match(what)
    return bool(_APPROVED.match(what) or (found and found["verb"]))


def says_something(what: str, names: Names, *, may_be_name: bool) -> bool:
    """Whether a text says something to do. `may_be_name`: one that is only a name says nothing."""
    letters = re.sub(r"[\W\d_]", "", what)
    form = word_form(what)
    is_count = re.match(r"\d+\s", what) is not None and len(what.split()) < _LEAST_COUNTED
    if len(letters) < 4 or is_count or form in fillers() or form in words("people", "nobody"):
        return False
    words_of_it = re.findall(r"\w+", what.lower())
    if form not in words("verbs", "start") and all(
        word in ("the", "and", "all", "to") or is_role(word) for word in words_of_it
    ):
        return False
    if (
        _SIGNED.match(what)
        or _STATUS.match(what)
        or _QUESTION.match(what)
        or points_elsewhere(what)
        or says_how_far(what)
        or (_AWAY.match(what) and len(what.split()) < 7)
    ):
        return False
    if (
        re.match(
            r"(?:none|no (?:new |open |further )?(?:actions?|action items?|tasks?)|keine|nothing)\b",
            what,
            re.I,
        )
        and len(what.split()) < 7
    ):
        return False
    return not (
        names.find(what)
        or (may_be_name and is_name(what) and all(word[:1].isupper() for word in what.split()))
    )
