"""The decision log: each decision names the hash of the one before it, so none can be lost."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from pipeline.records import Decision, Proposal

GENESIS = "0" * 64


def decide(
    proposals: Iterable[Proposal], *, after: Sequence[Decision], reviewer: str, at: str, reason: str
) -> list[Decision]:
    """Approve the proposals, in order; ``at`` is ISO 8601, UTC, and comes from the door."""
    previous = after[-1].hash if after else GENESIS
    decisions = []
    for proposal in proposals:
        word = {
            "checkpoint": proposal.checkpoint,
            "item_id": proposal.item_id,
            "candidate_digest": proposal.digest,
            "action": "approve",
            "reviewer": reviewer,
            "at": at,
            "reason": reason,
            "previous_hash": previous,
        }
        unsigned = Decision.model_validate({**word, "hash": ""})
        decision = unsigned.model_copy(update={"hash": link(unsigned)})
        decisions.append(decision)
        previous = decision.hash
    return decisions


def link(decision: Decision) -> str:
    """SHA-256 over every field but the hash itself, the previous hash included."""
    content = decision.model_dump(mode="json", exclude={"hash"})
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def first_broken(decisions: Sequence[Decision]) -> int | None:
    """Position of the first decision that does not follow from the one before it."""
    previous = GENESIS
    for position, decision in enumerate(decisions):
        if decision.previous_hash != previous or decision.hash != link(decision):
            return position
        previous = decision.hash
    return None
