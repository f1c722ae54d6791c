import pytest

from pipeline.tools.detectors.crf import likely


@pytest.mark.parametrize("word", ["SGB", "DFB", "Wut-Mails", "Bildschirm-Anträge"])
def test_what_cannot_be_spoken_or_is_a_compound_of_words_is_no_name(word: str) -> None:
    assert not likely(word, 1.0)


@pytest.mark.parametrize("word", ["Chr", "Su-Ai-Nee", "Hölscher-Wolf", "Gudrun-Liste", "ÖZ"])
def test_short_foreign_and_double_names_stay_likely(word: str) -> None:
    assert likely(word, 1.0)


def test_a_word_of_the_language_needs_more_than_an_unknown_one() -> None:
    assert likely("Zwackelmann", 0.1)
    assert not likely("Antrag", 0.1)
