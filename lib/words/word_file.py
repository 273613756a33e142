"""A small Word document (.docx) of headings, lines and list items.

Written by hand: the library for it brings lxml, with which openpyxl writes .xlsx files another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Literal
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Style = Literal["Title", "Heading1", "Normal", "ListBullet"]
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OOXML = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns:w="{_OOXML}/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of the parts in the file: the same document has the same bytes."""
_SIZES = (("Title", "heading 1", 36), ("Heading1", "heading 2", 26))


def word_file(lines: Iterable[tuple[Style, str]]) -> bytes:
    """The document's bytes. Each line is its style and its text, which reads as typed; no lines give an empty page."""
    body = "".join(_paragraph(style, text) for style, text in lines)
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_OOXML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
            for name, kind in (
                ("document", "document.main"),
                ("styles", "styles"),
                ("numbering", "numbering"),
            )
        )
        + "</Types>",
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/document.xml": f"{_HEAD}<w:document {_MAIN}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"{_HEAD}<w:styles {_MAIN}>{_styles()}</w:styles>",
        "word/numbering.xml": f'{_HEAD}<w:numbering {_MAIN}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr><w:ind w:left="480" '
        'w:hanging="240"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        "</w:numbering>",
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name, _WHEN), content, ZIP_DEFLATED)
    return file.getvalue()


def _paragraph(style: Style, text: str) -> str:
    shown = escape(_NO_XML.sub("", text))
    properties = f'<w:pStyle w:val="{style}"/>'
    if style == "ListBullet":
        properties += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{shown}</w:t></w:r></w:p>'


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OOXML}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_OOXML}/package/2006/relationships">{rows}</Relationships>'


def _styles() -> str:
    plain = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    plain += '<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/></w:style>'
    return plain + "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:spacing w:before="200" w:after="80"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for key, name, size in _SIZES
    )
