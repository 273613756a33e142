"""Files of minutes as lines: Markdown, plain text, HTML and .docx, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from lib.bring.minutes.document import MinutesError
from lib.bring.minutes.formats.file import read_file, read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, *, head: str = "", style: str = "") -> bytes:
    """A small .docx file with this XML as its text, and `style` as another style."""
    heading = '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    styles = f"<w:styles {_NS}>{heading}{style}</w:styles>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{head}<w:document {_NS}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", styles)
    return target.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


MINUTES = (
    paragraph("Circle North, 12 March 2026", '<w:pStyle w:val="H1"/>')
    + paragraph("Attendees", run="<w:b/>")
    + paragraph("Ada Brandt", "<w:numPr/>")
    + paragraph("Bo Lindqvist", "<w:numPr/>")
    + "<w:p><w:del><w:r><w:t>Cy Okafor</w:t></w:r></w:del></w:p>"
    + "<w:tbl><w:tr>"
    + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("Action", "Owner", "Due"))
    + "</w:tr><w:tr>"
    + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("Send the draft", "Ada", "20 March"))
    + "</w:tr></w:tbl>"
)


def test_a_docx_file_is_read_with_its_headings_lists_and_tables() -> None:
    document = read_file(docx(MINUTES), "notes.docx")
    assert [line.kind for line in document.lines] == ["heading", "text", "item", "item", "row", "row"]
    read = read_minutes(document, Roster([("ada", "Ada Brandt", ""), ("bo", "Bo Lindqvist", "")]))
    assert [one.person for one in read.attendance] == ["ada", "bo"]
    assert [(one.what, one.owners, str(one.due)) for one in read.actions] == [
        ("Send the draft", ("ada",), "2026-03-20")
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "notes.pdf"),
        (b"not a zip file", "notes.docx"),
        (docx("x")[:100], "notes.docx"),
        (docx(paragraph("x"), head='<!DOCTYPE x [<!ENTITY a "b">]>'), "notes.docx"),
        (docx("<w:p>" * 500 + "</w:p>" * 500), "notes.docx"),
        (docx(paragraph("a" * 20_000_000)), "notes.docx"),
        (b"x" * 1_100_000, "notes.txt"),
        (b"x\n" * 6_000, "notes.md"),
        (b" \n\n", "notes.md"),
        (docx(paragraph("")), "notes.docx"),
    ],
    # A file's bytes hold the time of day, and each process would name its tests otherwise.
    ids=["pdf", "no zip", "cut", "declares", "deep", "vast", "long", "many lines", "blank", "pictures"],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content: bytes, name: str) -> None:
    with pytest.raises(MinutesError, match=rf"^{name} (is|has|cannot) "):
        read_file(content, name)


def test_html_is_read_without_scripts_styles_and_struck_text() -> None:
    text = (
        "<html><style>Present: Bo</style><script>Present: Bo</script><p>Present: Ada<br>Regrets: <s>Bo</s> Cy</p>"
        "<ul><li><input type='checkbox' checked> done</li></ul></html>"
    )
    lines = read_text(text).lines
    assert [line.text for line in lines] == ["Present: Ada", "Regrets: Cy", "done"]
    assert lines[-1].ticked is True


def test_markdown_is_read_without_its_marks_and_wrapped_lines_are_one() -> None:
    text = (
        "Title\n=====\n\n- **Ada**: send [the draft](http://x.org/a)\n  by Friday\n- ~~Bo to call~~\n- [x] ticked\n\n"
        "A paragraph that is long enough to have been wrapped where it was\nwritten goes on here.\n"
    )
    lines = read_text(text).lines
    assert [(line.kind, line.text) for line in lines] == [
        ("heading", "Title"),
        ("item", "Ada: send the draft by Friday"),
        ("item", "ticked"),
        ("text", "A paragraph that is long enough to have been wrapped where it was written goes on here."),
    ]
    assert lines[1].number == 4
    assert lines[1].lead == "Ada"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_of_every_usual_encoding(encoding: str) -> None:
    assert read_file("Grüße von Jürgen".encode(encoding), "notes.txt").lines[0].text == "Grüße von Jürgen"


def test_hidden_text_is_left_out() -> None:
    page = (
        '<h1>Notes</h1><p style="display:none">one</p><div style="top:0; display : none"><div>two</div>three<br></div>'
        "<p hidden>four<p>Seen <span style='visibility:hidden'>five <b>six</b></span>too</p>"
        "<ul><li style='display:none'>seven</li><li>Seen again</li></ul>"
    )
    for document in (read_text(page), read_file(page.encode(), "notes.html")):
        assert [line.text for line in document.lines] == ["Notes", "Seen too", "Seen again"]
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>one</w:t></w:r><w:r><w:t>Seen</w:t></w:r></w:p>"
    shown = '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Too</w:t></w:r></w:p>'
    assert [line.text for line in read_file(docx(hidden + shown), "notes.docx").lines] == ["Seen", "Too"]


def test_text_that_a_style_hides_is_left_out() -> None:
    sheet = (
        "<style>/* p */ .gone, p.away { color: red; display:none } #secret{visibility:hidden}"
        "@media print { .screen { display: none } } .later{display:block}</style>"
    )
    page = (
        f"<html><head>{sheet}</head><body><p class='big gone'>one</p><p class=AWAY>two</p><div id=secret>three</div>"
        "<p class=screen>Seen</p><p class=later>Too</p></body></html>"
    )
    assert [line.text for line in read_file(page.encode(), "notes.html").lines] == ["Seen", "Too"]
    style = (
        '<w:style w:styleId="Gone"><w:name w:val="gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Same"><w:name w:val="same"/><w:basedOn w:val="Gone"/></w:style>'
        '<w:style w:styleId="Back"><w:basedOn w:val="Gone"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    )
    body = (
        paragraph("one", '<w:pStyle w:val="Same"/>')
        + paragraph("two", run='<w:rStyle w:val="Gone"/>')
        + paragraph("Seen", '<w:pStyle w:val="Back"/>')
        + paragraph("Too", '<w:pStyle w:val="Gone"/>', '<w:vanish w:val="0"/>')
    )
    assert [line.text for line in read_file(docx(body, style=style), "notes.docx").lines] == ["Seen", "Too"]


def test_control_characters_are_left_out() -> None:
    text = "Act\x00ion: Bo\x07 to send \x1bit\x0cDecision: we\x85Go\x7f"
    for document in (read_text(text), read_file(text.encode(), "notes.txt")):
        said = "\n".join(line.text for line in document.lines)
        assert "Action: Bo to send it" in said
        assert said.replace("\n", " ").isprintable()
