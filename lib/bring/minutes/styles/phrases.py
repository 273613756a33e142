"""Sentences that say in other words that something was agreed: consensus, a decision taken, a proposal accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sentences import marked, sentences

_GROUP = (
    r"(?:everyone|everybody|all(?: members| present)?|we|the (?:circle|group|board|committee|team|council|"
    r"majority|members|"
    r"participants|meeting)|members|participants|(?:the )?(?:trustees|governors|directors|partners|councill?ors|"
    r"commissioners|senators))"
)
_LEAD = (
    r"^(?:(?:so|in the end|finally|after [^,]{3,60}|as a result|therefore|with that|overall|"
    r"regarding [^,]{3,60}),?\s+)?"
)
_PATTERNS = tuple(
    re.compile(_LEAD + pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:there (?:was|is)|{_GROUP} (?:had|have|has|reached|came to|found|is in|are in|was in|were in))\s+"
        r"(?:a |an |general |broad |full |clear |unanimous |overall |common )*(?:consensus|agreement|"
        r"(?<=unanimous )decision)\s+"
        r"(?:that|to|on|about|for|in favou?r of)\s+(?P<what>.+)$",
        r"(?:rough |broad |general |clear |full |unanimous |group |team )*(?:consensus|"
        r"agreement) (?:of (?:the )?\w+ )?(?:is |was |seems )?(?:to|that|on|"
        r"for)\s+(?P<what>.+)$",
        r"(?:the )?(?:chairs?|we|i) (?:see|sees|saw|declared?|called?|noted) (?:a )?(?:rough |clear |broad )?consensus "
        r"(?:for|on|to|that|around) (?P<what>[^,;]+).*$",
        r".{0,80}?\b(?:propose[ds]|moved|suggest(?:ed|s)|recommend(?:ed|s)|request(?:ed|s))\s+(?:that\s+|"
        r"to\s+)?(?P<what>[^;]+?)(?:[;,.]|\s[–—-]|\s(?=and (?:everyone|everybody|all|we all|the group|the board|"
        r"this was|it was|members)\b))\s*"
        r"(?:and\s+|which\s+)*(?:[^;,]{0,60}\bseconded\b[^;]{0,40}?[;,]?\s*(?:and\s+)?)?(?:(?:(?:this|it|"
        r"which|that|the (?:motion|"
        r"proposal|idea))\s+(?:was|is|has been)\s+(?:then |unanimously |duly |generally )*(?:carried|"
        r"agreed|approved|accepted|passed|"
        r"adopted|supported)|(?:everyone|everybody|all|all present|the (?:group|circle|team|board|"
        r"committee|others|meeting)|"
        r"we all|members|friends)\s+(?:were |was )?(?:then |unanimously |all )*(?:agreed|accepted|approved|supported|"
        r"in favou?r|were happy)|fine (?:by|with) (?:everyone|everybody|all)|(?:nobody|no one) objected|"
        r"no objections?))\b.*$",
        r"(?:[A-Z][^:;,]{2,60}[,:]\s+)?(?-i:[A-ZÀ-Þ][\w'’]+) move[sd],?\s+(?:and\s+)?(?:\w{2,3}\s+)?"
        r"(?-i:[A-ZÀ-Þ][\w'’]+) second(?:s|ed)\s+"
        r"(?P<what>(?:to|that|an?|the)\s[^;]+?)[;,.]\s*(?:the )?motion (?:carrie[sd]|passe[sd])\b.*$",
        rf"(?:what|the only thing|one thing|the one thing) (?:that )?{_GROUP} (?:did |all |then |could |finally )*"
        r"(?:agreed?|decided?|settled?)(?: (?:on|to|upon))?\s+(?:is|was|were|are)(?: to| that)?[:,]?\s+(?P<what>.+)$",
        r"(?:a|the) (?:formal |joint |final )?decision (?:was|has been|is) (?:made|taken|reached)\s+(?:that|to|on|"
        r"for)\s+(?P<what>.+)$",
        r"(?:(?:discussed|reviewed|considered|looked at|talked)\b[^.;]{0,80}?(?:[,;]\s+|\s+(?=and ))"
        r"(?:and |then |we |it was )*)?"
        r"(?:agreed|resolved|decided)\s+(?:unanimously\s+)?(?:that|to|on|upon)\s+(?P<what>.+)$",
        r"agreed\s+(?P<what>(?:we|not to|no|all)\s.+)$",
        r"no objections?(?: (?:in|from|by|within|among) [^.;:]{2,30}?)? (?:to|against) (?P<what>\S+\s.{8,})$",
        r".*\b(?:consensus|conclusion|agreement) is (?:yes|no)\s*[,:;–—-]\s*(?P<what>\S+\s.{8,})$",
        r"recorded(?: in the minutes)?: (?:the )?[\w' ]{0,30}?(?:approval|consent|agreement) "
        r"(?:to|for|of) (?P<what>.+)$",
        r"(?:the |our |final )*(?:decision|outcome) (?:is|was) (?:to|that)\s+(?P<what>.+)$",
        rf"{_GROUP} (?:was|were|is|are) (?:all |clearly |unanimously )?(?:in favou?r of|for|"
        rf"on board with)\s+(?P<what>.+)$",
        rf"{_GROUP} (?:opted|settled|went|decided|landed) (?:for|on|with|in favou?r of|against)\s+(?P<what>.+)$",
        rf"{_GROUP} (?:supported|accepted|endorsed|approved|adopted|backed)\s+(?:the|a|this|that)\s+(?:proposal|"
        rf"suggestion|idea|plan|"
        r"recommendation|request)\s+(?:by [^,]{2,40} |of [^,]{2,40} |from [^,]{2,40} )?(?:to|that|"
        r"for)\s+(?P<what>.+)$",
        r"(?:the|a|this|that|[\w’']+['’]s) (?:proposal|suggestion|idea|motion|request|recommendation|plan)\s+"
        r"(?:by [^,]{2,40} |from [^,]{2,40} )?(?:to|that|for|of)\s+(?P<what>.+?)\s+(?:was|were|has been|is)\s+"
        r"(?:unanimously\s+|then\s+)?(?:approved|accepted|adopted|agreed|carried|endorsed|passed|supported)\b.*$",
        r"it (?:was|is|has been) (?:the )?(?:consensus|unanimous decision|general agreement|"
        r"common view)\s*(?:of [^,]{3,30} )?(?:that|to)\s+(?P<what>.+)$",
        r"(?<=[ ,])(?:the|our) plan (?:now )?is to (?P<what>.+)$",
        r"(?:[A-Z][\w .'’]{0,24}:\s+)?(?:hearing (?:none|no objections?)|(?:no|"
        r"without) objections?)(?: (?:were )?(?:raised|heard))?"
        r"[,;]\s*(?:so |therefore |then )?(?P<what>(?!(?:the )?motion\b)\S.{7,})$",
        r"(?:settled on|going with|went with|landed on|opted for|we(?:['’]re| are) going with)\s+(?P<what>\S+\s.+)$",
        rf"(?:we['’]ll|let['’]s|{_GROUP} will) (?P<what>(?:go|stick|stay) with \S.+)$",
        r"we(?:['’]ll| will) (?P<what>(?:take|use|keep|adopt|drop|stop|switch to|move to) "
        r"(?:the|our|a|an|all|both|two|one|option|plan)\b.+)$",
        r"[^?]{5,120}\?\s*(?:→|->|=>|–|—)\s*(?:yes|ok(?:ay)?|agreed|ja|oui)\s*[,:;.–—-]\s*(?P<what>.{5,})$",
        r"(?P<what>(?:the )?(?:\w+ )?(?:date|time|venue|fee|price|rate|budget|limit|theme|topic|"
        r"deadline)s?(?: (?:of|for) "
        r"(?!next)[^.;:]{3,40})? (?:was |were |is |are |has been |now )?(?:fixed|set|confirmed|moved|changed|"
        r"raised|lowered|"
        r"brought forward|put back) (?:for|to|at|as|on) .+)$",
        r"we(?:['’]ve| have)? (?P<what>(?:all )?(?:cancel+ed|dropped|scrapped|abolished|moved|postponed|"
        r"brought forward) the "
        r"(?:\w+ )?(?:session|meeting|call|round|date|time|event|workshop|visit)\b.*)$",
        r"we (?:want to|are going to|will) (?P<what>try (?:it|this|that)(?: out)?\s*[:–—-]\s*.+)$",
        r"it (?:was|is|has been) (?:settled|determined|confirmed|ruled|concluded)\s+(?:that|to)\s+(?P<what>.+)$",
    )
)
_APPROVED = re.compile(
    r"^(?P<what>(?!the following)(?:the|a|an|this|our|its|all)\s[^.;]{4,100}?\s(?:was|were|has been|"
    r"have been)\s+(?:unanimously\s+|"
    r"formally\s+|then\s+)?"
    r"(?:approved|adopted|agreed(?: upon)?|ratified|endorsed|passed|accepted))"
    r"(?:\s+(?:unanimously|by [^.;]{3,40}|as (?:presented|proposed|amended|circulated)|without (?:changes|"
    r"objection|dissent)))*\.?$",
    re.IGNORECASE,
)
_PROPOSED = re.compile(
    r"^(?:[^.;:]{2,60}?\s)?(?:propose[ds]|suggest(?:ed|s)|moved|recommend(?:ed|s)|request(?:ed|s))\s+"
    r"(?:(?:to|that)\s+|(?=[a-z]{2,}ing\s))(?P<what>\S.*)$|"
    r"^(?:[A-Z][^:.;]{2,40}:\s+)?(?:(?:Mr|Ms|Mrs|Dr)\.?\s)?[^.;:]{2,60}?\s(?:nominated|brought forward "
    r"the name of|put forward)\s+(?P<what3>[A-ZÀ-Þ]\S.*)$|"
    r"^(?:proposal|suggestion|resolution|ordinance|vorschlag|antrag|idee)(?:\s*(?:no\.?\s*|"
    r"#)?[\w./-]*\d[\w./-]*)?(?:\s+(?:by |from |von )?\(?[A-ZÀ-Þ][\w'’-]+(?: "
    r"[A-ZÀ-Þ][\w'’-]+)?\)?)?\s*:\s*(?P<what4>\S.{5,})$|"
    r"^.{0,60}\b(?:vote|poll|ballot) (?:was|were) (?:held|taken|called|conducted) (?:on|to|"
    r"for)(?: whether to)? (?P<what5>\S.*)$|"
    r"^(?:[A-ZÀ-Þ][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]*)?\s*(?:[:–—]|\s-)\s+)?(?:I|we|he|she)\s+(?:would like to\s+)?"
    r"(?:propose[ds]?|suggest(?:ed|s)?|moved?|request(?:ed|s)?|ask(?:ed|s)?)\s+(?:that\s+|to\s+)?(?:we\s+)?(?P<what2>\S.*)$",
    re.IGNORECASE,
)
_IN_THE_END = re.compile(
    r"^(?:in the end|finally|eventually|at the end),?\s+[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)? "
    r"(?:decided|chose|opted|resolved|settled) (?:to|on|for|that) (?P<what>.+)$",
    re.IGNORECASE,
)
"""What the person whose case it was decided."""
_CARRIED = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*)? seconded(?: (?:it|this|that|the (?:motion|proposal)))?,? and )?"
    r"(?:after (?:a |some |brief |short |long |further )*(?:discussion|debate|consideration),? (?:the )?)?"
    r"(?:\+1 (?:from|by) (?:all|everyone|everybody)|(?:all|everyone) \+1|so (?:voted|ordered|moved|approved|agreed)|"
    r"(?:fine|ok) (?:by|with) (?:all|everyone|everybody)|all (?:(?:were|are|was) )?in (?:agreement|favou?r)|all (?:aye|"
    r"voted (?:in favou?r|for it|yes))|"
    r"ayes? (?:by )?all|alle (?:sind )?(?:einverstanden|"
    r"dafür)|einstimmig(?: angenommen| beschlossen)?|angenommen|keine gegenstimmen|so beschlossen|"
    r"no(?:body)? object(?:ed|ions?)|"
    r"(?:this was |it was |all |everyone |everybody |unanimously |we |friends |(?:the )?(?:council|board|"
    r"group|circle|committee|"
    r"team|members|meeting|trustees|governors) (?:all |unanimously )?)?(?:agreed|accepted|approved|"
    r"carried|adopted|so decided|"
    r"passed)(?: (?:that )?(?:this|it) (?:was|is|would be) (?:a )?(?:very )?(?:good|great|fine|nice) (?:idea|plan|"
    r"suggestion))?)"
    r"(?:[,;]? (?:unanimously|by all|by those \w+|by consensus|nem con|with (?:one|two|three|\d+|no) (?:abstentions?|"
    r"against|objections?)|"
    r"\(?\d{1,3}\s*[-–/:]\s*\d{1,3}(?:\s*[-–/:]\s*\d{1,3})?\)?|\d{1,3} (?:votes? )?(?:in favou?r|for|yes)\b.*))*\W*$",
    re.IGNORECASE,
)
"""What was proposed, and the word behind it that it was accepted: "Ada proposed to visit the depot. Agreed."."""
_BEHIND = re.compile(
    r"^(?:so|also|therefore|then)?[:,]?\s*(?P<what>[^()]{12,160}?)\s*\((?:was |this was |"
    r"that was )?(?:unanimously )?(?:agreed|decided|decision|"
    r"beschlossen|beschluss|vereinbart)(?: (?:by|with|von|unanimously|einstimmig)[^()]{0,30})?\)\.?$",
    re.IGNORECASE,
)
"""A decision that is said to be one behind it: "The pilot starts in October (agreed by all)"."""
_MOVED = re.compile(r"(?:moved|proposed|seconded)(?: by)?:? [A-Z][^.;]{0,60}\.?$", re.IGNORECASE)
"""Who moved what was proposed, between it and how it went."""
_COUNT = re.compile(r"^\(?\d{1,2}[).]\s+")
_ASKED = re.compile(
    r"^(?:[A-Z][\w .'’]{0,24}:\s+)?(?:can|could|may|shall|should) (?:I|we)\s+(?P<what>[^?]{8,200})\?$",
    re.IGNORECASE,
)
"""A question that the group answers with yes: "Can I repaint the line? Council agreed."."""
_DECISION_MADE = re.compile(
    r"^[^.;]{3,100}?[,;]?\s(?:so|and)\s(?:a |the )?decision (?:was )?(?:made|taken) (?:to|that) (?P<what>.+)$",
    re.IGNORECASE,
)
"""What was found, and what was decided for it: "Crockery not found so decision made to buy more"."""
_POINT_AGREED = re.compile(
    r"^(?:(?:formally |to )?(?:agree|decide|confirm) (?:if|whether|that|to) )?(?P<what>(?:(?<!^)|(?=agree |"
    r"decide |approve |confirm ))[^–—]{8,150}?)\s+[–—-]\s+"
    r"(?:agreed|approved|decided|carried|yes|confirmed)\b(?:\s+and\b[^.]*)?\.?$",
    re.IGNORECASE,
)
"""A point of the agenda with its outcome: "Agree on the aims - Agreed"."""
_ABOUT_A_MOTION = re.compile(
    r"^(?:.{0,60}\b(?:and|so),? )?(?:the|this|that) (?:main )?(?:motion|question|amendment)\b", re.I
)
"""How a motion was run, which says nothing of what it was about."""
_CHOSEN = re.compile(
    r"^(?P<what>(?!(?i:who|what|which|it|this|that|these|those|all|both|he|she|they|nobody|"
    r"none)\b)[A-Z][^;:?]{1,60}?\s(?:accepted the [^.;:?]{3,60} and )?"
    r"(?:(?:is|was|are|were|has been|have been)|(?=\w+ as\s))"
    r"\s*(?:(?:duly |then )?(?:proposed|nominated|seconded)\b[^.;:?]{0,60}?\b(?:was|were|and)\s)?"
    r"(?:selected|chosen|(?:duly )?(?:re-?)?elected|(?:re-?)?appointed)(?:\s+(?:as\s|to\s|for\s|by\s|[Cc]hair|"
    r"[Vv]ice|[Tt]reasurer|[Ss]ecretary|[Pp]resident|unanimously)[^.;:?]{0,160})?)\.?$"
)
_WITH_A_VIEW = re.compile(r"\s(?:with a view|if|subject to|provided)\s", re.IGNORECASE)
"""What follows is on what terms, not whether."""
_NOT = re.compile(
    r"\b(?:not|n['’]t|never|nobody|no one|unless|until|whether|if|should|could|would like|once|when)\b",
    re.IGNORECASE,
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are phrases for decisions."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Decisions in sentences, outside of lists of what was done before or is to be done."""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None:
            continue
        if part.meaning in ("reviewed", "next_day", "actions") or part.lists_people:
            continue
        if text.is_summed_up(part):
            continue
        said = sentences(part.told)
        for at, sentence in enumerate(said):
            following = next((one for one in said[at + 1 :] if not _MOVED.match(one)), "")
            sentence = _COUNT.sub("", sentence)
            proposed = _PROPOSED.match(sentence) or _ASKED.match(sentence)
            if proposed and _CARRIED.match(following):
                if not is_routine(sentence):
                    named = proposed.groupdict()
                    what = next(filter(None, named.values()), "")
                    written = "" if named.get("what4") else f"{sentence} {following}"
                    yield from text.decision(part, what, sentence=written)
                continue
            if marked(sentence) or is_routine(sentence):
                continue
            found = next((found for pattern in _PATTERNS if (found := pattern.match(sentence))), None)
            if found and not _NOT.search(sentence[: found.start("what")]):
                yield from text.decision(part, found["what"], sentence=sentence)
            elif (
                behind := _BEHIND.match(sentence)
                or _DECISION_MADE.match(sentence)
                or _IN_THE_END.match(sentence)
                or _POINT_AGREED.match(sentence)
            ):
                yield from text.decision(part, behind["what"], sentence=sentence)
            elif _ABOUT_A_MOTION.match(sentence):
                continue
            elif (approved := _APPROVED.match(sentence) or _CHOSEN.match(sentence)) and not _NOT.search(
                _WITH_A_VIEW.split(sentence)[0]
            ):
                yield from text.decision(part, approved["what"], sentence=sentence)
