"""Many rows to few points: equal rows become one, and above a size neighbours share a prototype."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

# All pairs of so many points fit into 9 MB and a fraction of a second. Above that, patterns show as
# well in prototypes: see the scale series of evals/clustering.py.
MOST_PROTOTYPES = 1500
BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Condensed:
    """``points[place[i]]`` is row i; ``prototypes[nearest[p]]`` stands for point p."""

    points: Rows
    place: Places
    prototypes: Rows
    nearest: Places


def condense(matrix: Rows, most: int = MOST_PROTOTYPES) -> Condensed:
    """In an order of its own, so that nothing after it depends on the order of the rows."""
    points, place = _distinct(matrix)
    if len(points) <= most:
        return Condensed(points, place, points, np.arange(len(points)))
    # Sorted by their bytes, lowest first, rows lie as if shuffled: every n-th is a fair sample.
    prototypes = points[np.linspace(0, len(points) - 1, most).astype(np.int64)]
    prototypes = unit(sums(points, nearest_of(points, prototypes), most))
    nearest = nearest_of(points, prototypes)
    used, nearest = np.unique(nearest, return_inverse=True)
    return Condensed(points, place, prototypes[used], nearest.reshape(-1))


def unit(rows: Rows) -> Rows:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)


def blocks(rows: int) -> Iterator[slice]:
    for start in range(0, rows, BLOCK):
        yield slice(start, start + BLOCK)


def nearest_of(points: Rows, others: Rows) -> Places:
    nearest = np.empty(len(points), dtype=np.int64)
    for block in blocks(len(points)):
        nearest[block] = (points[block] @ others.T).argmax(axis=1)
    return nearest


def sums(points: Rows, labels: Places, groups: int) -> Rows:
    """Row g is the sum of the points labelled g; a negative label does not count."""
    from scipy.sparse import csr_array

    kept = np.flatnonzero(labels >= 0)
    belongs = csr_array(
        (np.ones(len(kept), np.float32), (labels[kept], kept)), shape=(groups, len(points))
    )
    return np.asarray(belongs @ points, dtype=np.float32)


def _distinct(matrix: Rows) -> tuple[Rows, Places]:
    # Adding 0.0 turns −0.0 into 0.0, which is the same number in other bytes.
    rows = np.ascontiguousarray(matrix, dtype=np.float32) + np.float32(0)
    keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).reshape(-1)
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], place.reshape(-1)
