"""Whether what somebody is to do is a deed: something outside of the session that can be ticked off."""

from __future__ import annotations

import re

from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_ROLE = re.compile(
    r"^be (?:(?:the|an?|our|acting|joint|at|in) |in charge|responsible|on (?:the|duty|hand|call)|co-|"
    r"[\w/-]+ (?:contact|liaison|lead|"
    r"rep|representative|coordinator|organi[sz]er|secretary|treasurer|scribe|editor|host)\b)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:be|act as|serve as|remain) (?:the |a |our |an )?(?:main |first |new |joint |"
    r"interim )?(?:[\w/-]+ )?(?:contact|liaison|lead|"
    r"coordinator|co-ordinator|point of contact|point person|organi[sz]er|responsible for|in charge of)\b",
    re.IGNORECASE,
)
"""An office that somebody will hold, which is a task of its own."""
_TALK = re.compile(
    r"^(?:(?:help|assist|attend|participate|contribute|come|join|chair)\W*$|explain|describe|tell (?:us|"
    r"the (?:group|meeting|board))|comment|elaborate|imagine|repeat|say|introduce (?:him|her|them)sel|"
    r"leave the (?:meeting|room|call)|speak (?:on|about|first)|vote|abstain|second|nominate|move (?:that|"
    r"the motion|a motion)|"
    r"declare|stand (?:for|down|as)|candidate|step (?:down|aside|back)|resign|retire|rejoin|withdraw|differ|disagree|"
    r"do (?:so|well|the same|likewise)\W*$|think|know|feel|see (?![A-ZÀ-Þ]|if|whether|to)|hear|consider (?:that|"
    r"it)|bear with|wait|listen|"
    r"agree|disagree)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"^(?:be|have (?!(?:an? )?(?:word|look|chat|talk|conversation|call|meeting|the|this|it|his|her|their|a|an|some|all|"
    r"them|one|two)\b)|need|want|like|love|become|remain|stay|hear|think|know|feel|happen|increase|decrease|grow|rise|"
    r"fall|last|cost|"
    r"benefit|learn|lose|win|appear|exist|belong|depend|mean|matter|seem|enjoy|retire|leave|arrive|not|never|only|"
    r"probably|likely|soon|receive|miss|turn|reach|live|take (?:place|part)|make sense|result|require|allow|"
    r"enable|lead to|"
    r"expire|apply to|stop being|attend|join|continue|keep|serve|cease|begin|start|help(?! to\b| with\b|"
    r"\s\w+ (?:with|to)\b)|work(?! with| on (?:a|the|an)\b)|"
    r"come(?! up with)|go(?! through| to the| and)|return(?! the| a| all)|meet(?! with)|decide|"
    r"discuss(?! \w+ with)|consider|try|find (?:it|that)|"
    r"use|get(?! (?:in touch|two|three|a |the |an |some |quotes?|dates|back to|estimates?|prices|figures|"
    r"details|information|info|permission|feedback|clarification|confirmation))|be able|offer|prefer|suggest|"
    r"recommend|propose|appreciate|welcome|support|argue|see|look(?! (?:into|at|for|after|up))|run (?:from|for|"
    r"until|on|out)|open (?:at|on)|close (?:at|on)|end|finish)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:an?|the|our|his|her|their|this|that)\s", re.IGNORECASE)
_LEAST = 2


def is_order(what: str) -> bool:
    """Whether a text begins with a verb that tasks begin with, and an object."""
    if _OFFICE.match(what):
        return True
    return (
        word_form(what.split()[0]) in words("verbs", "start")
        and len(what.split()) >= _LEAST
        and _TALK.match(what) is None
    )


def is_deed(what: str) -> bool:
    """Whether what somebody will do is something to be done rather than how things will be, or talk."""
    is_talk = _TALK.match(what) is not None or _STATE.match(what) is not None
    return _OFFICE.match(what) is not None or (len(what.split()) >= _LEAST and not is_talk)


def may_be_taken_on(what: str, *, is_asked: bool) -> bool:
    """Whether something that somebody took on, or was asked to do, is a task; asked may be what is done at once."""
    if len(what.split()) < _LEAST or _TALK.match(what):
        return False
    if re.match(r"(?:be|have been)\b", what):
        return _ROLE.match(what) is not None
    if is_asked and _ARTICLE.match(what):
        return False
    if is_asked:
        return (
            re.match(
                r"(?:join|attend|share|present|speak|give|take (?:a|the) (?:seat|vote|floor)|note|help us|be)\b",
                what,
            )
            is None
        )
    return True
