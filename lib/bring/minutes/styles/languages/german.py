"""German minutes: "Der Kreis beschließt …", "Es fehlen …", "Frau Chen übernimmt … bis zum 12. März"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences

_DECIDED = (
    re.compile(
        r"^(?:der|die|das)?\s*[\w-]*(?:kreis|gruppe|runde|gremium|team|teilnehmenden|teilnehmer|mitglieder|vorstand|"
        r"versammlung|anwesenden|ausschuss|rat|beirat|kommission|kollegium|plenum|konferenz|leitung)\s+"
        r"(?:hat\s+|haben\s+)?(?:sich\s+)?(?:einstimmig\s+|gemeinsam\s+|"
        r"mehrheitlich\s+)?(?:beschlie(?:ß|ss)t|beschlie(?:ß|ss)en|beschlossen|entscheidet|"
        r"entschieden|vereinbart|legt fest|einigt sich|einigen sich|einigte sich|einigten sich|verständigt sich|"
        r"stimmt|beschloss|entschied|vereinbarte)\s*(?:einstimmig|mehrheitlich|darauf|"
        r"auf)?\s*[,:]?\s*(?:dass\s+)?(?P<what>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:es\s+(?:wird|wurde|ist)|einstimmig|mehrheitlich)\s+(?:einstimmig\s+|gemeinsam\s+|"
        r"mehrheitlich\s+)?(?:beschlossen|vereinbart|entschieden|festgelegt)\s*[,:]?\s*(?:dass\s+)?(?P<what>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:(?:die|der|das) \w+|alle|wir)\s+(?:ist|sind|war|waren)\s+sich\s+(?:alle\s+)?(?:einig|"
        r"darüber einig|darin einig)"
        r"\s*,?\s*dass\s+(?P<what>(?=.*\b(?:künftig|in zukunft|soll|sollen|wird|werden|ab|bleibt|bleiben)\b).+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^wir\s+(?:haben\s+(?:uns\s+)?(?:einstimmig\s+|gemeinsam\s+)?(?:beschlossen|vereinbart|"
        r"entschieden)|beschlie(?:ß|ss)en|vereinbaren|"
        r"einigen uns(?: darauf)?)\s*[,:]?\s*(?:dass\s+)?(?P<what>.+)$",
        re.IGNORECASE,
    ),
)
_ADOPTED = re.compile(
    r"^(?P<what>(?:der|die|das)\s(?!protokoll|tagesordnung|niederschrift)[^.;:]{4,100}?\s(?:wird|werden|wurde|wurden)\s(?:\w+\s)?"
    r"(?:(?:einstimmig|mehrheitlich|ohne gegenstimmen?|bei \w+ enthaltung(?:en)?)\s)(?:angenommen|beschlossen|"
    r"genehmigt|"
    r"verabschiedet|gewählt|bewilligt))\b",
    re.IGNORECASE,
)
"""What was adopted: "Die Hausordnung wird einstimmig angenommen"."""
_PASSIVE = re.compile(
    r"^(?P<what>(?!.*\b(?:protokoll|tagesordnung|niederschrift|beschlussfähigkeit|nicht|noch|ob|vertagt|abgelehnt)\b)[^;:?]{0,80}?\b(?:wird|werden|"
    r"wurde|wurden)\s[^;:?]{3,160}?\s(?:angenommen|beschlossen|genehmigt|festgelegt|vereinbart|bestimmt|gewählt|bewilligt|verabschiedet|"
    r"ernannt|freigegeben|beibehalten|abgeschafft))\.?$",
    re.IGNORECASE,
)
"""What was adopted, whatever comes first: "Als Termin wird der 27. Juni festgelegt"."""
_ANYWHERE = re.compile(
    r"(?:^|\s)(?:(?:wird|wurde)\s+(?:\w+\s+)?(?:beschlossen|vereinbart|entschieden|festgelegt)|"
    r"man\s+(?:einigt|einigte|verständigt|verständigte)\s+sich(?:\s+\w+)?(?:\s+darauf)?|"
    r"man\s+(?:beschließt|vereinbart|entscheidet))\s*[,:]\s*(?:dass\s+)?(?P<what>.+)$",
    re.IGNORECASE,
)
_NOT_DECIDED = re.compile(r"\b(?:nicht|noch|ob|falls|wenn)\b[^,:]*$", re.IGNORECASE)
_POINT = re.compile(
    r"^(?:zu )?(?:punkt|top|tagesordnungspunkt)\s+\d{1,2}[^:]{0,60}:\s+(?=[A-ZÄÖÜ])", re.IGNORECASE
)
_AT_END = re.compile(
    r"^(?:wir haben|der kreis hat|die gruppe hat|"
    r"die runde hat)\s+(?P<what>.{8,}?)\s+(?:beschlossen|vereinbart|entschieden)\.?$",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"^(?:es\s+)?(?:fehl(?:t|en|te|ten))\s+(?P<how>entschuldigt|unentschuldigt)?\s*:?\s*(?P<who>[A-ZÄÖÜ].+)$"
)
_EXCUSED = re.compile(
    r"^(?P<who>[A-ZÄÖÜ][^.;:]{2,100}?)\s+(?:ist|sind|war|waren|hat sich|haben sich|lässt sich|"
    r"lassen sich|fehlt|fehlen|fehlte|fehlten)\s+(?:leider\s+)?entschuldig\w*"
)
_ALSO_MISSING = re.compile(r",\s+(?P<who>[A-ZÄÖÜ][^,.;:]{2,40}?)\s+unentschuldigt\b")
_CAME = re.compile(
    r"^(?:anwesend (?:sind|waren)|es waren anwesend|es nahmen teil|mit dabei (?:sind|waren)|dabei waren|"
    r"teilgenommen haben|"
    r"an der sitzung nahmen)\s*:?\s+(?P<who>.+?)(?:\s+teil)?$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^(?:(?:Der|Die|Herr|Frau)\s)?(?:(?:\d\.|erste[rn]?|stellvertretende[rn]?)\s)?(?:(?:Vorsitzende[rn]?|Bürgermeister(?:in)?|"
    r"Versammlungsleiter(?:in)?|Vorstand|Präsident(?:in)?),?\s)?(?P<who>[A-ZÄÖÜ][\w'’-]+(?:\s[A-ZÄÖÜ][\w'’-]+){0,2}),?\s"
    r"(?:eröffnete?|begrüßte?|schließt|schloss|leitete?)\b.*\b(?:Sitzung|Versammlung|Mitgliederversammlung|Anwesenden|anwesenden|"
    r"Treffen|Teilnehmer\w*)\b"
)
"""Who opened the session, led it or welcomed those who came."""
_DOES = re.compile(
    r"^(?:übernimmt|übernehmen|kümmert sich|kümmern sich|wird|werden|soll|sollen|erstellt|schickt|"
    r"sendet|klärt|prüft|organisiert|bereitet|spricht|fragt|lädt|schreibt|verteilt|legt|macht|"
    r"sagt zu|hat zugesagt|plant|holt|stellt|bringt|liefert|informiert|koordiniert|meldet|sammelt|"
    r"entwirft|vereinbart|testet|führt|aktualisiert|bucht|reserviert|ergänzt|gibt|nimmt|ruft)\b",
    re.IGNORECASE,
)
_NEXT_DOES = re.compile(r",?\s+und\s+(?=[A-ZÄÖÜ])|,\s+(?=[A-ZÄÖÜ])")
_WILL = re.compile(
    r"(?:wird|werden)\s(?!.*\b(?:sein|werden|haben|können|müssen|bleiben|kommen|gehen|fehlen|teilnehmen|stattfinden|beraten)\W*$)"
    r".*\w{3,}en\W*$"
)
"""What somebody will do, with its verb at the end."""
_TAKES_ON = re.compile(r"übernimmt|übernehmen|kümmer|soll|sagt zu|hat zugesagt")
_MOTION = re.compile(
    r"^(?:antrag|abstimmung|beschluss(?:vorschlag|vorlage|"
    r"antrag))(?:\s\d{1,3})?\s*:\s+(?P<what>(?!\d|.*\bprotokoll\b)\S.{8,})$",
    re.IGNORECASE,
)
_CARRIED = re.compile(r"\b(?:angenommen|einstimmig|zugestimmt|stattgegeben)\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:abgelehnt|nicht angenommen|zurückgezogen|vertagt)\b", re.IGNORECASE)
_POLL = re.compile(r"^abstimmung(?:sergebnis)?\s*:", re.IGNORECASE)
_COUNTS = re.compile(
    r"(?P<yes>\d+)\s*(?:x\s*)?(?:ja\b|zustimm\w*|dafür|für\b|pro\b)\D{0,20}(?P<no>\d+)\s*(?:x\s*)?(?:nein|gegen\w*|dagegen|contra)",
    re.IGNORECASE,
)
"""How many were for something and how many against it."""
_SLASHED = re.compile(
    r"^(?:abstimmung|ergebnis|beschluss|abstimmungsergebnis)\s*:\s*\(?(?P<yes>\d{1,3})\s*[/:|]\s*(?P<no>\d{1,3})\s*[/:|]\s*\d{1,3}\b",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"^(?P<who>[^:]{2,60}?)[,\s]\s*(?:\(?bis\s+(?:zum\s+|spätestens\s+)?(?P<when>[^:)]{3,25})\)?)\s*:\s+(?P<what>.+)$",
    re.IGNORECASE,
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Sentences that say who was there, was excused or missing."""
    for part in text.parts:
        if part.line.kind == "row" or part.label in ("present", "excused", "absent", "guests"):
            continue
        for sentence in sentences(part.line.text):
            if found := _MISSING.match(sentence):
                is_excused = found["how"] == "entschuldigt" or (
                    "entschuldigt" in sentence and "unent" not in sentence
                )
                yield from attending(
                    text, part, found["who"], "excused" if is_excused else "absent", sentence=sentence
                )
            elif found := _EXCUSED.match(sentence):
                if text.names.people(found["who"]):
                    yield from attending(text, part, found["who"], "excused", sentence=sentence)
                if also := _ALSO_MISSING.search(sentence):
                    yield from attending(text, part, also["who"], "absent", sentence=sentence)
            elif found := _led(text, sentence) or _CAME.match(sentence):
                yield from attending(text, part, found["who"], "present", sentence=sentence)


def _led(text: Context, sentence: str) -> re.Match[str] | None:
    found = _LED.match(sentence)
    return found if found and text.are_people(found["who"]) else None


def outcomes(text: Context) -> Iterator[Proposal]:
    """What was decided in so many words, motions that were carried, and tasks of known people with a day."""
    for at, part in enumerate(text.parts):
        following = text.parts[at + 1].line.text if at + 1 < len(text.parts) else ""
        if _POLL.match(following) and _is_carried([one.line.text for one in text.parts[at + 1 : at + 3]]):
            about = _about(text.parts, at)
            what = sentences(about.line.text)[-1]
            if about.line.kind in ("text", "item") and not about.label and not marked(what):
                yield from text.decision(about, what, sentence=what)
        if (motion := _MOTION.match(part.line.text)) and part.line.kind in ("text", "item"):
            outcome = " ".join(one.line.text for one in text.parts[at : at + 4])
            is_voted = any(map(_is_majority, text.parts[at + 1 : at + 3]))
            if (_CARRIED.search(outcome) or is_voted) and not _LOST.search(outcome):
                yield from text.decision(part, sentences(motion["what"])[0])
            continue
        if part.line.kind in ("row", "heading") or part.opens or part.meaning in ("reviewed", "next_day"):
            continue
        for sentence in sentences(part.line.text):
            for clause in () if marked(sentence) or is_routine(sentence) else _clauses(text, sentence):
                yield from _outcome(text, part, clause, sentence)


def _is_majority(part: Part) -> bool:
    """Whether a line gives the counts of a vote, for, against and abstained, with more for than against."""
    found = _SLASHED.match(part.line.text)
    return found is not None and int(found["yes"]) > int(found["no"])


def _about(parts: Sequence[Part], at: int) -> Part:
    """What a vote below a line is about: the line, or the item above both if the vote is an item beside the line."""
    line, poll = parts[at].line, parts[at + 1].line
    if poll.kind == "item" and poll.level == line.level > 0:
        return next((one for one in reversed(parts[:at]) if one.line.level < line.level), parts[at])
    return parts[at]


def _is_carried(lines: Sequence[str]) -> bool:
    """Whether the lines of a vote say that what is above them was carried, in words or by its counts."""
    said = " ".join(lines)
    if _LOST.search(said):
        return False
    counts = _COUNTS.search(lines[0])
    return int(counts["yes"]) > int(counts["no"]) if counts else bool(_CARRIED.search(said))


def _clauses(text: Context, sentence: str) -> list[str]:
    """A sentence cut where it goes on with what another known person does: "Ada übernimmt …, Bo kümmert sich …"."""
    at = [
        found.start()
        for found in _NEXT_DOES.finditer(sentence)
        if (known := text.names.leading(sentence[found.end() :])) and _DOES.match(known[1])
    ]
    first = text.names.leading(sentence)
    if not at or first is None or not _DOES.match(first[1]):
        return [sentence]
    pieces = [sentence[start:end] for start, end in zip([0, *at], [*at, len(sentence)], strict=True)]
    return [re.sub(r"^(?:,?\s+und\s+|,\s+)", "", piece) for piece in pieces]


def _outcome(text: Context, part: Part, clause: str, sentence: str) -> Iterator[Proposal]:
    said = _POINT.sub("", clause)
    for pattern in (*_DECIDED, _AT_END, _ADOPTED, _ANYWHERE, _PASSIVE):
        found = pattern.match(said) or (pattern.search(said) if pattern is _ANYWHERE else None)
        if found and not _NOT_DECIDED.search(said[: found.start("what")]):
            if part.meaning != "actions":
                yield from text.decision(part, found["what"], sentence=sentence)
            return
    if (headed := _HEADED.match(sentence)) and (people := text.names.people(headed["who"])):
        if all(text.names.find(person) for person in people):
            due = f"{headed['what'].rstrip('.')} (bis {headed['when']})"
            yield from text.action(part, due, sentence=sentence, owners=tuple(people))
        return
    known = text.names.leading(said)
    if known and _DOES.match(known[1]) and part.meaning != "actions" and not part.label:
        is_firm = _TAKES_ON.match(known[1]) or (_WILL.match(known[1]) and not text.lists_tasks)
        for action in text.action(part, said, sentence=sentence, needs_owner=True):
            if action.due is not None or is_firm:
                yield action
