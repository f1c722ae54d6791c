"""Who belongs to nothing: points with few near neighbours and little in common with their group."""

import numpy as np
import numpy.typing as npt

from pipeline.tools.clusterers.condensing import Condensed, Places, Rows, blocks, sums

Figures = npt.NDArray[np.float64]

NEIGHBOURS = 40
# Both as shares of the way from what any two points have in common to what is usual: encoders
# differ in how alike they find everything. On twelve sets of topics with noise, neither of which
# the encoder had seen, 0.26 of what is left out was noise and 0.37 of the noise is left out, for
# 0.005 in AMI; 0.35 makes that 0.28 and 0.32.
LONELY = 0.4
# Nobody is noise who is nearly as near to its group as usual, however small that group.
AT_HOME = 0.7


def lonely(data: Condensed, labels: Places) -> npt.NDArray[np.bool_]:
    """For each point whether it is noise, given the group of each point.

    Noise has little company: it is hardly nearer to its group and its neighbours than to anybody.
    """
    if labels.max() < 1:
        return np.zeros(len(labels), dtype=np.bool_)
    chance = float(loyalty(data.points, np.zeros_like(labels)).mean())
    own = loyalty(data.points, labels) - chance
    company = (own + _density(data) - chance) / 2
    return np.asarray((company <= LONELY * np.median(company)) & (own <= AT_HOME * np.median(own)))


def loyalty(points: Rows, labels: Places) -> Figures:
    """Mean cosine of each point to the others in its group; 0 without a group or others."""
    total = sums(points, labels, int(labels.max(initial=0)) + 1)
    size = np.bincount(labels[labels >= 0], minlength=len(total))[labels]
    found = np.empty(len(points))
    for block in blocks(len(points)):
        others = total[labels[block]] - points[block]
        found[block] = np.einsum("ij,ij->i", others, points[block])
    return np.where((labels < 0) | (size < 2), 0, found / np.maximum(size - 1, 1))


def _density(data: Condensed) -> Figures:
    """How near the neighbours are, compared with how near they are to theirs.

    As in the local outlier factor (Breunig 2000), so that a thinly spread pattern is no noise.
    """
    count = min(NEIGHBOURS, max(5, len(data.prototypes) // 8), len(data.prototypes) - 1)
    if count < 1:
        return np.zeros(len(data.points))
    among = np.arange(len(data.prototypes))
    usual, _ = _neighbours(data.prototypes, data.prototypes, among, count)
    near, who = _neighbours(data.points, data.prototypes, data.nearest, count)
    return np.asarray(2 * near - usual[who].mean(axis=1))


def _neighbours(points: Rows, others: Rows, own: Places, count: int) -> tuple[Figures, Places]:
    """Mean cosine to the ``count`` nearest others, and which they are; its own one left out."""
    near = np.empty(len(points))
    who = np.empty((len(points), count), dtype=np.int64)
    for block in blocks(len(points)):
        close = points[block] @ others.T
        close[np.arange(len(close)), own[block]] = -np.inf
        who[block] = np.argpartition(-close, count - 1, axis=1)[:, :count]
        near[block] = np.take_along_axis(close, who[block], axis=1).mean(axis=1)
    return near, who
