"""German sentences in which a group settles something, told whole: "Der Gemeinderat vergibt den Auftrag an …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import decides_nothing, is_routine
from lib.bring.minutes.proposals import DecisionProposal
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.vocabulary import PEOPLE

_GROUP = (
    r"(?:(?:der|die|das|unser\w*|alle|heutige\w*)\s)*[\w-]*(?:kreis|gruppe|runde|gremium|team|teilnehmenden|teilnehmer(?:innen)?|"
    r"mitglieder|vorstand|präsidium|versammlung|anwesenden|ausschuss|rat|beirat|kommission|kollegium|plenum|konferenz|leitung|"
    r"mehrheit|parlament|fraktion|fachschaft|asta|stupa|verein|senat|kuratorium)"
)
_HOW = (
    r"(?:(?:dann|daher|somit|damit|nun|auch|sich|hiermit|zudem|einstimmig|mehrheitlich|einhellig|gemeinsam|formell|"
    r"ohne gegenstimmen?|bei \w+ enthaltung(?:en)?|mit \d+\W.{1,40}?)\s+)*"
)
_DONE = (
    r"(?:beschlossen|genehmigt|angenommen|verabschiedet|bewilligt|festgesetzt|festgelegt|entlastet|"
    r"zugestimmt|vereinbart|freigegeben|beibehalten|abgeschafft)"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:[^,:]{{3,60}}\s)?{_GROUP}\s{_HOW}(?:genehmigt|genehmigte|bewilligt|bewilligte|verabschiedet|verabschiedete|wählt|wählte|ernennt|"
        r"ernannte|vergibt|vergab|beauftragt|entlastet|befürwortet|unterstützt die|"
        r"erteilt(?:e)? (?:das einvernehmen|die zustimmung|"
        r"den auftrag|die genehmigung|die entlastung))\s.{6,}$",
        rf"^(?:[^,:]{{3,60}}\s)?{_GROUP}\s{_HOW}(?:stimmt|stimmte|stimmen|stimmten)\s.{{6,}}\szu\b.{{0,40}}$",
        rf"^(?:[^,:]{{3,60}}\s)?{_GROUP}\s{_HOW}(?:nimmt|nahm|legt|legte)\s(?!.*\bkenntnis\b).{{6,}}\s(?:an|fest)\b.{{0,40}}$",
        rf"^{_GROUP}\s{_HOW}(?:spricht|sprechen|sprach|sprachen)\s+sich\s.{{0,30}}?(?:für|gegen)\s.{{4,}}\saus\W*$",
        rf"^{_GROUP}\s(?:ist|sind|war|waren)\s{_HOW}für\s.{{6,}}$",
        rf"^{_GROUP}\s.{{6,120}}\sund\s(?:beschließt|beschloss|genehmigt|vereinbart)\s.{{6,}}$",
        rf"^{_GROUP}\s(?:(?:ist|sind) (?:sich )?(?:damit )?(?:einverstanden|einig),? dass|(?:hat|"
        rf"haben) sich (?:darauf )?(?:geeinigt|verständigt)).{{6,}}$",
        rf"^(?:damit )?[^,;:?]{{0,90}}?\b(?:wird|werden|wurde|wurden|ist|sind)\s(?:[^;:?]{{0,120}}\s)?{_DONE}"
        r"(?:,\s.{3,120}|\s(?:\(|mit\b|bei\b|für\b|zu\b|und\b).{1,120})?\W*$",
        r"^(?=.*\b(?:als|zum|zur|einstimmig|in den|zu)\b)[^,;:?]{0,90}?\b(?:wird|werden|wurde|"
        r"wurden)\s(?:[^;:?]{0,120}\s)?(?:(?:wieder|neu)?gewählt|"
        r"bestellt|ernannt|benannt|berufen|kooptiert)(?:\s(?:und nimmt|\().{3,60})?\W*$",
        r"^(?:einstimmig |mehrheitlich )?(?:beschlossen|vereinbart|festgelegt|entschieden|angenommen|"
        r"genehmigt)\s(?:wurde|wird|"
        r"wurden|werden|ist)\b.{6,}$",
        r"^(?:es besteht|es herrscht|es gibt|man ist) (?:\w+ )?(?:einigkeit|konsens|einvernehmen|übereinstimmung|"
        r"einig)\b.{0,20}?,? (?:dass|über)\s.{8,}$",
        r"^(?:wir haben uns|man hat sich|man einigte? sich|wir sind uns einig|einigung)\b.{0,12}?\b(?:auf|darauf|"
        r"einig|dass)\b.{6,}$",
        r"^[^?]{6,160}?\s*(?:\((?:einstimmig(?: \w+)?|mehrheitlich(?: \w+)?|beschlossen|angenommen)\)|(?:->|→|=>|:|"
        r"\s[–-])\s*(?:einstimmig |mehrheitlich )?"
        r"(?:angenommen|beschlossen|genehmigt))\W*$",
        r"^(?:antrag|vorschlag) (?:einstimmig |mehrheitlich )?angenommen\s*[:–-]\s*.{6,}$",
        r"^wir entscheiden uns (?:für|gegen)\s.{4,}$",
        r"^keine (?:einwände|gegenrede|gegenstimmen?|bedenken|widerrede)(?: gegen\s|,\s).{6,}$",
        r"^(?=.*\d\s?(?:euro|€)).{6,120}\s(?:genehmigt|bewilligt|freigegeben|bereitgestellt|beschlossen)\W*$",
        r"^(?=.*\b(?:künftig|ab sofort|in zukunft|ab jetzt|von nun an)\b)(?=.*\bwir\b).{12,140}$",
        r"^(?:der|die|das)\s[\w-]*(?:beitrag|beiträge|gebühr\w*|satzung|budget|öffnungszeit\w*)\s(?:wird|werden)\s(?:.{0,60}\s)?(?:erhöht|gesenkt|angehoben|"
        r"angepasst|geändert)\b.{0,60}$",
        rf"^auf\s.{{4,80}}\swird\s(?:\w+\s)?verzichtet\W*$|^(?:man|wir|{_GROUP})\sverzichte(?:t|n)\sauf\s.{{4,}}$",
        r"^die entlastung\s.{4,60}\s(?:erfolgt|erfolgte)\b.{0,60}$",
        r"^(?:der |dieser )?(?:vorschlag|antrag)\b(?=.{8,160}\bzu\b).{8,160}\b(?:wird|wurde)\b.{0,60}\bangenommen\b.*$",
        r"^.{6,160}\s(?:wird|werden|wurde|wurden)\s(?:einstimmig|mehrheitlich)\s(?:beschlossen|angenommen|genehmigt|beibehalten|"
        r"unterstützt|befürwortet)\b.{0,120}$",
    )
)
_NOT = re.compile(
    r"\?\W*$|\b(?:protokoll\w*|tagesordnung\w*|niederschrift|beschlussfähig\w*|nicht|noch|ob|falls|wenn|vertagt|abgelehnt|berichtet\w*|"
    r"informiert\w*|teilt\w* mit|stellt\w* vor|erklärt\w*|fragt\w*|bittet|vorgeschlagen|sollte\w*|könnte\w*|"
    r"würde\w*|möchte\w*|"
    r"letzte[nrs]? (?:sitzung|jahr|woche|mal|treffen)|vergangene\w*|bereits|früher\w*|schon|werden soll\w*|muss|"
    r"müssen|bisher|"
    r"(?:im|in|am) (?:jahr\w* )?(?:19|20)\d\d|(?:protokollführ|protokollant|schriftführ|versammlungsleit|"
    r"wahlleit)\w*|kann|können|wie besprochen|"
    r"(?:vom|von der|durch (?:das|die|den)) \w*(?:amt|gericht|behörde|ministerium|stadt|kreis|verband|bank|vermieter)|"
    r"schließt die sitzung|(?:der |dieser )?antrag(?! (?:auf|von|des|der|zur?))|zur kenntnis)\b",
    re.IGNORECASE,
)
"""Words with which a sentence tells, asks, supposes, or says how the meeting was run."""
_COUNTED = re.compile(
    r"^(?:(?:abstimmung|antrag)(?: über)?\s*:?\s*)?(?P<what>[^:?]{8,160}?)\s*[.:,–(-]+\s*(?:(?:abstimmung\w*|"
    r"ergebnis|votum)\s*:?\s*)?(?P<yes>\d+)\s*(?:x\s*)?"
    r"(?:ja|dafür|ja-stimmen)\b\D{0,20}(?P<no>\d+)\s*(?:x\s*)?(?:nein|dagegen|gegen\w*)\b.{0,60}$",
    re.IGNORECASE,
)
"""What was put to the vote, and its counts: "Abstimmung über den Kauf: 8 dafür, 1 dagegen"."""
_LEAST = 4


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these sentences settle something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Each such sentence, outside of lists of people, tasks and earlier points."""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "decisions", "insights", *PEOPLE):
            continue
        counted = _COUNTED.match(part.told)
        if counted and int(counted["yes"]) > int(counted["no"]):
            yield from text.decision(part, counted["what"])
            continue
        for sentence in sentences(part.told):
            if settles(sentence):
                source = text.source(part, sentence)
                yield DecisionProposal(sentence.rstrip(" ."), source)


def settles(sentence: str) -> bool:
    """Whether a German sentence says as a whole what a group settled."""
    return (
        len(sentence.split()) >= _LEAST
        and not _NOT.search(sentence)
        and not marked(sentence)
        and not is_routine(sentence)
        and not decides_nothing(sentence)
        and any(pattern.match(sentence) for pattern in _PATTERNS)
    )
