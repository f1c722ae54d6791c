"""Where a vector belongs among groups that are there already."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

# Share of the members that lie farther from the middle of their group than a newcomer may. With
# one half, 0.72 of the newcomers said to fit on texts and 0.94 on texts with extracted sentences
# came into the right one of 21 patterns, although more than half of all newcomers belonged to none.
FARTHER = 0.5


@dataclass(frozen=True, eq=False)
class Placing:
    """Row-wise: the nearest label, 1 − cosine to its centre, and whether the row probably fits."""

    labels: Labels
    distance: npt.NDArray[np.float64]
    fits: npt.NDArray[np.bool_]


def place(points: Rows, known: Rows, labels: Labels, *, farther: float = FARTHER) -> Placing:
    """``labels`` says for each row of ``known`` its group; a negative one does not count.

    Calibrated on ``known`` itself: its members are measured against the centre of the others.
    """
    kept = labels >= 0
    if not kept.any() or len(points) == 0:
        nowhere = np.full(len(points), -1, dtype=np.int64)
        return Placing(nowhere, np.full(len(points), 2.0), np.zeros(len(points), dtype=np.bool_))
    names, group = np.unique(labels[kept], return_inverse=True)
    members = known[kept].astype(np.float64)
    total = np.zeros((len(names), known.shape[1]))
    np.add.at(total, group, members)
    others = total[group] - members
    near = np.einsum("ij,ij->i", members, others) / np.maximum(_length(others), 1e-9)
    close = points.astype(np.float64) @ (total / np.maximum(_length(total), 1e-9)[:, None]).T
    best = close.argmax(axis=1)
    nearest = close.max(axis=1)
    return Placing(
        labels=names[best],
        distance=np.clip(1 - nearest, 0, 2),
        fits=nearest >= np.quantile(near, farther),
    )


def _length(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.linalg.norm(rows, axis=1))
