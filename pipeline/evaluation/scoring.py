"""How good a run is, measured on labelled statements."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.evaluation.clustering import ClusteringScore, score_clustering
from pipeline.evaluation.gold import NO_PATTERN, GoldLever, GoldStatement
from pipeline.evaluation.levers import LeverScore, score_levers
from pipeline.evaluation.privacy import Share, Stretch, leak_recall, over_redaction
from pipeline.records import (
    NOISE,
    Assessment,
    Cluster,
    PainPoint,
    Pattern,
    PatternId,
    Record,
    Span,
    Statement,
    StatementId,
)

Pairs = Sequence[tuple[GoldStatement, Statement]]


class Evaluation(Record):
    """``None`` where the gold says nothing about it, or the run has not come that far."""

    labelled: int
    matched: int
    privacy: "PrivacyScore"
    patterns: ClusteringScore | None
    levers: LeverScore | None


class Fraction(Record):
    found: int
    of: int
    value: float | None

    @classmethod
    def of_share(cls, share: Share) -> "Fraction":
        return cls(found=share.part, of=share.whole, value=share.value)


class PrivacyScore(Record):
    """Leak recall by type: every letter and digit of the gold span lies under some mask."""

    recall: dict[str, Fraction]
    over_redaction: Fraction
    """Words that hold no personal data and were masked, of all such words."""
    not_found: int
    """Labelled passages that do not stand in their statement word for word."""


def score_privacy(pairs: Pairs, spans: Sequence[Span]) -> PrivacyScore:
    masked: dict[StatementId, list[Stretch]] = {}
    for span in spans:
        masked.setdefault(span.statement_id, []).append(Stretch(span.start, span.end, span.kind))
    placed = [(truth, s, s.text.find(truth.text)) for truth, s in pairs]
    found = [(truth, s, at) for truth, s, at in placed if at >= 0]
    texts = [truth.text for truth, _, _ in found]
    gold = [truth.stretches for truth, _, _ in found]
    predicted = [
        [Stretch(m.start - at, m.end - at, m.type) for m in masked.get(s.statement_id, ())]
        for _, s, at in found
    ]
    recall = leak_recall(texts, gold, predicted)
    return PrivacyScore(
        recall={type_: Fraction.of_share(share) for type_, share in recall.items()},
        over_redaction=Fraction.of_share(over_redaction(texts, gold, predicted)),
        not_found=len(placed) - len(found),
    )


def score_patterns(
    pairs: Pairs, pain_points: Sequence[PainPoint], clusters: Sequence[Cluster]
) -> ClusteringScore | None:
    """Over pain points; a statement without one counts as a pain point in the noise."""
    group = {m.pain_point_id: c.cluster_id for c in clusters for m in c.members}
    found: dict[StatementId, list[int]] = {}
    for point in pain_points:
        found.setdefault(point.statement_id, []).append(group.get(point.pain_point_id, NOISE))
    labelled = [
        (None if truth.pattern == NO_PATTERN else truth.pattern, label)
        for truth, statement in _patterned(pairs)
        for label in found.get(statement.statement_id, [NOISE])
    ]
    return score_clustering(*zip(*labelled, strict=True)) if labelled else None


def score_assessments(
    pairs: Pairs,
    pain_points: Sequence[PainPoint],
    patterns: Sequence[Pattern],
    assessments: Sequence[Assessment],
    levers: Mapping[str, GoldLever],
) -> LeverScore | None:
    """Each pattern against the gold pattern that most of its members belong to."""
    proposed = {a.pattern_id: a.lever for a in assessments}
    judged = [
        (levers[label], proposed.get(pattern_id))
        for pattern_id, label in _majorities(pairs, pain_points, patterns).items()
        if label in levers
    ]
    return score_levers(*zip(*judged, strict=True)) if judged else None


def _majorities(
    pairs: Pairs, pain_points: Sequence[PainPoint], patterns: Sequence[Pattern]
) -> dict[PatternId, str]:
    truth = {statement.statement_id: gold.pattern for gold, statement in _patterned(pairs)}
    said_by = {p.pain_point_id: p.statement_id for p in pain_points}
    majorities = {}
    for pattern in patterns:
        labels = Counter(truth.get(said_by[m]) for m in pattern.members)
        named = [(-n, label) for label, n in labels.items() if label and label != NO_PATTERN]
        if named:
            majorities[pattern.pattern_id] = min(named)[1]
    return majorities


def _patterned(pairs: Pairs) -> list[tuple[GoldStatement, Statement]]:
    return [(truth, statement) for truth, statement in pairs if truth.pattern is not None]
