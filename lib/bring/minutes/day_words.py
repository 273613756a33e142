"""How days are written in running text, in English, German, French, Spanish and Dutch: the patterns of `dates`."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier enero januari",
            "feb february februar feber février febrero februari",
            "mar march märz maerz mär mrz mars marzo maart",
            "apr april avril abril",
            "may mai mayo mei",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto augustus",
            "sep sept september septembre septiembre",
            "oct october oktober okt octobre octubre",
            "nov november novembre noviembre",
            "dec december dezember dez décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag mo lundi lunes maandag",
            "tuesday tue tues dienstag di mardi martes dinsdag",
            "wednesday wed mittwoch mi mercredi miércoles woensdag",
            "thursday thu thur thurs donnerstag do jeudi jueves donderdag",
            "friday fri freitag fr vendredi viernes vrijdag",
            "saturday sat samstag sonnabend sa samedi sábado zaterdag",
            "sunday sun sonntag so dimanche domingo zondag",
        )
    )
    for name in names.split()
}
NUMBERS = {
    word: number
    for number, names in enumerate(
        (
            "a an one einem einer ein eine",
            "two zwei a couple of",
            "three drei",
            "four vier",
            "five fünf",
            "six sechs",
            "seven sieben",
            "eight acht",
        ),
        start=1,
    )
    for word in names.split()
}
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_LONG_DAYS = "|".join(sorted((name for name in WEEKDAYS if len(name) > 2), key=len, reverse=True))
_N = "|".join(NUMBERS)
_W = rf"(?:(?:{_LONG_DAYS}|(?:mo|di|mi|do|fr|sa|so)\.)\.?,?\s+(?:(?:den|the|dem)\s+)?)?"
WRITTEN = re.compile(
    rf"""(?<![\w.,/])(?<!\w-)(?<!--){_W}(?:
      (?P<iso>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})
    | (?P<year3>\d{{4}}),?\s+(?P<month3>{_M})\b\.?\s+(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?\b
    | (?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er)?(?:\s+(?:of|de)\s+|[\s-]+)?(?P<month>{_M})\b\.?
      (?:,?[\s-]+(?:de\s+)?(?P<year>\d{{4}}|'?\d\d(?![:\d]|\s*(?:am|pm|h\b|uhr|%))))?
    | (?P<month2>{_M})\b\.?\s+(?:the\s+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<year2>\d{{4}}))?
    | (?P<dotted>\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{4}}|\s?\d\d(?!\d))?)
    | (?P<slashed>\d{{1,2}}[/-]\d{{1,2}}[/-](?:\d{{4}}|\d\d))
    | (?P<short>\d{{1,2}}/\d{{1,2}})
    )(?!(?!T\d\d:)[\w/%]|-\w)""",
    re.IGNORECASE | re.VERBOSE,
)
RELATIVE = re.compile(
    rf"""(?<![\w-])(?:
      (?P<end>(?:the\s+)?end\s+of\s+(?:the\s+)?|e\.?o\.?|ende\s+(?:der\s+|des\s+)?|
      fin\s+de\s+)(?P<unit>next\s+week|this\s+week|week|next\s+month|this\s+month|month|day|today|
      tomorrow|business|q[1-4]|quarter|year|nächster\s+woche|nächsten\s+woche|dieser\s+woche|woche|
      monats|monat|w|m|d|b|{_M}(?:\s+\d{{4}})?)\b(?!\s+(?:on\s+)?(?:this\s+|next\s+)?(?:{_LONG_DAYS})\b)
    | (?P<which>next|this|coming|the\s+following|following|nächsten|nächster|kommenden|diesen|
      dieser)\s+(?P<weekday>{_LONG_DAYS})\b
    | (?P<bare>{_LONG_DAYS})\b(?:\s+(?P<after>next\s+week|nächster\s+woche|nächste\s+woche))?
    | (?P<within>(?:in|within|innerhalb\s+von|binnen)\s+)(?:the\s+next\s+)?(?P<count>\d{{1,2}}|
      {_N})\s+(?P<units>days?|weeks?|months?|tagen?|wochen?|monaten?)\b
    | (?:(?<=by\s)|(?<=until\s)|(?<=before\s)|(?<=due\s))the\s+(?P<nth>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s+of)
    | (?P<near>today|tonight|tomorrow|heute|morgen)\b
    | (?P<vague>(?:the\s+)?(?:our\s+)?next\s+(?:session|meeting|call|circle|week|month|quarter|time|
      sprint)(?:\s+meeting)?|(?:zur\s+|bis\s+zur\s+)?nächste[nrs]?\s+(?:sitzung|woche|treffen|
      termin|monat)|this\s+(?:week|month|quarter)|q[1-4](?:\s+\d{{4}})?|(?:mid|early|
      late)[\s-]+(?:{_M})|asap|soon|ongoing|(?:kw|cw|week)\s*\d{{1,2}}|diese\s+woche|{_M})(?!\w)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
