"""A change of the design names a figure that Pharos counts, or gets a check."""

from __future__ import annotations

from lib.log.reading.known_figures import FILE, figure_keys
from lib.metrics.dictionary import DICTIONARY
from tests.data.logs import log


def test_the_list_of_keys_is_that_of_the_dictionary() -> None:
    assert figure_keys() == tuple(DICTIONARY), f"run make docs: {FILE.name} is old"


def test_an_unknown_figure_gets_a_check_with_the_nearest_key() -> None:
    named = ("participation", " Participation ", "", "particpation", "happiness")
    found = log(
        circles=[{"circle": "Atlas"}],
        changes=[
            {"date": "2026-03-01", "what": f"change {n}", "figure": name} for n, name in enumerate(named)
        ],
    ).checks
    rows = found[found["rule"] == "unknown figure"]
    assert rows["found"].to_list() == ["particpation", "happiness"]
    assert rows["expected"].to_list() == [
        "the key of a figure, such as participation (docs/figures.md lists them); did you mean participation?",
        "the key of a figure, such as participation (docs/figures.md lists them)",
    ]
    assert rows["cell"].to_list() == ["C5", "C6"]
    assert set(rows["severity"]) == {"warning"}
