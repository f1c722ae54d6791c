"""candidates -> proposals: what a person is asked, each under the digest of its content."""

import hashlib
import json
from collections.abc import Sequence
from itertools import groupby

from pipeline.records import (
    Assessment,
    CheckpointName,
    Pattern,
    Proposal,
    Record,
    Span,
    Statement,
)


def propose_spans(statements: Sequence[Statement], spans: Sequence[Span]) -> list[Proposal]:
    """One proposal for each statement in which something was found."""
    text = {s.statement_id: s.text for s in statements}
    by_statement = groupby(sorted(spans, key=_place), key=lambda span: span.statement_id)
    return [
        _proposal("datenschutz", statement_id, [text[statement_id], *found])
        for statement_id, found in by_statement
    ]


def propose_patterns(patterns: Sequence[Pattern]) -> list[Proposal]:
    return [_proposal("muster", p.pattern_id, [p]) for p in patterns]


def propose_assessments(assessments: Sequence[Assessment]) -> list[Proposal]:
    return [_proposal("einstufung", a.pattern_id, [a]) for a in assessments]


def _place(span: Span) -> tuple[str, int, int]:
    return span.statement_id, span.start, span.end


def _proposal(checkpoint: CheckpointName, item_id: str, judged: Sequence[str | Record]) -> Proposal:
    content = [j if isinstance(j, str) else j.model_dump(mode="json") for j in judged]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return Proposal(checkpoint=checkpoint, item_id=item_id, digest=digest)
