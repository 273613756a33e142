"""A text that lists people -> each person, and whether the text says something else of them than the list does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.people.beside_names import (
    alias_in,
    goes_on,
    label_before,
    nickname_in,
    says_behind,
    somebody_else,
)
from lib.bring.minutes.people.list_pieces import (
    Person,
    at_point,
    before_name,
    chunks_of,
    closed,
    first_field,
    grouped,
    is_title_of_members,
    named_once,
    with_commas,
    with_surnames,
    without_place,
)
from lib.bring.minutes.people.names import TITLES, Names, beside_each_other, is_name, is_role
from lib.bring.minutes.people.presence_words import (
    BEHIND_KNOWN,
    OFFICE_AT_END,
    OFFICE_BEHIND,
    TAKES_NOTES,
    closing_says,
    is_sentence,
    mark_says,
    office_in,
    says_of,
)
from lib.bring.minutes.people.signed_offices import without_offices
from lib.bring.minutes.vocabulary import is_everybody, words
from lib.bring.name_forms import plain_name
from lib.bring.people import BOTS
from lib.log.format.words import fillers, word_form

_REMARK = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_AFTER = re.compile(
    r"\s*(?:\s[–—-]{1,2}\s|:\s|\s[–—-]\s?|,\s(?=(?:excused|absent|late|remote|by phone|online)\b))(.+)$"
)
_MARK = re.compile(r"^\s*([✓✔✅☑✗✘❌☒✖])\s*|\s*([✓✔✅☑✗✘❌☒✖])\s*$")
_MARKED_ROW = re.compile(r"^[✓✔✅☑✗✘❌☒✖]\ufe0f?\s*[^✓✔✅☑✗✘❌☒✖]+[✓✔✅☑✗✘❌☒✖]")
_NEXT_MARK = re.compile(r"\s*,?\s+(?=[✓✔✅☑✗✘❌☒✖])")
"""A row of names with a mark before each: "✅ Ada ✅ Bo ❌ Cy (travel)"."""
_DASH = re.compile(r"^[–—-]+\s+(?=[A-ZÀ-Þ@])")
"""What is between a label with a colon and its list: "Present: - Ada, Bo"."""
_JOINED_NAME = re.compile(r"(?<=[a-zà-ÿ])_(?=[A-ZÀ-Þ])")
_OF = re.compile(r"\s+(?:from|of|at|representing|on behalf of|für|vom|aus)\s+\S.*$")
_CLAUSE = re.compile(
    r"(?:is|was|has|had|could|can|couldn|will|sent|joined|left|arrived|on|at|due to|because|with|ist|war|hat|"
    r"kommt)\b",
    re.IGNORECASE,
)
"""How a remark behind a name goes on: "Ada is at a trade fair"."""
_OPENING = re.compile(
    r"^(?:(?:apologies|regrets)\s+(?:were\s+|had been\s+|have been\s+)?(?:(?:received|sent|given|noted|tendered|"
    r"accepted|recorded|and)\s+)*(?:from|by)|"
    r"received from|from|were|was|are|sent by|"
    r"with|also|sowie|vom kreis|mitglieder)\s*:?\s+",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^(apologies|regrets|excused|sorry|absent|missing)\s+(?:from\s+)?(?=[A-ZÀ-Þ@])", re.IGNORECASE
)
"""A word in a list that says of the next name what the list does not: "Ada, Bo; apologies Cy"."""
_CLOSING = re.compile(
    r"\s+(?:(?:together |along )?(?:with|and|plus) (?:\d+|one|two|three|four|five|six|several|some|a few) (?:other )?"
    r"(?:members? of the public|parishioners|residents|others|guests|visitors|observers|people|attendees)|"
    r"sent (?:their |her |his )?(?:apologies|regrets)|(?:was|were|is|are|has been|"
    r"have been) (?:absent|excused|present|unable to .*)|"
    r"(?:joined|left|arrived)(?: early| late| at .*| after .*)?|ist entschuldigt|"
    r"sind entschuldigt|fehlte?n?(?: entschuldigt)?)\.?$",
    re.IGNORECASE,
)
_ROLE = {
    "facilitator": re.compile(
        r"\b(facilitat\w*|chair\w*|moderat\w*|host|leitung|presiding|vorsitz\w*|sitzungsleitung)\b", re.I
    ),
    "note_taker": re.compile(
        r"\b(note[- ]?tak\w*|notes|scrib\w*|minutes|secretary|protokoll\w*|schriftf\w*|minute[- ]taker|recorder)\b",
        re.I,
    ),
}
_NEXT_GROUP = re.compile(r";(?![^()]*\))")
_AREA = re.compile(r"(?<=\))\s*/\s*[^,;/()]+$")
"""What somebody is responsible for, behind their company: "Ada Brandt (Branch 4) / Front desk"."""
_GUEST = re.compile(r"\b(guest|visitor|observer|gast|external|invited)\b", re.IGNORECASE)
_VISITOR = re.compile(
    r"^(?i:(?:our|the|a|an|als)\s+)?(?i:guest|visitor|observer|gast)\s+(?:(?i:speaker)\s+)?(?=[A-ZÀ-Þ])"
)
_THEN_TELLS = re.compile(r"(?<=\d\))\s+[A-ZÀ-Þ][\w'’]+\s[a-z]{2,}(?:ed|s)\s.*$")
"""A sentence behind a list that ends with how many they are: "Ada, Bo (2) Ada asked them to wait"."""
_COUNTED = re.compile(
    r"^\s*(?:about |approx\.? |ca\.? )?\d+\s+\w+|^\+?\d+\s*(?:others?|more|weitere)?$", re.IGNORECASE
)


def people_in(text: str, names: Names, *, is_item: bool = False) -> Iterator[Person | str]:
    """Yield each person in a list of names; a text that is no name, and nobody's note, comes as it is written.

    `is_item`: the text is one item of a list of people, so that what follows a comma may be a role.
    """
    text = _JOINED_NAME.sub(" ", re.sub(r"\s+[·•]\s+", ", ", _DASH.sub("", text.strip())))
    text = TITLES.sub("", _OPENING.sub("", closed(text.strip("*_").rstrip("."))))
    text = TAKES_NOTES.sub("", _AREA.sub("", _THEN_TELLS.sub("", text)))
    if _MARKED_ROW.match(text):
        text = _NEXT_MARK.sub(", ", text)
    if (closing := _CLOSING.search(text)) and (says := closing_says(closing[0])):
        for one in people_in(text[: closing.start()], names, is_item=is_item):
            yield one if isinstance(one, str) or one.says else replace(one, says=says)
        return
    text = _CLOSING.sub("", text).rstrip(" ,:–—-")
    pieces = _NEXT_GROUP.split(text)
    if len(pieces) > 1 and "," in text:
        for piece in pieces:
            yield from people_in(piece, names, is_item=True)
        return
    text = without_offices(grouped(text, names) or without_place(text, names), names)
    text = with_surnames(with_commas(text), names)
    text = named_once(first_field(text, names))
    text = beside_each_other(text)
    if is_everybody(plain_name(text)):
        yield text
        return
    chunks = [piece for chunk in chunks_of(text) for piece in at_point(chunk, names)]
    for at, chunk in enumerate(chunks):
        bare = plain_name(_REMARK.sub("", chunk))
        form = word_form(bare.strip(" .:"))
        if not bare or form in words("people", "nobody") or form in fillers() or is_title_of_members(bare):
            continue
        if BOTS.search(chunk) and names.find(bare) is None:
            continue
        found = list(_persons(chunk, names))
        is_doubtful = any(isinstance(one, str) or not one.is_known for one in found)
        is_remark = at > 0 and is_item and is_doubtful
        if (
            at > 0
            and is_doubtful
            and " " not in bare
            and (is_role(bare) or _is_full_name(chunks[at - 1], names))
        ):
            yield from () if is_role(bare) else (bare,)
            continue
        if (
            at > 0
            and is_doubtful
            and OFFICE_AT_END.search(bare)
            and names.find(plain_name(_REMARK.sub("", chunks[at - 1])))
        ):
            continue
        if is_remark and (is_role(bare) or names.find(plain_name(_REMARK.sub("", chunks[0])))):
            continue
        behind = says_behind(chunks, found) if is_item and at == 0 else ""
        if len(found) == 1 and isinstance(found[0], Person):
            after = chunks[at + 1] if at + 1 < len(chunks) else ""
            after = "" if names.find(plain_name(_REMARK.sub("", after))) else after
            found = [replace(found[0], office=office_in(chunk, after))]
        yield from (
            replace(one, says=one.says or behind) if isinstance(one, Person) else one for one in found
        )


def _is_full_name(chunk: str, names: Names) -> bool:
    """Whether a chunk is a known person by first and last name, so that one word behind it is an office, or unclear."""
    bare = plain_name(_REMARK.sub("", chunk))
    return " " in bare and names.find(bare) is not None


def _persons(chunk: str, names: Names) -> Iterator[Person | str]:
    others = [
        (said, other) for said in _REMARK.findall(chunk) if (other := somebody_else(said, chunk, names))
    ]
    yield from (other for _, other in others)
    about = [said for said in _REMARK.findall(chunk) if said not in [said for said, _ in others]]
    remarks = " ; ".join(about)
    bare = _REMARK.sub(" ", chunk)
    nickname = nickname_in(chunk)
    if handle := re.search(r"(?<=\w)\s+(@[\w.\-]+)\s*$", bare):
        remarks, bare = f"{remarks} ; {handle[1]}", bare[: handle.start()]
    if (led := _LED.match(bare)) and names.find(bare) is None and names.find(bare[led.end() :]):
        remarks, bare = (
            f"{remarks} ; {'absent' if led[1].lower() in ('absent', 'missing') else 'excused'}",
            bare[led.end() :],
        )
    label, bare = label_before(bare, names)
    remarks = f"{remarks} ; {label}" if label else remarks
    mark = _MARK.search(bare)
    bare = _MARK.sub("", bare).strip().rstrip(" –—-")
    after = _AFTER.search(bare)
    if after and names.find(bare[: after.start()]) is None and is_sentence(after[1]):
        yield chunk
        return
    if after and names.find(bare) is None:
        remarks, bare = f"{remarks} ; {after[1]}", bare[: after.start()]
    bare = re.sub(r"^(?:and|und|sowie|et|y|en|also)\s+", "", bare.strip(), flags=re.I)
    bare = re.sub(r"^(?:the|der|die)\s+(?=[a-z])", "", bare)
    bare = TITLES.sub("", bare)
    office = BEHIND_KNOWN.search(bare)
    behind = office if office and names.find(bare[: office.start()]) else OFFICE_BEHIND.search(bare)
    if names.find(bare) is None and behind:
        remarks, bare = f"{remarks} ; {behind['office']}", bare[: behind.start()]
    if visitor := _VISITOR.match(bare):
        remarks, bare = f"{remarks} ; guest", bare[visitor.end() :]
    bare = _CLOSING.sub("", bare)
    if (
        names.find(bare) is None
        and is_name(short := _OF.sub("", bare))
        and (" " in short or names.find(short))
    ):
        bare = short
    if office := before_name(bare, names):
        remarks, bare = f"{remarks} ; {office}", bare[len(office) :].strip()
    leading = names.leading(bare) if names.find(bare) is None else None
    if (
        leading
        and len(leading[0]) == 1
        and (_CLAUSE.match(leading[1]) or says_of(leading[1]) in ("excused", "no"))
    ):
        says = says_of(f"{remarks} ; {leading[1]}")
        yield Person(leading[0][0], True, says, alias_in(remarks), (), bool(_GUEST.search(remarks)))
        return
    if leading and len(leading[0]) == 1 and goes_on(bare, leading[1]) and not names.mentions(leading[1]):
        bare = bare[: len(bare) - len(leading[1])].strip()
    pieces = [bare] if names.find(bare) else names.parts(bare)
    for piece in (one[len(before_name(one, names)) :].strip() for one in pieces):
        known = names.find(piece)
        if known is None and (not is_name(piece) or _COUNTED.search(piece)):
            yield piece
            continue
        says = mark_says(mark[1] or mark[2], remarks) if mark else says_of(remarks)
        yield Person(
            known or names.as_written(piece),
            known is not None,
            says,
            nickname or alias_in(remarks),
            tuple(role for role, pattern in _ROLE.items() if pattern.search(remarks)),
            bool(_GUEST.search(remarks)),
        )
