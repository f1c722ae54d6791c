"""How surely a group is found again when parts of the data are missing."""

from collections.abc import Callable

import numpy as np

from pipeline.tools.clusterers.condensing import Places, Rows

RUNS = 10
SHARE = 0.8
# Hennig 2007: below a Jaccard similarity of one half a cluster counts as dissolved.
FOUND = 0.5


def stability(
    points: Rows, labels: Places, regroup: Callable[[Rows], Places], seed: int
) -> dict[int, float]:
    """For each label from 0, the share of runs in which a group like it is found again.

    Each run regroups four fifths of the points, drawn without replacement by ``seed``.
    """
    chance = np.random.default_rng(seed)
    groups = int(labels.max(initial=-1)) + 1
    found, asked = np.zeros(groups), np.zeros(groups)
    for _ in range(RUNS):
        rows = np.sort(chance.permutation(len(points))[: round(SHARE * len(points))])
        before, again = labels[rows], regroup(points[rows])
        shared = np.zeros((groups + 1, int(again.max(initial=0)) + 1))
        np.add.at(shared, (before, again), 1)
        shared = shared[:groups]
        sizes = np.bincount(before[before >= 0], minlength=groups)
        either = sizes[:, None] + np.bincount(again)[None, :] - shared
        found += (shared / np.maximum(either, 1)).max(axis=1) >= FOUND
        asked += sizes > 0
    return {int(label): float(found[label] / asked[label]) for label in np.flatnonzero(asked)}
