"""German sentences in which a group settles something."""

from __future__ import annotations

import pytest

from lib.bring.minutes.styles.languages.german_groups import settles


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("Der Gemeinderat vergibt den Auftrag an die Firma Ahorn.", True),
        ("Der Vorstand stimmt dem Kauf eines Ofens zu.", True),
        ("Dem Kauf eines Ofens wird zugestimmt.", True),
        ("Der Plan für den Garten wurde genehmigt.", True),
        ("Zur Kassenwartin wurde Ada Brandt gewählt.", True),
        ("Festgelegt wurde, dass das Fest im Juli ist.", True),
        ("Es besteht Einigkeit darüber, dass das Fest im Juli ist.", True),
        ("Die Anwesenden sprechen sich für den Kauf aus.", True),
        ("Kauf eines Ofens (einstimmig)", True),
        ("Kauf eines Ofens -> angenommen", True),
        ("Keine Einwände gegen den Kauf eines Ofens.", True),
        ("300 Euro für den Ofen genehmigt", True),
        ("Ab sofort treffen wir uns am Mittwoch.", True),
        ("Der Beitrag wird ab Mai auf 40 Euro erhöht.", True),
        ("Auf eine Erhöhung wird verzichtet.", True),
        ("Als Delegierte wird Ada benannt.", True),
        ("Wir entscheiden uns für den Ofen.", True),
        ("Der Plan wurde vom Landratsamt genehmigt.", False),
        ("Das Protokoll der letzten Sitzung wird genehmigt.", False),
        ("Ob der Plan genehmigt wird, ist noch offen.", False),
        ("Ada berichtet, dass der Rat den Plan genehmigt hat.", False),
        ("Ein eigenes Feld wird gewählt.", False),
    ],
)
def test_group_settles(sentence: str, does: bool) -> None:
    assert settles(sentence) is does
