import json
from pathlib import Path

import pytest

from pipeline.errors import InputError, SettingsError
from pipeline.records import (
    Assessment,
    Lever,
    PainPoint,
    PainPointId,
    Pattern,
    PatternId,
    StatementId,
    Verdict,
)
from pipeline.resources import resource
from pipeline.tools.catalogue import Catalogue, catalogue_file, check_catalogue, learned, plain

SHIPPED = Catalogue(resource("data/katalog/ansatzpunkte.json"))


def test_a_group_is_nearest_to_the_topic_that_it_speaks_of():
    groups = [
        ["Ich tippe alles doppelt ein, eAkte und Fachverfahren reden nicht miteinander.",
         "Keine Schnittstelle, also dieselben Daten in drei Programme."],
        ["Der Dolmetscher kommt nicht, und das Kind übersetzt beim Gespräch.",
         "Ohne gemeinsame Sprache wird jede Beratung zum Ratespiel."],
    ]  # fmt: skip
    doubled, language = SHIPPED.nearest(groups)

    assert doubled[0].entry.lever == Lever.DIGITALISIERUNG
    assert "Sprach" in language[0].entry.title
    assert doubled[0].similarity > doubled[4].similarity


def test_every_lever_and_field_is_in_the_catalogue():
    assert {entry.lever for entry in SHIPPED.entries} == set(Lever)
    assert len({entry.field for entry in SHIPPED.entries}) == 12
    assert len({entry.entry_id for entry in SHIPPED.entries}) == len(SHIPPED.entries)
    assert all(entry.lever in entry.acceptable for entry in SHIPPED.entries)


def test_no_marks_of_personal_data_are_left_in_the_examples():
    assert not [e for entry in SHIPPED.entries for e in entry.examples if "[[" in e.text]


def test_a_file_of_ones_own_adds_entries_and_changes_the_digest(tmp_path: Path):
    own = tmp_path / "eigene.json"
    alone = Catalogue(resource("data/katalog/ansatzpunkte.json"), own)
    entry = SHIPPED.entries[0].model_dump(mode="json") | {"entry_id": "eigen"}
    own.write_text(json.dumps([entry]), encoding="utf-8")
    both = Catalogue(resource("data/katalog/ansatzpunkte.json"), own)

    assert alone.digest == SHIPPED.digest != both.digest
    assert len(both.entries) == len(SHIPPED.entries) + 1


@pytest.mark.parametrize("text", ["[PERSON_1] fehlt", "[PERSON] fehlt", "[PERSON_12] fehlt"])
def test_placeholders_read_as_words(text):
    assert plain(text) == "Person fehlt"


def settled(pattern_id: str, lever: Lever | None) -> tuple[Pattern, Assessment]:
    pattern = Pattern(
        pattern_id=PatternId(pattern_id), title="Xylophone verstimmt", summary="Xylophone klingen.",
        cause="", effect="", quotes=(), members=(PainPointId("PP-1"),), field_of_action="Musik",
        analyst="a",
    )  # fmt: skip
    assessment = Assessment(
        pattern_id=pattern.pattern_id, verdict=Verdict.NICHT_KI, lever=lever, reason="Stimmen.",
        ratings=(), analyst="a",
    )  # fmt: skip
    return pattern, assessment


def test_a_settled_pattern_is_known_the_next_time(tmp_path: Path):
    point = PainPoint(
        pain_point_id=PainPointId("PP-1"), statement_id=StatementId("S1"), start=0, end=9,
        text="Das Xylophon ist verstimmt.", issue="Das Xylophon ist verstimmt.",
    )  # fmt: skip
    patterns, assessments = zip(settled("M-1", Lever.IT_BETRIEB), settled("M-2", None), strict=True)
    new = learned(patterns, assessments, [point])
    own = tmp_path / "eigene.json"
    own.write_bytes(catalogue_file((), new))
    [near] = Catalogue(resource("data/katalog/ansatzpunkte.json"), own).nearest(
        [["Xylophon wieder verstimmt, das Xylophon klingt schief"]]
    )

    assert [entry.entry_id for entry in new] == ["eigen-M-1"]
    assert near[0].entry == new[0]


def test_a_pattern_that_is_added_twice_stands_in_the_catalogue_once(tmp_path: Path):
    entry = SHIPPED.entries[0]
    changed = entry.model_copy(update={"title": "Anders"})
    own = tmp_path / "eigene.json"
    own.write_bytes(catalogue_file([entry], [changed]))

    assert Catalogue(own).entries == (changed,)


@pytest.mark.parametrize("content", ["id;Text\n", "{}", '[{"title": "x"}]', ""])
def test_what_is_no_catalogue_is_refused_by_name(tmp_path: Path, content: str):
    file = tmp_path / "katalog.csv"
    file.write_text(content)

    with pytest.raises(InputError, match=r"katalog\.csv ist kein Katalog"):
        Catalogue(file).entries  # noqa: B018
    with pytest.raises(InputError, match=r"katalog\.csv ist kein Katalog"):
        check_catalogue(file)


def test_a_catalogue_that_a_profile_names_must_be_there(tmp_path: Path):
    with pytest.raises(SettingsError, match="own_catalogue"):
        check_catalogue(tmp_path / "nix.json")
    with pytest.raises(InputError, match="das ist ein Ordner"):
        check_catalogue(tmp_path)
