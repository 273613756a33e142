"""HTML as lines: headings, lists, tables and paragraphs, as note-taking programs and word processors write them."""

from __future__ import annotations

from html.parser import HTMLParser

from lib.bring.minutes.document import Line, Lines
from lib.bring.minutes.formats.hidden import HIDES, hidden_names
from lib.log.format.folding import without_invisible

_BLOCKS = frozenset(
    "p div section article header footer main address blockquote pre tr li ul ol dl dt dd table thead tbody tfoot "
    "h1 h2 h3 h4 h5 h6 hr figure figcaption form fieldset summary details caption body html".split()
)
_SKIPPED = frozenset("script style head noscript template svg iframe object select".split())
_STRUCK = frozenset("s del strike".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_ENDED_BY_THE_NEXT = frozenset("p li td th tr dt dd option".split())
_BOLD = frozenset("b strong".split())


def lines_of_html(text: str) -> list[Line]:
    """The lines of an HTML document or part of one; scripts, styles, struck-out and hidden text are left out."""
    reader = _Reader(hidden_names(text))
    reader.feed(without_invisible(text))
    reader.close()
    reader.end_block()
    return reader.found.lines


class _Reader(HTMLParser):
    def __init__(self, hidden_by_name: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._hidden_by_name = hidden_by_name
        self.found = Lines()
        self._texts: list[str] = []
        self._bold: list[str] = []
        self._plain_seen = False
        self._hidden: list[str] = []
        self._bold_depth = 0
        self._lists = 0
        self._heading = 0
        self._in_item = self._is_term = False
        self._ticked: bool | None = None
        self._cells: list[str] | None = None
        self._cell: list[str] | None = None
        self._number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (
            self._hidden
            and self._hidden[-1] in _ENDED_BY_THE_NEXT
            and (tag == self._hidden[-1] or (self._hidden[-1] == "p" and tag in _BLOCKS))
        ):
            self._hidden.pop()
        if (
            tag in _SKIPPED
            or tag in _STRUCK
            or (tag not in _VOID and (self._is_hidden(attrs) or self._hidden))
        ):
            self._hidden.append(tag)
        if self._hidden:
            return
        if tag == "br":
            self._break()
        elif tag == "time":
            self._say(" (")
        elif tag in _BOLD:
            self._bold_depth += 1
        elif tag == "input" and dict(attrs).get("type") == "checkbox":
            self._ticked = "checked" in dict(attrs)
        elif tag in ("td", "th"):
            self._cell = []
        elif tag in _BLOCKS:
            self._open(tag)

    def _is_hidden(self, attrs: list[tuple[str, str | None]]) -> bool:
        values = dict(attrs)
        if "hidden" in values or HIDES.search(values.get("style") or ""):
            return True
        names = {f".{name.lower()}" for name in (values.get("class") or "").split()}
        return not self._hidden_by_name.isdisjoint(names | {f"#{(values.get('id') or '').lower()}"})

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        if tag in _BOLD:
            self._bold_depth = max(self._bold_depth - 1, 0)
        elif tag == "time":
            self._say(")")
        elif tag in ("td", "th") and self._cells is not None and self._cell is not None:
            self._cells.append(
                "\n".join(part for part in map(_tidy, "".join(self._cell).split("\n")) if part)
            )
            self._cell = None
        elif tag in _BLOCKS:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._cell is not None:
            self._cell.append(data.replace("\n", " "))
            return
        self._texts.append(data)
        if self._bold_depth and not self._plain_seen:
            self._bold.append(data)
        elif data.strip():
            self._plain_seen = True

    def _say(self, text: str) -> None:
        """Set off a day that the page marks as one: it may stand right behind other words."""
        (self._texts if self._cell is None else self._cell).append(text)

    def _open(self, tag: str) -> None:
        if self._cell is not None:
            self._cell.append("\n")
            return
        self.end_block()
        if tag in ("ul", "ol"):
            self._lists += 1
        elif tag == "li":
            self._in_item = True
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading = int(tag[1])
        elif tag == "dt":
            self._is_term = True
        elif tag == "table":
            self.found.tables += 1
        elif tag == "tr":
            self._cells = []

    def _close(self, tag: str) -> None:
        if self._cell is not None:
            self._cell.append("\n")
            return
        if tag == "tr" and self._cells is not None:
            self._number += 1
            text = " | ".join(self._cells).replace("\n", " ")
            self.found.add(self._number, text, "row", cells=tuple(self._cells))
            self._cells = None
            return
        self.end_block()
        if tag in ("ul", "ol"):
            self._lists = max(self._lists - 1, 0)
        if tag in ("p", "ul", "ol", "table"):
            self.found.blank()

    def _break(self) -> None:
        if self._cell is not None:
            self._cell.append("\n")
        else:
            self.end_block(goes_on=True)

    def end_block(self, *, goes_on: bool = False) -> None:
        """Add the text since the last block as a line. `goes_on`: a line break within one block."""
        text, lead = _tidy("".join(self._texts)), _tidy("".join(self._bold))
        if text:
            self._number += 1
            is_box = text[:1] in "☐☑☒✅"
            ticked = text[0] != "☐" if is_box else self._ticked
            text = text[1:].strip() if is_box else text
            if self._heading or self._is_term:
                self.found.blank()
                self.found.add(self._number, text, "heading", self._heading or 6)
            elif self._in_item or ticked is not None:
                level = max(self._lists - 1, 0)
                self.found.add(self._number, text, "item", level, ticked=ticked, lead=lead)
            else:
                self.found.add(self._number, text, lead=lead)
        self._texts, self._bold, self._plain_seen = [], [], False
        if not goes_on:
            self._heading, self._in_item, self._is_term, self._ticked = 0, False, False, None


def _tidy(text: str) -> str:
    return " ".join(text.split())
