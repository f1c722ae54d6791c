"""Records that many tests make up: of a statement its pain point, of pain points a pattern."""

from collections.abc import Sequence
from typing import Any

from pipeline.records import PainPoint, PainPointId, Pattern, Quote, StatementId


def point_of(statement_id: str, text: str, pain_point_id: str) -> PainPoint:
    """All of a statement as one pain point."""
    return PainPoint(
        pain_point_id=PainPointId(pain_point_id),
        statement_id=StatementId(statement_id),
        start=0,
        end=len(text),
        text=text,
        issue=text,
    )


def quote_of(point: PainPoint) -> Quote:
    return Quote.model_validate(point.model_dump(exclude={"issue"}))


def pattern_of(pattern_id: str, points: Sequence[PainPoint], **told: Any) -> Pattern:
    """Quotes its first pain point, unless told otherwise."""
    usual = {
        "title": f"Muster {pattern_id}",
        "summary": "Es hakt.",
        "cause": "Unklar.",
        "effect": "Es dauert.",
        "quotes": (quote_of(points[0]),),
        "field_of_action": "Dokumente",
        "analyst": "Regeln",
    }
    members = tuple(point.pain_point_id for point in points)
    return Pattern.model_validate({**usual, "pattern_id": pattern_id, "members": members, **told})
