"""Two programs that differ only in what the people of small circles did are the same to a sponsor.

So no difference of pages, periods, days or filters tells about those people: each page is drawn twice, and all that is
sent is compared, the period before and the day before it included. In the same way no parameter of the address and no
search box tells a hidden value from one that is nowhere in the log.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.demo import make
from tests.data.canaries import first_viewer, hidden, log_of, marked, marks_in
from tests.data.logs import write_xlsx
from tests.examples import IS_THOROUGH, some
from tests.metrics.core.test_small_groups import AS_OF, by_chance
from tests.ui.conftest import APP

_read: set[Path] = set()
_CLOCK = re.compile(rb"\d\d(?:\\3a |\\?:)\d\d")
"""A time of day, as it is written, in Markdown and in a style sheet."""
PAGES = (
    "pages/program/overview.py",
    "pages/program/health.py",
    "pages/program/actions.py",
    "pages/program/lighthouses.py",
    "pages/program/outcomes.py",
    "pages/program/playbook.py",
    "pages/program/dependencies.py",
    "pages/sheet/edit.py",
)
SHOWN = {
    "pages/program/overview.py": ({}, {"period": "12m"}),
    "pages/program/health.py": ({}, {"circle": "Few"}, {"aspect": "Trend"}, {"health_by": "session"}),
    "pages/program/actions.py": ({}, {"actions_by": "circle"}),
    "pages/program/lighthouses.py": ({},),
    "pages/program/outcomes.py": ({},),
    "pages/program/playbook.py": ({},),
    "pages/program/dependencies.py": ({},),
    "pages/sheet/edit.py": ({},),
}
"""By page, the choices in the address."""
MORE = ({"period": "all"}, {"period": "quarter"}, {"period": "dates", "from": "2026-02-01", "to": "2026-03-31"},
        {"period": "3m", "as_of": "2026-04-20"}, {"circle": "Solo"}, {"period": "ytd", "circle": "Eight"})  # fmt: skip
"""More of them, where somebody looks harder."""
WITHOUT_SEARCH = ("pages/program/outcomes.py", "pages/program/dependencies.py")
"""Pages whose parameters choose among what they show: tried where somebody looks harder."""
OPENED = ("more_figures", "nudges", "broken_links")
"""Parts of a page that are only drawn once they are open."""


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A program, and the same one in which people of small circles did something else."""
    one, other = (
        write_xlsx(tmp_path_factory.mktemp(f"program{seed}") / "log.xlsx", by_chance(seed, as_the_others=3))
        for seed in (1, 2)
    )
    return one, other


@pytest.mark.parametrize("page", some(PAGES, 3))
def test_what_the_people_of_a_small_circle_did_changes_nothing_on_a_page(
    workbooks: tuple[Path, Path], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in (*SHOWN[page], *(MORE if IS_THOROUGH else ())):
        asked = {"as_of": f"{AS_OF.date()}"} | query
        one, other = (sent(path, page, asked, "sponsor", monkeypatch) for path in workbooks)
        assert len(one) > 3
        assert one == other, asked


def test_an_administrator_sees_the_difference(
    workbooks: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (
        sent(path, PAGES[1], {"as_of": f"{AS_OF.date()}"}, "admin", monkeypatch) for path in workbooks
    )
    assert one != other


@pytest.fixture(scope="module")
def marked_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    make.write(marked(circles=2, months=4), path)
    return path


def keys() -> list[str]:
    """Every key of a widget, bound to the address or not: whatever it is, an attacker can put it there."""
    sources = [path.read_text(encoding="utf-8") for path in (APP.parent / "lib" / "ui").rglob("*.py")]
    found = {key for source in sources for key in re.findall(r"\bkey=\"(\w+)\"", source)}
    return sorted(found | {"sponsor", "priority", "function", "region"})


@pytest.mark.parametrize(
    "page", some([page for page in PAGES if IS_THOROUGH or page not in WITHOUT_SEARCH], 3)
)
def test_no_parameter_of_the_address_tells_a_hidden_value_from_one_that_is_nowhere(
    marked_workbook: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_of(marked_workbook)
    viewer = first_viewer(log, "sponsor")
    secret = hidden(log, viewer)
    kinds = [("members", "member"), ("actions", "owner"), ("actions", "action"), ("practices", "practice")]
    kinds += [("sessions", "session"), ("actions", "what"), ("circles", "lead"), ("practices", "title")]
    asked = {next(text for text in sorted(log.tabs[tab][name].dropna()) if marks_in([text.encode()]) & secret)
             for tab, name in kinds}  # fmt: skip
    assert len(asked) >= 6
    texts = sorted(asked) if IS_THOROUGH else sorted(asked)[:: len(asked) // 3]
    named = [key for key in keys() if key not in ("period", "as_of", "from", "to")]
    assert {"circle", "sponsor", "practice", "story_team", "tab", "figure", "map_place"} <= set(named)
    for text in texts:
        nowhere = re.sub(r"zq[a-z]+n", lambda found: "zq" + "j" * (len(found[0]) - 3) + "n", text)
        one, other = (
            sent(marked_workbook, page, dict.fromkeys(named, value), "sponsor", monkeypatch, value)
            for value in (text, nowhere)
        )
        assert len(one) > 3
        assert one == other, text


def sent(
    path: Path,
    page: str,
    query: dict[str, str],
    role: str,
    monkeypatch: pytest.MonkeyPatch,
    typed: str = "",
) -> dict[tuple[int, ...], bytes]:
    """All elements that a page ends up with, by their place, without names of files and times of this run.
    `typed`: the text in each search box, which is left out of what is compared."""
    elements: dict[tuple[int, ...], bytes] = {}
    enqueue = local_script_runner.ForwardMsgQueue.enqueue

    def noted(queue: object, message: ForwardMsg) -> None:
        if message.HasField("new_session"):
            elements.clear()
        if message.HasField("delta"):
            kept = ForwardMsg.FromString(message.SerializeToString()).delta
            if kept.new_element.HasField("download_button"):
                kept.new_element.download_button.ClearField("deferred_file_id")
                kept.new_element.download_button.ClearField("url")
            elements[tuple(message.metadata.delta_path)] = _CLOCK.sub(
                b"00:00", kept.SerializeToString()
            ).replace(typed.encode() or b"\0\0", b"")
        enqueue(queue, message)

    with monkeypatch.context() as patch:
        patch.setattr(local_script_runner.ForwardMsgQueue, "enqueue", noted)
        patch.setenv("PHAROS_WORKBOOK", str(path))
        if path not in _read:  # what a first run sends depends on how long the log takes to read
            _read.add(path)
            AppTest.from_file(str(APP), default_timeout=60).run()
            elements.clear()
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.session_state["view_as_role"] = role
        for key in OPENED:
            app.session_state[key] = True
        for key in ("actions_find", "map_find", "edit_search") if typed else ():
            app.session_state[key] = typed
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(page).run()
        assert not app.exception
    return elements
