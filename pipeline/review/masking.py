"""What a decision does to a statement above the wall: which places are masked."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from pipeline.records import Decision, Record, Span, Statement, StatementId
from pipeline.review.changes import Change, Mask
from pipeline.tools.detectors.kinds import Kind

HAND = "review"
"""The detector of a span that a person set."""

# Of the marks below it in the shipped sample, 28 of 30 are on ordinary words.
KNOWN = 0.6


class Masking(Record):
    """What shall be masked in a statement of ``length`` characters, without its text."""

    statement_id: StatementId
    text_digest: str
    length: int
    spans: tuple[Span, ...]


class Maskings:
    """A statement that is gone leaves nothing to mask."""

    remembers = False

    def lean(self, masking: Masking) -> dict[str, Any]:
        places = [[span.start, span.end, span.kind] for span in masking.spans]
        return {"text": masking.text_digest, "spans": places}

    def likeness(self, then: Mapping[str, Any], masking: Masking) -> float:
        """A statement is known by its id alone."""
        return 0.0

    def carried(
        self, then: Mapping[str, Any], masking: Masking, change: Change, reason: str
    ) -> Masking | None:
        """Where text or finds are others than those that were judged, a person looks again."""
        return None

    def rebuilt(self, then: Mapping[str, Any], like: Masking) -> Masking:
        places = (Mask(start=start, end=end, kind=kind) for start, end, kind in then["spans"])
        return masked(like, places)

    def unheld(self, content: Masking, others: Sequence[Masking]) -> Masking:
        return content

    def agree(self, one: Masking, other: Masking) -> bool:
        return self.lean(one) == self.lean(other)

    def worded(self, then: Mapping[str, Any], like: Masking) -> Masking:
        return self.rebuilt(then, like)

    def apply(
        self,
        content: Callable[[str], Masking | None],
        item_id: str,
        decision: Decision,
        change: Change,
    ) -> dict[str, Masking | None]:
        masking = content(item_id)
        if masking is None:
            return {}
        match decision.action:
            case "edit":
                return {item_id: masked(masking, change.spans or ())}
            case "discard" | "reject":
                whole = Mask(start=0, end=masking.length, kind=Kind.PERSON)
                return {item_id: masked(masking, [whole])}
            case _:
                return {}


def maskings(
    statements: Sequence[Statement], spans: Iterable[Span], key: bytes
) -> dict[str, Masking]:
    """One for every statement, by its id, also where nothing was found."""
    ordered = sorted(spans, key=lambda span: (span.statement_id, span.start, span.end))
    found = {i: tuple(group) for i, group in groupby(ordered, key=lambda span: span.statement_id)}
    return {
        s.statement_id: Masking(
            statement_id=s.statement_id,
            text_digest=hmac.new(key, s.text.encode(), hashlib.sha256).hexdigest(),
            length=len(s.text),
            spans=found.get(s.statement_id, ()),
        )
        for s in statements
    }


def masked(masking: Masking, places: Iterable[Mask]) -> Masking:
    """Exactly these places; a span that a detector found there keeps its score and its detector."""
    found = {(s.start, s.end, s.kind): s for s in masking.spans}
    spans = [
        found.get((p.start, p.end, p.kind))
        or Span(
            statement_id=masking.statement_id,
            start=p.start,
            end=p.end,
            kind=p.kind,
            score=1.0,
            detector=HAND,
        )
        for p in sorted(places, key=lambda p: (p.start, p.end))
    ]
    return masking.model_copy(update={"spans": tuple(spans)})


def marks(state: Any) -> list[Span]:
    """What is masked as it stands, where a person or a detector knew what it did."""
    maskings = (item.content for item in state.items.values() if item.content is not None)
    return [span for masking in maskings for span in masking.spans if span.score >= KNOWN]


def uncovers(before: Any, after: Any) -> bool:
    """Whether something that is masked before is to be read after."""
    if not isinstance(before, Masking) or not isinstance(after, Masking):
        return False
    return bool(_places(before) - _places(after))


def _places(masking: Masking) -> set[int]:
    return {place for span in masking.spans for place in range(span.start, span.end)}


def both(masking: Masking, then: Mapping[str, Any]) -> Masking:
    """While nobody has looked again, what was masked stays masked as well."""
    places = [Mask(start=s.start, end=s.end, kind=s.kind) for s in masking.spans]
    places += [
        Mask(start=start, end=min(end, masking.length), kind=kind)
        for start, end, kind in then["spans"]
        if start < masking.length
    ]
    joined: list[Mask] = []
    for place in sorted(places, key=lambda p: (p.start, -p.end)):
        if joined and place.start < joined[-1].end:
            last = joined.pop()
            place = last.model_copy(update={"end": max(last.end, place.end)})
        joined.append(place)
    return masked(masking, joined)
