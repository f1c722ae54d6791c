"""Groups of vectors that drift towards their neighbours until the groups stand apart."""

import numpy as np

from pipeline.config import Clustering
from pipeline.tools.clusterer import Partition
from pipeline.tools.clusterers.company import lonely, loyalty
from pipeline.tools.clusterers.condensing import Condensed, Places, Rows, condense, sums, unit
from pipeline.tools.clusterers.cutting import cut
from pipeline.tools.clusterers.stability import stability

# Smaller ones (8, 12, 16) cost 0.008 in AMI on twelve sets of texts on topics that the encoder had
# not seen, and gained 0.004 where the neutral sentences stood beside them.
NEIGHBOURHOODS = (10, 15, 20)
STEPS = 4
# Few points have small patterns: below this many, the neighbourhoods shrink with them.
FULL_NEIGHBOURHOODS = 90
# The silhouette of real statements was 1.4 to 4.6 times that of points without any structure (50
# labelled sets, among them some that the encoder hardly tells apart), that of other points without
# structure 0.4 to 1.2 times, up to 1.4 in a cube of few dimensions. Below 150 points they overlap.
STRUCTURE = 1.2
ENOUGH_TO_TELL = 150
# Mean cosine from which vectors without structure say the same thing rather than nothing; from
# which two or three sentences are one pattern.
SAME = 0.9
ALIKE = 0.5


class DriftClusterer:
    """Blurring mean shift (Cheng 1995) over nearest neighbours, then Ward linkage.

    Statements of one pattern share few words, so their vectors lie far apart; but they share
    neighbours. Letting each vector move to the mean of itself and its neighbours, four times, makes
    the patterns visible to a linkage.
    """

    label = "Wandernde Nachbarn, nach Ward getrennt"

    def __init__(self, settings: Clustering) -> None:
        self._patterns = settings.patterns
        self._seed = settings.seed
        self.identity = f"drift-2:{settings.model_dump_json()}"

    def partition(self, matrix: Rows) -> Partition:
        if len(matrix) == 0:
            nobody = np.empty(0, dtype=np.int64)
            return Partition(nobody, nobody, np.empty(0, dtype=np.float32))
        data = condense(matrix)
        statements = len(data.points)
        drifted = drift(data.prototypes)
        groups = self._group(data.prototypes, drifted, statements)
        labels = _kept(data, groups[data.nearest])
        number = int(groups.max(initial=-1)) + 1
        return Partition(
            labels=labels[data.place],
            fields=_fields(drifted, groups, statements)[labels][data.place],
            membership=_membership(data, labels)[data.place],
            stability=stability(
                data.prototypes,
                groups,
                lambda sample: cut(drift(sample), statements, groups=number).labels,
                self._seed,
            )
            if number > 1
            else {},
        )

    def _group(self, points: Rows, drifted: Rows, statements: int) -> Places:
        """A group for each point, or −1 for all where there is nothing but chance."""
        one, none = np.zeros(len(points), np.int64), np.full(len(points), -1)
        if self._patterns:
            return cut(drifted, statements, groups=min(self._patterns, len(points))).labels
        if len(points) < 4:
            return one if _mean_cosine(points) >= ALIKE else none
        found = cut(drifted, statements)
        if len(points) < statements:
            # Prototypes are means: chance looks different among them, and thousands of statements
            # without any structure have not been seen.
            return found.labels
        if found.silhouette >= STRUCTURE * self._silhouette_of_chance(points, statements):
            return found.labels
        if _mean_cosine(points) >= SAME:
            return one
        hard_to_tell = len(points) < ENOUGH_TO_TELL and found.labels.max() > 0
        return found.labels if hard_to_tell else none

    def _silhouette_of_chance(self, points: Rows, statements: int) -> float:
        """What the same steps make of points without structure, as many and as widely spread."""
        dimensions = max(2, round(_dimensions(points)))
        chance = np.random.default_rng(self._seed).normal(size=(len(points), dimensions))
        return cut(drift(unit(chance.astype(np.float32))), statements).silhouette


def drift(points: Rows) -> Rows:
    """Each point moved among its neighbours, for small and large neighbourhoods, and averaged."""
    share = min(1.0, len(points) / FULL_NEIGHBOURHOODS)
    runs = []
    for neighbours in NEIGHBOURHOODS:
        count = min(max(2, round(neighbours * share)), len(points) - 1)
        moved = points
        for _ in range(STEPS if count > 0 else 0):
            moved = unit(moved + _mean_of_neighbours(moved, count))
        runs.append(moved)
    return unit(np.sum(runs, axis=0))


def _mean_of_neighbours(points: Rows, neighbours: int) -> Rows:
    from scipy.sparse import csr_array

    close = points @ points.T
    np.fill_diagonal(close, -np.inf)
    nearest = np.argpartition(-close, neighbours - 1, axis=1)[:, :neighbours]
    nearness = np.maximum(np.take_along_axis(close, nearest, axis=1), 0) ** 2
    starts = np.arange(0, nearest.size + 1, neighbours)
    pull = csr_array((nearness.reshape(-1), nearest.reshape(-1), starts), shape=close.shape)
    # To be somebody's neighbour counts as much as to have one: nobody is left without company.
    pull = pull + pull.T
    total = np.asarray(pull.sum(axis=1), dtype=np.float32).reshape(-1, 1)
    return np.asarray((pull @ points) / np.maximum(total, 1e-9), dtype=np.float32)


def _kept(data: Condensed, labels: Places) -> Places:
    """The labels without noise; what only one row says is no pattern."""
    kept = np.where(lonely(data, labels), -1, labels)
    rows = kept[data.place]
    sizes = np.bincount(rows[rows >= 0], minlength=int(labels.max(initial=0)) + 1)
    return np.where(sizes[kept] < 2, -1, kept)


def _fields(drifted: Rows, groups: Places, statements: int) -> Places:
    """The field of each group, and at the end −1 for the group −1: one field for ∛n statements."""
    number = int(groups.max(initial=-1)) + 1
    if number == 0:
        return np.array([-1])
    fields = min(number, max(1, round(statements ** (1 / 3))))
    centres = unit(sums(drifted, groups, number))
    return np.append(cut(centres, statements, groups=fields).labels, -1)


def _membership(data: Condensed, labels: Places) -> Rows:
    """Loyalty to the group as a share of the highest in it; 0 for noise."""
    own = np.maximum(loyalty(data.points, labels), 0)
    highest = np.zeros(int(labels.max(initial=0)) + 1)
    np.maximum.at(highest, np.maximum(labels, 0), np.where(labels >= 0, own, 0))
    top = highest[labels]
    share = np.where(top > 0, own / np.where(top > 0, top, 1), 1)
    return np.where(labels < 0, 0, share).astype(np.float32)


def _mean_cosine(points: Rows) -> float:
    """Of two different points."""
    n = len(points)
    total = points.sum(axis=0, dtype=np.float64)
    return float((total @ total - n) / (n * (n - 1))) if n > 1 else 1.0


def _dimensions(points: Rows) -> float:
    """Participation ratio of the spectrum, corrected for the number of points."""
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False).astype(np.float64) ** 2
    inverse = float((spread**2).sum() / max(spread.sum() ** 2, 1e-12)) - 1 / len(points)
    return float(1 / max(inverse, 1 / points.shape[1]))
