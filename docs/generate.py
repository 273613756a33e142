"""Writes the pages of docs/ that are made from code: `make docs`. A test fails while they differ from it.

format.md from the schema, figures.md from the metric dictionary, glossary.md from the glossary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from lib.log.format.schema import MAIN, SETTING_MEANINGS, SETTINGS, SURVEY, Column, Tab
from lib.log.reading import known_figures
from lib.metrics.core.definition import Definition, Group
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program.asks import ASKS_DEFINITION
from lib.metrics.program.status import STATUS_DEFINITION
from lib.metrics.pulse.definitions import PULSE
from lib.words import glossary

DOCS = Path(__file__).parent
NOTE = "<!-- Made by `make docs`. Change {source}, not this page. -->\n"
FORMAT_HEAD = """\
# The log's format

A log is a workbook of tabs. A row is a fact, and the header in row 1 names a column. Only the tabs marked *required*
have to be there; a figure whose tab or column is missing says so.

- **Keys** (`Altair`, `A-0012`, an email) are yours to choose. They compare without regard to case and extra spaces.
- **Dates** are date cells, ISO text (`2026-03-04`), or text that can mean only one day. `3/4/2026` is refused unless
  the rest of its column shows whether the day or the month comes first.
- **Yes and no** may be written `yes`, `y`, `true`, `x`, `1`, a checked box, and so on.
- **Lists** are separated by commas. An **empty cell** means *not recorded*, never no and never zero.
- **Your own names**: rows in the settings tab translate them. `tab.sessions` = *Meetings* renames a tab,
  `column.sessions.held` = *Took place on* renames a column. Case, spaces and order do not matter, and columns that
  Pharos does not know are left alone. [More](bring.md#what-the-settings-say-about-a-log).
- **Pulse answers** never go in this workbook: anyone who can open it sees raw rows. They have a workbook of their own.
"""
FIGURES_HEAD = """\
# Figures

Every figure Pharos counts, with what it means and what it needs from the log. The same sentences appear on the pages
under *About this number*; `python -m lib.figures` prints the figures as JSON under these keys.

A share is shown as n of N. Rows that cannot be judged are left out and counted by reason. Under N = 5 a figure shows
the fraction only. *Needs* lists what a figure cannot be known without; where several columns are separated by "or", one
is enough.
"""
GROUPS: Mapping[Group, str] = {
    "health": "Health",
    "coaching": "Coaching",
    "follow_through": "Action follow-through",
    "diffusion": "Lighthouses and diffusion",
    "impact": "What came of it",
    "library": "Library and playbook",
    "sponsorship": "Sponsors",
}


def pages() -> dict[str, str]:
    """Each generated page by the name of its file."""
    makers: dict[str, tuple[str, Callable[[], str]]] = {
        "format.md": ("lib/log/format/schema.py", format_page),
        "figures.md": ("the definitions in lib/metrics", figures_page),
        "glossary.md": ("lib/words/glossary.py", glossary.as_markdown),
    }
    return {name: f"{NOTE.format(source=source)}\n{make()}" for name, (source, make) in makers.items()}


def format_page() -> str:
    """Every tab with its columns, and the settings with their defaults."""
    tabs = "\n".join(_tab(tab) for tab in MAIN)
    survey = "\n".join(_tab(tab) for tab in SURVEY)
    settings = _table(
        ("setting", "default", "meaning"),
        ((f"`{name}`", str(default), SETTING_MEANINGS[name]) for name, default in SETTINGS.items()),
    )
    return (
        f"{FORMAT_HEAD}\n{tabs}\n## Settings\n\n{settings}\n## The survey workbook\n\n{survey}".rstrip()
        + "\n"
    )


def _tab(tab: Tab) -> str:
    need = "required" if tab.required else "optional"
    key = f" A row is known by {' and '.join(f'`{name}`' for name in tab.key)}." if tab.key else ""
    columns = _table(("column", "holds", "notes"), map(_column, tab.columns))
    return f"## {tab.name}\n\n*{need}.* {tab.purpose}{key}\n\n{columns}"


def _column(column: Column) -> tuple[str, str, str]:
    notes = [column.help] if column.help else []
    notes += ["required in every row"] if column.required else []
    notes += [f"{column.default} where empty"] if column.default is not None else []
    return f"`{column.name}`", column.expected, "; ".join(notes)


def figures_page() -> str:
    """Every figure by group, then the pulse."""
    parts = [FIGURES_HEAD]
    for group, title in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_figure(each) for each in DICTIONARY.values() if each.group == group]
    parts.append("## The program as a whole\n")
    parts += [
        f"### Status\n\n`status` · {STATUS_DEFINITION}\n",
        f"### Open asks\n\n`asks` · {ASKS_DEFINITION}\n",
    ]
    parts.append("## Pulse\n")
    parts += [f"### {each.label}\n\n`{each.key}` · {each.definition}\n" for each in PULSE.values()]
    return "\n".join(parts)


def _figure(figure: Definition) -> str:
    facts = [f"`{figure.key}`", figure.unit]
    facts += [f"shown under *{figure.part}*"] if figure.part else []
    facts += [f"target: `{figure.target}`"] if figure.target else []
    needs = "; or ".join(filter(None, map(_needs, (figure.needs, figure.or_needs))))
    lines = [f"### {figure.label}", " · ".join(facts), figure.definition]
    lines += [f"Needs {needs}."] if needs else []
    return "\n\n".join(lines) + "\n"


def _needs(needs: tuple[tuple[str, ...], ...]) -> str:
    return "; ".join(f"{tab}: {' or '.join(f'`{name}`' for name in columns)}" for tab, *columns in needs)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def figure_keys() -> str:
    """The keys of all figures, one a line: reading a log knows them without knowing how they are counted."""
    return "".join(f"{key}\n" for key in DICTIONARY)


def main() -> None:
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
    known_figures.FILE.write_text(figure_keys(), encoding="utf-8")


if __name__ == "__main__":
    main()
