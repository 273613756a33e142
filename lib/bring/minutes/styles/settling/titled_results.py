"""Points of the agenda whose title says what was decided, and a word that it was: "Olympic theme agreed", "Carried"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.settled_patterns import FORMALITY
from lib.bring.minutes.vocabulary import PEOPLE, meaning_of

_ADOPTED = (
    r"(?:approved|adopted|ratified|agreed|endorsed|accepted|elected|admitted|appointed|genehmigt|beschlossen|"
    r"angenommen)"
)
_AT_END = re.compile(
    rf"^.{{3,100}}?\s[–—-]\s+(?P<said>(?P<what>(?!(?:all|we|both|it|this|minutes|agenda|motion|not|no|was|"
    rf"everyone)\b)[A-ZÀ-Þ][\w'’/&-]+(?:\s[\w'’/&-]+){{0,5}}?)\s{_ADOPTED}(?: (?:up)?on)?)(?:\W*$|[,;]\s.*$)"
)
"""A point whose last words say that something was adopted: "Summer fair – 19 May – Olympic theme agreed"."""
_WITHOUT_OBJECT = re.compile(
    rf"^(?:unanimously |all |provisionally )?{_ADOPTED}\s+(?:for|as|with|in principle|subject to|without|by (?:all|"
    rf"consensus))\b[^.;?]{{0,120}}",
    re.IGNORECASE,
)
"""What was done with what the title names: "Approved for the deployment"."""
_BARE = re.compile(
    r"^(?:(?:this |it |motion |proposal |all |unanimously )*(?:was |is |were )?(?:unanimously )?(?:approved|adopted|"
    r"ratified|carried|agreed|passed|"
    r"angenommen|beschlossen|genehmigt)(?: unanimously)?|einstimmig (?:angenommen|beschlossen|genehmigt)|"
    r"(?:vote\s*[-–—:]\s*)?all (?:in favou?r|agreed)(?:\s*[-–—,]\s*unanimous(?:ly)?)?)"
    r"(?:\s*\(?\d[^.]{0,25}\)?)?\W*$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"^(?:new |corporate |individual |\w+ )?(?P<thing>members?|applications?|grants?|requests?|proposals?|motions?|"
    rf"projects?|officers?|payments?|"
    rf"invoices?|policies|purchases?|resolutions?|expenses?)\s+{_ADOPTED}\s*:?$",
    re.IGNORECASE,
)
"""A title whose list is what was adopted: "Corporate members approved"."""
_SETTLES = re.compile(
    r"\b(?:purchase|appointment|election|adoption|amendment|change|proposal|request|application|increase|grant|funding|"
    r"budget|policy|plan|fee|fees|payment|contract|lease|donation|annahme|kauf|wahl|antrag|beschluss|abstimmung|änderung|anschaffung)\b",
    re.IGNORECASE,
)
"""What a title is about that a group can say yes to."""
_PUT = re.compile(
    r"^\W*(?:abstimmung|antrag|beschluss über|(?:funding |spending |budget |grant )?request|vote|motion|proposal|"
    r"vorschlag)\b.{8,}",
    re.IGNORECASE,
)
"""A line that puts something to the vote."""
_VOTE_ON = re.compile(
    r"^(?:abstimmung|vote|beschluss)\s+(?:(?:für|über|on|for)\s+)?(?:die |den |das |the )?", re.IGNORECASE
)
_MOST_WORDS = 40
"""Words of a line that is put to the vote."""
_NUMBER = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})*[.)]?\s+")


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: titles settle something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """What is adopted by the words in or below its title."""
    for at, part in enumerate(text.parts):
        if part.meaning in ("reviewed", "next_day", "actions", *PEOPLE) or part.line.kind == "row":
            continue
        if (part.opens or part.line.kind == "heading") and _LISTED.match(part.line.text.strip(" *")):
            for below in _items(text.parts, at):
                yield from text.decision(below, f"{part.line.text.strip(' *:')}: {below.text}")
        if part.opens or part.meaning == "decisions" or marked(part.line.text) or is_routine(part.line.text):
            continue
        said = sentences(part.line.text) if part.line.kind in ("text", "item") else []
        noted = [(one, found) for one in said if (found := _AT_END.match(one))]
        for one, found in noted:
            if not FORMALITY.search(found["what"]) and not text.names.mentions(found["what"]):
                yield from text.decision(part, found["said"], sentence=one)
        title = "" if noted else _title(text.parts, at)
        if title:
            if found := _WITHOUT_OBJECT.match(part.text):
                yield from text.decision(part, f"{title}: {found[0]}", sentence=found[0])
            elif _BARE.match(part.text) and _SETTLES.search(title):
                yield from text.decision(part, title)


def _items(parts: Sequence[Part], at: int) -> Iterator[Part]:
    for part in parts[at + 1 :]:
        if part.line.kind != "item" or part.label:
            return
        yield part


def _title(parts: Sequence[Part], at: int) -> str:
    """The title or item right above a line, if it says what the line is about; else ""."""
    if not at:
        return ""
    above, part = parts[at - 1], parts[at]
    if at > 1 and above.line.text.startswith("http"):
        above = parts[at - 2]
    is_title = _PUT.match(above.line.text) is not None or (
        above.opens
        or above.line.kind == "heading"
        or (above.line.kind == "item" and (part.line.level > above.line.level or part.line.kind == "text"))
    )
    title = _VOTE_ON.sub("", _NUMBER.sub("", above.line.text).strip(" *:–—-"))
    is_about = meaning_of(title) is None and not FORMALITY.search(title) and not is_routine(title)
    return title if is_title and is_about and 2 <= len(title.split()) <= _MOST_WORDS else ""
