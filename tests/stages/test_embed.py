from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.records import PainPoint, PainPointId, StatementId
from pipeline.stages.embed import embed


class LetterEncoder:
    """One dimension for each of four letters, and a history of what it was asked."""

    identity = "letters"
    label = "Buchstaben"

    def __init__(self) -> None:
        self.history: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.history.extend(texts)
        counts = np.array([[text.count(letter) for letter in "abcd"] for text in texts])
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def pain_point(name: str, text: str, issue: str) -> PainPoint:
    return PainPoint(
        pain_point_id=PainPointId(name),
        statement_id=StatementId("s"),
        start=0,
        end=len(text),
        text=text,
        issue=issue,
    )


def test_a_vector_lies_half_way_between_what_was_said_and_what_is_meant() -> None:
    embeddings = embed([pain_point("p", "a", "b")], encoder=LetterEncoder())

    assert embeddings.ids == ("p",)
    assert embeddings.encoder == "letters"
    np.testing.assert_allclose(embeddings.matrix, [[0.5**0.5, 0.5**0.5, 0, 0]], rtol=1e-6)


def test_an_issue_that_repeats_the_text_leaves_its_vector_alone() -> None:
    encoder = LetterEncoder()

    embeddings = embed([pain_point("p", "aab", "aab")], encoder=encoder)

    np.testing.assert_allclose(embeddings.matrix, encoder.encode(["aab"]), rtol=1e-6)


def test_the_encoder_never_sees_a_placeholder() -> None:
    encoder = LetterEncoder()

    embed([pain_point("p", "a [PERSON_1] in [GEMEINDE_12] ruft [DATUM] an", "a")], encoder=encoder)

    assert not any("[" in text or "_" in text for text in encoder.history)


def test_no_pain_points_make_no_embeddings() -> None:
    from pipeline.tools.encoders.tfidf import TfidfEncoder

    embeddings = embed([], encoder=TfidfEncoder())

    assert embeddings.ids == ()
    assert embeddings.matrix.shape[0] == 0
