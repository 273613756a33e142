"""What a chat program writes for people, pictures and links: "<@ada>", ":tada:", "<https://…|text>"."""

from __future__ import annotations

import re

_PERSON = re.compile(r"<@(?:[A-Z0-9]{8,12}\|)?([\w.\-]{2,40})>")
_LINK = re.compile(r"<https?://[^<>|\s]+\|([^<>|]+)>")
_AWAY = re.compile(
    r"\s*:(?:no_entry(?:_sign)?|x|zzz|palm_tree|face_with_thermometer|mask|airplane|beach\w*):\s*(?=@|[A-ZÀ-Þ]\w)"
)
_BOX = re.compile(
    r"^(\s*):(white_large_square|black_square_button|ballot_box_with_check|heavy_check_mark):\s+(?=\S)"
)
_ARROW = re.compile(r"^(\s*(?:[•*-]\s+)?):(?:point_right|arrow_right|arrow_forward|dart|pushpin):\s+(?=@)")
_PICTURE = re.compile(r"(?:^|(?<=[\s*_])):[a-z][a-z0-9_+\-]{1,40}:(?=[\s*_.,;!?]|$)\s?")


def as_text(line: str) -> str:
    """A line of a message as plain text: people by their handle, boxes as boxes, no names of pictures."""
    if ":" not in line and "<" not in line:
        return line
    line = _LINK.sub(r"\1", _PERSON.sub(r"@\1", line))
    line = _BOX.sub(lambda found: f"{found[1]}[{' ' if 'square' in found[2] else 'x'}] ", line)
    line = _ARROW.sub(r"\1→ ", line)
    return _PICTURE.sub("", _AWAY.sub(" Missing: ", line))
