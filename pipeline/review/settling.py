"""What was decided -> the records that flow on, and how far a checkpoint has come."""

from pipeline.records import (
    Assessment,
    CheckpointName,
    Failure,
    FailureKind,
    PainPointId,
    Pattern,
    Span,
)
from pipeline.result import Result
from pipeline.review.changes import REST
from pipeline.review.folding import REMARKS, Fold
from pipeline.review.items import to_decide
from pipeline.review.masking import both
from pipeline.run_facts import Review


def settle_spans(state: Fold) -> Result[Span]:
    """Where a decision waits to be looked at again, what it masked stays masked."""
    maskings = [
        both(item.content, item.was) if item.again and item.was else item.content
        for item in state.items.values()
        if item.content is not None
    ]
    return Result(tuple(span for masking in maskings for span in masking.spans))


def settle_patterns(state: Fold) -> Result[Pattern]:
    """A failure for each pain point that lost its pattern, so that none goes missing."""
    settled = [
        item.content
        for item_id, item in state.items.items()
        if item_id != REST and item.content is not None
    ]
    proposed = [c for i, c in _candidates(state).items() if i != REST]
    placed = {member for pattern in settled for member in pattern.members}
    rest = set(state.items[REST].content.members)
    failures = [
        _left(member, "rest" if member in rest else "discarded")
        for pattern in proposed
        for member in pattern.members
        if member not in placed
    ]
    return Result(tuple(settled), tuple(failures))


def settle_assessments(state: Fold) -> Result[Assessment]:
    """A rejected assessment leaves its pattern without one."""
    kept = [item.content for item in state.items.values() if item.content is not None]
    failures = [
        Failure(
            item_id=item.item_id,
            stage="review",
            kind="discarded",
            reason="Die Einstufung wurde in der Prüfung verworfen.",
        )
        for item in state.items.values()
        if item.content is None and item.candidate is not None
    ]
    return Result(tuple(kept), tuple(failures))


def progress(checkpoint: CheckpointName, state: Fold) -> Review:
    """Counts items, not decisions; who only commented has not reviewed."""
    items = to_decide(state.items.values())
    waiting = [item.item_id for item in items if item.status != "released"]
    withdrawn = {h for item in state.items.values() for h in item.taken_back}
    counted = [
        d
        for item in items
        for d in item.decisions
        if d.action not in {*REMARKS, "take_back"}
        and d.hash not in withdrawn
        and d not in item.stale
    ]
    return Review(
        checkpoint=checkpoint,
        proposed=len(items),
        decided=len(items) - len(waiting),
        reviewers=tuple(sorted({d.reviewer for d in counted})),
        last_at=max((d.at for d in counted), default=None),
        undecided=tuple(sorted(waiting)),
        released=tuple(sorted(i.item_id for i in items if i.status == "released")),
    )


def _candidates(state: Fold) -> dict[str, Pattern]:
    return {i: item.candidate for i, item in state.items.items() if item.candidate is not None}


def _left(member: PainPointId, kind: FailureKind) -> Failure:
    reasons = {
        "rest": "In der Prüfung in die Restmenge verschoben.",
        "discarded": "Das Muster wurde in der Prüfung verworfen.",
    }
    return Failure(item_id=member, stage="review", kind=kind, reason=reasons[kind])
