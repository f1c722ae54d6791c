"""Where two people see the same thing differently, and what the third one is told."""

import re

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
    bernd.post(path, texts, version=bernd.version(path), schritt="edit", title="Gegenfassung")
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
    version = clara.version(path)
    answer = clara.post(path, version=version, schritt="approve", gewaehlt=word.hash)
    told = clara.get(answer.headers["location"]).text

    assert "Gespeichert: „Gegenfassung“ bestätigt." in told
    assert "Von ihr kommen nur die Texte" in page
    assert "Gegenfassung" in clara.get(path).text
    assert {m for i in desk.items("muster") for m in i.content.members} == before


def test_both_versions_stand_there_in_full_and_what_differs_is_marked(disputed, visitor):
    path, _ = disputed
    page = visitor("Clara Diehl").get(path).text
    dispute = page[page.index('id="strittig"') : page.index("</section>", page.index("strittig"))]

    assert dispute.count("<dt>Beschreibung") == 2
    assert re.findall(r"<dt>(\w+) <span[^>]*>anders<", dispute) == ["Titel"]


def test_a_second_word_waits_for_nobody_who_may_not_give_it(visitor, settings, pattern_ids):
    settings(muster=2)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    path = f"/muster/{pattern_ids[0]}"
    bernd.post(path, version=bernd.version(path), schritt="approve")

    for person, why in ((anna, "mit der Rolle Freigabe"), (bernd, "eine zweite Person dran")):
        page = person.get(path).text
        assert why in page
        assert 'value="approve"' not in page
        assert path not in person.get("/muster?stand=ich").text
