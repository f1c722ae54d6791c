"""Where to cut a linkage tree: as many groups as stand apart, near to a number one can review."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.tools.clusterers.condensing import Rows, sums, unit

Labels = npt.NDArray[np.int64]

# How much a number of groups far from the square root of n must win in silhouette: 0.07 for half
# or double of it. Without it, vectors that tell little fall into groups of three or four; with it
# 0.05 to 0.2 gave the same AMI on twelve labelled sets.
PULL = 0.1
# 25 patterns are what a workshop can discuss; a thousand statements more make 25 more.
MOST_PER_THOUSAND = 25
SETTLING_ROUNDS = 10


@dataclass(frozen=True, eq=False)
class Cut:
    """Row-wise group numbers from 0, and how well the groups stand apart (−1 to 1)."""

    labels: Labels
    silhouette: float


def cut(points: Rows, statements: int, *, groups: int | None = None) -> Cut:
    """Ward linkage, cut at the best number of groups or at the number wished for.

    Silhouette (Rousseeuw 1987) minus ``PULL`` · ln²(groups / √statements).
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(points) < 2 or groups == 1:
        return Cut(np.zeros(len(points), dtype=np.int64), 0.0)
    apart = _distances(points)
    tree = linkage(squareform(np.sqrt(2 * apart), checks=False), method="ward")
    best: tuple[float, Cut] | None = None
    for number in [groups] if groups else _numbers(len(points), statements):
        labels = np.unique(fcluster(tree, number, criterion="maxclust"), return_inverse=True)[1]
        silhouette = _silhouette(apart, labels)
        score = silhouette - PULL * float(np.log(number / np.sqrt(statements)) ** 2)
        if best is None or score > best[0]:
            best = score, Cut(labels, silhouette)
    assert best is not None
    return Cut(_settle(points, best[1].labels), best[1].silhouette)


def _numbers(points: int, statements: int) -> Iterator[int]:
    """Every number that may be tried up to 50, then in steps of a tenth, up to 3 · √statements."""
    reviewable = MOST_PER_THOUSAND * max(1000, statements) // 1000
    most = min(points // 2, reviewable, round(3 * statements**0.5))
    number = 2
    while number <= max(2, most):
        yield number
        number += max(1, number // 10) if number >= 50 else 1


def _distances(points: Rows) -> npt.NDArray[np.float32]:
    close = points @ points.T
    apart = np.maximum(1 - (close + close.T) / 2, 0).astype(np.float32)
    np.fill_diagonal(apart, 0)
    return apart


def _silhouette(apart: npt.NDArray[np.float32], labels: Labels) -> float:
    if labels.max() == 0:
        return 0.0
    members = np.eye(labels.max() + 1, dtype=np.float32)[labels]
    sizes = members.sum(axis=0)
    means = apart @ members
    rows = np.arange(len(labels))
    own = means[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means /= sizes
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    score = (other - own) / np.maximum(np.maximum(own, other), 1e-9)
    return float(np.where(sizes[labels] == 1, 0, score).mean())


def _settle(points: Rows, labels: Labels) -> Labels:
    """Each point to the nearest centre until none moves; no group is ever emptied."""
    groups = int(labels.max()) + 1
    for _ in range(SETTLING_ROUNDS):
        moved = (points @ unit(sums(points, labels, groups)).T).argmax(axis=1)
        if np.array_equal(moved, labels) or len(np.unique(moved)) < groups:
            break
        labels = moved
    return labels
