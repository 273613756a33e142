"""Texts under "Decisions" that decide nothing: questions, what is put off, what is still to be decided, pointers."""

from __future__ import annotations

import re

_PAUSE = r"\s*(?:$|[:;,.(–—-])"
_OTHER_TIME = (
    r"(?:last|previous|prior|earlier) (?:year|month|quarter|week|time|session|meeting|spring|summer|"
    r"autumn|fall|winter)|"
    r"(?:im |am |in der )?(?:letzte[mnrs]?|vorige[mnrs]?|vergangene[mnrs]?) "
    r"(?:jahr|monat|quartal|woche|mal|sitzung|treffen)|l['’]an(?:née)? (?:dernier|passée)|el año pasado|"
    r"vorig jaar"
)
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_HOW_FAR = (
    r"^(?:the )?(?:(?:actions?|items?|tasks?|points?) )*(?:(?:is|are|was|were|now|still|to be) )*(?:completed?|"
    r"closed|on-?going|done|outstanding|"
    r"in progress|carried forward|kept open|discharged)\W*"
)
"""How far a task is, and not which one."""
_NONE = (
    rf"{_HOW_FAR}(?:$|[.;]\s)",
    r"^(?:(?:the|all|any|old|past|previous|new|earlier) )*decisions?\b(?!\s*(?:[:–—-]|(?:to|that|"
    r"on)\b))[^.:]{0,60}\b(?:listed|recorded|"
    r"documented|"
    r"logged|kept|found|below|above|collected)\b",
    r"^\([^()]*\)\W*$",
    r"^none\s*[,;:–-]",
    r"^(?:to )?(?:(?:postpone|defer|discuss|revisit|return to|come back to|talk about|(?:further|also) discuss|"
    r"continue (?:the|"
    r"this) discussion)\b.{3,80}\b(?:meeting|session|next time)\b|table (?:the|this|it)\b|adjourn)",
    r"^(?:none|nil|n/?a|nothing|keine?|pending|tb[dca]|open|deferred|postponed|vertagt|aucune|ninguna|"
    r"geen|offen)"
    r"(?:\s+(?:yet|today|this time|made|taken|needed|required|recorded|noted|to report|noch))*\.?$",
    r"^(?:yes|no|ja|nein)\s*[/|]\s*(?:yes|no|ja|nein)\b",
    r"\b(?:no (?:formal |final )?(?:decisions?|agreement|consensus|conclusions?|resolutions?)|"
    r"keine (?:beschlüsse|entscheidung\w*|"
    r"einigung)|"
    r"not (?:yet |been )*(?:decided|agreed)\b|decision (?:was |is )?(?:deferred|postponed|pending|adjourned)|"
    r"still to be (?:decided|agreed)|(?:noch )?nicht (?:beschlossen|entschieden|vereinbart))\b",
    r"\b(?:did|do|does|have|has|had|could|can|was|were)(?: not|n['’]t|not) (?:yet )?(?:been )?"
    r"(?:decided?|agreed?|reach|resolved?|able to (?:decide|agree)|come to (?:an? )?(?:decision|agreement))\b",
)
_PUT_OFF = (
    rf"^(?:vertagt|verschoben|zurückgestellt|deferred|postponed|tabled|adjourned|parked|shelved|on hold|"
    rf"reporté\w*|aplazad\w+|"
    rf"uitgesteld)(?:{_PAUSE}|\s+(?:auf|bis|to|until|till|for|in|by|à|hasta|tot)\b)",
    r"(?:->|→|=>|[:–—-])\s*(?:parked|deferred|open|tb[dca]|postponed|pending|vertagt|offen|zurückgestellt)\.?$",
    rf"^(?:tb[dca]|to be (?:confirmed|determined|decided|discussed|made|taken|agreed)|pending|open|offen|"
    rf"proposed?|proposal|"
    rf"vorschlag|idea|idee|option|draft|suggestion){_PAUSE}(?!$)",
    r"^(?:tb[dca]\b|to be (?:confirmed|determined|decided|discussed|made|taken|agreed|defined)\b|"
    r"to (?:decide|discuss|confirm)(?:\s*[:–—]|\s+(?:whether|next time|later)\b)|(?:still|noch|yet)"
    r" (?:open|offen|to be)\b|open (?:question|point|issue)s?\b)",
    r"^(?:\w+ )?(?:decisions?|entscheidung(?:en)?|beschluss|décision|decisión|besluit)\s+(?:(?:is|are|"
    r"still|noch|wird|"
    r"ist|on \w+ is) )*"
    r"(?:needed|required|due|pending|outstanding|expected|open|to be|to follow|follows|awaited|nötig|"
    r"erforderlich|offen|"
    r"ausstehend|steht aus|benötigt|folgt|vertagt|nécessaire|nodig|necesaria)\b",
    r"^(?:needs?|requires?|awaiting|waiting for|braucht) (?:(?:a|an|the|final|eine) )*(?:decision|"
    r"approval|entscheidung)\b",
)
_REJECTED = (
    r"\bbe (?:noted|received|recorded)\W*$|^(?:that )?(?:the )?(?:\w+ ){0,3}minutes\b.{0,80}\bbe "
    r"(?:confirmed|approved|signed|agreed|adopted)\b",
    r"\s[–—-]\s+(?-i:TB[DCA])\b.{0,20}$|^[❌✗✘🚫]|^(?:this|that) (?:is|was|seems|looks)\b",
    r"\b(?:be|is|was|were) (?:deferred|postponed|carried (?:over|forward)|put on the (?:next )?agenda|"
    r"held over|adjourned)\b",
)
_ELSEWHERE = (
    r"^(?:see|siehe|s\.|cf\.?|voir|véase|ver|zie|refer to|vgl\.?)\s+(?:(?:the|our|die|das|den|der|dem|le|"
    r"la|el|de|also|auch) )?"
    r"(?:separate |attached |shared )?(?:e-?mails?|below|above|attach\w*|append\w*|annex\w*|minutes|"
    r"notes?|share ?point|"
    r"links?|decks?|slides?|documents?|docs?|chat|items?|sections?|pages?|files?|wiki|confluence|teams|"
    r"drive|https?\S*|"
    r"unten|oben|anhang|anlage|protokoll|mail|ci-dessous|ci-dessus|annexe|anexo|bijlage)\b",
    r"^(?!.*\b(?:will|shall|use|to be|approved?|adopt|agreed)\b)[^:.]{0,50}:?\s*https?://\S+$",
)
_EARLIER = (
    rf"^(?:back |at |in |on |during |already |our |the |as )*(?:{_OTHER_TIME})\b(?!['’]s)",
    rf"\b(?:decided|agreed|resolved|approved|beschlossen|entschieden|vereinbart)\s+(?:back |already |at |"
    rf"in |on |during |our |"
    rf"the )*(?:{_OTHER_TIME})\b(?!['’]s)",
    rf"\b(?:wurde|haben|hatten?)\s+(?:{_OTHER_TIME})\b",
    rf"(?:^|\b(?:decided|agreed|resolved|approved) )(?:at|in|during) the (?:{_MONTH}) (?:\w+ )?(?:meeting|session)\b",
)
_RUN = (
    r"^(?:\d+ ja\b|(?:the |der |die )?(?:abstimmung|abstimmungsergebnis)\b|(?:mr |mrs |ms )?(?:der|die) "
    r"vorsitzende schließt|the (?:chair\w*|meeting) (?:was )?closed\b|votes? (?:for|against)\s*(?:$|[:\d–-]))",
)
"""How it was voted, and that the meeting ended."""
_SHARED_OUT = (r"\b(?:work|projects?|tasks?|actions?)\b[^.]{0,40}\bbelow\s*[;:]?$",)
"""What announces the tasks that are listed below it."""
_ANY = re.compile(
    "|".join((*_NONE, *_PUT_OFF, *_REJECTED, *_ELSEWHERE, *_SHARED_OUT, *_EARLIER, *_RUN)), re.IGNORECASE
)
_POINTER = re.compile("|".join(_ELSEWHERE), re.IGNORECASE)
_QUESTION = re.compile(r"^\?+|\?[\"'”’)\]\s]*(?:\([^()]*\))?$")


def decides_nothing(text: str) -> bool:
    """Whether a text that stands where decisions do is none: a question, put off, still open, earlier, or elsewhere."""
    bare = text.strip(" *_–—-:").strip()
    unwrapped = bare.strip("()[] ")
    return bool(_QUESTION.search(bare) or _ANY.search(bare) or _ANY.search(unwrapped))


def says_how_far(text: str) -> bool:
    """Whether a text says only how far a task is: "Action complete"."""
    return bool(re.fullmatch(_HOW_FAR, text, re.IGNORECASE))


def shares_a_view(what: str, sentence: str) -> bool:
    """Whether what was agreed in a sentence is how things are, not what is to be done: "agreed that the hall is cold".

    `what`: the part of the sentence behind the word of agreeing, which has "that" or nothing between.
    """
    before = sentence[: sentence.lower().find(what[:30].lower())].rstrip(" ,").lower()
    return bool(_SHARED.search(before) and _VIEW.match(what) and not _TO_BE_DONE.search(what))


def asks_everybody(what: str) -> bool:
    """Whether a text says what all are to do: "Everyone to send their notes"."""
    return _ALL_TO.match(what) is not None


_ALL_TO = re.compile(
    r"(?:every(?:one|body)|all(?: (?:members|teams|of us))?|each (?:member|team|person|group)|(?:team )?members) to "
    r"(?!be\b|have\b|remain\b|stay\b)[a-z]+ ",
    re.IGNORECASE,
)


def points_elsewhere(text: str) -> bool:
    """Whether a text only says where to look ("see above", "siehe Anhang")."""
    return len(text.split()) <= 6 and bool(_POINTER.search(text.strip(" *_–—-:()")))


_SHARED = re.compile(
    r"\b(?:(?<!to )agree[sd]?|felt|determined|concluded|agreement|consensus|view|opinion)\b(?:[^.;]{0,30}\bthat)?$"
)
_TO_BE_DONE = re.compile(
    r"\b(?:useful|helpful|good|better|best|unnecessary|necessary|sensible|worthwhile|beneficial|appropriate|"
    r"important) (?:idea )?to "
    r"[a-z]|\b(?:would|will) be a (?:very )?good (?:idea|plan|thing)\W*$|\b(?:is|are|was|were) (?:not|no longer) "
    r"(?:required|needed|necessary|appropriate)\b|\bneeds? (?:\w+ ){0,3}time to [a-z]",
    re.IGNORECASE,
)
"""A view of what is to be done: "it would be useful to have a site"."""
_VIEW = re.compile(
    r"^(?!(?:there (?:is|are) )?no\b)(?:(?!.*\b(?:should(?:n['’]t)?|shall|must|will|would|may|can|be|from now on|"
    r"in future|"
    r"until|from (?:january|february|march|"
    r"april|may|june|july|august|september|october|november|december|next|now))\b)[^,;:]{2,70}?\b(?:is|are|was|were|"
    r"needs?|has|have|had|seems?|looks?|remains?|works?|worked|makes?|lacks?|feels?)\b|"
    r"[^,;:]{2,70}?\b(?:could|might)\b|"
    r"[^,;:]{2,90}?\b(?:would|will|should) be (?:(?:very|greatly|sorely|much|quite|really|most|more|too|so|a|an) )*"
    r"(?:missed|appreciated|good|useful|helpful|nice|great|better|best|beneficial|difficult|hard|worth\w*|important|"
    r"interesting|welcome|fine|ok|okay|possible|impossible|appropriate|premature|necessary|needed|ideal|challenging)\b)",
    re.IGNORECASE,
)
"""How a view goes on that all share, where nothing is to be done: "the sample is too small", "it would be good"."""
_ROUTINE = re.compile(
    r"\b(?:adjourn\w*|correct\w* (?:to|of|in) (?:the )?[^.;]{0,40}\bminutes|"
    r"(?:approv|adopt|accept)\w* (?:of )?(?:the )?(?:[\w’']+ ){0,5}?(?:minutes|agenda)(?! (?:would|will|should|"
    r"shall|to|on) )|"
    r"(?:minutes|agenda)\b(?:(?!\b(?:would|will|should|shall)\b)[^.]){0,60}\b"
    r"(?:approved|adopted|accepted|agreed|confirmed|signed|noted)|accept the minutes|disagree|"
    r"to meet again|(?:enter|go (?:in)?to|close|leave|come out of|end|exit) (?:an |the )?exec\w*\b|"
    r"(?:edit|correct|amend|accept|approve|adopt)\w* (?:the )?(?:edited |amended |corrected |"
    r"draft )?minutes(?! (?:would|will|should|shall) )|"
    r"(?:protokolle?|tagesordnung|niederschrift)\b[^.]{0,60}\b(?:genehmigt|angenommen|bestätigt|verabschiedet)|"
    r"(?:als|zum|zur|zu) (?:protokollant|protokollführ|schriftführ|versammlungsleit|sitzungsleit|"
    r"wahlleit)\w*\b[^.]{0,30}\b"
    r"(?:angenommen|bestimmt|gewählt|bestätigt)|"
    r"true (?:and (?:accurate|correct|fair) )?(?:and \w+ )?record)\b",
    re.I,
)


def is_routine(sentence: str) -> bool:
    """Whether a sentence only says how the meeting was run: minutes or agenda approved, adjourned."""
    return bool(_ROUTINE.search(sentence))
