import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tools.likeness import Likeness, cut

DOCUMENTS = ["Akte fehlt, Akte weg.", "Die Akten fehlen wieder", "Telefon klingelt", "Telefonate"]


def test_it_cuts_and_weighs_as_scikit_learn_does():
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2
    )
    matrix = vectoriser.fit_transform(DOCUMENTS)
    asked = ["Wo ist die Akte?", "das telefon", "a", ""]
    expected = (vectoriser.transform(asked) @ matrix.T).toarray()

    assert np.allclose(Likeness(DOCUMENTS).to(asked), expected)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=4))
def test_any_text_has_a_likeness_between_0_and_1(texts):
    found = Likeness(DOCUMENTS).to(texts) if texts else np.zeros((0, 4))

    assert found.shape == (len(texts), 4)
    assert ((found >= 0) & (found <= 1 + 1e-9)).all()


@pytest.mark.parametrize(("word", "pieces"), [("a", [" a "]), ("ab", [" ab", "ab ", " ab "])])
def test_a_short_word_is_a_piece_of_its_own_once(word, pieces):
    assert cut(word) == pieces
