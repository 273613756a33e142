"""What a label announces by how it is built, where no list has it: "Who couldn't be with us", "Staff present today"."""

from __future__ import annotations

import re

_WHEN = (
    r"(?: (?:today|tonight|so far|(?:in )?this (?:time|month|week|session|round|meeting|morning|afternoon)|(?:at|"
    r"for|in|during) (?:the|this|our|"
    r"today ?s) (?:meeting|session|call|circle)|in the room|at the table|on the call|(?:via|by|on|over) (?:zoom|"
    r"teams|"
    r"phone|video|telephone|webex|google meet)|online|remotely|remote|in person|virtually|heute|diesmal|online|"
    r"vor ort))*"
)
_BODY = (
    r"(?:(?:key|main|board|executive|senior|honorary|committee|commission|council|circle|team|group|panel|project|"
    r"working group|task force|voting|"
    r"non ?voting|"
    r"core|regular|alternate|associate|ex ?officio|elected|appointed|independent|student|parent|community|"
    r"external|other|"
    r"further|additional|all|our|the|also) )*"
)
_WHO = (
    r"(?:members?|people|persons?|participants?|attendees?|staff|commissioners?|trustees?|directors?|councill?ors?|"
    r"delegates?|representatives?|colleagues|those|others?|folks|officers?|officials|governors?|supervisors?|"
    r"advisors?|"
    r"stewards?|consultants?|contractors?|experts?|speakers?|presenters?|students?|parents|residents|owners|volunteers?|"
    r"employees|mentors?|mentees?|leads|managers|mitglieder|teilnehmer(?:innen)?|personen|kolleg(?:en|innen))"
)
_IS = r"(?:is|was|were|are|has|have|had|s|re|been|be)"
_HERE = (
    r"(?:present|attending|in attendance|attended|here|there|with us|around the table|at the table|joining|joined|"
    r"participating|remote|remotely|virtual|by phone|by video|"
    r"took part|taking part|logged (?:in|on)|connected|dialing in|dialling in|dialed in|dialled in|came|made it|"
    r"anwesend|dabei|da|mit dabei|zugeschaltet|teilgenommen(?: haben)?)"
)
_NOT = (
    r"(?:not|could ?n ?t|can ?t|cannot|could not|did ?n ?t|did not|was ?n ?t|were ?n ?t|is ?n ?t|are ?n ?t|"
    r"unable to|nicht)"
)
_COME = (
    r"(?:attend(?:ing)?|come|coming|join(?:ing)?(?: us)?|make it|be (?:here|there|with us|present)|participate|"
    r"here|there|"
    r"present|with us|in attendance|in|able to (?:attend|join|come|make it)|da|dabei|anwesend)"
)
_DO = r"(?:doing|does|do|did|will do|is doing|s doing|owns|takes|to do)"
_GROUP = r"(?:we|the (?:circle|group|board|committee|team|council|members)|everyone|all)"
_AGREED = (
    r"(?:agreed(?: (?:on|to|upon))?|decided(?: on)?|resolved|settled(?: on)?|concluded|landed(?: on)?|chose|"
    r"voted(?: on| for)?|committed to|approved|adopted)"
)
_GERMAN_AGREED = r"(?:vereinbart|beschlossen|entschieden|festgelegt|festgehalten)"
_TO_DO = r"(?:action|to ?do|task|follow ?up)s?(?: (?:items?|points?))?"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("excused", rf"(?:{_BODY}{_WHO} )?(?:(?:who )?{_IS} )?(?:excused|away with notice|on leave|with apologies|"
                rf"apologised|apologized|entschuldigt|"
                rf"abgemeldet|verhindert|krank|entschuldigt (?:fehlt|fehlen|abwesend)|(?:sent|sends|sending|sends|"
                rf"gave|with) (?:their |his |her )?(?:apologies|regrets)){_WHEN}"),
    ("excused", rf"(?:apologies|regrets|excuses|excused absences?|absen(?:ce|ces|t|tees) (?:excused|"
                rf"with (?:notice|apologies|leave)))(?: (?:for|of) (?:absence|non ?attendance|"
                rf"not attending|lateness))?"
                rf"(?: (?:were |was |have been )?(?:received|noted|given|sent|tendered|accepted|"
                rf"recorded))?(?: (?:from|by))?{_WHEN}"),
    ("excused", r"(?:we are |we re |so |we were )?sorry(?: (?:that )?(?:they|you|we) .{3,30}| (?:to miss|"
                r"not to make it|to have missed))?"),
    ("absent", rf"(?:{_BODY}{_WHO} )?(?:(?:who )?{_IS} )?(?:absent|missing|away|out|abwesend|gefehlt|"
               rf"unentschuldigt){_WHEN}"),
    ("absent", rf"(?:{_BODY}{_WHO} )?(?:who |we )?(?:{_IS} )?{_NOT} {_COME}{_WHEN}"),
    ("absent", rf"who (?:was ?n ?t|were ?n ?t|is ?n ?t|did ?n ?t|could ?n ?t|was not|were not|did not|could not|"
               rf"is missing|missed it|we missed){_WHEN}"),
    ("absent", rf"(?:we )?missed{_WHEN}"),
    ("guests", rf"(?:{_BODY})?(?:guests?|visitors?|observers?|gäste|invitees who came|guest speakers?|"
               rf"special guests?|presenters? and guests|members of the public|public)"
               rf"(?: (?:also )?{_HERE})?{_WHEN}"),
    ("present", rf"(?:also |those |who |the following )?(?:{_BODY}{_WHO} )?(?:of (?:the |our )?\w+ )?(?:who |"
                rf"that )?(?:{_IS} )?(?:also )?{_HERE}{_WHEN}(?: {_IS})?"),
    ("present", rf"(?:{_BODY}{_WHO} )?(?:who |that )(?:{_IS} )?in{_WHEN}"),
    ("present", r"(?:es |weiterhin |ferner |außerdem |zudem |des weiteren |als gäste )?(?:sind |waren |"
     "nahmen )(?:auch |ferner |"
                r"weiterhin )?(?:anwesend|teil)|(?:weiterhin|ferner|außerdem|zudem|des weiteren|sonst) (?:sind |"
                r"waren )?anwesend"),
    ("present", rf"(?:{_BODY}{_WHO} )?(?:in the room|on the call|on zoom|on teams|by phone|at the table|"
                rf"around the table){_WHEN}"),
    ("present", r"(?:non ?)?voting(?: members?)?"),
    ("present", rf"(?:{_BODY}{_WHO} )?(?:attendance|(?:joined |present )?(?:via|by|on) (?:the )?(?:conference |video |"
                rf"telephone |phone )?(?:conference|call)){_WHEN}"),
    ("present", rf"(?:roll ?call(?: of [a-z]+)?|attendance(?: list| roll| record| check| taken)?|"
                rf"sign ?in(?: sheet)?|present roll|"
                rf"quorum and attendance|round ?table|teilnehmerkreis|runde){_WHEN}"),
    ("present", rf"(?:list of |view |see |full )*(?:{_BODY})(?:attendees|participants|"
                rf"(?:attendees?|participants?) (?:list|roll|roster)|members present|teilnehmer|"
    rf"teilnehmende){_WHEN}"),
    ("decisions", rf"(?:here is |here s |summary of )?(?:what|where|things|points|wie|items|"
                  rf"matters) ?(?:that )?(?:{_GROUP} )?(?:have |has |were )?(?:all )?{_AGREED}{_WHEN}"),
    ("decisions", rf"(?:{_GROUP} )?(?:have |has )?(?:all |also |unanimously |jointly )?{_AGREED}{_WHEN}"),
    ("decisions", rf"(?:was|das|haben)? ?(?:wir )?(?:haben )?{_GERMAN_AGREED}(?: haben wir| haben| wurde)?{_WHEN}"),
    ("decisions", rf"(?:key |main |final |new |our |major |formal |"
                  rf"technical |design |architecture |strategic |policy |project |"
                  rf"team |board |committee |group |circle )*(?:decisions?|"
                  rf"agreements?|resolutions?|motions (?:passed|carried|approved|adopted)|conclusions?|"
                  rf"outcomes? agreed)"
                  rf"(?: (?:items?|points?|log))?(?: and (?:votes|motions|agreements|resolutions|"
                  rf"conclusions))?(?: (?:made|taken|reached|"
                  rf"agreed|recorded|passed|adopted|carried|approved|log))?{_WHEN}"),
    ("other", rf"no (?:further |new |other |immediate |specific )*{_TO_DO}(?: (?:is|are|was|were))?"
              r"(?: (?:needed|required|necessary|taken|requested|assigned|agreed))*"),
    ("reviewed", rf"{_TO_DO} (?:(?:is|are|was|were|now) )*(?:completed?|closed|done|finished|discharged)"),
    ("actions", rf"who (?:{_DO}|is doing|is on) ?(?:what|it)?(?: (?:and )?(?:by )?(?:when|until when))?{_WHEN}"),
    ("actions", r"(?:summari[sz]e|summary of|recap(?: of)?|assign|distribute|collect) (?:the |all |"
     "new )?(?:action|to ?do|task)s?"
                r"(?: (?:items?|points?))?"),
    ("actions", r"(?:(?:next|this|coming) (?:week|month|sprint|session|time|quarter) ?s? |today s )?(?:key |"
     "main |new |agreed |our |my |suggested |follow ?up |next |immediate |"
     "initial |first |proposed |planned |remaining |open |outstanding for next time |"
                r"all )*(?:action|to ?do|task|follow ?up)s?(?: (?:items?|points?|steps?|list|log|register|table|"
                r"tracker))?"
                r"(?: (?:and|with) (?:owners?|deadlines|dates|due dates|next steps|responsibilities))?(?: (?:for|"
                r"from|of|arising from|until|before|by|to|agreed in|assigned in|"
                r"captured in) .{2,40})?(?: (?:agreed|assigned|captured|identified|recorded|arising|required|"
                r"taken|needed|requested))?"),
    ("actions", r"(?:our |my |initial |first |immediate |possible )*next steps? (?:now |would |will |to )*(?:include|"
                r"are|were|be|is|agreed|identified|follow)(?: (?:as follows|the following|these))?"),
    ("actions", r"(?:still |yet |noch |alles )*(?:to be done|zu (?:tun|erledigen|machen|klären))|what happens next|"
                r"(?:die |der )?nächste[nr]? schritte?|weiteres vorgehen|aufgaben ?(?:ver)?teilung|"
                r"verteilung der aufgaben|wer macht was"),
    ("actions", rf"(?:things |what |stuff )(?:{_GROUP} )?(?:(?:need|have|has|want|promised|still have|will|is|"
                rf"are)(?: to)? ?(?:do|be done|happen)?)(?: (?:next|before next time|by next time|until then))?"),
    ("actions", r"(?:goals?|targets?|work|plans?|ziele)(?: for| until| by| before| to|  bis)? (?:the |our |this )?"
                r"(?:next|coming|following|zum nächsten) (?:week|month|time|meeting|session|sprint|call|treffen)"
                r"(?: include (?:the )?responsibilities)?"),
    ("actions", r"(?:before|until|for|by|bis|für|zum|zur|bis zur?|bis zum)"
                r" (?:the |das |die )?(?:next|nächste[nrs]?) (?:time|meeting|session|"
                r"circle|call|sitzung|mal|treffen)(?: (?:we will|please|everyone))?"),
    ("actions", r"(?:our |individual |personal )?(?:commitments?|promises|assignments|homework|"
                r"pledges)(?: (?:made|until|for|before|by) ?.{0,30})?"),
    ("insights", r"(?:key |main |our |what )*(?:learnings?|lessons?(?: learned)?|insights?|takeaways?|"
                 r"aha moments?|we (?:learned|learnt|take away|took away))(?: .{2,30})?"),
    ("facilitator", r"(?:(?:the )?(?:meeting|session|circle) (?:was )?)?(?:chaired|facilitated|moderated|led|"
                    r"hosted|run|presided over) by|(?:acting |vice |co |today s |session )?(?:chair(?:person|man|"
                    r"woman)?|facilitator|moderator|host)(?: today)?"),
    ("note_taker", r"(?:(?:the )?(?:minutes|notes|record) )?(?:were |was )?(?:taken|recorded|prepared|written|"
                   r"kept|submitted|respectfully submitted) by|(?:note|minute) ?taking|(?:today s )?(?:note|"
                   r"minute) ?takers?"),
)  # fmt: skip
_KNOWN = [(meaning, re.compile(pattern)) for meaning, pattern in _PATTERNS]
_LEAD_IN = re.compile(
    r"^(?:(?:and|now|so|then|plus|here are|here is|these are|finally|und|nun|hier) )+(?:(?:the|our|all|die|unsere) )?"
)
_SINCE = re.compile(
    r"(?:(?:what happened|progress|news|done|check|update|follow ?up|completed|our homework) )?(?:since|from|"
    r"on) (?:the |our )?"
    r"(?:last|previous|prior) (?:time|session|meeting|circle|round|call)(?: actions| homework| to ?dos?)?"
)
_REPORTED = re.compile(
    r"(?:to )?(?:report |update |review |feedback )?(?:on |of )?(?:the )?(?:actioning|progress|status|completion)"
    r"(?: (?:of|on))?(?: (?:items?|points?|matters|actions?|tasks?))? (?:from|since|at|of) (?:the )?"
    r"(?:last|previous|prior) (?:meetings?|sessions?|minutes|time)"
)
"""What was done of what earlier meetings gave out."""
_CARRIED = re.compile(
    r"(?:still open |items? |actions? |tasks? )?(?:carried|carry|rolled) (?:over|forward)"
    r"(?: (?:from|since) (?:the |our )?(?:last|previous|prior|earlier) (?:time|session|meeting|circle|round|call)s?)?"
)
_MANY = re.compile(
    r"\b(?:last|previous|prior|past|review|earlier|old|carried (?:over|forward)|letzten?r?|vorige[rn]?)\b"
)


def meaning_by_build(label: str) -> str | None:
    """What a label announces by its words and their order; None where it is built in no known way.

    Labels about what came before ("actions from last time") are left to the lists.
    """
    bare = re.sub(r"[^\w]+", " ", label.lower()).strip()
    bare = _LEAD_IN.sub("", bare)
    if _SINCE.fullmatch(bare) or _CARRIED.fullmatch(bare) or _REPORTED.fullmatch(re.sub(r"^\d+ ", "", bare)):
        return "reviewed"
    if not bare or len(bare) > 70 or _MANY.search(bare):
        return None
    return next((meaning for meaning, pattern in _KNOWN if pattern.fullmatch(bare)), None)
