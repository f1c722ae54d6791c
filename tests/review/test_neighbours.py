import numpy as np
from paper import pattern

from pipeline.records import Embeddings, PainPointId
from pipeline.review.neighbours import Neighbours

MATRIX = np.array([[1, 0], [0.96, 0.28], [0.96, -0.28], [0.99, 0.1], [-1, 0]], np.float32)
EMBEDDINGS = Embeddings(tuple(PainPointId(f"p{row}") for row in range(5)), MATRIX, "test")


def test_only_what_is_as_near_as_the_members_fits_a_pattern():
    near = Neighbours([pattern("a", (0, 1, 2))], EMBEDDINGS)

    assert near.fitting([PainPointId("p3"), PainPointId("p4")]) == {"p3"}


def test_without_patterns_or_embeddings_nothing_fits():
    assert Neighbours([], EMBEDDINGS).fitting([PainPointId("p3")]) == set()
    assert Neighbours([pattern("a", (0,))], None).fitting([PainPointId("p3")]) == set()
