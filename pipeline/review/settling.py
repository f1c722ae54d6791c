"""proposals, decisions -> what is decided and what is still open."""

from collections.abc import Iterable, Sequence

from pipeline.potential_map import Review
from pipeline.records import CheckpointName, Decision, Proposal


def still_open(proposals: Iterable[Proposal], decisions: Iterable[Decision]) -> list[Proposal]:
    """A decision counts only for the content that it judged; anything changed since is open."""
    decided = {(d.checkpoint, d.item_id, d.candidate_digest) for d in decisions}
    return [p for p in proposals if (p.checkpoint, p.item_id, p.digest) not in decided]


def progress(
    checkpoint: CheckpointName, proposals: Sequence[Proposal], decisions: Sequence[Decision]
) -> Review:
    waiting = still_open(proposals, decisions)
    named = {(p.item_id, p.digest) for p in proposals}
    counted = [
        d
        for d in decisions
        if d.checkpoint == checkpoint and (d.item_id, d.candidate_digest) in named
    ]
    return Review(
        checkpoint=checkpoint,
        proposed=len(proposals),
        decided=len(proposals) - len(waiting),
        reviewers=tuple(sorted({d.reviewer for d in counted})),
        last_at=max((d.at for d in counted), default=None),
        undecided=tuple(sorted(p.item_id for p in waiting)),
    )
