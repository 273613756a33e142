"""docs/ says what the code does, and every link, command and version in it holds."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import lib
from docs.generate import pages
from lib.log.format.schema import MAIN, SETTING_MEANINGS, SETTINGS, SURVEY
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.pulse.definitions import PULSE

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDES = ["README.md", "CONTRIBUTING.md", *sorted(str(p.relative_to(ROOT)) for p in DOCS.rglob("*.md"))]
"""What people follow; the changelog also names what is no longer there."""
ALL = [*GUIDES, "CHANGELOG.md"]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tokens(name: str) -> list[Token]:
    """A page as Markdown readers take it apart."""
    return MarkdownIt().enable("table").parse(text_of(name))


def inside(name: str, kind: str) -> Iterator[Token]:
    """Tokens within lines of text, such as links and code."""
    for token in tokens(name):
        yield from (child for child in token.children or [] if child.type == kind)


# Pages that are made from code


@pytest.mark.parametrize("name", pages())
def test_a_page_is_as_the_code_has_it(name: str) -> None:
    assert pages()[name] == (DOCS / name).read_text(encoding="utf-8"), "run `make docs`"


def names_by_heading(name: str) -> dict[str, list[str]]:
    """The code in the first column of the table under each second-level heading."""
    found: dict[str, list[str]] = {}
    level, heading = "", ""
    is_first_cell = False
    for token in tokens(name):
        if token.type == "heading_open":
            level = token.tag
        elif token.type == "tr_open":
            is_first_cell = True
        elif token.type == "inline" and level:
            level, heading = "", token.content
        elif token.type == "inline" and is_first_cell:
            is_first_cell = False
            codes = [child.content for child in token.children or [] if child.type == "code_inline"]
            found.setdefault(heading, []).extend(codes)
    return found


def test_the_format_names_every_tab_column_and_setting_in_order() -> None:
    expected = {tab.name: list(tab.column_names) for tab in MAIN}
    expected |= {"Settings": list(SETTINGS)}
    expected |= {tab.name: list(tab.column_names) for tab in SURVEY}
    found = names_by_heading("docs/format.md")
    assert found == expected
    assert list(found) == list(expected)


def test_every_setting_has_its_meaning() -> None:
    assert list(SETTING_MEANINGS) == list(SETTINGS)


def test_every_figure_is_in_the_docs_once() -> None:
    keys = re.findall(r"(?m)^### .+\n\n`(\w+)` · ", text_of("docs/figures.md"))
    assert Counter(keys) == Counter([*DICTIONARY, *PULSE, "status", "asks"])


# Links


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def anchors(path: Path) -> set[str]:
    """Anchors of a page; a heading that is there again gets a number."""
    seen: Counter[str] = Counter()
    found = set()
    page = tokens(str(path.relative_to(ROOT)))
    for opened, text in pairwise(page):
        if opened.type == "heading_open":
            parts = [part.content for part in text.children or [] if part.type in {"text", "code_inline"}]
            name = slug("".join(parts))
            found.add(f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1
    return found


def targets(name: str) -> list[str]:
    """Where the links and pictures of a page lead, other sites left out."""
    links = [str(link.attrs["href"]) for link in inside(name, "link_open")]
    links += [str(picture.attrs["src"]) for picture in inside(name, "image")]
    return [link for link in links if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("name", ALL)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in targets(name):
        path, _, anchor = unquote(target).partition("#")
        there = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_links_are_found_at_all() -> None:
    assert "docs/sign-in.md#who-sees-what" in targets("README.md")
    assert "static/overview.png" in targets("README.md")
    assert {"who-sees-what"} <= anchors(DOCS / "sign-in.md")
    assert slug("Figures as `JSON`, and more: n/N") == "figures-as-json-and-more-nn"


# Commands


def code_in(name: str) -> Iterator[str]:
    """Lines of code on a page, without their comments."""
    blocks = [token.content for token in tokens(name) if token.type in {"fence", "code_block"}]
    spans = [span.content for span in inside(name, "code_inline")]
    for line in "\n".join([*blocks, *spans]).splitlines():
        yield re.sub(r"(^|\s)#.*", "", line)


def found_in_code(pattern: str) -> set[str]:
    return {found for name in GUIDES for line in code_in(name) for found in re.findall(pattern, line)}


def test_every_make_target_that_is_named_is_there() -> None:
    named = found_in_code(r"^\s*make ([a-z][\w-]*)")
    targets = set(re.findall(r"(?m)^([a-z][\w-]*):(?!=)", text_of("Makefile")))
    assert {"run", "test", "test-fast", "test-one", "lint", "docs", "bench"} <= named
    assert named <= targets


def test_every_module_that_is_run_is_there() -> None:
    named = found_in_code(r"\bpython\S* -m ([a-z_][\w.]*\w)")
    assert {"lib.demo", "lib.figures"} <= named
    for name in named:
        spec = find_spec(name)
        assert spec, name
        assert not spec.submodule_search_locations or find_spec(f"{name}.__main__"), name


# The entrance


def test_the_readme_is_short() -> None:
    assert len(text_of("README.md").splitlines()) <= 120


def test_there_is_one_version() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    newest = re.search(r"(?m)^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", text_of("CHANGELOG.md"))
    assert newest
    assert lib.__version__ == project["version"] == newest[1]
