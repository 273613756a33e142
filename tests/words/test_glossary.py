"""Terms and what they mean: in order, one sentence each, each with an address of its own."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from lib.words.glossary import BY_NAME, TERMS, Term, as_markdown


def test_terms_are_in_alphabetical_order() -> None:
    names = [term.name for term in TERMS]
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_each_meaning_is_one_sentence(term: Term) -> None:
    assert re.fullmatch(r"[A-Z0-9].*[^.!?]\.", term.meaning)
    assert not re.search(r"[.!?]\s", term.meaning)
    assert term.meaning == " ".join(term.meaning.split())


def test_each_term_has_an_address_of_its_own() -> None:
    anchors = [term.anchor for term in TERMS]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", anchor) for anchor in anchors)
    assert Term("Kaplan-Meier", "A way to estimate.").anchor == "kaplan-meier"
    assert Term(" n of N (share)", "A share.").anchor == "n-of-n-share"


def test_each_form_means_one_term() -> None:
    forms = Counter(form.casefold() for term in TERMS for form in (term.name, *term.forms))
    assert forms.most_common(1)[0][1] == 1
    assert BY_NAME["asks"] is BY_NAME["ask"]
    assert len(BY_NAME) == forms.total()


def test_the_page_has_a_heading_for_each_term() -> None:
    page = as_markdown()
    assert re.findall(r"(?m)^### (.+)$", page) == [term.name for term in TERMS]
    assert all(f"### {term.name}\n\n{term.meaning}\n" in page for term in TERMS)
