"""The brief as Markdown, for a wiki or a mail: what cells hold reads as typed and is never markup. No picture."""

from __future__ import annotations

from lib.brief.facts import Brief
from lib.brief.lists import Listing
from lib.metrics.circle.markdown import escaped


def markdown(brief: Brief) -> bytes:
    """The brief in UTF-8; the diffusion map is put into words."""
    lines = [f"# {escaped(brief.title)}", escaped(brief.about), escaped(brief.stale)]
    for answer in brief.answers:
        lines += [f"## {escaped(answer.question)}", escaped(answer.text)]
    lines += ["## Key figures", "\n".join(_table(brief))]
    for each in (brief.circles, brief.asks):
        lines += _listing(each)
    drawn = brief.picture
    lines += ["## How far a practice has spread"]
    lines += [escaped(drawn.caption), escaped(drawn.words)] if drawn else [escaped(brief.no_picture)]
    lines += _listing(brief.results)
    lines += ["---", *(f"**{escaped(each.label)}**: {escaped(each.meaning)}" for each in brief.numbers)]
    return ("\n\n".join(filter(None, [*lines, escaped(brief.foot)])) + "\n").encode("utf-8", "replace")


def _table(brief: Brief) -> list[str]:
    rows = [
        " | ".join(escaped(text) for text in (each.label, each.value, each.change or "–", each.below))
        for each in brief.numbers
    ]
    head = ["Figure | Value | Against the period before | n/N, target", "--- | --- | --- | ---"]
    return [f"| {row} |" for row in [*head, *rows]]


def _listing(of: Listing) -> list[str]:
    rows = []
    for row in of.rows:
        status = f" · **{escaped(row.status)}**" if row.status else ""
        about = f" · {escaped(row.about)}" if row.about else ""
        rows.append(f"- **{escaped(row.what)}**{status}{about}")
    more = of.more(len(rows)) or ("" if of.total else of.nothing)
    return [f"## {escaped(of.title)}", escaped(of.first), "\n".join(rows), escaped(more)]
