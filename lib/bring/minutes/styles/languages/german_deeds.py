"""German verbs of doing behind a name ("fragt beim Hausmeister nach"), and those of only talking or being."""

from __future__ import annotations

import re

HABIT = re.compile(
    r"^\w+ (?:regrets|apologies|greetings|thanks|regards|word)\b|"
    r"\b(?:every|each|usually|always|often|regularly|normally|typically|sometimes|mostly|already|"
    r"currently|so far|these days|"
    r"jede[nrs]?|immer|meistens|regelmäßig|schon|bereits|derzeit|seit)\b",
    re.IGNORECASE,
)
"""What somebody does anyway."""
_DEEDS_DE = (
    r"(?:schreibt|schreiben|schickt|schicken|sendet|senden|klärt|klären|prüft|prüfen|organisiert|organisieren|bucht|buchen|"
    r"reserviert|reservieren|bestellt|bestellen|besorgt|besorgen|kauft|kaufen|holt|holen|erstellt|erstellen|entwirft|"
    r"entwerfen|verteilt|verteilen|sammelt|sammeln|aktualisiert|aktualisieren|ergänzt|ergänzen|überarbeitet|überarbeiten|"
    r"druckt|drucken|mietet|mieten|kontaktiert|kontaktieren|übernimmt|übernehmen|kümmert sich|kümmern "
    r"sich|koordiniert|beauftragt|beauftragen|sucht|suchen|fährt|fahren|putzt|putzen|leiht|leihen|richtet|"
    r"richten|"
    r"koordinieren|beantragt|beantragen|veröffentlicht|veröffentlichen|bearbeitet|bearbeiten|besichtigt|besichtigen|"
    r"lädt|laden|spricht|sprechen|ruft|rufen|meldet|melden|fragt|fragen|hakt|haken|hört|hören|schaut|schauen|"
    r"legt|legen|setzt|setzen|macht|machen|pflegt|pflegen|trägt|tragen|plant|planen|vereinbart|vereinbaren|bereitet|"
    r"bereiten|bringt|bringen|stimmt|erarbeitet|erarbeiten|recherchiert|recherchieren|verfasst|verfassen|formuliert|formulieren|verschickt|verschicken|versendet|versenden|"
    r"beschafft|beschaffen|ermittelt|ermitteln|überweist|überweisen|stellt|stellen|reicht|reichen|leitet|leiten|erledigt|erledigen|entsorgt|entsorgen|"
    r"gibt|geben|nimmt|nehmen|teilt|teilen|antwortet|antworten|informiert|informieren|tauscht|repariert|reparieren)"
)
_PARTICLE = {
    "fragt": r"\b(?:nach|an)\W*$|\b(?:wegen|ob)\b|"
    r"^[\w-]+ (?:wieso|warum|wie|wann|wo|was)\b|\bbei(?:m| der| dem| den)?\s",
    "fragen": r"\b(?:nach|an)\W*$|\b(?:wegen|ob)\b|\bbei(?:m| der| dem| den)?\s",
    "holt": r"^(?!.*\b(?:auf|nach)\W*$)", "hakt": r"\bnach\b", "haken": r"\bnach\b", "hört": r"\b(?:nach|"
    "um|rum)\b", "hören": r"\b(?:nach|um|rum)\b",
    "schaut": r"\b(?:nach|ob|durch|an)\b", "schauen": r"\b(?:nach|ob|durch|an)\b",
    "lädt": r"\b(?:ein|hoch)\b", "laden": r"\b(?:ein|hoch)\b", "ruft": r"\ban\b", "rufen": r"\ban\b",
    "spricht": r"^(?!.*\bauf\b.*\ban\W*$).*\b(?:mit|an)\b", "sprechen": r"^(?!.*\bauf\b.*\ban\W*$).*\b(?:mit|an|"
               r"ab)\b", "meldet": r"\b(?:an|ab|bei|beim|zurück)\b",
    "melden": r"\b(?:an|ab|bei|beim|zurück)\b", "legt": r"\b(?:an|fest)\W*$", "legen": r"\b(?:an|fest)\W*$",
    "stellt": r"\b(?:zusammen|bereit|her|zur verfügung)\W*$|\bantr[aä]g|\banfrage", "stellen": r"\b(?:zusammen|"
              r"bereit|her)\W*$|\bantr[aä]g|\banfrage",
    "reicht": r"\b(?:ein|nach|weiter)\W*$", "reichen": r"\b(?:ein|nach|weiter)\W*$",
    "leitet": r"\bweiter\W*$", "leiten": r"\bweiter\W*$",
    "setzt": r"\bauf\W*$|\bsich .*\b(?:zusamm\w+|in verbindung)\b", "setzen": r"\b(?:auf|zusamm\w+|"
             r"in verbindung)\b", "macht": r"\b(?:fertig|einen|eine|das|die|"
    r"den|liste|plakat|termin\w*)\b|^(?-i:(?!(?:Sinn|Spaß|Spass|Druck|Pause|Sorgen|Probleme|Fortschritte|Urlaub|Mut|Lust|"
    r"Ärger|Schluss|Vorschläge?|Angst|Mühe|Feierabend)\b)[A-ZÄÖÜ]\w{3,})",
    "machen": r"\b(?:fertig|einen|eine|das|die|den)\b", "trägt": r"\b(?:ein|aus)\W*$", "tragen": r"\b(?:ein|aus)\W*$",
    "bereitet": r"\bvor\b", "bereiten": r"\bvor\b", "bringt": r"\bmit\W*$", "bringen": r"\bmit\W*$",
    "stimmt": r"\bab\W*$", "gibt": r"\b(?:weiter|ab|bescheid|auf|in auftrag)\b", "geben": r"\b(?:weiter|ab|bescheid)\b",
    "nimmt": r"\b(?:kontakt|mit .+ auf)\b", "nehmen": r"\bkontakt\b", "tauscht": r"\baus\W*$",
    "teilt": r"\b(?:mit|auf|aus|ein)\W*$|\bin die\b", "teilen": r"\b(?:mit|auf|aus|ein)\W*$|\bin die\b",
    "antwortet": r"^(?!.*\b(?:frage|dass)\b)(?:und|dem|der|den|ihnen|ihm|ihr|auf|[A-Z])\b",
    "antworten": r"^(?!.*\b(?:frage|dass)\b)(?:dem|der|den|ihnen|ihm|ihr|auf|[A-Z])\b",
    "informiert": r"^(?!.*\büber\b)", "informieren": r"^(?!.*\büber\b)",
}  # fmt: skip
"""What must follow a verb of many meanings for it to be a deed: "lädt … ein", "ruft … an"."""
INFINITIVE = (
    r"(?:auf|an|ab|aus|ein|vor|nach|zu|um|mit|durch|fertig|bereit|hoch|runter|weiter|zurück|über|be|er|ver|zusammen|her|hin|"
    r"rein|raus|los|bei|unter|ent|wieder)*(?:schreiben|schicken|senden|klären|prüfen|organisieren|buchen|reservieren|"
    r"stellen|sorgen|kaufen|holen|werfen|teilen|sammeln|aktualisieren|gänzen|arbeiten|drucken|mieten|kontaktieren|nehmen|"
    r"koordinieren|auftragen|suchen|putzen|leihen|richten|antragen|öffentlichen|laden|sprechen|rufen|melden|fragen|haken|"
    r"hören|schauen|legen|setzen|machen|pflegen|tragen|planen|einbaren|reiten|bringen|stimmen|geben|informieren|tauschen|"
    r"reparieren|finden|testen|bauen|lesen|räumen|finalisieren|probieren|passen|leiten|hängen|fassen|installieren|"
    r"dokumentieren|recherchieren|rechnen|zahlen|weisen|kündigen|loggen|bereiten|abreden)"
)
"""The plain form of such a verb, with its prefix."""
_TO_DO = re.compile(
    rf"^(?!(?:\w+t|will|kann|soll|sollen|können|wollen|möchten|haben|werden|sind|waren|würden|würde|wollte|wollten|"
    r"könnten|sollten|hätten|dürfen)\b)"
    rf"[^?.:;]{{3,90}}?\b(?i:{INFINITIVE})(?=\W*$|,\s)"
)
"""What somebody is to do, in note form: "die Halle buchen"."""
_TUT = re.compile(rf"^(?P<verb>{_DEEDS_DE})(?:(?:(?<!fragt)(?<!fragen),)?\s+(?P<rest>\S.*))?$", re.IGNORECASE)
_TALK_DE = re.compile(
    r"\b(?:dass|vor, dass|von den|von der letzten|einen überblick|gern(?:e)? |könnte|würde|möchte)\b",
    re.IGNORECASE,
)
_OTHER_DE = re.compile(r"^(?P<verb>[a-zäöüß]{3,}t)\s+(?P<rest>\S.+)$")
_WORDS_DE = re.compile(
    r"\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|für|mit|bei|beim|zum|zur|vom|wegen|nach|auf|an|ab|aus|und|"
    r"im|ins|am|zu|nochmal|dann|wieder|bis|durch|über|alle|ihre|seine|unsere|den)\b"
)
_WORDS_EN = re.compile(r"\b(?:the|of|to|on|a|and|is|are|was|this|that|with|for|by|if)\b")
_SAID_DE = frozenset(
    "berichtet erklärt erläutert sagt meint findet denkt glaubt fragt erzählt schildert stellt schlägt "
    "weist merkt betont erinnert "
    "bedankt begrüßt eröffnet schließt leitet moderiert führt ist hat kann möchte will soll wird muss "
    "bestätigt kritisiert lobt "
    "wünscht hofft bittet äußert gibt sieht hält regt verliest teilt informiert zeigt präsentiert nimmt "
    "fehlt kommt geht verlässt "
    "vertritt bleibt steht liegt arbeitet wohnt antwortet verweist plädiert lehnt stimmt unterstützt "
    "nennt beschreibt vermutet "
    "befürchtet zweifelt warnt diskutiert bespricht dankt enthält nicht jetzt dort erst macht setzt legt "
    "lässt wurde spricht "
    "hört schaut wartet sitzt reist fällt braucht freut ergänzt kennt weiß ruht tritt scheidet gehört".split()
)
"""Verbs with which somebody talks or is, in the third person."""


def is_deed_german(said: str, *, is_item: bool = False) -> bool:
    """Whether what follows a name says in German that this person does something, and does not only tell it.

    `is_item`: the text is an item of a list, where any verb is a deed that is none of talking or being.
    """
    if _TALK_DE.search(said) or HABIT.search(said):
        return False
    if is_item and _TO_DO.match(said):
        return True
    found = _TUT.match(said)
    if found is None:
        other = _OTHER_DE.match(said) if is_item else None
        return other is not None and other["verb"] not in _SAID_DE and _is_german(other["rest"])
    needs = _PARTICLE.get(found["verb"].lower())
    return bool(found["rest"]) and (
        needs is None or re.search(needs, found["rest"], re.IGNORECASE) is not None
    )


def _is_german(said: str) -> bool:
    """Whether one of the words is an article or preposition of German."""
    return bool(_WORDS_DE.search(said)) and not _WORDS_EN.search(said)
