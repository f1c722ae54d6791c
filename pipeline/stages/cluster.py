"""embeddings, known -> clusters: what lies together is one cluster, the rest is noise."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.errors import PipelineError
from pipeline.records import (
    NOISE,
    NOTHING_KNOWN,
    Cluster,
    ClusterId,
    Embeddings,
    FieldId,
    Known,
    Member,
    PainPointId,
)
from pipeline.result import Result
from pipeline.stages.grow import grow
from pipeline.tools.clusterer import Clusterer

Rows = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

EXEMPLARS = 5
FARTHEST = 3
OUTSIDE = 3
# As a share of what holds the looser of two groups together. On the sample, five of 300 pairs lie
# above it and share 0.37 of what they complain of; any two share 0.07. From 0.5 on it were nine.
ALIKE = 0.6


def cluster(
    embeddings: Embeddings, known: Known = NOTHING_KNOWN, *, clusterer: Clusterer
) -> Result[Cluster]:
    """Every pain point in exactly one cluster, whatever the order of the rows.

    Numbered from 0 by size, the largest first, equals by their smallest member id. Patterns that
    people know keep their members and are joined by newcomers.
    """
    if not embeddings.ids:
        return Result(())
    if not np.isfinite(embeddings.matrix).all():
        raise PipelineError(
            "Einige Satzvektoren enthalten keine gültigen Zahlen. Prüfen Sie das Sprachmodell mit "
            "„schmerzpunkt models check“ und starten Sie den Lauf danach neu."
        )
    order = np.argsort(np.array(embeddings.ids), kind="stable")
    ids = [embeddings.ids[row] for row in order]
    matrix = embeddings.matrix[order]
    partition = clusterer.partition(matrix)
    grown, names = grow(partition.labels, ids, matrix, known)
    groups = _by_size(grown, ids)
    labels = np.full(len(ids), NOISE, dtype=np.int64)
    for number, rows in enumerate(groups):
        labels[rows] = number
    fields = _numbered(_most_common(partition.fields[rows]) for rows in groups)
    measured = {p.pattern_id: (frozenset(p.members), p.stability) for p in known.patterns}
    centres = np.array([matrix[rows].mean(axis=0) for rows in groups])
    cohesion, alike = _compared(matrix, groups)
    found = []
    for number, rows in enumerate(groups):
        close = matrix @ centres[number]
        inwards = rows[np.argsort(-close[rows], kind="stable")]
        others = np.flatnonzero(labels != number)
        name = names.get(int(grown[rows[0]]))
        stability = partition.stability.get(int(partition.labels[rows[0]]))
        if name:
            # That of a known pattern was measured for the members that it had.
            had, stability = measured[name]
            stability = stability if had == {ids[row] for row in rows} else None
        found.append(
            Cluster(
                cluster_id=ClusterId(number),
                field_id=FieldId(fields[number]),
                members=_members(rows, ids, _near(close, rows) if name else partition.membership),
                exemplars=_named(inwards[:EXEMPLARS], ids),
                farthest=_named(inwards[EXEMPLARS:][::-1][:FARTHEST], ids),
                outside=_named(others[np.argsort(-close[others], kind="stable")][:OUTSIDE], ids),
                alike=tuple(ClusterId(other) for other in alike[number]),
                stability=stability,
                cohesion=cohesion[number],
                pattern_id=name,
            )
        )
    noise = np.flatnonzero(labels == NOISE)
    if len(noise):
        found.append(
            Cluster(
                cluster_id=NOISE,
                field_id=FieldId(-1),
                members=_members(noise, ids, np.zeros_like(partition.membership)),
            )
        )
    return Result(tuple(found))


def _by_size(labels: Numbers, ids: Sequence[PainPointId]) -> list[Numbers]:
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels[labels >= 0])]
    return sorted(groups, key=lambda rows: (-len(rows), ids[rows[0]]))


def _numbered(values: Iterable[int]) -> list[int]:
    """The same values, renamed 0, 1, … in the order of their first appearance."""
    seen: dict[int, int] = {}
    return [seen.setdefault(value, len(seen)) for value in values]


def _most_common(values: Numbers) -> int:
    names, counts = np.unique(values, return_counts=True)
    return int(names[counts.argmax()])


def _near(close: Rows, rows: Numbers) -> Rows:
    """To the middle of the pattern, as a share of its nearest member."""
    nearest = max(float(close[rows].max()), 1e-9)
    return np.asarray(np.clip(close / nearest, 0, 1), dtype=np.float32)


def _named(rows: Numbers, ids: Sequence[PainPointId]) -> tuple[PainPointId, ...]:
    return tuple(ids[row] for row in rows)


def _members(rows: Numbers, ids: Sequence[PainPointId], membership: Rows) -> tuple[Member, ...]:
    return tuple(Member(pain_point_id=ids[row], membership=float(membership[row])) for row in rows)


def _compared(
    matrix: Rows, groups: Sequence[Numbers]
) -> tuple[list[float | None], list[list[int]]]:
    """For each group its cohesion, and those that it could be merged with, the most alike first.

    Cohesion is the mean cosine within the group as a share of the median of all groups. Of all
    pairs, two groups are alike if the mean cosine across them is at least ``ALIKE`` of that within
    the looser of them. Measured from the middle of all: some encoders find everything similar.
    """
    if len(groups) < 2:
        return [None for _ in groups], [[] for _ in groups]
    apart = matrix.astype(np.float64) - matrix.mean(axis=0, dtype=np.float64)
    apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    total = np.array([apart[rows].sum(axis=0) for rows in groups])
    size = np.array([len(rows) for rows in groups], dtype=np.float64)
    products = total @ total.T
    across = products / np.outer(size, size)
    within = (np.diag(products) - size) / np.maximum(size * (size - 1), 1)
    likeness = across / np.maximum(np.minimum.outer(within, within), 1e-9)
    np.fill_diagonal(likeness, 0)
    usual = float(np.median(within))
    return [float(near / usual) if usual > 0 else None for near in within], [
        [int(other) for other in np.argsort(-row, kind="stable") if row[other] >= ALIKE]
        for row in likeness
    ]
