"""Sentences with a word of deciding that no other rule has understood: offered without their tick.

They say that something was agreed, chosen or turned down, in an order of words that is not known. What is asked, was
only proposed, or was settled before or elsewhere is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.settled import unlikely
from lib.bring.minutes.vocabulary import PEOPLE

_DECIDES = re.compile(
    r"\b(?:agreed|decided|resolved|approved|adopted|accepted|endorsed|ratified|authori[sz]ed|elected|appointed|chosen|"
    r"selected|(?:consensus|agreement) (?:is|was|to|that|on)\b|consensus:|unanimous(?:ly)?|decision (?:to|that)|"
    r"conclusion (?:is|was)|opinion (?:is|was)?:|will go with|settled on|went with|opted for|turned down|rejected|"
    r"put off (?:to|until|till)|(?:deferred|postponed) (?:to|until|till)|will be (?:put off|postponed|deferred|"
    r"dropped|kept|moved|cancell?ed|replaced|renamed|merged|discontinued)|"
    r"(?:was|were|has been|have been) (?:renamed|changed|moved|switched|replaced|cancell?ed|extended|shortened|raised|"
    r"lowered|reduced|merged)|"
    r"beschlossen|beschließt|einig|einstimmig|angenommen|genehmigt|gewählt|vereinbart|beibehalten|abgelehnt|"
    r"festgelegt|entschieden)\b",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"\?\W*$|^(?:unanimous|carried|second(?:ed)? by|approved by|(?:this|these|it|that|which|they|all) (?:was|"
    r"were|is|are)\b)|"
    r"\b(?:whether|would|could|might|(?-i:may)|should we|not|never|n['’]t|nobody|no one|unless|until we|if|"
    r"hopes?|wants?|wished|propos(?:es|ed|al)|suggest(?:s|ed)|recommend(?:s|ed)|reported|said|explained|announced|"
    r"informed|mentioned|told|reminded|thanked|probably|previously|"
    r"already|last (?:year|month|week|meeting|time)|earlier|had (?:been )?|"
    r"pending|to be|need(?:s|ed)? to|can|once|when|thinks?|asked|noted|pre-?approved|agreed (?:with|"
    r"to (?:disagree|meet))|apolog\w+|antrag|general consent|"
    r"(?:until|at|to|for) (?:the |our |a )?(?:next|later|future) (?:meeting|session|time)|minutes|motion|voice vote|"
    r"ob|falls|wenn|sollte|könnte|würde|nicht|noch|vertagt|letzte\w*|bereits)\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"\b(?:was|were|has been|have been) (?:renamed|changed|moved|switched) (?:to|from)\b"
    r"(?!.*\b(?:by|since|in (?:19|20)\d\d)\b)|"
    r"^we (?:\w+ ){0,4}?(?:approved|adopted|accepted) (?:the|a|an|our)\b",
    re.IGNORECASE,
)
"""What is changed to what, by nobody else, and what "we" approved: nearly always decided there."""
_LEAST, _MOST = 4, 45
"""Words of a sentence that may say by itself what was decided."""


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these sentences decide something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Each such sentence as a decision that may be one."""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "decisions", "insights", *PEOPLE):
            continue
        if text.is_summed_up(part):
            continue
        for sentence in sentences(part.told):
            if may_decide(sentence):
                found = text.decision(part, sentence, sentence=sentence)
                yield from found if _PLAIN.search(sentence) else unlikely(found)


def may_decide(sentence: str) -> bool:
    """Whether a sentence has a word of deciding, and none with which nothing is decided here."""
    return (
        _LEAST <= len(sentence.split()) <= _MOST
        and _DECIDES.search(sentence) is not None
        and _NOT_HERE.search(sentence) is None
        and marked(sentence) is None
        and not is_routine(sentence)
    )
