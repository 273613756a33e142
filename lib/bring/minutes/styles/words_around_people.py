"""What the words right before and right after people say of them: that they came, were excused, or were missing."""

from __future__ import annotations

import re

from lib.bring.minutes.attending import AS_COMING

_WAS = r"(?:(?:was|were|is|are|war|waren|had|has|have|hat|hatten?)\s+)?(?:(?:all|also|both|each|there|auch|alle)\s+)*"
AFTER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (meaning, re.compile(rf"\s*,?\s*{_WAS}(?:{pattern})", re.IGNORECASE))
    for meaning, pattern in (
        (
            "excused",
            r"(?:had [^,;.:]{3,40} and )?(?:sent|sends|send|gave|given|with)\s+(?:(?:her|his|their|in|"
            r"us)\s+)*(?:apologies|regrets|word\b|"
            r"(?:best |warm |kind )?(?:greetings|"
            r"regards|wishes)\b)|(?:on )?(?:parental|maternity|paternity|sick|medical|annual|study) leave\b|"
            r"(?:been\s+)?excused\b|(?:called|phoned|rang) in sick\b|unwell\b|double[- ]booked\b|held up\b|"
            r"stuck (?:in|at|on)\b|"
            r"(?:a |an |the )?(?:fever|flu|(?:bad |heavy )?cold|covid|migraine|headache|(?:family )?emergency|"
            r"doctor['’]s appointment|"
            r"(?:another|a conflicting|a customer) (?:meeting|appointment|visit|call))\b|on (?:a|"
            r"another) (?:business trip|plane|train|flight|customer "
            r"visit|client visit|trip|call|course|training)\b|with (?:a|another|the) (?:customer|client)\b|"
            r"(?:in|at the) (?:hospital|dentist|doctor)\b|(?:had )?to (?:cancel|skip (?:this|today)|"
            r"stay (?:home|at home))\b|"
            r"(?:sick|ill|on leave|on pto|pto|on vacation|on holiday|travell?ing|"
            r"at another|away on)\b|"
            r"(?:could ?n[o’']t|could not|can ?not|can[’']t|unable to|not able to)\s+(?:be|come|attend|join|"
            r"make it|take part)\b|"
            r"(?:asked )?to be excused|apologi[sz]ed\b|apologies\b|sich entschuldigt|entschuldigt\b|"
            r"verhindert\b|krank\b|im urlaub\b|auf dienstreise\b|(?:einen |eine )?(?:anderen? |"
            r"wichtigen? )?\w*(?:termin|schulung|"
            r"besuch)\b|"
            r"l(?:ieß|ießen) sich entschuldigen|konnten? (?:leider )?nicht\b|(?:we|i)\s+(?:simply |just |"
            r"sadly )?missed\b",
        ),
        (
            "absent",
            r"(?:did ?n[o’']t|did not)\s+(?:come|attend|join|make it|show up|appear|turn up|take part)\b|"
            r"(?:absent|missing|abwesend|unentschuldigt)\b|"
            r"not (?:present|there|here)\b|fehlten?\b(?!.*entschuldigt\b)|fehlten? unentschuldigt",
        ),
        (
            "excused",
            r"fehlten? (?:\w+ )?entschuldigt\b",
        ),
        (
            "present",
            rf"(?:present|here|in the room|in attendance|attending|on ?line|on the (?:call|line|phone|"
            rf"screen)|on zoom|on teams|around the table|"
            rf"at the table|with us|with me|dabei|anwesend|da|vor ort|zugeschaltet)\b|there\b{AS_COMING}|"
            rf"joined by\b|(?:met|attended|joined|took part|participated|dial+ed in|called in|came|gathered|"
            rf"got together|made it|"
            rf"sat down|turned up|showed up|phoned in|logged in|arrived|convened|chaired|presided|"
            rf"facilitated|moderated|"
            rf"hosted|took (?:the )?(?:notes|minutes)|kept (?:the )?(?:notes|minutes)|"
            rf"nahmen (?:\w+ )?teil|nahm (?:\w+ )?teil|trafen sich|kamen|kam|leitete|moderierte|"
            rf"führte protokoll)\b{AS_COMING}",
        ),
    )
)
BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (meaning, re.compile(rf"(?:^|\W)(?:{pattern})\s*[:,(–—-]*\s*$", re.IGNORECASE))
    for meaning, pattern in (
        (
            "excused",
            r"(?:could ?n[o’']t|could not|can ?not|can[’']t|unable to|not able to|weren[’']t able to|"
            r"who missed it|who are not|who were not)"
            r"(?: (?:be|make|it|here|there|come|join|attend|with us|us|today|this time|yesterday))*|"
            r"(?:apolog(?:y|ies)|regrets|excuses|word)\s+(?:(?:for absence|had|have|has|been|were|was|"
            r"received|sent|noted|given|came|"
            r"also)\s+)*(?:from|by)|sorry|(?:we )?missed|excused(?: were| was)?|entschuldigt(?: (?:war|"
            r"waren|hatten? sich|ist|sind|fehlten?))?|"
            r"es entschuldigten? sich",
        ),
        (
            "absent",
            r"without|(?:nobody|no one|none of us) (?:has |had )?heard from|no (?:word|news|sign) (?:from|of)|"
            r"es fehlten?|(?:absent|missing|not (?:here|there|present))(?: were| was)",
        ),
        (
            "present",
            r"(?:those |also |all |and )*(?:present|attending|in attendance|at the table|around the table|"
            r"in the room|on the call|"
            r"in the call|on the line|here|there|dabei|anwesend|mit dabei|gekommen)(?: (?:today|this time|"
            r"heute))?(?:,? as (?:a |our )?guests?,?)?(?: (?:were|was|are|"
            r"is|waren|war|sind))?|(?:joined|accompanied) by(?: (?:a|our|the) guest)?|(?:everyone|everybody|"
            r"all(?: of us)?|the whole (?:group|"
            r"circle)) (?:was|were|is|are|came|made it|met)(?: (?:there|here|present|in))?(?: today|"
            r" this time)?|full house"
            r"(?: today| this time| again)?|(?:of us|people|members|mentors(?= (?:got|met|came|made|were|joined|"
            r"attended|sat|there|here|present|in)))(?: (?:got together|met|came|"
            r"made it|were|was|joined|"
            r"attended|sat down|there|here|present|in the room))*(?: (?:today|this time|tonight))?|"
            r"(?:\b(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:of us )?(?:made it|came|joined|attended|"
            r"met|showed up|turned up|were (?:there|present|here)))|"
            r"waren wir(?: zu \w+| \w+)?|"
            r"wir waren(?: zu \w+| \w+)?|es (?:waren|nahmen)(?: \w+)?|teilgenommen haben|"
            r"(?:opened|closed|chaired|led|run|facilitated|moderated|hosted|geleitet|"
            r"eröffnet)\b[^,;.]{0,20} (?:by|von)|"
            r"^welcome(?: to)?|we were|(?:participants|attendees|teilnehmende|teilnehmer)(?: were| are| waren)",
        ),
    )
)
