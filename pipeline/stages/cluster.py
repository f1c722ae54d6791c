"""embeddings -> clusters: pain points that lie together become one cluster, the rest is noise."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from pipeline.errors import PipelineError
from pipeline.records import NOISE, Cluster, ClusterId, Embeddings, FieldId, Member, PainPointId
from pipeline.result import Result
from pipeline.tools.clusterer import Clusterer, Partition

EXEMPLARS = 5


def cluster(embeddings: Embeddings, *, clusterer: Clusterer) -> Result[Cluster]:
    """Every pain point in exactly one cluster, whatever the order of the rows.

    Numbered from 0 by size, the largest first, equals by their smallest member id.
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
    groups = _by_size(partition.labels, ids)
    fields = _numbered(int(partition.fields[rows[0]]) for rows in groups)
    found = [
        _cluster(ClusterId(number), FieldId(fields[number]), rows, ids, matrix, partition)
        for number, rows in enumerate(groups)
    ]
    noise = np.flatnonzero(partition.labels < 0)
    if len(noise):
        members = tuple(Member(pain_point_id=ids[row], membership=0) for row in noise)
        found.append(Cluster(cluster_id=NOISE, field_id=FieldId(-1), members=members))
    return Result(tuple(found))


def _by_size(labels: npt.NDArray[np.int64], ids: list[PainPointId]) -> list[npt.NDArray[np.int64]]:
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels[labels >= 0])]
    return sorted(groups, key=lambda rows: (-len(rows), ids[rows[0]]))


def _numbered(values: Iterable[int]) -> list[int]:
    """The same values, renamed 0, 1, … in the order of their first appearance."""
    seen: dict[int, int] = {}
    return [seen.setdefault(value, len(seen)) for value in values]


def _cluster(
    cluster_id: ClusterId,
    field_id: FieldId,
    rows: npt.NDArray[np.int64],
    ids: list[PainPointId],
    matrix: npt.NDArray[np.float32],
    partition: Partition,
) -> Cluster:
    centre = matrix[rows].mean(axis=0)
    nearest = rows[np.argsort(-(matrix[rows] @ centre), kind="stable")]
    return Cluster(
        cluster_id=cluster_id,
        field_id=field_id,
        members=tuple(
            Member(pain_point_id=ids[row], membership=float(partition.membership[row]))
            for row in rows
        ),
        exemplars=tuple(ids[row] for row in nearest[:EXEMPLARS]),
        stability=partition.stability.get(int(partition.labels[rows[0]])),
    )
