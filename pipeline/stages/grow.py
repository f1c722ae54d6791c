"""embeddings, approved members -> grown members, clusters: a new wave joins what is approved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.records import Cluster, Embeddings, PainPointId, PatternId, Record
from pipeline.result import Result
from pipeline.stages.cluster import cluster
from pipeline.tools.clusterer import Clusterer
from pipeline.tools.placing import place

Members = Mapping[PatternId, Collection[PainPointId]]


@dataclass(frozen=True)
class Grown:
    """The approved patterns with their newcomers, and clusters of what fits none of them."""

    members: Mapping[PatternId, tuple[PainPointId, ...]]
    rest: Result[Cluster]


def grow(
    embeddings: Embeddings,
    approved: Members,
    seen: Collection[PainPointId],
    *,
    clusterer: Clusterer,
) -> Grown:
    """No approved member moves; only a pain point that was never ``seen`` may join a pattern.

    What a person has seen and left out of every pattern stays out, but may form a cluster with the
    newcomers that fit nowhere. Members that are no longer among the embeddings are gone.
    """
    row_of = {pain_point: row for row, pain_point in enumerate(embeddings.ids)}
    patterns = sorted(approved)
    labels = np.full(len(embeddings.ids), -1, dtype=np.int64)
    for number, pattern in enumerate(patterns):
        for pain_point in approved[pattern]:
            if pain_point in row_of:
                labels[row_of[pain_point]] = number
    old = set(seen)
    newcomers = np.array(
        [row for row, name in enumerate(embeddings.ids) if labels[row] < 0 and name not in old],
        dtype=np.int64,
    )
    placing = place(embeddings.matrix[newcomers], embeddings.matrix, labels)
    labels[newcomers] = np.where(placing.fits, placing.labels, -1)
    left = np.flatnonzero(labels < 0)
    return Grown(
        members={
            pattern: tuple(sorted(embeddings.ids[row] for row in np.flatnonzero(labels == number)))
            for number, pattern in enumerate(patterns)
        },
        rest=cluster(
            Embeddings(
                tuple(embeddings.ids[row] for row in left),
                embeddings.matrix[left],
                embeddings.encoder,
            ),
            clusterer=clusterer,
        ),
    )


class Change(Record):
    """What a wave did to one pattern; members before − left + joined = members after."""

    pattern_id: PatternId
    before: int
    after: int
    joined: tuple[PainPointId, ...] = ()
    left: tuple[PainPointId, ...] = ()


def difference(before: Members, after: Members) -> tuple[Change, ...]:
    """Only the patterns that changed, among them the new (before 0) and the gone (after 0).

    A pain point that moved from one pattern to another has left the one and joined the other.
    """
    changes = []
    for pattern in sorted({*before, *after}):
        old, new = set(before.get(pattern, ())), set(after.get(pattern, ()))
        if old != new:
            changes.append(
                Change(
                    pattern_id=pattern,
                    before=len(old),
                    after=len(new),
                    joined=tuple(sorted(new - old)),
                    left=tuple(sorted(old - new)),
                )
            )
    return tuple(changes)
