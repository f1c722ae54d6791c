"""Vectors to groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.config import Clustering


@dataclass(frozen=True, eq=False)
class Partition:
    """Row-wise, each of shape (n,); −1 in ``labels`` and ``fields`` is noise.

    ``stability`` says for a label how surely the group is found again in parts of the data, 0 to 1.
    """

    labels: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]
    membership: npt.NDArray[np.float32]
    stability: Mapping[int, float] = field(default_factory=dict)


class Clusterer(Protocol):
    identity: str
    label: str
    """How it names itself on screen and in the report."""

    def partition(self, matrix: npt.NDArray[np.float32]) -> Partition:
        """Independent of chance; rows permuted give the same groups permuted."""
        ...


def build_clusterer(settings: Clustering) -> Clusterer:
    from pipeline.tools.clusterers.drift import DriftClusterer

    return DriftClusterer(settings)
