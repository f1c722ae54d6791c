"""pain_points -> embeddings: one vector for what was said and what is meant by it."""

from collections.abc import Sequence

from pipeline.records import Embeddings, PainPoint
from pipeline.tools.detectors.kinds import neutral
from pipeline.tools.encoder import Encoder, unit


def embed(pain_points: Sequence[PainPoint], *, encoder: Encoder) -> Embeddings:
    """Row i is the direction of text i plus, where it says something else, that of its issue.

    Text and issue go to the encoder in one call: a stand-in learns its space from what it is given.
    """
    texts = [neutral(point.text) for point in pain_points]
    issues = [neutral(point.issue) for point in pain_points]
    vectors = encoder.encode([*texts, *issues])
    said, meant = vectors[: len(texts)], vectors[len(texts) :]
    # Where both are the same, the sum has the direction of the one; unit() restores the length.
    return Embeddings(
        ids=tuple(point.pain_point_id for point in pain_points),
        matrix=unit(said + meant),
        encoder=encoder.identity,
    )
