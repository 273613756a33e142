"""Which promises in running text are tasks though no day is named."""

from __future__ import annotations

import re

from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_WISH = re.compile(r"(?:like|love|prefer|rather)\b")
_TALK = re.compile(
    r"^(?:(?:chair|facilitate|moderate|scribe|host) (?:the |our )?next (?:meeting|session|call)|"
    r"explain|describe|present|tell|say|comment|speak|introduce|leave|share|join|choose|talk|stay|wait|"
    r"imagine|name|give)\b",
    re.IGNORECASE,
)
"""What somebody is asked to do within the session."""
_TOOK_ON = re.compile(
    r"(?:is|are) to$|(?:has |have )?(?:agree|volunteer|offer|promise|commit|undert|pledge|decided|signed "
    r"up|took|takes)",
    re.IGNORECASE,
)
_WILL = frozenset(("will", "will also", "will then", "is going to"))
_STATIVE = re.compile(
    r"^(?:also |still |probably |then |not |only |no longer |never |soon )*"
    r"(?:be(?! [a-z]{2,}ing (?!back|away|off|out)\w)|have(?! an? (?:word|look|chat|talk|think|conversation|"
    r"call)\b)|need|want|like|love|"
    r"become|remain|stay|continue|see|hear|"
    r"think|know|feel|find (?:it|that)|turn|reach|retire|miss|step (?:down|back)|join|start|begin|return|"
    r"come|go(?! through)|arrive|"
    r"attend|receive|get(?! (?:in touch|two|three|a |the |an |some |quotes?|estimates?|prices|information|"
    r"permission))|happen|increase|decrease|grow|rise|fall|end|"
    r"finish|last|cost|benefit|"
    r"learn|lose|win|appear|exist|belong|depend|mean|matter|seem|look(?! (?:into|at|for|after|up))|work|"
    r"live|use|enjoy|agree|"
    r"decide|discuss|consider|help(?! to\b| with\b| \w+ (?:with|to)\b)|try|serve|move on|take part|take "
    r"place|make sense)\b",
    re.IGNORECASE,
)
"""What somebody will be, rather than do."""
_GOES_ON = re.compile(r"(?:also |still )*(?:continue|keep|remain|stay)\b", re.IGNORECASE)
"""How it goes on where nothing new is to be done."""
_LEAST_WORDS = 2


def is_firm(verb: str, what: str, is_listed: bool, is_item: bool, is_question: bool) -> bool:
    """Whether a promise without a day is a task. `verb`: how it is made; `is_listed`: the minutes list their tasks."""
    if verb == "to":
        return not is_question
    if _TOOK_ON.match(verb):
        return True
    if verb == "can" or is_listed:
        return False
    if verb in ("was asked to", "were asked to"):
        return not _TALK.match(what)
    if verb.endswith(("need to", "needs to", "has to", "have to")):
        return _is_order(what)
    if verb in _WILL and _GOES_ON.match(what):
        return False
    if verb in _WILL:
        return (
            (is_item and verb == "will") or _is_order(what) or not (_TALK.match(what) or _STATIVE.match(what))
        )
    return bool(verb) and not _WISH.match(what)


def may_be_firm(verb: str, what: str) -> bool:
    """Whether a promise that is not firm may be a task all the same: what somebody "will" or "needs to" do."""
    is_said = verb in _WILL or verb.endswith(("need to", "needs to", "has to", "have to")) or verb == "to"
    return is_said and not _TALK.match(what)


def _is_order(what: str) -> bool:
    """Whether a promise begins with a verb that tasks begin with and is no talk about the session itself."""
    verb = word_form(what.split()[0])
    return verb in words("verbs", "start") and not _TALK.match(what) and len(what.split()) > _LEAST_WORDS
