"""A line cut into sentences, and what marks a sentence as a task or a decision."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.day_words import MONTHS
from lib.bring.minutes.vocabulary import meaning_of, words
from lib.log.format.words import word_form

_END = re.compile(
    r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(\[@]?[A-ZÀ-Þ\[]|\+1\b|\d{1,2}\)\s)|"
    r"(?<=[a-z\d)])\s+(?=(?:Decided?|Agreed?|Resolved?|It was (?:agreed|decided|resolved)) (?:to|that|on)\s)"
)
_TOPIC = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{5,}\.")
"""One word that says what the next sentence is about: "Lighting. Ada to replace the lamps"."""
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sr|Jr|Snr|Jnr|Prof|Pfr|Mag|Dipl|Ing|Msgr|Bgm|Univ|Cllr|Cllrs|Rev|Hon|Sgt|Capt|Mme|Mlle|Hr|Fr|St|No|Nr|Inc|Ltd|Co|approx|ca|vs|e\.g|i\.e|z\.B|d\.h|bzw|ggf|evtl|inkl|"
    r"etc|resp|verantw|Mo|Di|Mi|Do|"
    r"Fr|Sa|So|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.|\b[A-HJ-Z]\.|[,;&]\s[A-Z]\.|\b[A-ZÀ-Þ][\w'’-]+ I\.|"
    r"\b(?:jede[nrs]?|der|die|das|den|dem|des|am|im|zum|zur|vom|bis|ab|seit|beim) \d{1,2}\.)$"
)
ACTION = (
    r"actions?(?:\s+(?:items?|points?))?|ai|ap|a\.?i\.?|a/i|todo|to-do|to do|follow[- ]?up|next step|"
    r"task|new action|aktion|aufgabe|maßnahme|massnahme|"
    r"auftrag|arbeitsauftrag|acción|tarea|actie|actiepunt|tâche|commitment"
)
DECISION = (
    r"(?:general|rough|overall|broad|final|unanimous|common) (?:consensus|agreement|opinion|decision|conclusion|view)|"
    r"decisions?|decided|decision made|resolved|resolution|agreed?|agreement|we agreed|we decided|we decide|we agree|"
    r"beschluss|beschlossen|entscheid|einigung|konsens|entscheidung|entschieden|"
    r"vereinbart|vereinbarung|festlegung|décision|décidé|decisión|acuerdo|besluit|consensus|conclusion|outcome"
)
_NUMBER = r"(?:\s*(?:[-#.]\s*)?\d{1,4}(?:[./-]\d{1,4})?)?"
_MARKER = re.compile(
    rf"^[\W_]{{0,4}}(?P<open>[\[(]?)(?:(?P<action>{ACTION})|(?P<decision>{DECISION})){_NUMBER}"
    rf"(?:\s*(?:[\[(](?P<who>[^()\[\]]{{1,60}})[\])]|(?:\s+(?:for|on|an|für)\s+|"
    rf"\s+@?(?=(?-i:[A-Z@])|(?:all|everyone|everybody|both|team|we)\b))(?P<for>[A-Z@][\w.@'’ &,/+-]{{0,50}}?)))?"
    rf"\s*[\])]?\s*(?P<mark>[:：✅✔✓]\ufe0f?|\s(?:->|→|⇒|=>)\s|\s[–—-]{{1,2}}\s|[\])](?=\s)|>)\s*(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BARE_ACTION = re.compile(r"^(?:Action|ACTION|TODO|AI|AP)\s+(?P<text>(?P<verb>[a-z]{3,})\s\S.*)$", re.DOTALL)
"""A mark without a sign behind it: "Action ask Ada to call the plant"."""
_VERB_NEXT = re.compile(r"(?:to|that|on|upon|not|by)\s")
"""How a sentence goes on with its verb: "Agreed to meet twice: in May and in June"."""
_MENTIONED = re.compile(
    rf"^[\W_]{{0,4}}(?:{ACTION})\s+(?P<text>@[\w.\-]{{2,40}}\s+\S.*)$", re.IGNORECASE | re.DOTALL
)
_ON_SOMEBODY = re.compile(
    rf"^[\W_]{{0,4}}(?i:{ACTION})\s+(?:on|for|upon)\s+(?P<text>(?:[A-Z@]|everyone\b|everybody\b|"
    rf"all\b)[\w.'’ /&,-]{{0,50}}?\s+to\s+\S.*)$",
    re.DOTALL,
)
_SHOUTED = re.compile(
    r"^[\W_]{0,4}(?:DECIDED|AGREED|RESOLVED|BESCHLOSSEN)\s+(?:that\s+)?(?P<text>[a-z]\S*\s.+)$", re.DOTALL
)
"""A mark in capitals without a colon: "DECIDED we record no session"."""
_BRACKETED = re.compile(rf"(?<=\S)[,;.]?\s+(?=\[(?i:{ACTION}|{DECISION})\]\s*\S)")
_INLINE = re.compile(r"(?:(?<=[\w)\];:,])|(?<=\betc\.))\s+(?=(?:TODO|ACTIONS?|ACTION ITEM): \S)")
"""A mark in capitals within a sentence: "All others should work TODO: add the new machine"."""
_POINTED = re.compile(rf"\s+(?:→|⇒|->|=>|➔|➜)\s+(?=(?i:{ACTION}|{DECISION}){_NUMBER}\s*[:：]\s*\S)")
_AFTER_NAME = re.compile(
    rf"(?<=:)\s+(?=(?-i:(?=[A-Z]))(?:{DECISION})\s*(?:[:：]|\s[–—-])\s*\S)", re.IGNORECASE
)
"""A mark behind what it is about: "Item 129: Decision - Update the guide"."""
_DECISION_BEHIND = re.compile(
    r"(?<=\w)\s+[–—-]{1,2}\s+(?=(?:Decision|DECISION|Agreed|AGREED|Decided|DECIDED|Resolved|RESOLVED|Outcome|Beschluss)\s*:\s*\S)"
)
_AGREED_BEHIND = re.compile(
    r"\s+[–—-]{1,2}\s+(?=(?:[Ww]e )?(?:[Aa]greed|[Dd]ecided|[Rr]esolved) (?:to|that)\b)"
)
"""What was agreed about a point of the agenda: "Size of the group - We decided to set no limit"."""
_NEXT_MARK = re.compile(rf"(?<=[.;!?)\]])\s+(?=[A-ZÀ-Þ])(?=(?i:{ACTION}|{DECISION}){_NUMBER}\s*[:：]\s*\S)")


_NEXT_PEOPLE = re.compile(
    r"(?<=[.;)])\s+(?=(?:Apologies|Regrets|Excused|Absent|In attendance|Also (?:present|attending)|Guests|Entschuldigt|"
    r"Gäste)(?: (?:from|received))?\s*:\s*\S)"
)
"""Where a line goes on with another list of people: "Ada, Bo and Cy. Apologies: Dee"."""
_OF_ANOTHER = re.compile(
    r"(?:\d{1,2}[.):]\s+)?[A-ZÀ-Þ][^.:]{2,50}\s(?:report|update|visit|training|conference|workshop|course|feedback)s?\."
)
"""The title of a point of the agenda about something else that people went to."""
_LONGEST_REMARK = 30
_FIELD_NEXT = re.compile(r"(?:By|Until|Due|When|Deadline|Owner|Who|Responsible)\s*:\s+\S")
"""What belongs to the task before it, in the same line: "Ada: call Bo. By: Friday"."""


def cut_at_marks(text: str) -> list[str]:
    """A line cut where another mark begins: "AGREED: this. AGREED: that. RESOLVED: (none)"; else the line as it is."""
    if (people := _NEXT_PEOPLE.search(text)) and ":" not in text[: people.start()]:
        return [text[: people.start()].strip(), *cut_at_marks(text[people.end() :].strip())]
    for mark in (_BRACKETED, _INLINE, _POINTED, _AFTER_NAME, _AGREED_BEHIND, _DECISION_BEHIND):
        pieces = [piece.strip() for piece in mark.split(text)]
        if len(pieces) > 1:
            return [piece for one in pieces for piece in cut_at_marks(one)]
    pieces = [piece.strip() for piece in _NEXT_MARK.split(text)]
    return pieces if len(pieces) > 1 and marked(pieces[0]) else [text]


_INSERTED_MOVERS = re.compile(
    r"^(?P<head>\W*(?:it was\s+)?(?:resolved|agreed|resolution|motion|carried))\s*[,:(–—-]+\s*(?:(?:proposed|"
    r"prop|moved|seconded|"
    r"sec|second)\.?(?: by)?:?\s+(?:(?:Cllr|Mr|Mrs|Ms|Dr|"
    r"Councillor)\.?\s)?(?-i:[A-ZÀ-Þ])[\w'’.-]*(?:\s(?-i:[A-ZÀ-Þ])[\w'’.-]*)?"
    r"(?:\s*[,;/]\s*(?:and\s+)?|\s+and\s+|\s*(?=\))))+\)?\s*[,:–—-]?\s*(?=(?:that|to)\s)",
    re.IGNORECASE,
)
"""Who moved it between the word of deciding and what was decided: "Resolved, proposed Ada, seconded Bo, that …"."""


def without_movers(sentence: str) -> str:
    """A sentence without who moved and seconded what it resolves, where that stands before it."""
    return _INSERTED_MOVERS.sub(lambda found: f"{found['head']} ", sentence)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; abbreviations and days ("am 12. März") do not end one."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        head = text[start : match.start()]
        if (
            _FIELD_NEXT.match(text, match.end())
            or _ABBREVIATION.search(head)
            or _is_within_parentheses(head, text[match.end() :])
            or (len(head.split()) < 2 and not _TOPIC.fullmatch(head))
            or _is_in_day(head, text[match.end() :])
        ):
            continue
        found.append(head.strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_within_parentheses(head: str, rest: str) -> bool:
    """Whether a short remark in parentheses goes on behind what looks like an end: "(Jr. Warden)"."""
    at = head.rfind("(")
    closes = rest.find(")")
    return at >= 0 and ")" not in head[at:] and 0 <= closes < _LONGEST_REMARK and "(" not in rest[:closes]


def _is_in_day(head: str, rest: str) -> bool:
    """Whether a number with a point is the day of a month in words, or numbers what follows."""
    following = re.match(r"\w+", rest)
    return (
        bool(re.search(r"(?<!\d)\d{1,2}\.$", head))
        and following is not None
        and following[0].lower() in MONTHS
    )


def marked(text: str) -> tuple[str, str, str] | None:
    """What a marker at the start says a sentence is: ("action" or "decision", who is named in it or "", the rest).

    "Action: …", "ACTION (Bo): …", "AP 3 – …", "[Decision] …", "Beschluss 2: …". None without a marker.
    """
    if mentioned := _MENTIONED.match(text) or _ON_SOMEBODY.match(text):
        return "action", "", mentioned["text"].strip()
    if (bare := _BARE_ACTION.match(text)) and word_form(bare["verb"]) in words("verbs", "start"):
        return "action", "", bare["text"].strip()
    found = _MARKER.match(text)
    if not found:
        shouted = _SHOUTED.match(text)
        return ("decision", "", shouted["text"].strip()) if shouted else None
    is_order = (found["decision"] or "").lower() == "agree" and (found["for"] or found["mark"].strip() != ":")
    if is_order or (found["for"] and _VERB_NEXT.match(found["for"])):
        return None
    kind = "action" if found["action"] else "decision"
    word = found["action"] or found["decision"]
    label = meaning_of(f"{word} {found['for']}") if found["for"] else None
    if label not in (None, "actions", "other"):
        return None  # "Action review: …"
    is_short = word.lower() in ("ai", "ap", "a/i", "a.i.", "a.i")
    if is_short and word != word.upper():
        return None
    named = found["for"] if label is None else ""  # nobody is called Taken or Needed
    who = (found["who"] or named or "").strip()
    return kind, who, found["text"].strip()


def with_asides(said: list[str]) -> Iterator[str]:
    """The sentences, where one that is all in parentheses goes with the one before it."""
    for sentence, following in zip(said, [*said[1:], ""], strict=False):
        yield f"{sentence} {following}" if following.startswith("(") else sentence


def of_another_event(said: list[str]) -> bool:
    """Whether sentences are about something else that people went to: "Area report. Ada did not attend"."""
    return len(said) > 1 and _OF_ANOTHER.fullmatch(said[0]) is not None
