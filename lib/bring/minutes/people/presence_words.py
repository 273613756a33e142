"""What words and marks beside a name say of whether that person came, and of their office."""

from __future__ import annotations

import re

from lib.log.format.cells import Unfit, read_word
from lib.log.format.schema import TABS

_PRESENT = TABS["attendance"].column("present")
_EXCUSED = re.compile(
    r"\b(excused|entsch\b|apologies|regrets|entschuldigt|excusée?s?|with notice|sent apologies|sick|ill|"
    r"vacation|on leave|holiday|urlaub|krank|travel\w*|dienstreise|business trip|at a customer|client visit|"
    r"training|course|"
    r"trade fair|conference|jury duty|day off|schulung|messe|"
    r"pto|out of office|ooo|conflict|elternzeit|parental leave)\b",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"\b(absent|no[- ]show|not present|did(?: not|n['’]t) (?:attend|join|come|show(?: up)?|make it)|missing|"
    r"abwesend|fehlt|unentschuldigt|unexcused|declined)\b",
    re.I,
)
_HERE = re.compile(
    r"\b(present|remote|online|by phone|virtual|zoom|teams|late|left|until|from|joined|in person|"
    r"dialed|hybrid|anwesend|ab|bis|"
    r"later|partly|part|arrived|only|for items?|via|phone|video|first half|second half)\b",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"(?<!vice )(?<!vice-)(?<!deputy )(?<!former )\b(?:chair(?:man|woman|person)?|clerk|secretary|treasurer|president|"
    r"facilitator|scribe|host|moderator|vorsitzende[rn]?|kassenwart(?:in)?|schatzmeister(?:in)?|schriftführer(?:in)?)\b",
    re.IGNORECASE,
)
_LONGEST_OFFICE = 5
OFFICE_BEHIND = re.compile(
    r"\s+(?:the\s+)?(?P<office>chair(?:man|woman|person)?|clerk|secretary|treasurer|president|vice.?chair)$",
    re.I,
)
BEHIND_KNOWN = re.compile(
    r"\s+(?P<office>(?:board |committee |council )?member|director|trustee|councill?or|alternate|liaison|attorney|"
    r"beisitzer(?:in)?)$",
    re.IGNORECASE,
)
"""An office behind the name of somebody who is known, that may be a part of other names."""
OPENED_BY = re.compile(
    r"^[^.;]{0,60}?\b(?:called to order|chaired|convened|opened|eröffnet|geleitet)\b[^.;]{0,50}?\b(?:by|von|durch)\s+"
    r"(?:the\s)?(?:[Cc]hair\w*|[Pp]resident|[Mm]ayor)?,?\s?(?P<who>[A-ZÀ-Þ][\w.'’-]*(?:\s[A-ZÀ-Þ][\w.'’-]*){1,2})"
    r"(?=\W*$|,|\sat\b|\sand\b)"
)
"""Who opened a meeting, behind the verb: "The meeting was called to order at 7 by Ada Brandt"."""
_IN_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
OFFICE_AT_END = re.compile(
    r"^(?:[\w&-]+\s){0,3}(?:clerk|officer|secretary|treasurer|manager|director|chair\w*|administrator|assistant|registrar|"
    r"superintendent|headteacher|principal|governor|councillor|representative|coordinator|engineer|attorney|minutes?|notes?)$",
    re.IGNORECASE,
)
TAKES_NOTES = re.compile(
    r",?\s+(?:(?:who |is |was )*to take|taking|took|takes) (?:the )?(?:minutes|notes)\b[^,;]*$", re.IGNORECASE
)
"""What is said of the last one in a list, who takes the minutes."""


def closing_says(closing: str) -> str:
    """What the end of a list says of all in it: "Ada and Bo were unable to attend"."""
    if re.search(r"unable|apologies|regrets|excused|entschuldigt", closing, re.IGNORECASE):
        return "excused"
    return "no" if re.search(r"absent|fehlt", closing, re.IGNORECASE) else ""


def is_sentence(remark: str) -> bool:
    """Whether what follows a word is too long for a remark about a person, and says nothing of who came."""
    said = remark.split()
    start = " ".join(said[:2])
    return len(said) > 4 and not any(pattern.search(start) for pattern in (_HERE, _EXCUSED, _ABSENT))


def mark_says(mark: str, remarks: str) -> str:
    """What a check mark says; with a remark that excuses, a cross does too."""
    if mark in "✓✔✅☑":
        return "yes"
    return "excused" if says_of(remarks) == "excused" else "no"


def says_of(remarks: str) -> str:
    """What remarks say of a person: yes, no, excused, or ""; the words are those of the attendance tab."""
    for remark in re.split(r"\s*[;,]\s*", remarks):
        if not remark.strip():
            continue
        try:
            if word := read_word(remark.strip(), _PRESENT):
                return word
        except Unfit:
            pass
    if _HERE.search(remarks) and not _ABSENT.search(remarks):
        return "yes" if not _EXCUSED.search(remarks) else ""
    if _EXCUSED.search(remarks):
        return "excused"
    return "no" if _ABSENT.search(remarks) else ""


def office_in(chunk: str, after: str) -> str:
    """The office that a remark in parentheses or the chunk behind a name says: "Ada (Chair)", "Bo, Clerk"."""
    behind = OFFICE_BEHIND.search(_IN_PARENTHESES.sub("", chunk).strip())
    remarks = [*_IN_PARENTHESES.findall(chunk), after, behind["office"] if behind else ""]
    found = (OFFICE.search(remark) for remark in remarks if len(remark.split()) <= _LONGEST_OFFICE)
    return next((one[0].lower() for one in found if one), "")
