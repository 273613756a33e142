"""Screen = JSON = brief, to the digit: what the overview shows in each role, the JSON, and the text of the PDF."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup, escape
from streamlit.testing.v1 import AppTest

from lib import figures
from lib.access.redaction import ROLES, Role, Viewer, redact
from lib.brief import facts
from lib.brief.html import html
from lib.brief.markdown import markdown
from lib.brief.pdf import pdf
from lib.log.format.model import CircleLog
from lib.metrics.core.period import between
from lib.metrics.dictionary import DICTIONARY, ON_OVERVIEW
from lib.metrics.program.program import measure
from lib.words.moments import clock
from lib.words.shares import exact_percent, fraction, percent
from tests.audit import made_more
from tests.audit.made import AS_OF
from tests.brief.reading import pages_of, squeezed
from tests.data.logs import READ_AT, log, write_xlsx
from tests.examples import IS_THOROUGH, some, thorough
from tests.ui.conftest import bodies, run_app, shared, words
from tests.ui.tiles import tiles

__all__ = ["run_app", "shared"]
Run = Callable[..., AppTest]
DAY = pd.Timestamp(AS_OF)
START = pd.Timestamp(AS_OF - timedelta(days=120))
SEEDS = some(range(20), 3)
"""A log in each role for every commit; twenty in all roles where somebody looks harder."""
SHOWN = (*ON_OVERVIEW, "asks_answered", "decisions_made", "results", "asks", "status")
EMAILS = {"admin": "", "lead": made_more.LEAD, "sponsor": made_more.SPONSOR}


@cache
def made(seed: int) -> CircleLog:
    return log(made_more.tables(seed))


def as_text(figure: dict[str, Any]) -> str:
    """A share of the JSON as people read it, written here a second time."""
    if figure["value"] is None:
        return "–"
    return (
        fraction(figure["n"], figure["N"]) if figure["N"] < 5 else percent(figure["value"], figure["target"])
    )


def in_json(seed: int, viewer: Viewer) -> dict[str, dict[str, Any]]:
    """The figures as the JSON has them: of the first log, and of all where somebody looks harder, from all that the
    command prints; of others those that the brief shows (tests/test_figures.py holds the two to be the same)."""
    seen = redact(made(seed), viewer)
    if seed == 0 or IS_THOROUGH:
        return json.loads(json.dumps(figures.as_json(seen, DAY, START)))["figures"]
    program = measure(seen, DAY, START)
    return {key: json.loads(json.dumps(program.figures[key].as_json())) for key in SHOWN}


@pytest.mark.parametrize("seed", some(SEEDS, 1))
def test_the_pdf_has_the_numbers_of_the_json(seed: int) -> None:
    for role in ROLES if IS_THOROUGH else (ROLES[seed % len(ROLES)],):
        viewer = Viewer(role, EMAILS[role])
        found = in_json(seed, viewer)
        brief = facts.of_log(
            made(seed), viewer, DAY, between(START, None, DAY), read_at=READ_AT, with_picture=False
        )
        (text,) = map(squeezed, pages_of(pdf(brief)))
        shares = {key: found[key] for key in SHOWN[:-2]}
        for key, figure in shares.items():
            label = DICTIONARY[key].label
            label = label if key in ON_OVERVIEW else label.lower()
            value = squeezed(f"{label}{as_text(figure)}")
            assert value.casefold() in text.casefold(), (key, role)
            if figure["N"] >= 5 and figure["value"] is not None:
                assert f"{figure['n']:,}/{figure['N']:,}" in text, (key, role)
            if key in ON_OVERVIEW and figure["target"] and figure["N"] >= 5:
                assert squeezed(f"target {exact_percent(figure['target'])}") in text
        if found["asks"]["n"]:
            assert squeezed(f"{found['asks']['n']} ask") in text
        judged = found["status"]
        if judged["N"]:
            assert squeezed(f"{judged['n']} of {judged['N']} judged") in text


@pytest.mark.parametrize("role", some(("sponsor", "admin", "lead"), 2))
def test_every_form_has_the_words_and_numbers_of_the_page(run_app: Run, tmp_path: Path, role: Role) -> None:
    tables = made_more.tables(12)
    query = {"as_of": AS_OF.isoformat(), "three_answers": "true"}
    app = run_app(tables, query=query, role=role, email=EMAILS[role])
    assert not app.exception
    viewer = Viewer(role, EMAILS[role])
    brief = facts.of_log(log(tables), viewer, DAY, read_at=READ_AT, with_picture=False)
    assert [(each.label, each.value) for each in brief.numbers] == [
        (tile.label, tile.value) for tile in tiles(app)[: len(brief.numbers)]
    ]
    assert [each.change for each in brief.numbers] == [
        tile.delta for tile in tiles(app)[: len(brief.numbers)]
    ]
    said = squeezed(words(app))
    shown = squeezed(Markup(" ".join(bodies(app))).striptags())
    for answer in brief.answers:
        assert squeezed(answer.text) in shown, answer.question
    for number in brief.numbers:
        assert squeezed(number.below.replace("\u00a0", " ")) in said
    (printed,) = map(squeezed, pages_of(pdf(brief)))
    web, text = html(brief).decode(), markdown(brief).decode().replace("\\", "")
    for each in (*brief.circles.rows, *brief.asks.rows, *brief.results.rows):
        assert str(escape(each.about)) in web
        assert each.about.replace("\u00a0", " ") in text
    for answer in brief.answers:
        assert squeezed(answer.text) in printed
        assert str(escape(answer.text)) in web
        assert answer.text.replace("\u00a0", " ") in text


@thorough
def test_the_command_writes_what_the_page_downloads(
    run_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a sponsor, with a circle filtered: the page's own button and the command give the same bytes, given
    the moment at which the page's log was read."""
    from lib.brief import command
    from lib.ui.frame import brief as widget

    tables = made_more.tables(12)
    path = write_xlsx(tmp_path / "own.xlsx", tables)
    drawn: dict[str, tuple[Any, str, Any]] = {}
    draw = widget._button

    def pressed(page: Any, label: str, key: str, ending: str, paper: Any, kind: str = "tertiary") -> None:
        draw(page, label, key, ending, paper, kind)
        if page.viewer.role == "sponsor" and key in ("brief", "brief_html"):
            drawn[key] = page, ending, paper

    monkeypatch.setattr(widget, "_button", pressed)
    query = {"as_of": AS_OF.isoformat(), "circle": "C0"}
    app = run_app(tables, query=query, role="sponsor", email=made_more.SPONSOR)
    app.session_state["brief_forms"] = True
    app.run()
    assert not app.exception
    (moment,) = {page.loaded.read_at for page, _, _ in drawn.values()}
    expected = []
    for name in ("brief.pdf", "brief.html"):
        out = tmp_path / name
        options = [str(path), "--sponsor", made_more.SPONSOR, "--as-of", AS_OF.isoformat(), "--circle", "C0"]
        options += ["--read-at", moment.isoformat()]
        assert command.main([*options, "--out", str(out)]) == 0
        expected.append(out.read_bytes())
    assert [widget._made(*each) for each in drawn.values()] == expected
    assert f"Log read: {clock(moment)} · State of the log: " in expected[1].decode()
