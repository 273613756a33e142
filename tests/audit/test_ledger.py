"""No sentence without a line in the ledger, and no line that names an audit that is not there."""

from __future__ import annotations

from tests.audit import ledger, test_sentences

MOST_WITHOUT = 0
"""Functions whose sentences have no audit yet. It only goes down: a new sentence needs an audit."""


def test_every_sentence_is_in_the_ledger() -> None:
    known = ledger.written()
    assert known == ledger.expected(known), (
        "give the sentence an audit, then run python -m tests.audit.ledger"
    )


def test_the_ledger_names_audits_that_are_there() -> None:
    for function, (_, audit) in ledger.written().items():
        if audit in (ledger.NONE, ledger.PAGES) or audit.startswith(ledger.NO_CLAIM):
            continue
        if audit.startswith("tests/"):
            assert ledger.says(audit, function), f"{audit} has no words of {function}"
        else:
            assert callable(getattr(test_sentences, audit)), audit


def test_the_pages_audit_functions_that_are_there() -> None:
    assert ledger.on_pages() <= set(ledger.made())


def test_fewer_and_fewer_sentences_have_no_audit() -> None:
    without = [function for function, (_, audit) in ledger.written().items() if audit == ledger.NONE]
    assert len(without) <= MOST_WITHOUT, without
