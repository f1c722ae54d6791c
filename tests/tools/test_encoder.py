from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Embed
from pipeline.tools.encoder import build_encoder
from pipeline.tools.encoders.tfidf import TfidfEncoder

COMPLAINTS = (
    "Die eAkte lädt morgens zehn Minuten.",
    "Morgens lädt die eAkte ewig.",
    "Bescheide versteht keiner.",
    "Kein Mensch versteht unsere Bescheide.",
)


def test_the_stand_in_says_that_it_is_one() -> None:
    assert "Ersatzverfahren" in build_encoder(Embed(method="tfidf")).label


def test_the_stand_in_gives_a_text_the_same_vector_in_any_row() -> None:
    expected = dict(zip(COMPLAINTS, TfidfEncoder().encode(COMPLAINTS), strict=True))

    for order in permutations(COMPLAINTS):
        for text, vector in zip(order, TfidfEncoder().encode(order), strict=True):
            np.testing.assert_array_equal(vector, expected[text])


def test_the_stand_in_finds_shared_spelling() -> None:
    vectors = TfidfEncoder().encode(COMPLAINTS)

    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert vectors[2] @ vectors[3] > vectors[1] @ vectors[3]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=30), max_size=12))
def test_every_text_gets_a_row_of_unit_length(texts: list[str]) -> None:
    vectors = TfidfEncoder().encode(texts)

    assert vectors.dtype == np.float32
    assert vectors.shape[0] == len(texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), np.ones(len(texts)), rtol=1e-5)
