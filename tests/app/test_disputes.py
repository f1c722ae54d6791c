"""Where two people see the same thing differently, and what the third one is told."""

import pytest

TEXTS = ("summary", "cause", "effect", "field_of_action")


@pytest.fixture
def disputed(visitor, desk, settings, pattern_ids):
    """Bernd renames a pattern without knowing that Anna has moved something out of it."""
    settings(muster=2, blind=True)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    first, second = pattern_ids[:2]
    path = f"/muster/{first}"
    now = desk.item("muster", first).content
    fields = {"punkt": now.members[0], "ziel": second, "version": anna.version(path)}
    anna.post(f"{path}/verschieben", fields, schritt="ausfuehren")
    anna.post(path, version=anna.version(path), schritt="approve")
    texts = {name: getattr(now, name) for name in TEXTS}
    bernd.post(path, texts, version=bernd.version(path), schritt="edit", title="Bernds Titel")
    return path, bernd


def test_who_starts_a_dispute_is_told_so(disputed):
    path, bernd = disputed

    assert "Eine dritte Person entscheidet" in bernd.get(path).text


def test_the_third_person_reads_that_who_belongs_where_stays(disputed, visitor, desk):
    path, _ = disputed
    clara = visitor("Clara Diehl")
    page = clara.get(path).text
    (word,) = desk.item("muster", path.rpartition("/")[2]).pending
    before = {m for i in desk.items("muster") for m in i.content.members}
    clara.post(path, version=clara.version(path), schritt="approve", gewaehlt=word.hash)

    assert "Von ihr kommen nur die Texte" in page
    assert "Bernds Titel" in clara.get(path).text
    assert {m for i in desk.items("muster") for m in i.content.members} == before
