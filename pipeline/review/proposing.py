"""candidates -> cases: what a person is asked, each under the digest of its content."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.records import (
    NOISE,
    Assessment,
    Cluster,
    Decision,
    PainPoint,
    Pattern,
    Span,
    Statement,
)
from pipeline.review.assessments import Assessments
from pipeline.review.changes import REST
from pipeline.review.folding import Fold, fold
from pipeline.review.items import Matter
from pipeline.review.masking import Maskings, maskings
from pipeline.review.patterns import Patterns


@dataclass(frozen=True)
class Case:
    """All that is proposed at one checkpoint; where nothing is ``asked`` of it, a person may still
    decide.
    """

    matter: Matter
    candidates: Mapping[str, Any]
    digests: Mapping[str, str]
    asked: Callable[[Any], bool] = bool

    def fold(self, decisions: Sequence[Decision], *, needed: int) -> Fold:
        """As it stands after these decisions, all of this checkpoint."""
        return fold(
            self.matter,
            self.candidates,
            decisions,
            needed=needed,
            digests=self.digests,
            asked=self.asked,
        )


def spans_case(statements: Sequence[Statement], spans: Sequence[Span], *, key: bytes) -> Case:
    """Asked about every statement in which something was found.

    Whoever has the log and the masked text could try out names against a plain digest; without
    the ``key``, which goes when the texts go, there is nothing to try them against.
    """
    found = maskings(statements, spans, key)
    return _case(Maskings(), found, lambda masking: bool(masking.spans))


def patterns_case(
    patterns: Sequence[Pattern], clusters: Sequence[Cluster], pain_points: Sequence[PainPoint]
) -> Case:
    """Asked about every pattern; out of the Restmenge more can be made."""
    noise = {m.pain_point_id for c in clusters if c.cluster_id == NOISE for m in c.members}
    matter = Patterns({p.pain_point_id: p for p in pain_points}, noise)
    candidates: dict[str, Pattern] = {p.pattern_id: p for p in patterns}
    candidates[REST] = matter.remainder(noise)
    return _case(matter, candidates)


def assessments_case(assessments: Sequence[Assessment]) -> Case:
    return _case(Assessments(), {a.pattern_id: a for a in assessments})


def _case(
    matter: Matter, candidates: Mapping[str, Any], asked: Callable[[Any], bool] = bool
) -> Case:
    digests = {i: digest(matter.lean(c)) for i, c in candidates.items()}
    return Case(matter, candidates, digests, asked)


def digest(lean: Mapping[str, Any]) -> str:
    """Of what is judged: scores, detectors and sentences about counts may change without it."""
    return hashlib.sha256(json.dumps(lean, sort_keys=True).encode()).hexdigest()
