"""Groups by Ward linkage, their number chosen by silhouette."""

import numpy as np
import numpy.typing as npt

from pipeline.config import Clustering
from pipeline.tools.clusterer import Partition

Labels = npt.NDArray[np.int64]


class LinkageClusterer:
    def __init__(self, settings: Clustering) -> None:
        self._settings = settings
        self.identity = f"linkage-1:{settings.model_dump_json()}"

    def partition(self, matrix: npt.NDArray[np.float32]) -> Partition:
        points = np.asarray(matrix, dtype=np.float64)
        distinct, where = np.unique(points, axis=0, return_inverse=True)
        where = where.reshape(-1)
        if len(distinct) < 3:
            labels = np.zeros(len(points), dtype=np.int64) if len(points) > 1 else _noise(points)
            return Partition(labels, labels, np.ones(len(points), dtype=np.float32))
        labels, fields = (part[where] for part in self._cut(distinct))
        membership = np.clip(_closeness(points, labels), 0, 1).astype(np.float32)
        return Partition(labels, fields, membership)

    def _cut(self, points: npt.NDArray[np.float64]) -> tuple[Labels, Labels]:
        from scipy.cluster.hierarchy import fcluster, linkage
        from sklearn.metrics import silhouette_score

        tree = linkage(points, method="ward")
        n = len(points)
        most = min(n - 1, max(2, n // 4), max(25, 25 * n // 1000))
        cuts = [fcluster(tree, k, criterion="maxclust") for k in range(2, most + 1)]
        scores = [silhouette_score(points, cut) if len(set(cut)) > 1 else -1.0 for cut in cuts]
        labels = cuts[int(np.argmax(scores))]
        fields = fcluster(tree, max(1, round(1.5 * n ** (1 / 3))), criterion="maxclust")
        lonely = np.bincount(labels)[labels] < 2
        return np.where(lonely, -1, labels), np.where(lonely, -1, fields)


def _noise(points: npt.NDArray[np.float64]) -> Labels:
    return np.full(len(points), -1, dtype=np.int64)


def _closeness(points: npt.NDArray[np.float64], labels: Labels) -> npt.NDArray[np.float64]:
    """Cosine to the centre of the own group; 0 for noise."""
    close = np.zeros(len(points))
    for label in np.unique(labels[labels >= 0]):
        rows = np.flatnonzero(labels == label)
        centre = points[rows].mean(axis=0)
        close[rows] = points[rows] @ (centre / (np.linalg.norm(centre) or 1))
    return close
