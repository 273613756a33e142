"""How clauses are built that settle something, and words with which they settle nothing."""

from __future__ import annotations

import re

PEOPLE_TOGETHER = (
    r"(?:members?|governors|senators|trustees|directors|councill?ors|cllrs|commissioners|supervisors|delegates|"
    r"developers|maintainers|editors|organi[sz]ers|owners|representatives|officers|partners|participants|attendees|mentors|leads|hosts|colleagues|teachers|residents|"
    r"parishioners|volunteers|commission|vestry|faculty|forum|secretariat|collective|circle|group|team|board|committee|council|panel|meeting|senate|assembly|cabinet|"
    r"executive|majority|room|plenum|squad|crew|chapter|club|union|choir|band|society|association|network|"
    r"congregation|task ?force|working (?:group|party)|sub-?committee)"
)
_SUBJECT = (
    rf"(?:(?:the|our|this|all(?: of)?|both|most|a majority of|every|remaining|other|present|voting|whole|full|entire|"
    rf"parish|town|city|school|student|steering|executive|finance|planning|and|chair|team|board|committee|circle|group|council|\w+['’]s)\s+){{0,5}}"
    rf"{PEOPLE_TOGETHER}(?:\s+(?:present|attending|in attendance|in the room|"
    rf"of (?:the )?[\w&-]+))?(?: and (?:the )?(?-i:[A-Z][\w&-]+))?|(?:the )?(?:two|three|four|five|both|all) of us|"
    r"the (?-i:[A-Z]{2,6})|(?-i:SIG|PC|EC|SC|TC|CC|EPC|PCC|PTA|PTC|TSC|PMC|BOD|[A-Z]{4,6})|they|we|everyone|everybody|"
    r"all(?: (?:three|four|five|present|parties|sides))?|both"
)
_LEAD = (
    r"(?:(?:so|then|finally|therefore|thus|consequently|instead|eventually|ultimately|in the end|in (?:summary|short|"
    r"conclusion)|overall|as a result|"
    r"(?:as|since|because|given|although|while|having)\b[^,;]{3,90}(?=,)|"
    r"(?:after|following|with|on|in|at|for|regarding|concerning|to|based on|upon|by|until|from)\b[^,;]{3,90}),?\s+)?"
)
_ADVERB = (
    r"(?:(?:have|has|all|then|also|both|now|today|finally|therefore|unanimously|formally|further|jointly|"
    r"duly|hereby|eventually|ultimately|provisionally|in principle|quickly|mutually|collectively)\s+)*"
)
IT_WAS = re.compile(
    rf"^{_LEAD}(?:it\s+(?:was|is|has been)\s+)?(?:\w+ly\s+|then\s+|also\s+|further\s+)*(?:agreed|resolved|"
    rf"decided|settled|determined|carried|voted|ruled)\s+"
    r"(?:\w+ly\s+)?(?:that|to)\s+(?P<what>\S.{4,})$",
    re.IGNORECASE,
)
PUT_OFF = re.compile(
    r"^(?:deferred|postponed|suspended)\b.*\b(?:meeting|session|next time|later|pending|until further)\b|"
    r"^(?:refused|declined|turned down) to (?:comment|answer|speak)\b",
    re.IGNORECASE,
)
"""What a group does with a matter that is not settled by it."""
NOUN = re.compile(
    rf"^{_LEAD}(?:(?:a|an|the|general|unanimous|broad|full|clear|there was|we have)\s+)*"
    r"(?:agreement|consensus|decision|resolution)"
    r"(?:\s+(?:(?:was|is|has been)\s+)?(?:reached|made|taken|found))?\s+(?:to|that)\s+(?P<what>\S+\s.{4,})$",
    re.IGNORECASE,
)
"""What was settled behind a noun: "Agreement to use the spring meeting"."""
ACTIVE = re.compile(
    rf"^{_LEAD}(?P<who>{_SUBJECT})(?:,? as an? (?:whole|group|"
    rf"body),?|['’]ve)?\s+(?:[a-z]{{3,}}ed\b[^.;:?]{{0,90}}?,?\s(?:and|then)\s+)?{_ADVERB}"
    r"(?:(?P<told>agree[sd]?|decide[sd]?|resolve[sd]?|settled|chose|opted|voted(?:,[^,]{3,40},)?|concluded|determined|landed|"
    r"(?:reached|came to) (?:an? )?(?:agreement|consensus|decision|conclusion)|"
    r"(?:made|took|taken) (?:the|a) decision|gave (?:their|its) (?:approval|consent))(?:,\s?as (?:an? )?(?:whole|"
    r"group|body),?)?\s+"
    r"(?:(?:,?\s?as (?:an? )?(?:whole|group|body),|unanimously|by consensus|\d{1,2}\s*[-–:]\s*\d{1,2}|in principle|"
    r"today)\s+)*"
    r"(?P<link>that|to|on|upon|for|in favou?r of|against|not to)|"
    r"(?P<verb>approved?|adopted?|endorsed?|ratified|ratify|authori[sz]ed?|elected|appointed|accepted|awarded|waived|"
    r"approves|adopts|endorses|ratifies|accepts|authori[sz]es|elects|appoints|commends|affirms|consents to|"
    r"rejected|granted|selected|chose|picked|confirmed|reappointed|dissolved|cancelled|rescinded|declined|"
    r"denied|turned down|refused|suspended|abolished|postponed|deferred)(?!\s(?:at|in|during|by)\s))\s+"
    r"(?P<what>(?!that\s(?:it|they|he|she|the|this|there)\b[^,;]{0,60}\b(?:was|were|had|has|have|is|are|did)\b)\S.{4,})$",
    re.IGNORECASE,
)
_ADOPTED = (
    r"(?:re-?)?(?:approved|adopted)|ratified|carried|passed|endorsed|agreed(?: (?:on|upon|to))?|resolved|"
    r"authori[sz]ed|"
    r"decided(?: on)?|"
    r"(?:duly )?(?:re-?)?elected|(?:re-?)?appointed|(?:duly )?co-?opted|admitted|voted (?:in|through|"
    r"down)|waived|accepted|granted|chosen|selected|"
    r"turned down|(?<=request was )(?:refused|rejected|denied|declined)|"
    r"(?<=offer was )(?:refused|rejected|declined)|rescinded|dissolved|referred to [^.;]{4,60}"
)
PASSIVE = re.compile(
    rf"^{_LEAD}(?P<what>(?P<np>(?:(?:the|a|an|this|these|both|all|its|our|their|no|it|each|every)\s|[A-ZÀ-Þ0-9“\"'‘])"
    r"[^;:?]{1,120}?)\s+(?:was|were|is|are|has been|have been)\s+"
    r"(?:(?:then|also|now|finally|therefore|unanimously|formally|further|duly|hereby|again|subsequently|provisionally|"
    rf"all|both|(?:reviewed|discussed|considered|presented|read|circulated|updated|proposed|tabled|moved|"
    rf"seconded)(?:,| and))\s+)*"
    rf"(?:{_ADOPTED}))(?P<rest>\b.*)$",
    re.IGNORECASE,
)
SHORT = re.compile(
    r"^(?P<what>(?!(?:all|every\w*|we|both|(?:the )?(?:team|group|board|members|participants|committee|council))\b)"
    r"(?!(?:minutes|agenda|protokoll|tagesordnung|not|no)\b)"
    r"[A-ZÀ-Þ][\w'’/-]+(?:\s[\w'’/&-]+){0,5}?\s(?:approved|adopted|ratified|agreed|"
    r"endorsed|genehmigt|beschlossen|angenommen|verabschiedet))\W*$",
    re.IGNORECASE,
)
"""A note of what was adopted: "Draft approved"."""
NOTED = re.compile(
    r"^(?P<what>(?!(?:motion|minutes|agenda|protokoll|tagesordnung|all|we|everyone)\b)[A-ZÀ-Þ][^.;:?]{8,140}?)\s+[–—-]+\s+"
    r"(?:(?:all|unanimously|einstimmig)\s+)?(?:consented|agreed|approved|adopted|accepted|passed|carried|decided|ratified|"
    r"(?:einstimmig )?(?:angenommen|beschlossen|genehmigt|verabschiedet))\W*$|"
    r"^(?P<what2>(?:approve|adopt|accept|elect|re-?elect|appoint|authori[sz]e|ratify|endorse|increase|change|hold|move|rename|"
    r"keep|set|use|spend|grant)\b[^.;:?]{3,140}?)\s*[–—:(-]+\s*\d{1,3}\s+(?:in favou?r|for|yes|ayes?)\b.*$|"
    r"^(?:proposal|motion|request|suggestion|idea|application)\s(?:to|for|that)\s(?P<what3>[^.;:?]{3,140}?)\s*[:–—-]+\s*"
    r"(?:agreed|approved|carried|accepted|passed|adopted)\W*$",
    re.IGNORECASE,
)
"""A note of what was settled, with the outcome behind a dash, or with the votes: "Elect Ada - 5 in favor"."""
FOLLOWING = re.compile(
    rf"^{_LEAD}the following(?:\s[^.;:?]{{3,60}}?)?\s+(?:was|were|has been|have "
    rf"been)\s+(?:\w+ly\s+)?(?:{_ADOPTED})(?:\s[^:]{{3,40}})?"
    r"\s*:\s*(?P<what>\S.{3,})$",
    re.IGNORECASE,
)
"""What is listed behind the word that it was adopted: "The following were ratified: A, B, C"."""
SHOUTED = re.compile(
    r"^(?P<who>[A-Z][^.;:?]{2,40}?)\s+(?P<verb>APPROVED|ADOPTED|AGREED|RESOLVED|RATIFIED|ENDORSED)\s+"
    r"(?:that\s+|to\s+)?(?P<what>\S.{4,})$"
)
CLAUSE = re.compile(
    rf";\s+|\s[–—]\s|,?\s+(?:and|but|so(?!\s(?:it|they|we|everyone)\s(?:can|could|may|is|are|becomes?|gets?|will)\b)|while|whereas)"
    rf"(?:\s+(?:so|also|therefore|thus|then))?\s+(?=(?:{_SUBJECT}|the|this|these|it|no|[A-Z][a-z]+['’]s)\s)|"
    r",\s+which\s+(?=(?:was|were)\s)",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"^(?:if|when|once|unless|until|whether|should|as soon as|in case|provided)\b|\?\W*$|"
    r"\b(?:whether|would|could|might|(?-i:may)|should|not|never|n['’]t|nobody|hopes?d?|wants?|wished|asked|proposed|suggested|"
    r"recommended|reported|said|noted|explained|"
    r"announced|informed|advised|confirmed that|stated|mentioned|heard|told|learned|learnt|reminded)\b",
    re.IGNORECASE,
)
"""Words before the verb with which nothing is settled here, or somebody only reports it."""
ELSEWHERE = re.compile(
    r"(?<!seconded )(?<!proposed )(?<!moved )\bby (?!(?:(?:the|a|an|our|all|both|voice|show|acclamation|"
    r"consensus|unanimous|majority|general|"
    r"email|ballot|secret|common|roll|\d+)\b))|"
    rf"\bby the (?!(?:\w+\s){{0,2}}{PEOPLE_TOGETHER})|"
    r"\b(?:last|previous|earlier this|previously|already|in (?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december|20\d\d|the past|early|late|spring|autumn))\b",
    re.IGNORECASE,
)
"""What is behind the verb where somebody else did it, or it was done before."""
_OF_THE_MEETING = (
    r"^special order\b|^motion \d|\b(?:minutes|agenda|apolog\w+|regrets|declarations? of interest|quorum|"
    r"(?:proper |valid )?reasons? (?:for|given)|notes of)\b"
)
RUN = re.compile(_OF_THE_MEETING, re.IGNORECASE)
"""What is approved in every meeting and decides nothing."""
FORMALITY = re.compile(
    r"^(?:(?:a|the|this|that|his|her|their|no|it|each|every|all|both)\s+)?(?:\w+\s+)?(?:motions?|amendments?|questions?|"
    rf"quorum|minutes|agenda|apolog\w+|it|this|that|these|which|who|nothing|none|no\b.*)$|{_OF_THE_MEETING}",
    re.IGNORECASE,
)
VOTE_AT_END = re.compile(
    r"[,;]?\s*(?:\(?(?:unanimously|\d{1,3}\s*[-–:/]\s*\d{1,3}(?:\s*[-–:/]\s*\d{1,3})?|by (?:voice vote|"
    r"show of hands|acclamation|"
    r"consensus|all|(?:a )?(?:unanimous |majority )?vote[^.;]{0,40})|with (?:no|one|two|three|\d+) "
    r"(?:abstentions?|objections?|"
    r"votes? against|against)|without (?:dissent|objection|changes)|as (?:presented|proposed|circulated|"
    r"distributed))\)?)+\W*$",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"^(?:\W*$|\s*,?\s*(?:unanimously|by\b|as\b|for\b|to\b|with\b|without\b|on\b|at\b|in principle\b|subject to\b|in\b|"
    r"\(|\d{1,3}\s*[-–:/]|from\b|onto\b|:\s|effective\b|until\b|and\b|but\b|so\b|nem\b|provided\b|due\b|because\b|since\b|owing\b|given\b|after\b|if\b))",
    re.IGNORECASE,
)
"""How a clause goes on behind "was approved" where that is its main verb."""
BEHIND = re.compile(
    r"^(?P<what>[^()]{8,160}?)\s*[(\[](?:decision|decided|agreed|beschluss|beschlossen)[)\]]\W*$",
    re.IGNORECASE,
)
_STATE = (
    r"(?:be|have|had|need|see|know|find|think|hope|want|like|hear|feel|remember|understand|agree|discuss|talk|decide|revisit|review|"
    r"consider|look|wait|learn|get|meet again|return to|come back|miss|lose|reach|also|probably|maybe|then)\b"
)
WE_DO = re.compile(
    r"^(?:[^:.!?]{3,40}:\s+)?(?:(?:so|in the end|then|therefore|for now|from now on|until then|instead|but)[, ]\s*)?"
    r"(?:(?P<what>(?:we (?:want to |are going to |do not |don['’]t )?"
    r"(?:pay|use|keep|take|start|stop|meet|move|switch|try|leave|drop|go|stay|skip|postpone|order|buy|run|hold|make|put|"
    r"send|invite|give|share|wait|add|split|close|open|continue|return|come back|follow|raise|cut|change|offer)\b"
    rf"(?! (?:in|so|this|that) (?:far|mind)\b)|(?:we|the {PEOPLE_TOGETHER})(?:['’]ll| will| shall| "
    rf"won['’]t)(?: not)? (?!{_STATE})[a-z]+\b)"
    r".{4,})|"
    r"(?P<what2>we(?:['’]re| are) (?:getting|having|making|moving|keeping|buying|ordering|going with|"
    r"dropping|skipping|paying|"
    r"stopping|switching)\b.{4,})|"
    r"(?P<what4>wir (?:kaufen|nehmen|machen|bleiben|treffen uns|lassen|behalten|bestellen|streichen|"
    r"verschieben|starten|"
    r"beginnen|bezahlen|"
    r"zahlen|nutzen|verwenden|probieren|führen|wollen|laden|verzichten|verlängern|kündigen|warten)\b.{6,})|"
    r"(?:it was felt|the (?:general )?(?:feeling|view|preference|mood) (?:was|is)) that (?P<what5>[^.;]{6,})\.?|"
    r"(?P<what3>(?:[^.;:]{3,60}\s)?(?:stays?|remains?) (?:the same|as (?:it|they) (?:is|are)|unchanged|in "
    r"place)\b.*))$",
    re.IGNORECASE,
)
"""What the group does from now on, in plain words: "we pay it from the repair pot"."""
LISTS = re.compile(
    r"^\W*(?:RESOLVED|AGREED|DECIDED|RESOLUTION|[Rr]esolved|[Bb]eschlossen|BESCHLOSSEN|[Bb]eschluss)\W*(?:unanimously\s*)?(?:that|to|That|To)?\s*:$|"
    rf"(?:^|[.;,]\s|\b(?:and|but|so)\s){_LEAD}(?:{_SUBJECT})\s+{_ADVERB}(?:agreed|decided|resolved|settled|approved|voted|"
    r"adopted)\s*(?:unanimously\s*)?(?:to|that|on|upon|the following(?: \w+)?|as follows)*\s*:$",
    re.IGNORECASE,
)
"""How a list of what was decided is announced: "The board ultimately decided to:"."""
CONCLUSION = re.compile(r"^(?:->|=>|→|⇒|➔|➜|⟹)\s*(?P<what>\S.*[^?\s])\s*$")
"""What a point came to, behind an arrow at its end."""
ABOUT = re.compile(r"^(?:with|about|upon|not yet)\b", re.IGNORECASE)
TOPIC = re.compile(r"^[A-ZÀ-Þ][^:.!?]{2,40}:\s+(?=(?:[A-ZÀ-Þ]|we\s|the\s))")
"""What a sentence is about, in front of it."""
