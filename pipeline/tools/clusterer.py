"""Vectors to groups."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Partition:
    """Row-wise, each of shape (n,); −1 in ``labels`` and ``fields`` is noise."""

    labels: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]
    membership: npt.NDArray[np.float32]


class Clusterer(Protocol):
    identity: str

    def partition(self, matrix: npt.NDArray[np.float32]) -> Partition:
        """Independent of chance; rows permuted give the same groups permuted."""
        ...
