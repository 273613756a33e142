"""What stands for a label in plain text, written as one: pictures, columns, dots, semicolons."""

from __future__ import annotations

import re

from lib.bring.minutes.vocabulary import meaning_of

_DOTTED = re.compile(r"^(\s*)([^\W\d_][\w /&-]{1,30}?)\s*\.+\s*:\s+(?=\S)")
"""A label filled up with dots: "Decision.: …"."""
_SIGNS = (
    (re.compile("^\\s*[\U0001f465\U0001f64b\U0001f9d1]\ufe0f?\\s+(?=[A-ZÀ-Þ@])"), "Present: "),
    (re.compile("^\\s*[\U0001f6ab\U0001f6d1]\ufe0f?\\s+(?=[A-ZÀ-Þ@])"), "Absent: "),
    (re.compile("^\\s*[\U0001f4cc\U0001f449\U0001f51c\u27a1]\ufe0f?\\s+(?=\\S)"), "→ "),
)
"""Pictures that stand for a label: people, a sign for none, a pin."""
_GAP = re.compile(r"\s*(?P<label>[^\W\d_][\w /&-]{2,40}?)(?: {2,}|\t)(?P<value>[^\s][^\t]*)$")
"""A label in a column of its own: "PRESENT    Ada, Bo"."""
_CALLOUT = re.compile(r"^\s*(?:\[!\w+\][+-]?\s*|:\s{1,4}(?=\S))")
"""What begins a box of a note-taking program, or the text of a definition: "[!todo] Action items", ": Present: Ada"."""
_BREAK = re.compile(r"^\s*<br\s*/?>\s*|\s*<br\s*/?>\s*$", re.IGNORECASE)
_REFERENCE = re.compile(r"^\s*[A-Z]{0,4}\d{1,4}/\d{2,4}(?:-\d{2})?\s+(?=\d{1,2}\.|[A-Z])")
"""The number of an entry in a minute book: "C048/26   1.   APOLOGIES"."""
_SEMICOLON = re.compile(r"\s*(?P<label>[A-Z][\w '/&-]{2,40});\s*(?P<value>\S.*)$")
"""A label before a semicolon: "Present; Ada, Bo"."""
_DOUBLE = re.compile(r"^(\s*[A-Z][\w ]{2,30})::\s*$")
"""A label that announces a block in reStructuredText: "Action::"."""
_COLUMN_TITLE = re.compile(
    r"^\s*(?P<label>[^\W\d_][\w /&-]{2,40}?)(?: {3,}|\t+)(?:initials?|signs?|abbr\w*|role|organi[sz]ation|kürzel|"
    r"company|from)\s*$",
    re.IGNORECASE,
)
"""The title of a list of people with that of a column beside it: "PRESENT        INITIALS"."""
_SIGNED = re.compile(
    r"^(?P<who>\s*[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){1,3}(?:,[^,\t]{2,40}?)?)(?: {3,}|\t+)(?P<sign>[A-Z]{2,4})\s*$"
)
"""A person with their initials in a column of their own: "Ada Brandt, Chair        AB"."""
_KEY = re.compile(
    r"\s*\[(?P<key>action|task|to-?do|assignees?|assigned to|owners?|who|due(?: date)?|by|deadline|status)\]\s*",
    re.IGNORECASE,
)
"""A field of a task with its name in brackets: "[action] Ask the plant [assignee] Ada [due] 3 May"."""
_CAPITALS = re.compile(
    r"^(?P<number>\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+|[A-Z]\.\s+)?)(?P<label>[A-ZÀ-Þ][A-ZÀ-Þ’'&/ -]{3,60}[A-ZÀ-Þ])\s+"
    r"(?=[A-ZÀ-Þ0-9][\w’'.-]*[\s,]+\S)(?![A-ZÀ-Þ]{2,})"
)
"""A label or title in capitals with its text behind it: "2. APOLOGIES Ada Brandt", "6. MILL LANE The land was …"."""
_MARK = re.compile(
    r"(?:RESOLVED|RESOLUTION|AGREED|DECIDED|DECISION|ACTION|NOTED|TODO|TO DO|APPROVED|MOTION|VOTED?)\b"
)
_UNDERSCORED = re.compile(r"^[a-z]+(?:_[a-z]+)+(?=:)")
"""A field of the head of a page: "other_attendees:"."""
_FULL_NAME = r"[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ][\w'’-]+"
_GRID = re.compile(rf"\s*{_FULL_NAME}(?:(?: {{2,}}|\t){_FULL_NAME})+\s*")
"""Full names beside each other in columns."""


def as_label(line: str) -> str:
    """A line of text with a colon behind its label, if it is labeled in another way; else as it is."""
    line = _keyed(_BREAK.sub("", line))
    line = _UNDERSCORED.sub(lambda found: found[0].replace("_", " "), line)
    if (titled := _COLUMN_TITLE.match(line)) and meaning_of(titled["label"]):
        return titled["label"]
    if (capitals := _CAPITALS.match(line)) and not _MARK.search(capitals["label"]):
        is_known = meaning_of(capitals["label"]) is not None
        if is_known or (capitals["number"].strip() and len(capitals["label"]) > 4):
            line = f"{capitals['number']}{capitals['label']}: {line[capitals.end() :]}"
    line = _SIGNED.sub(r"\g<who> (\g<sign>)", line)
    line = _CALLOUT.sub("", _REFERENCE.sub("", line))
    if (semicolon := _SEMICOLON.match(line)) and meaning_of(semicolon["label"]):
        line = f"{semicolon['label']}: {semicolon['value']}"
    line = _DOUBLE.sub(r"\1:", line)
    if _GRID.fullmatch(line):
        line = ", ".join(re.split(r"\s{2,}|\t", line.strip()))
    gap = _GAP.match(line)
    if gap and meaning_of(gap["label"]):
        line = f"{gap['label']}: {gap['value']}"
    for sign, label in _SIGNS:
        line = sign.sub(label, line)
    return _DOTTED.sub(r"\1\2: ", line)


def _keyed(line: str) -> str:
    """A line of fields in brackets as a marked task with its fields behind it; others as they are."""
    keys = list(_KEY.finditer(line))
    is_task = [key["key"].lower() in ("action", "task", "todo", "to-do") for key in keys]
    if len(keys) < 2 or not is_task[0] or any(is_task[1:]):
        return line
    first, *others = keys
    ends = [one.start() for one in others] + [len(line)]
    values = [line[one.end() : end].strip() for one, end in zip([first, *others], ends, strict=True)]
    names = ["due" if one["key"].lower().startswith(("due", "by", "dead")) else one["key"] for one in others]
    names = ["owner" if name.lower().startswith(("assign", "who")) else name.lower() for name in names]
    fields = " ".join(f"({name}: {value})" for name, value in zip(names, values[1:], strict=True) if value)
    return f"{line[: first.start()]}Action: {values[0]} {fields}".rstrip()
