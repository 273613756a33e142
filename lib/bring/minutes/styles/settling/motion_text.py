"""How motions are worded: how one begins, who moved and seconded it, what it is about, and how it went."""

from __future__ import annotations

import re

CARRIED = re.compile(
    r"\b(?:carrie[sd]|passe[sd]|approved|adopted|agreed|(?:were|was) content|no objections?|unanimous(?:ly)?|"
    r"so (?:moved|ordered|voted)|all (?:(?:were|are|voted|present|members|those|but one) )*(?:in favou?r|ayes?|yes|"
    r"yea)|voted in favou?r|"
    r"ayes? all|m/?s/?[cp]\b|[2-9]\d? (?:yes|yea|ayes?|for|in favou?r)\W{1,3}(?:0|none|no|zero|one|1)\b|"
    r"motion (?:was )?accepted|ayes?\W{1,3}(?:\d+|all)\W.{0,15}?\b(?:nays?|noes|opposed|against)\W{1,3}(?:0|none|zero)|"
    r"[2-9]\d?\s?[-–:/]\s?0)\b|:\s\+1\W*$",
    re.IGNORECASE,
)
LOST = re.compile(
    r"\b(?:failed|fails|defeated|lost|rejected|tabled|withdrawn|not carried|did not pass|postponed|dies|died|"
    r"no second|lack of a second)\b",
    re.IGNORECASE,
)
_PUTS = (
    r"(?:made|makes|introduced|presented|offers|offered|puts?|put forward|brought|passed|proposed|submitted|sets?|"
    r"calls|called|calls for|called for|initiated|initiates|raised|entertained|tabled) (?:a |the )?(?:\w+ )?motion"
)
MOTION = re.compile(
    rf"^(?:(?:a |the )?motion|[A-Z][^,.]{{1,40}} {_PUTS})\b(?:\s*(?:\d{{1,3}}|"
    r"#\d+))?\s*(?::|by|(?:was |is )?(?:made|moved|put forward|proposed)|to|that|–|-)|"
    r"^(?:[A-Z][\w.'’ ]{0,40} )?motion(?:ed,|(?:ed|s)?\s+(?:to|that)\b)|"
    r"^(?:proposed|"
    r"moved)(?: by)?:? (?-i:[A-Z])[^.;]{1,40}?[,;]? (?:and )?seconded(?: by)?:? (?-i:[A-Z])[^.;]{1,30}?,? (?:to|"
    r"that)\b|"
    r"^[A-Z][\w.'’ ]{0,40}(?<!was duly)(?<!was)(?<!were) proposed\b[^.]{0,60}\bseconded\b[^.]{0,30}?\s(?:to|that)\b|"
    r"(?<!be )(?<!is )(?<!was )(?<!been )\bmove[sd]\b[^.]{0,60}\b(?:to (?!(?-i:[A-Z]))|that\b)|"
    r"(?<!be )(?<!is )(?<!was )(?<!been )\bmove[sd] (?:the |for (?:the )?)?(?:approval|adoption|acceptance|purchase|"
    r"\w+(?:tion|ment)) of\b|"
    r"^(?:[A-Z][\w.'’ ]{0,40} (?:made|makes|offered) )?(?:a |the )?motion for\b|^m/?s/?[cp]\b|"
    r"^on (?:a |the )?motion\b|^it was (?:moved|proposed)\b[^;]{0,120}?\b(?:to|that)\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\s+[\w.@-]+(?:,\s+[\w.@-]+)*:\s*\+1\W*$|[;,.–—(-]?\s*(?:the\s+)?(?:motion\s+)?(?:was\s+)?(?:carried|passed|approved|adopted)(?:\s+unanimously|"
    r"\s*\(?\d.*)?\)?[.)]*$|[,;.]?\s*(?:ayes?,? (?:by )?all|all ayes?|all (?:in|voted in) favou?r)\W*$",
    re.I,
)
_SECONDED = re.compile(
    r"[,;]?\s*(?:and\s+)?(?-i:[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*)?)\s+seconded(?:\s+(?:it|the motion))?(?=[,;:.]|"
    r"\s(?:to|that)\b|$)|"
    r"[,;]?\s*(?:and\s+)?(?:was\s+)?(?:seconded|2nd)(?:\s+by)?\s+[A-Z][^,;:.]{1,40}?(?=[,;:.]|\s+(?:to|that)\b|$)",
    re.I,
)
_MOVER = re.compile(
    r"^(?:(?:[A-Z]\.\s?)*[A-Z][^,;:.]{1,40}?\s+(?:move[sd](?: for)?|motion(?:s|ed)?(?=\s(?:to|that)\b|,)|"
    rf"{_PUTS}|"
    r"proposed)\b|"
    r"(?i:proposed(?: by)?:? (?-i:[A-Z])[^,;:.]{1,40}?(?=[,;]|\sand\b)|(?:(?:on|upon)\s+)?(?:(?:a|"
    r"the)\s+)?(?:motion(?:s|ed)?(?: for)?|"
    r"m/?s/?[cp](?:\s*\([^()]*\))?)(?=\W)\s*#?\d*\s*:?|vote\s*:|"
    r"(?:(?:was|is)\s+)?(?:made|moved|put forward|proposed)\b(?!\s+to\b)|(?:was|is)\s+(?:made|moved|put forward|"
    r"proposed)\b)|"
    r"(?i:by)\s+[A-Z][^,;:.]{1,40}?(?=[,;:.]|\s+(?:to|that)\b))[\s,]*"
)
_IT_WAS_MOVED = re.compile(
    r"^it was (?:moved|proposed)(?:(?:\s*/\s*|, |"
    r" and )seconded\b)?(?:\s+by\s+[^,;]{2,40}?)?(?:,?\s+(?:and\s+)?(?:duly\s+)?"
    r"seconded(?:\s+by\s+[^,;]{2,40}?)?)?,?\s+"
    r"(?:and\s+(?:unanimously\s+)?(?:carried|passed|approved|agreed)\s+)?(?=(?:to|that)\s)",
    re.IGNORECASE,
)
_MOVED_AT_END = re.compile(
    r"[,;.]?\s*(?i:moved|proposed|made)\s+(?i:by)\s+[A-Z][\w.'’-]*(?:\s+(?:and\s+)?[A-Z][\w.'’-]*){0,4}\.?$|"
    r"\s*[(\[][A-Z][\w.'’ -]+\s*/\s*[A-Z][\w.'’ -]+[)\]]\.?$|(?<=\w)\s[–—-]\s[A-Z][\w.'’]+(?:\s[A-Z][\w.'’]+)?\.?$"
)
MOVED_BY = re.compile(r"^((?:a )?motion)\s*\([^()]{3,60}\)", re.IGNORECASE)
"""Who moved and seconded it, in parentheses: "Motion (Brandt/Olsen) to amend …"."""
WITHOUT_OBJECT = re.compile(
    r"(?:approve|accept|adopt|pass|table|receive|confirm|note\b.*|acknowledge)(?:\s+(?:(?:was |is )?(?:made |moved |"
    r"proposed )?by\b.*|as \w+))?\W*$",
    re.IGNORECASE,
)
"""A motion that does not say what it is about: its title does."""
HAS_SECOND = re.compile(r"\bsecond(?:s|ed)?\b|\b2nd(?:ed)?\b", re.IGNORECASE)
_RUNS_THE_MEETING = re.compile(
    r"^(?:the )?(?:discuss|withdraw|table|untable|recess|reconvene|reconsider|suspend|receive|nominate|second|"
    r"call the question|"
    r"move\b.*\bagenda|(?:close|end|extend) (?:the )?(?:discussion|debate|nominations|meeting|time)|"
    r"(?:accept|approve|adopt) (?:the |this |that )?(?:\w+['’]?s?'? )*reports?|waive the reading|amend the motion)\b",
    re.IGNORECASE,
)
_SECONDED_NEXT = 160
"""Characters behind a motion within which its second is named."""


def is_seconded(what: str, sentence: str, following: str) -> bool:
    """Whether a motion of which nobody says how it went was seconded right away, and is about more than the meeting."""
    is_next = HAS_SECOND.search(f"{sentence} {following.strip()[:_SECONDED_NEXT]}") is not None
    return is_next and len(what.split()) > 2 and _RUNS_THE_MEETING.match(what) is None


def moved(sentence: str) -> str:
    """What a motion is about, without who moved and seconded it, and its outcome."""
    what = _MOVED_AT_END.sub("", _SECONDED.sub("", _IT_WAS_MOVED.sub("", sentence)))
    what = _OUTCOME.sub("", what)
    previous = ""
    while what != previous:
        previous = what
        what = _MOVER.sub("", what.strip(" ,;:"), count=1)
    return re.sub(
        r"^(?:to|that|the (?:circle|board|group|committee) (?:agreed|resolved|decided)(?: to| that)?)\s+",
        "",
        what.strip(" ,;:"),
        flags=re.I,
    )
