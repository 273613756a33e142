"""The patterns of tasks: words for owner and due date, what follows a name, what comes before a day."""

from __future__ import annotations

import re

RECORDED = re.compile(
    r"\s*\([\w\-]{2,30}, \d{1,2}:\d{2}(?::\d{2})?\)\s*$|"
    r"\s*[–—-]?\s*\[?WATCH\b(?: \(\d+ (?:secs?|mins?)\))?\]?(?=\s|$)|"
    r"\s*\[recorded\s+in\b.*$|\s*\[(?:recorded in|see|link|due)?[^\]]*https?:[^\]]*\]|"
    r"\s*\(?\[?\b\d{1,2}:\d{2}(?::\d{2})?\b\]?\)?\s*$|\s+https?://\S+$"
)
ID = re.compile(
    r"^(?:(?=(?:\S*?\d){2})(?-i:[\dA-ZⒶ-Ⓩ]+(?:[-/.][\dA-ZⒶ-Ⓩ]+)+)(?=[.:)]?\s+(?-i:[A-ZÀ-Þ@]))|\[?(?:AI|AP|A|T|"
    r"ACT|ACTION|TASK|TODO|M)[-_ ]?#?\d{1,4}\]?|#\d{1,5})\s*[:.)–—-]?\s+(?=\S)",
    re.IGNORECASE,
)
OWNER_WORD = (
    r"owners?|owned by|responsible(?: party| person)?|resp\.?|who|assignees?|assigned(?: to)?|"
    r"action owner|lead|dri|poc|"
    r"verantwortlich|verantw\.?|zuständig|wer|responsable|verantwoordelijk|eigenaar"
)
DUE_WORD = (
    r"due(?: date| by| on)?|by when|by|until|deadline|target(?: date)?|when|complete by|fällig(?: am)?|"
    r"fälligkeit|termin|frist|bis wann|"
    r"bis|eta|date|échéance|plazo|fecha|datum"
)
FIELD = re.compile(
    rf"(?:^|(?<=[\s(\[;,|.–—-]))(?P<name>{OWNER_WORD}|{DUE_WORD}|status|v|t)\s*[:=]\s*(?P<value>.*?)"
    rf"(?=\s*(?:[;|)\]]|\s[–—-]\s|[,.]?\s+(?:{OWNER_WORD}|{DUE_WORD}|status|t)\s*[:=]|$))",
    re.IGNORECASE,
)
GROUP = re.compile(r"\s*[(\[{]([^()\[\]{}]{1,80})[)\]}]")
SPLIT = re.compile(r"\s+(?:[–—|→·]|--?>?|=>|//?)\s+|\s*(?:→|⇒|\|)\s*|\s+[–—-]{2,}\s+")
CONNECTOR = re.compile(
    r"\s+(?:(?:has |have )?(?:agreed|volunteered|offered|promised|committed|vowed|undertook|undertakes|"
    r"agrees|volunteers|offers|commits|pledged|"
    r"(?:is|was|are|were) (?:asked|tasked|directed|instructed|requested|authorized|authorised)|"
    r"took (?:the|an) action(?: item)?|(?:took|takes) (?:on )?the (?:task|job)|takes (?:the|"
    r"an) action(?: item)?|has (?:the|an) action|"
    r"is|are|was|were|is going|are going|has|have|needs?|plans?|wants)"
    r"(?:\s+(?:in the meantime|again|once more|in principle|as well|too|meanwhile|for now|with thanks|kindly))?\s+to"
    r"|(?:was|were|is|are) (?:assigned to|tasked with)|to|will(?: also| then)?|would|can|could|shall|should|must|"
    r"is responsible for|are responsible for|"
    r"(?:said|says|confirmed) (?:that )?(?:he|she|they)(?:['’]d|['’]ll| would| will| is going to|"
    r" are going to)(?: also)?|"
    r"(?:promised|offered|pledged)(?:\s+[A-ZÀ-Þ][\w'’-]+)?(?=\s+(?:an?|the|her|his|their|some|two|three)\s)|decided to|"
    r"took it on to|(?:took|takes|will take) on the (?:task|job) of|takes on|takes over|takes care of|"
    r"soll(?:en)?|wird|werden|übernimmt|übernehmen|kümmert sich um|hat zugesagt,?)\s+",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r",?\s*\b(?:by|assigned to|durch|von)\s+(@?[\w'’.\-]+(?:\s+(?:and|&)?\s*[A-Z][\w'’.\-]*){0,3})\s*$"
)
BEFORE_DUE = re.compile(
    r"(?:^|[\s,;(–—-])((?:(?:is\s+)?due(?:\s+(?:by|on|date))?|by|before|until|till|no later than|"
    r"not later than|at the latest by|"
    r"deadline(?:\s+is)?|latest|ready by|(?:(?:by|before|until)\s+)?(?:eod|eob|cob|close of (?:business|play)|"
    r"end of (?:the )?day)(?:\s+on)?|"
    r"to be done by|complete(?:d)? by|done by|"
    r"bis(?:\s+(?:spätestens|zum|zur|am|zu))*|"
    r"spätestens(?:\s+(?:am|bis|zum))*|fällig(?:\s+(?:am|bis))?|frist|termin|vor(?:\s+dem)?|avant(?:\s+le)?|"
    r"d'ici(?:\s+le)?|"
    r"antes\s+del?|para\s+el|voor|uiterlijk|eta|target)\s*:?\s*(?:the\s+|dem\s+|den\s+|der\s+|le\s+|el\s+)?)$",
    re.IGNORECASE,
)
BEFORE_END = re.compile(r"(?:^|\s)((?:on|this|am|le|op|,)\s*)$", re.IGNORECASE)
NOT_DUE = re.compile(
    r"\b(?:every|each|jede[nrsm]?|of|for|from|since|between|to|the|and|at|version|vom|von|für|zum|zur|seit|ab|des|der|"
    r"die|das|auf|till the|about|after|nach|"
    r"beginning|commencing|effective|offer|propose|suggest|announce|confirm|block|during|in|starting|start|"
    r"during the|session|meeting|workshop)\s*$",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"^\s*,?\s*(?:at\s+|um\s+)?(?:\d{1,2}(?::\d{2})?\s*(?:am|pm|uhr|h)\b|\d{1,2}:\d{2}|noon|eod|"
    r"eob|cob|close of business|latest|spätestens)",
    re.I,
)
AT_MEETING = re.compile(
    r"(?:^|\s)((?:at|for|to|in time for|zur|zum|in der|auf der)\s+(?:the\s+|our\s+|der\s+)?)$", re.IGNORECASE
)
"""Words before the next meeting with which it is the day that something is due."""
DONE_WORDS = re.compile(r"^\(?(?:done|completed?|closed|erledigt|✅|✔|✓)\)?\s*[:–—-]\s*", re.IGNORECASE)
