"""No sentence without a line in the ledger, and no line that names an audit that is not there."""

from __future__ import annotations

from tests.audit import ledger, test_sentences

MOST_WITHOUT = 201
"""Functions whose sentences have no audit yet. It only goes down: a new sentence needs an audit."""


def test_every_sentence_is_in_the_ledger() -> None:
    known = {function: count for function, (count, _) in ledger.written().items()}
    assert known == ledger.made(), "give the sentence an audit, then run python -m tests.audit.ledger"


def test_the_ledger_names_audits_that_are_there() -> None:
    audits = {audit for _, audit in ledger.written().values()} - {ledger.NONE}
    assert audits
    for audit in audits:
        assert callable(getattr(test_sentences, audit)), audit


def test_fewer_and_fewer_sentences_have_no_audit() -> None:
    without = [function for function, (_, audit) in ledger.written().items() if audit == ledger.NONE]
    assert len(without) <= MOST_WITHOUT, without
