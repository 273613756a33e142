"""Nothing can be asked about what is hidden: by a search, a sort, a filter, the address or the order of a list.

Two logs that differ only in what is hidden are the same to the viewer, cell by cell and row by row, so whatever a page
makes of them is, too. And every search box, asked for every hidden value, finds nothing.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import figures
from lib.access.policies import KEPT
from lib.access.redaction import Viewer, redact
from lib.access.stand_ins import MARK
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through.attention import attention
from lib.ui.actions import impact_map, open_list, plain_list
from lib.ui.actions.open_list import Choice as ListChoice
from lib.ui.sheet import edit, edit_rows
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.canaries import allowed, first_viewer, hidden, log_of, marked
from tests.data.hand_log import AS_OF, hand
from tests.examples import IS_THOROUGH, some, thorough
from tests.ui.conftest import APP
from tests.ui.tiles import tiles

LEAD = Viewer("lead", "lea@example.org")
_MARK = re.compile(r"zq[a-z]+n\d+qz")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asked") / "marked.xlsx"
    make.write(marked(), path)
    return path


@cache
def read(path: Path) -> CircleLog:
    """The log, in which the first circle has a lead of its own."""
    log = log_of(path)
    leads = log.circles["lead"].mask(log.circles.index == log.circles.index[0], LEAD.email)
    return log.with_tabs(circles=log.circles.assign(lead=leads))


def viewer_of(log: CircleLog, role: str) -> Viewer:
    return LEAD if role == "lead" else first_viewer(log, role)


def otherwise(log: CircleLog, viewer: Viewer, seed: int) -> CircleLog:
    """The log with another text for every mark that the viewer may not see: other keys, persons and words, which sort
    in another order."""
    seen = allowed(log, viewer)

    def other(found: re.Match[str]) -> str:
        text = found.group()
        if text in seen:
            return text
        return f"zq{hashlib.blake2s(f'{seed} {text}'.encode(), digest_size=8).hexdigest()}"

    def changed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(
            **{
                str(name): values.map(lambda cell: _MARK.sub(other, cell), na_action="ignore").astype("str")
                for name, values in frame.items()
                if str(values.dtype) in ("str", "string", "object") and not str(name).startswith("_")
            }
        )

    return log.with_tabs(**{name: changed(frame) for name, frame in log.tabs.items()})


@thorough
@pytest.mark.parametrize("role", some(["sponsor", "lead"], 1))
def test_what_is_hidden_changes_nothing_that_a_page_gets(workbook: Path, role: str) -> None:
    log = read(workbook)
    viewer = viewer_of(log, role)
    seen = redact(log, viewer)
    whole = figures.as_json(seen, AS_OF) if role == "sponsor" else None
    for seed in (1, 2):
        changed = otherwise(log, viewer, seed)
        assert not changed.actions["owner"].equals(log.actions["owner"])
        assert not changed.sessions["session"].equals(log.sessions["session"])
        again = redact(changed, viewer)
        for name, frame in seen.tabs.items():
            pd.testing.assert_frame_equal(again.tabs[name], frame, obj=name)
        if whole is not None and seed == 1:
            assert figures.as_json(again, AS_OF) == whole
        facts, others = Facts(seen, AS_OF), Facts(again, AS_OF)
        pd.testing.assert_frame_equal(attention(facts), attention(others))
        pd.testing.assert_frame_equal(impact_map.offers(facts, ""), impact_map.offers(others, ""))


def asked(log: CircleLog, viewer: Viewer) -> list[str]:
    """What an attacker types: every hidden mark, stand-ins of any kind, and what replaces a hidden text."""
    people = [f"{MARK}{number:06d}" for number in range(20)] + [MARK, "person 2", "person 00"]
    return [*sorted(hidden(log, viewer)), *people]


@pytest.mark.parametrize("role", some(("sponsor", "lead"), 1))
def test_no_search_box_finds_a_hidden_value(workbook: Path, role: str) -> None:
    log = read(workbook)
    viewer = viewer_of(log, role)
    seen = redact(log, viewer)
    facts = Facts(seen, AS_OF + pd.Timedelta(days=400))
    rows = attention(facts)
    assert len(rows) > 5
    columns = plain_list.columns(rows, with_people=role != "sponsor")
    assert ("owner" in columns) == ("what" in columns) == (role == "lead")
    questions = asked(log, viewer)
    grids = ExcelWorkbook(workbook).read().grids
    assert len(questions) > 300
    for text in questions if IS_THOROUGH else questions[::4]:
        assert open_list._matching(rows, ListChoice(None, text), columns).empty, text
        assert impact_map.offers(facts, text).empty, text
    tabs = edit.SPONSOR_TABS if role == "sponsor" else ("actions", "sessions", "members", "insights")
    for tab in tabs:
        assert len(edit_rows.rows(edit.Choice(TABS[tab], (), ""), viewer, seen, log, grids)), tab
        for text in questions if IS_THOROUGH else questions[::44]:
            found = edit_rows.rows(edit.Choice(TABS[tab], (), text), viewer, seen, log, grids)
            assert found.frame.empty, (tab, text)


def test_a_sponsor_cannot_single_out_a_persons_actions() -> None:
    """The attack: any text that is found in the rows of one owner only, among columns that are not shown."""
    seen = redact(hand(), Viewer("sponsor", "sam@x.org"))
    rows = attention(Facts(seen, AS_OF))
    columns = plain_list.columns(rows, with_people=False)
    assert not {"owner", "partner", "what"} & set(columns)
    for column in ("owner", "partner", "what"):
        for text in {*rows[column].dropna(), "person", KEPT, "kept", "a"}:
            found = open_list._matching(rows, ListChoice(None, text), columns)
            shown = rows[["action", "circle"]].apply(
                lambda values, text=text: values.str.casefold().str.contains(text.casefold(), regex=False)
            )
            assert found.index.to_list() == rows.index[shown.any(axis=1)].to_list(), text


@pytest.mark.parametrize("page", some(["pages/program/overview.py", "pages/program/actions.py"], 1))
def test_a_hidden_value_in_the_address_sets_no_filter(
    workbook: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = read(workbook)
    viewer = first_viewer(log, "sponsor")
    values = sorted(hidden(log, viewer))
    values += sorted(set(log.circles["sponsor"].dropna()) - {viewer.email})
    values += [MARK, f"{MARK}000001", "person 2"]
    monkeypatch.setenv("PHAROS_WORKBOOK", str(workbook))

    def opened(*asked: str) -> list[str]:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.session_state["view_as_role"] = "sponsor"
        app.session_state["more_filters"] = True  # a filter in the address draws what the menu holds
        for key in ("circle", "sponsor", "priority", "function", "region") if asked else ():
            app.query_params[key] = list(asked)
        return everything(app.switch_page(page).run())

    plain = opened()
    assert opened(*values) == plain
    assert opened(viewer.email) != plain, "a value that is shown does set a filter"


def everything(app: AppTest) -> list[str]:
    assert not app.exception
    texts = [f"{metric.label} {metric.value}" for metric in tiles(app)]
    texts += [element.value for element in (*app.markdown, *app.caption)]
    texts += [repr(box.value) for box in app.multiselect]
    return texts + [frame.value.to_csv() for frame in app.dataframe]
