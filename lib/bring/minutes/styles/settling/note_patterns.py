"""How notes are worded that settle something without saying who did, or by a noun: "Agreed by all to …"."""

from __future__ import annotations

import re

from lib.bring.minutes.settled_patterns import PEOPLE_TOGETHER

_GROUP = (
    rf"(?:(?:the|our|this|all|whole|entire|parish|town|city|school|steering|planning|finance|"
    rf"executive) )*{PEOPLE_TOGETHER}"
    r"(?: present| members)?|we(?: all)?|everyone|everybody|all(?: present| were| are| was)?|there (?:was|were)"
)
_TOPIC = r"^(?:[A-ZÀ-Þ][\w'’&/ -]{2,50}[.:–—]\s+)?(?:then|also|therefore|so|finally|it was)?\s*"
_WHAT = r"(?P<what>\S+\s\S.{3,})$"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:unanimously )?(?:(?:agree|decide|resolve) (?:to|that|not to)|agree on (?=\d|"
        r"[a-z]+ing\b))\s*(?P<what>\S+\s.{3,})$",
        r"^vote\s*[-–—:]\s*(?:all in favou?r|unanimous(?:ly)?)\s+(?:of|for|"
        r"to)\s+(?P<what>\S+\s\S.{3,}?)(?:\s*[-–—,]\s*unanimous(?:ly)?)?\W*$",
        r"^to (?:agree|approve|confirm|adopt|appoint|elect|consider|decide|accept|ratify|authori[sz]e)\b(?: (?:to|"
        r"on|that))? (?P<what>.{8,300}?)\s*[:;–—-]\s*(?:\w+ )?"
        r"(?:agreed|approved|confirmed|adopted|carried|accepted|appointed|elected)\b(?:[\s,:]*(?:votes?|unanimously|"
        r"\(?\d|in favou?r|nem\.? con).*)?\W*$",
        r"^(?:unanimously|all|jointly) agree (?:to|that|on)\s+(?P<what>\S+\s\S.{3,})$",
        r"^.{0,120}[,;]\s(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) (?:proposed|"
        r"moved),? (?:and )?(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) seconded,? (?:that|to) (?P<what>\S+\s\S.{3,})$",
        rf"^(?:{PEOPLE_TOGETHER}) (?:consensus|agreement|resolved|agreed|decided)\s*[:–—]\s+(?P<what>\S+\s\S.{{3,}})$",
        rf"^(?:{_GROUP}) (?:(?:is|are|was|were) )?(?:ok(?:ay)?|fine|comfortable) with (?P<what>[a-z]+ing\s\S.{{3,}})$",
        rf"^(?:{_GROUP}) (?:have |has )?(?:signed off on|green-?lit|gave (?:the |a )?green light (?:to|"
        rf"for))\s+(?P<what>\S+\s\S.{{3,}})$",
        r"^(?P<what>(?!(?:the |this )?(?:motion|minutes|agenda|it)\b)[A-ZÀ-Þ][^.;:?]{5,120}? (?:was|were|got|"
        r"received|has|gained) (?:unanimously supported|supported by (?:all|everyone|"
        r"everybody|the \w+)|unanimous (?:support|approval|consent)))\W*$",
        r"^(?P<what>(?!(?:the |this )?(?:motion|minutes|agenda|it)\W)[A-ZÀ-Þ][^.;:?]{5,140}?) (?:was|"
        r"were) put to (?:the|a) vote,? (?:and|which) (?:was |were )?(?:unanimously )?(?:carried|passed|"
        r"agreed|approved|accepted)\b.{0,40}$",
        rf"^\+1 (?:from|by) (?:all|everyone|everybody) (?:to|for|on)\s+{_WHAT}",
        r"^(?:accepted|adopted|verdict|ruling|(?:board|council|committee|group|team) (?:action|decision|"
        r"resolution))\s*[:–—]\s+(?P<what>\S+\s\S.{3,})$",
        rf"{_TOPIC}(?:agreed|decided|resolved) by (?:all|everyone|consensus|(?:the )?{PEOPLE_TOGETHER}) (?:to|"
        rf"that)\s+{_WHAT}",
        r"^(?:decided|opted|voted) (?P<what>(?:against|for|in favou?r of)\s\S+\s\S.{3,})$",
        r"^(?P<what>(?:the )?(?:contract|tender|bid|job|work|lease|grant)\b[^.;?]{0,60} (?:was|were|is|"
        r"has been) (?:awarded|given|let) to \S.+)$",
        r"^(?P<what>[^.;?]{0,60}(?:[£$€]\s?\d|\d+ (?:pounds|euros?|dollars)|\b(?:sum|funds?|"
        r"budget)\b)[^.;?]{0,60} (?:was|were|are|has been|have been) "
        r"(?:allocated|set aside|earmarked|put aside|granted)\b.*)$",
        r"^(?P<what>(?:we|the (?:board|council|committee|group|pta|members)) (?:have |has )?(?:set aside|allocated|"
        r"earmarked|put aside) .*\d.*)$",
        r"^(?P<what>(?!.*\bplanning\b)(?:(?:the|a|this|[\w’']+['’]s) )?(?:request|application|offer|bid|"
        r"appeal|petition|quote|"
        r"quotation|tender)\b[^.;?]{0,100} (?:was|were|has been) (?:denied|refused|rejected|declined|turned down|"
        r"dismissed|upheld|granted)\b.*)$",
        rf"^(?:by (?:(?:unanimous |general |a |majority )*(?:consensus|vote|agreement))|after (?:a |some |brief |"
        rf"much |long )*(?:discussion|debate|vote)),? "
        rf"(?P<what>(?:we|the {PEOPLE_TOGETHER}) (?:will|shall|are going to)\s\S.{{8,}})$",
        rf"^(?P<what>(?:we|the {PEOPLE_TOGETHER}|{PEOPLE_TOGETHER}|PTA|PTO) (?:will|shall) (?:fund|donate|"
        rf"contribute|sponsor|pay for|cover the cost|reimburse|match|subsidi[sz]e)\s\S.{{5,}})$",
        r"^(?P<what>(?!(?:minutes|motion|all|everyone|agenda|the minutes|the agenda|it|"
        r"this)\b)[A-ZÀ-Þ][^.;:?]{3,100}?) (?:approved|adopted|accepted|agreed|carried|passed|"
        r"ratified) (?:unanimously|by (?:consensus|all|acclamation)|nem\.? con\.?|\(?\d+\s*[-–:]\s*\d+\)?)\W*$",
        r"^(?:the )?(?:\w+ )?consensus (?:of (?:the )?\w+ )?(?:is|was) (?:to|that)\s+(?P<what>\S+\s\S.{3,})$",
        rf"{_TOPIC}(?:all |unanimously |provisionally )?(?:agreed|(?:decided|resolved)(?=\s(?:not|on|that|to|we|"
        rf"no)\b))[,:]?\s+(?!(?:with|about|by|as|"
        rf"at|in|"
        rf"and|upon|amounts?|terms?|dates?|times?|actions?|earlier|last|previously|on (?:the |our )?\d)\b){_WHAT}",
        rf"{_TOPIC}(?:{_GROUP}) ?(?:(?:was|were|is|are) )?(?:in )?(?:(?:full|general|unanimous|"
        r"complete) )?(?:agreement|agreed|in agreement|in favou?r|supportive|on board)\s+(?:for|of|to|with|that|on|"
        r"about)\s+"
        rf"(?!(?:each|one|this|that|it|him|her|them|the (?:minutes|agenda))\b\W){_WHAT}",
        rf"{_TOPIC}(?:all(?: of us)?|everyone|everybody) (?:was|were|is|are) (?:happy|content) (?:to|for|"
        rf"with)\s+{_WHAT}",
        r"^(?:the |our )?(?:vote|decision|view|response|group|board|committee|council|feeling|opinion)s? (?:was|"
        r"were|is) "
        rf"unanimous (?:to|that|in(?: favou?r of)?|for|on)\s+{_WHAT}",
        r"^(?:there was )?(?:a )?unanimous (?:decision|vote|agreement|support|approval|consent)(?: was (?:made|taken|"
        rf"given|reached))? (?:to|that|for|of)\s+{_WHAT}",
        r"^(?P<what>(?:final |formal |full |delegated |board |council |unanimous )*(?:approval|consent|"
        r"authori[sz]ation|"
        r"authority|agreement|permission|the go-ahead|support) "
        r"(?:(?:was|is|has been) )?(?:given|granted)(?: by (?:the )?\w+)? (?:to|for|that)\s\S.{5,})$",
        rf"^(?:{_GROUP}|the (?-i:[A-Z]{{2,6}})|(?-i:[A-Z]{{3,6}})) (?P<what>(?:have |has |unanimously |"
        rf"formally )*(?:gave|given) (?:(?:its|their|the|full|formal|unanimous) )*"
        r"(?:approval|consent|permission|authori[sz]ation|authority|agreement|go-ahead|support) (?:to|for|"
        r"that)\s\S.{5,})$",
        rf"^(?:{_GROUP}) (?P<what>(?:have |has |unanimously |formally )*(?:supported|backed|cancell?ed|"
        rf"abandoned) (?:the|a|an|this|ada|\w+['’]s) "
        r"(?:[\w-]+ ){0,3}?(?:application|proposal|request|recommendation|plan|idea|scheme|project|event|option)\b.*)$",
        rf"^(?:{_GROUP})(?: therefore| unanimously| then)* (?P<what>(?:had|has|have|raised|made|offered|submitted|"
        rf"registered) no objections?\b.*)$",
        r"^(?P<what>no objections? (?:was|were|is) (?:raised|made|offered|submitted)(?: by [\w ]+)? to\s\S.{5,})$",
        r"^(?P<what>(?:[A-ZÀ-Þ]{0,4}/?\d{2,4}[/-]\d{3,5}\b|(?:planning )?application\b)[^.;?]{5,200}?(?:[:–—-]|"
        r"\.)\s*(?:no objections?|supported?|objected|object(?:ion)?))\W*$",
        rf"^(?:{_GROUP}|the (?-i:[A-Z]{{2,6}})) (?:wants?|would like|prefers?|intends?|"
        rf"plans?) to (?P<what>(?:go (?:ahead |forward )?with|proceed with|"
        r"stick (?:with|to)|stay with|keep|move (?:ahead|forward) with|continue with)\s\S.{4,})$",
        r"^[^;?]{3,140}?[:–—]\s+(?:agreed|approved|accepted)[;,]\s+(?P<what>\S+\s\S.{8,})$",
        r"^(?P<what>[A-ZÀ-Þ][^;:?]{2,60}? (?:was|is|"
        r"were) nominated\b[^.?]{0,60})[^?]{0,120}\b(?:motion (?:was )?(?:passed|carried|approved)|(?:was|were) "
        r"(?:duly )?elected|all in favou?r|carried|passed unanimously)\W*$",
        r"^(?:hence|therefore|thus|consequently|in conclusion|as a result|in the end|ultimately),?\s+(?P<what>(?:we|"
        r"the "
        rf"{PEOPLE_TOGETHER})(?:['’]ll| will| shall| are going to| won['’]t| are)\s(?!(?:be able|have to|need|see|"
        rf"know|revisit|discuss|wait)\b)\S.{{8,}})$",
    )
)
DID = re.compile(
    r"^(?:unanimously |provisionally |formally |also |then )*(?P<verb>approved|adopted|endorsed|ratified|accepted|"
    r"authori[sz]ed|elected|re-?elected|appointed|"
    r"selected|chose|voted|rejected|declined|cancell?ed)\s+(?:unanimously\s+)?"
    r"(?P<what>(?!(?:by|with|as|at|in|on|for|and|but|or|w/o|w|unanimously|without|subject|from|across|after|during|under|over|into|through|of|within|pending|version|when|if)\b)\S+\s\S.{3,})$",
    re.IGNORECASE,
)
"""What was done with a thing, in a sentence that leaves out who did it: "Approved new sign for the hall"."""
VOTED = re.compile(
    r"^(?:(?:vote|voted|voting|ballot|poll)\s+(?:for|on|"
    r"to)\s+)?(?P<what>[^.;:?]{4,140}?)[\s:,.(–—-]*\b(?:vote:?\s*)?(?:for|yes|yea|ayes?|"
    r"in favou?r)\b[:\s-]*(?P<yes>\d{1,3})[\s,;/]*"
    r"(?:against|no|nays?|noes|opposed)\b[:\s-]*(?P<no>\d{1,3})\b(?:[\s,;/]*(?:abstain\w*|abstentions?)[:\s-]*\d{1,3})?[\s).]*$",
    re.IGNORECASE,
)
"""What was put to the vote, with its counts behind: "Vote for the welder For 17 Against 1"."""
COUNTED = re.compile(
    r"^(?:vote (?:about|on|for|to) )?(?P<what>[^;:?]{4,140}?)\s*[:–—-]\s*(?P<yes>\d{1,3})\s*(?:votes? )?(?:for|yes|"
    r"in favou?r|ayes?)\W{1,3}"
    r"(?P<no>\d{1,3})\s*(?:votes? )?(?:against|no|opposed|nays?)\b.{0,40}$",
    re.IGNORECASE,
)
"""The same with the counts before their words: "Vote about the move: 15 for; 0 against"."""
QUESTION = re.compile(
    r"^(?:[A-Z][\w .'’]{0,24}:\s+)?(?:should|shall|do|can|may|could) (?:we|the \w+)\s+(?:want to |agree to |"
    r"need to )?(?P<what>[^?]{8,200})\?$",
    re.IGNORECASE,
)
YES = re.compile(
    r"^(?:(?:answer|a|antwort|decision)\s*:\s*)?(?:yes|agreed|yep|ja)\b(?!\s*\?)(?!,? but\b)", re.IGNORECASE
)
BEFORE = re.compile(
    r"\b(?:(?<!as )(?<!than )(?<!like )last|previous(?:ly)?|earlier|already) |\bby (?:the )?(?:county|district|"
    r"borough|state|city|federal|"
    r"ministry|bank|"
    r"landlord|owner|government|university)\b",
    re.IGNORECASE,
)
"""What is behind the word of settling where others did it, or it was done before."""
POINT = re.compile(r"^\(?(?:[ivx]{1,4}|[a-h]|\d{1,2})[).]\s+(?=\w)", re.IGNORECASE)
ANNOUNCED = re.compile(
    r"^(?:the )?following (?:motion|resolution|statement|proposal|recommendation|wording|text)s? (?:was|"
    r"were) (?:then )?(?:\w+ly )?"
    r"(?:approved|adopted|passed|carried|agreed|accepted)\b[^.:;]{0,50}[.:]$",
    re.IGNORECASE,
)
"""What says that the next sentence was adopted."""
OPEN = re.compile(
    r"\?\W*$|\b(?:whether|would|could|might|(?-i:may)|should we|not yet|nobody|unless|if|hopes?|wants?|suggest\w*|"
    r"recommend(?:s|ed) (?:that|to)|(?<!as )(?<!than )(?<!like )last (?:year|month|week|meeting|time)|already|"
    r"previous\w*|pending|tbc|tbd)\b",
    re.IGNORECASE,
)
