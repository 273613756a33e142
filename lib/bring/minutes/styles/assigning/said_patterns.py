"""The words between a person and what they are to do, in every form in which English minutes state it."""

from __future__ import annotations

import re

_ALSO = (
    r"(?:(?:also|then|again|now|kindly|very kindly|both|all|each|further|therefore|already|since|previously|"
    r"subsequently|still|please)\s+)*"
)
_HAS = rf"(?:(?:has|have|had|'s|’s)\s+{_ALSO})?"
_BEEN = rf"(?:(?:is|are|was|were)\s+{_ALSO}|(?:has|have|had)\s+{_ALSO}been\s+{_ALSO})"
_IN_PASSING = r"(?:,\s+(?:with|together with|along with|on behalf of|as|in)\s[^,;:]{3,50},)?"
_PIECE_OF_WORK = (
    r"(?:the |an? |this |that |another )?(?:task|job|action(?: item| point)?|responsibility|assignment|duty|lead|"
    r"role|work|charge)"
)
COMMITTED = re.compile(
    rf"^,?\s*{_ALSO}{_HAS}(?:agreed|volunteered|offered|promised|committed|undertook|undertaken|pledged|vowed|"
    rf"consented|agrees|volunteers|offers|promises|commits|undertakes|signed up|is happy|are happy|was happy|"
    rf"were happy|is willing|are willing|was willing|is prepared|was prepared|would be happy|will be happy|"
    rf"is glad|are glad|was glad)(?:\s+(?:in the meantime|again|once more|in principle|as well|too|meanwhile|"
    rf"for now|with thanks|kindly))?\s+to\s+(?P<what>[a-z‘'“\"].*)$",
    re.DOTALL,
)
"""Somebody takes on to do something."""
TOLD_TO = re.compile(
    rf"^,?\s*{_BEEN}(?:asked|tasked|requested|instructed|directed|assigned|delegated|charged|mandated|"
    rf"commissioned|detailed|left|entrusted|designated|deputed|due|set|down)\s+to\s+(?P<what>[a-z‘'“\"].*)$",
    re.DOTALL,
)
"""Somebody is asked by whomever to do something."""
TOLD_ONCE = re.compile(r"^\s+(?:requested|invited|instructed|tasked) to\s+(?P<what>[a-z].*)$", re.DOTALL)
"""The same in a note without its verb: "Committee requested to send ideas"."""
GIVEN = re.compile(
    rf"^,?\s*(?:{_BEEN}(?:tasked|charged|entrusted)\s+with\s+|"
    rf"{_BEEN}(?:given|assigned|handed|allocated)\s+{_PIECE_OF_WORK}\s+(?:of|to|for)\s+|"
    rf"{_HAS}(?:got|accepted|received|picked up|took|taken|takes|take|assumed|assumes|will take|is taking|are taking|"
    rf"to take|have|has)\s+(?:on\s+)?(?:the |an? )(?:task|job|action(?: item| point)?|responsibility|assignment)\s+"
    rf"(?:of|to|for)\s+|"
    rf"(?:will be|is to be|are to be|agreed to be|offered to be|volunteered to be)\s+"
    rf"(?:responsible for|in charge of|accountable for)\s+|"
    rf"(?:has|have) taken on (?=the\b|this\b)|took on (?=the\b|this\b)|(?:is|are) (?:responsible for|"
    rf"in charge of)\s+(?=[a-z]+ing\b))(?P<what>[a-z‘'“\"].*)$",
    re.DOTALL,
)
"""Somebody is given, or takes, the task of doing something."""
LEADS = re.compile(
    rf"^,?\s*(?P<what>(?:{_HAS}agreed to |{_HAS}offered to |{_HAS}volunteered to |will |to |is going to )?"
    r"(?:take|takes|took|is taking|are taking) the lead (?:on|in|for|with) \S.*)$",
    re.DOTALL,
)
WILL = re.compile(
    rf"^{_IN_PASSING}\s*(?:{_ALSO}(?:will|shall|'ll|’ll|is going to|are going to))"
    rf"{_IN_PASSING}\s+{_ALSO}(?:be (?=[a-z]+ing\b))?(?P<what>[a-z].*)$",
    re.DOTALL,
)
SHOULD = re.compile(rf"^\s*{_ALSO}should\s+{_ALSO}(?P<what>[a-z].*)$", re.DOTALL)
MUST = re.compile(
    rf"^\s*{_ALSO}(?:must|needs? to|ha(?:s|ve) to|is to|are to|is due to|are due to)\s+{_ALSO}(?P<what>[a-z].*)$",
    re.DOTALL,
)
WOULD = re.compile(
    rf"^{_IN_PASSING}\s*{_ALSO}would\s+{_ALSO}(?P<what>[a-z].*)$",
    re.DOTALL,
)
"""What minutes report that somebody would do, as they tell in the past what will be done."""
TO = re.compile(rf"^{_IN_PASSING}(?:\s*\([^()]{{2,30}}\))?\s*to\s+{_ALSO}(?P<what>[a-z].*)$", re.DOTALL)
DOING = re.compile(
    r"^\s*(?:is|are)\s+(?:also |now |currently )?(?P<what>(?:taking (?:on|over|care of)|looking into|chasing|"
    r"following up|going to)\b.*)$",
    re.DOTALL,
)
"""What somebody is about to do, or at."""
PLEASE = re.compile(
    r"^,?\s*please\s+(?:can you\s+)?(?!start\b|stop\b|keep\b|note\b|remember\b|be\b|let\b)(?P<what>[a-z]{2,}\s.*)$",
    re.DOTALL,
)
WHO = re.compile(r"^,?\s+(?:who|which)\s+(?=[a-z])", re.DOTALL)
CAN = re.compile(r"^\s*(?:please\s+)?(?P<what>[a-z]{2,}\s.*)$", re.DOTALL)

FOR_SOMEBODY = re.compile(
    r"(?:^|[\s,;:(–—-])(?:homework|task|job|action(?: item| point)?|to-?do|next step|assignment|request|ask)s?\s+"
    r"(?:for|of|on|to)\s+$",
    re.IGNORECASE,
)
LEFT_TO = re.compile(
    r"(?:\b(?:left|leave|leaves|over|delegated|delegate|assigned|passed|handed|falls|fell|referred|given)\s+"
    r"(?:it |this |that |this matter |the matter )?(?:up )?(?:to|with)|\bdown to)\s+$",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"\b(?:asked|requested|instructed|directed|tasked|mandated|delegated|assigned|deputed|appointed|"
    r"commissioned|authori[sz]ed|designated|detailed)\s+(?:that\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
AGREED_FOR = re.compile(
    r"\b(?:agreed?|decided|resolved|settled|approved|arranged|agreement|plan(?: is| was)?|action(?:ed)?)\s+"
    r"(?:that it (?:is|was) |it would be best )?(?:for|on|with)\s+$",
    re.IGNORECASE,
)
AGREED_THAT = re.compile(
    r"\b(?:agreed|decided|resolved|settled|confirmed|proposed and agreed|arranged|approved|said|stated|promised|"
    r"announced|noted|reported|advised|added|explained|indicated|mentioned)(?:\s+(?:unanimously|"
    r"by all|by everyone))?\s+(?:that\s+)?(?:while |once [^,]{3,60}, |after [^,]{3,60}, )?$",
    re.IGNORECASE,
)
SHALL = re.compile(
    r"(?:^|[\s(–—-])(?:please,? )?(?:can|could|will|would) (?:you |you please )?(?:please )?$", re.IGNORECASE
)
"""How a question asks somebody to do something."""
PLEASE_CAN = re.compile(r"(?:^|[.\s(–—-])please,? (?:can|could|will|would) $", re.IGNORECASE)
BOUNDARY = re.compile(
    r"(?:^|[,;:.!?)–—\u2022-]|\s(?:so|hence|therefore|then|thus|but|ongoing|done|complete|outstanding|pending|open|noted|agreed|"
    r"action|required|needed|available|received|in future|in the future|meanwhile|in the meantime|again|today|"
    r"now|next time|"
    r"this time|this week|this month))\s*[(\[]?$",
    re.IGNORECASE,
)
"""The end of a clause, behind which somebody's task begins."""
AND = re.compile(r"(?:^|,?\s)(?:and|while|whilst|whereas|but|so)\s+$", re.IGNORECASE)
POSSESSIVE = re.compile(
    r"^(?P<who>[A-ZÀ-Þ][\w’'-]*?(?:\s[A-ZÀ-Þ][\w’'-]*?)?)(?:['’]s?)\s+(?:(?:main |first |next |new |only )*"
    r"(?:task|job|action(?: item| point)?|homework|assignment|to-?do|next step|role)s?)\s*"
    r"(?:(?:is|was|will be)\s+(?:now\s+)?to|:)\s+(?P<what>[a-z].*)$",
    re.DOTALL,
)
BY_END = re.compile(
    r"^(?P<what>\S.{5,160}?\s(?:will|shall|should|must|to|would|needs? to|ha(?:s|ve) to|(?:is|"
    r"are) to)\s+(?:also |then |now )?be\s+"
    r"(?P<done>[a-z]+(?:ed|en|t|ne|de|ung|ade|id|old|ought)|set up|put up|"
    r"drawn up)\b.*?)\s+by\s+(?P<who>[A-ZÀ-Þ@].{1,60}?)\W*$",
    re.DOTALL,
)
ASKED_IF = re.compile(
    r"^\s*(?:if|whether)\s+(?:he|she|they)\s+(?:could|would|can|will|might|would be (?:able|"
    r"willing) to)\s+(?P<what>[a-z].*)$",
    re.DOTALL,
)
TAKEN = re.compile(
    r"(?:,\s*)?(?:which|and|to which)?\s*(?:this\s+)?(?:(?:he|she|they)\s+)?(?:has |have |had )?(?:agreed|"
    r"accepted|said yes|offered|"
    r"was happy to do so|would do)(?:\s+(?:to do so|to do this|to do it|to do|to this|to|so))?\W*$",
    re.IGNORECASE,
)
"""That somebody agreed to what they were asked, at the end of a sentence or in one of its own."""
THEN = re.compile(
    r"^\s+[a-z]+\b[^;:?]{2,160}?(?:,?\s(?:and|but|so|then)|,)\s+(?:will|would|plans to|planned to|intends to|"
    r"agreed to|offered to|"
    r"volunteered to|promised to|undertook to|is going to|has agreed to|has offered to|is to)\s+(?:also |"
    r"then )?(?P<what>[a-z].*)$",
    re.DOTALL,
)
"""What somebody did, and behind it what they will do: "Ada did not go, will ask for the notes"."""
WHICH = re.compile(r",\s(?:which|whom|that)\s+$")
"""How a sentence goes on that has said before what is to be done: "…, which Ada will look into"."""
PLANS = re.compile(
    r"^\s+(?:also )?(?:plans|planned|intends|intended|is planning) to\s+(?P<what>[a-z].*)$", re.DOTALL
)
