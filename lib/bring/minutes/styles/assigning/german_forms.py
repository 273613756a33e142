"""Who is to do what in German sentences: "erklärt sich bereit, … zu …", "wird gebeten", "die Halle bucht Ada"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.task_text import task_in
from lib.bring.minutes.vocabulary import PEOPLE

_VOR = r"(?:(?:noch|auch|dann|zudem|weiterhin|freundlicherweise|jetzt|nun)\s+)*"
_ZU = r",?\s+(?P<what>[^.;?]{3,200}?\s(?:zu\s\w+(?:en|ern|eln|un)|\w{2,8}zu\w+(?:en|ern|eln))\b.*)$"
_TAKES_ON = re.compile(
    rf"^\s+{_VOR}(?:(?:hat|haben)\s+{_VOR}(?:sich\s+(?:dazu\s+)?bereit\s?erklärt|angeboten|zugesagt|versprochen|übernommen)|"
    rf"(?:erklärt|erklärte|erklären|erklärten)\s+sich\s+(?:dazu\s+)?bereit|(?:bietet|bot|bieten|boten)\s+(?:sich\s+)?an|"
    rf"(?:sagt|sagte|sagen)\s+zu|(?:verspricht|versprach|versucht|versuchen|übernimmt\s+es|nimmt\s+sich\s+vor)|"
    rf"(?:ist|sind)\s+bereit){_ZU}",
    re.DOTALL,
)
_ASKED = re.compile(
    rf"^\s+(?:wird|werden|wurde|wurden)\s+{_VOR}(?:\w+\s+)?(?:gebeten|beauftragt|aufgefordert|angewiesen|ersucht|verpflichtet){_ZU}",
    re.DOTALL,
)
_ASKS = re.compile(r"\b(?:bittet|bitten|bat|baten|beauftragt|beauftragen|beauftragte|ersucht)\s+$")
_ASKED_BEHIND = re.compile(rf"^{_ZU}", re.DOTALL)
_MUST = re.compile(
    r"^\s+(?:muss|müssen|soll|sollen|sollte|sollten|wird|werden)\s+(?P<what>(?!nicht\b)[^.;?]{3,160}?\s\w+(?:en|ern|eln))\W*$",
    re.DOTALL,
)
_DEED = (
    r"(?:übernimmt|übernehmen|kümmert sich|kümmern sich|schickt|schicken|sendet|schreibt|erstellt|bucht|"
    r"organisiert|besorgt|"
    r"klärt|prüft|macht|bestellt|kauft|koordiniert|erledigt|erarbeitet|erarbeiten|verfasst|formuliert|verschickt|"
    r"versendet|recherchiert|reserviert|beantragt)"
)
_INVERTED = re.compile(
    rf"^(?P<what>(?:(?:Um|Für|Über)\s)?(?:Die|Das|Den|Der|Dem|die|das|den|der|dem|Eine?n?|eine?n?)\s[^.,;:?]{{3,80}}?\s{_DEED})\s+(?:sich\s+)?"
    r"(?P<who>[A-ZÄÖÜ][\w'’.-]*(?:\s(?:und|u\.|&)\s[A-ZÄÖÜ][\w'’-]*|\s[A-ZÄÖÜ][\w'’-]*)?)(?P<rest>\b[^.;?]*)\W*$"
)
_PASSIVE = re.compile(
    r"^(?P<what>[A-ZÄÖÜ][^.;:?]{3,120}?\s(?:wird|werden))\s+(?:von|durch)\s+(?P<who>[A-ZÄÖÜ][\w'’.-]*(?:\s(?:und|&)\s[A-ZÄÖÜ]"
    r"[\w'’-]*|\s[A-ZÄÖÜ][\w'’-]*)?)\s(?P<rest>[^.;?]*?\b(?!geleitet|vertreten|unterstützt|begrüßt|eröffnet|moderiert|geführt|"
    r"vorgestellt|erläutert|genutzt|getragen)\w*ge\w+(?:t|en)|[^.;?]*?\b(?:er|be|ver|über)\w+t)\W*$"
)
_IN_CHARGE = re.compile(
    r"^\s+(?:ist|sind)\s+(?:für\s+(?P<what>[^.,;?]{4,80}?)\s+(?:zuständig|verantwortlich)|(?:zuständig|verantwortlich)\s+für\s+"
    r"(?P<what2>[^.,;?]{4,80}?))\W*$"
)
_BODY = re.compile(
    r"^(?P<who>(?:Der|Die|Das|Unser|Unsere)\s(?:\w+\s)?(?:Vorstand|Kassier(?:er)?(?:in)?|Kassenwart(?:in)?|Schriftführer(?:in)?|Schatzmeister(?:in)?|"
    r"Verwaltung|Leitung|Beisitzer(?:in)?|Vorsitzende|Ausschuss|Arbeitsgruppe|AG|Team|Geschäftsstelle|Sekretariat|Büro|Hausmeister(?:in)?)|"
    r"Vorstand|Verwaltung|Alle(?: Mitglieder)?|Jeder|Jede|Alle Teilnehmenden)(?=\s)"
)
_BODY_DOES = re.compile(rf"^\s+(?P<what>(?:{_DEED}|kontaktiert|informiert|leitet)\s[^.;?]{{3,160}}?)\W*$")
_PRONOUN = re.compile(r"(?:Er|Sie)(?=\s(?:wird|soll|muss|hat|erklärt|bietet|ist)\b)")
_NAME = re.compile(r"(?<![\w'’-])[A-ZÄÖÜ][\w'’-]*")
_AND = re.compile(r"(?<=\w) u\.? (?=[A-ZÄÖÜ])")
_GERMAN = re.compile(
    r"\b(?:der|die|das|den|dem|ein|eine|einen|und|für|mit|bei|wird|werden|sich|zu|ist|nach|bis)\b"
)
_ELSE = re.compile(r",?\s+(?:und|aber|sowie)\s+(?=(?:wir|die|der|das|er|sie|es)\s)")
_SUPPOSED = re.compile(
    r"\b(?:wenn|falls|ob|vielleicht|eventuell|könnte|könnten|würde|würden|wäre|hätte)\b|"
    r"\?\W*$",
    re.IGNORECASE,
)
_LEFT_OUT = ("reviewed", "next_day", "actions", "decisions", "insights", *PEOPLE)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """What people, offices and bodies are to do, in German sentences outside of lists."""
    last = ""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in _LEFT_OUT:
            continue
        all_said = sentences(part.told)
        before = last if part.line.kind == "text" and not part.line.starts_block else ""
        last = all_said[-1] if all_said else ""
        for earlier, sentence in zip([before, *all_said], all_said, strict=False):
            if marked(sentence) or is_routine(sentence) or not _GERMAN.search(sentence):
                continue
            for people, what in german_tasks_in(sentence, text.names, earlier):
                if task := task_in(what, text.names, text.calendar, finds_owner=False):
                    task.owners, task.doubts = list(people), []
                    yield text.proposed(part, task, sentence)


def german_tasks_in(sentence: str, names: Names, earlier: str = "") -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (people, what they are to do); people are () for a body or an office that nobody is known to hold.

    `earlier`: the sentence before, which says who "er" or "sie" is.
    """
    sentence = _AND.sub(" und ", sentence)
    pronoun, only = _PRONOUN.match(sentence), names.mentions(earlier)
    said = _of_person("", sentence[pronoun.end() :]) if pronoun and len(only) == 1 else ""
    if said:
        yield (only[0],), said
        return
    for pattern in (_INVERTED, _PASSIVE):
        found = pattern.match(sentence)
        people = names.people(found["who"]) if found and not _SUPPOSED.search(sentence) else None
        if found and people and all(map(names.find, people)):
            yield tuple(people), " ".join(f"{found['what']} {found['rest'] or ''}".split())
            return
    end = 0
    for token in _NAME.finditer(sentence):
        known = names.leading(sentence[token.start() :]) if token.start() >= end else None
        if known is None:
            continue
        end = len(sentence) - len(known[1]) - 1
        if what := _of_person(sentence[: token.start()], sentence[end:]):
            yield tuple(known[0]), what
    if (body := _BODY.match(sentence)) and not names.leading(sentence) and not _SUPPOSED.search(sentence):
        rest = sentence[body.end() :]
        does = _ASKED.match(rest) or _BODY_DOES.match(rest)
        if does and "beauftragt" not in rest[: does.start("what")]:
            yield (), _ELSE.split(does["what"])[0]


def _of_person(before: str, after: str) -> str:
    is_first = not before.strip() or before.rstrip().endswith((",", ";", ":", "–", "-"))
    asked = _ASKED_BEHIND.match(after) if _ASKS.search(before) else None
    if asked or (asked := _ASKED.match(after) or _TAKES_ON.match(after)):
        return _ELSE.split(asked["what"])[0]
    if is_first and (held := _IN_CHARGE.match(after)):
        return held["what"] or held["what2"]
    must = _MUST.match(after) if is_first and not _SUPPOSED.search(after) else None
    return must["what"] if must else ""
