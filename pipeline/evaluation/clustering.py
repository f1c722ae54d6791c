"""How close clusters come to the patterns that a person sees."""

from collections import Counter
from collections.abc import Sequence

from pydantic import Field

from pipeline.records import NOISE, Record


class ClusteringScore(Record):
    """Figures from 0 to 1 unless they count something; ``None`` where there is nothing to measure.

    AMI, ARI, V-measure and BCubed F1 are over the pain points with a gold pattern. What the
    clusterer left as noise is one group of its own in the first three, as in the literature, and
    each pain point a group of one in BCubed.
    """

    pain_points: int
    with_pattern: int
    ami: float
    ari: float
    v_measure: float
    bcubed_f1: float
    coverage: float = Field(ge=0, le=1)
    """Share of the pain points with a gold pattern that came into some cluster."""
    patterns: int
    gold_patterns: int
    noise: int
    noise_precision: float | None
    noise_recall: float | None


def score_clustering(gold: Sequence[str | None], predicted: Sequence[int]) -> ClusteringScore:
    """Position by position; ``None`` in ``gold`` says that the pain point belongs to no pattern."""
    from sklearn.metrics import (
        adjusted_mutual_info_score,
        adjusted_rand_score,
        v_measure_score,
    )

    pairs = list(zip(gold, predicted, strict=True))
    true = [label for label, _ in pairs if label is not None]
    found = [group for label, group in pairs if label is not None]
    noise = [label for label, group in pairs if group == NOISE]
    caught = noise.count(None)
    planted = len(pairs) - len(true)
    return ClusteringScore(
        pain_points=len(pairs),
        with_pattern=len(true),
        ami=float(adjusted_mutual_info_score(true, found)) if true else 0.0,
        ari=float(adjusted_rand_score(true, found)) if true else 0.0,
        v_measure=float(v_measure_score(true, found)) if true else 0.0,
        bcubed_f1=_bcubed_f1(true, found),
        coverage=1 - found.count(NOISE) / len(true) if true else 0.0,
        patterns=len(set(predicted) - {NOISE}),
        gold_patterns=len(set(true)),
        noise=len(noise),
        noise_precision=caught / len(noise) if noise else None,
        noise_recall=caught / planted if planted else None,
    )


def _bcubed_f1(true: Sequence[str], found: Sequence[int]) -> float:
    """Bagga and Baldwin 1998: precision and recall of the group around each item, averaged."""
    if not true:
        return 0.0
    alone = [(group, place if group == NOISE else 0) for place, group in enumerate(found)]
    together = Counter(zip(true, alone, strict=True))
    truths, groups = Counter(true), Counter(alone)
    precision = sum(n * n / groups[group] for (_, group), n in together.items()) / len(true)
    recall = sum(n * n / truths[label] for (label, _), n in together.items()) / len(true)
    return 2 * precision * recall / (precision + recall)
