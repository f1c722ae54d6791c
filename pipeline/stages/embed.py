"""pain_points -> embeddings: one vector for what was said and what is meant by it."""

import re
from collections.abc import Sequence

from pipeline.records import Embeddings, PainPoint
from pipeline.tools.encoder import Encoder, unit

_PLACEHOLDER = re.compile(r"\[([A-ZÄÖÜ]+)(?:_\d+)?\]")


def embed(pain_points: Sequence[PainPoint], *, encoder: Encoder) -> Embeddings:
    """Row i is the direction of text i plus, where it says something else, that of its issue.

    Text and issue go to the encoder in one call: a stand-in learns its space from what it is given.
    """
    texts = [_plain(point.text) for point in pain_points]
    issues = [_plain(point.issue) for point in pain_points]
    vectors = encoder.encode([*texts, *issues])
    said, meant = vectors[: len(texts)], vectors[len(texts) :]
    # Where both are the same, the sum has the direction of the one; unit() restores the length.
    return Embeddings(
        ids=tuple(point.pain_point_id for point in pain_points),
        matrix=unit(said + meant),
        encoder=encoder.identity,
    )


def _plain(text: str) -> str:
    return _PLACEHOLDER.sub(lambda match: match.group(1).capitalize(), text)
