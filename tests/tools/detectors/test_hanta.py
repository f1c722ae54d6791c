import pytest

pytest.importorskip("HanTa")

from pipeline.tools.detectors.hanta import Tags

SENTENCES = (["Die", "Akten", "fehlen", "."], ["Akten", "fehlen", "die", "Namen", "."])


def test_words_that_come_again_are_tagged_as_before():
    tags = Tags()
    first = [tags.of(sentence) for sentence in SENTENCES]

    assert [tags.of(sentence) for sentence in SENTENCES] == first
    assert first[0][1] == "NN"
