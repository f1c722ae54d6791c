"""Nearest catalogue entries -> the lever, and whether AI is the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Lever, Verdict
from pipeline.tools.catalogue import Near

# Chosen on the training folders, four at a time held out of the catalogue: three entries, weighted
# by the fourth power of their similarity, a lever that an entry merely accepts counting 0.3, give
# an acceptable lever for 88 % of the topics (macro-F1 0.86); five entries for 87 %.
ENTRIES = 3
SHARPNESS = 4
ACCEPTED = 0.3
# Below this similarity the catalogue does not know the topic: held-out topics of three statements
# lie above it in 95 of 100 cases.
KNOWN = 0.12
# Much text on many topics is similar to everything; then few of the single statements lie near the
# entries that all together lie near. The share that does is above this for 96 of 100 held-out
# topics, and below it for three of four groups thrown together from five topics.
BACKED = 0.3
# Where the two best levers lie this close and only one of them is AI, half of the held-out topics
# are told wrong.
UNDECIDED = 0.03


@dataclass(frozen=True)
class Proposal:
    verdict: Verdict
    lever: Lever | None
    shares: dict[Lever, float]
    """Share of the vote for every lever that got one, the largest first."""


def propose(near: Sequence[Near], backing: float) -> Proposal:
    """``backing`` is the share of members that lie near one of the voting entries themselves."""
    votes = _votes(near)
    total = sum(votes.values())
    if not total or near[0].similarity < KNOWN or backing < BACKED:
        return Proposal(Verdict.UNKLAR, None, {})
    shares = {lever: vote / total for lever, vote in votes.items()}
    return Proposal(_verdict(near, shares), next(iter(shares)), shares)


def without_ai(near: Sequence[Near]) -> Lever | None:
    """The lever that would get the most votes if there were no AI."""
    return next((lever for lever in _votes(near) if lever != Lever.KI), None)


def _votes(near: Sequence[Near]) -> dict[Lever, float]:
    """The most first; at a tie in the order of the levers."""
    votes = dict.fromkeys(Lever, 0.0)
    for entry, similarity in ((n.entry, n.similarity) for n in near[:ENTRIES]):
        for lever in entry.acceptable:
            weight = 1 if lever == entry.lever else ACCEPTED
            votes[lever] += weight * similarity**SHARPNESS
    return {lever: votes[lever] for lever in sorted(Lever, key=lambda v: -votes[v]) if votes[lever]}


def backing(own: Sequence[Sequence[Near]], entries: Sequence[Near]) -> float:
    """The share of members that lie near one of the entries themselves."""
    wanted = {n.entry.entry_id for n in entries}
    return sum(any(n.entry.entry_id in wanted for n in near) for near in own) / len(own)


def _verdict(near: Sequence[Near], shares: dict[Lever, float]) -> Verdict:
    best, *others = shares
    if others and Lever.KI in (best, others[0]) and shares[best] - shares[others[0]] < UNDECIDED:
        return Verdict.UNKLAR
    if best != Lever.KI:
        return Verdict.NICHT_KI
    return Verdict.KI_NACH_VORARBEIT if before_ai(near) else Verdict.KI


def before_ai(near: Sequence[Near]) -> list[Lever]:
    """What like topics need instead of AI, and this one therefore perhaps before it."""
    levers = [n.entry.lever for n in near[:ENTRIES] if n.entry.lever != Lever.KI]
    return list(dict.fromkeys(levers))
