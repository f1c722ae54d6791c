import pytest

from pipeline.tools.detectors.person_model import PersonModel, may_be_name


@pytest.fixture(scope="module")
def model() -> PersonModel:
    return PersonModel(on_tags=False)


@pytest.mark.parametrize("word", ["SGB", "DFB", "Wut-Mails", "Bildschirm-Anträge", "§", "7"])
def test_what_cannot_be_spoken_or_is_a_compound_of_words_is_no_name(word: str) -> None:
    assert not may_be_name(word)


@pytest.mark.parametrize("word", ["Chr", "Su-Ai-Nee", "Hölscher-Wolf", "Gudrun-Liste", "ÖZ"])
def test_short_foreign_and_double_names_may_be_names(word: str) -> None:
    assert may_be_name(word)


def test_no_surname_has_three_parts_of_which_the_last_is_a_word() -> None:
    assert may_be_name("Schwarz-Gold")
    assert not may_be_name("Schwarz-Rot-Gold")


def test_a_name_is_found_by_how_it_is_spoken_of(model: PersonModel) -> None:
    texts = ["Der Zwackelmann meldet sich nie.", "Der Antragseingang meldet sich nie."]
    named, nobody = model.detect(texts)

    assert [texts[0][mark.start : mark.end] for mark in named] == ["Zwackelmann"]
    assert nobody == []


def test_a_text_is_read_alike_in_any_company(model: PersonModel) -> None:
    text = "Der Zwackelmann meldet sich, die Frau Ergün nie."

    assert model.detect([text, "Ohne Namen.", text, ""]) == [
        *model.detect([text]), [], *model.detect([text]), [],
    ]  # fmt: skip


def test_a_name_far_down_a_long_text_is_found_in_its_place(model: PersonModel) -> None:
    far = "Das Formular ist viel zu lang und keiner liest es bis zum Ende durch. " * 60
    mark = model.detect([far + "Der Zwackelmann meldet sich nie."])[0][-1]

    assert mark.start == len(far) + len("Der ")
