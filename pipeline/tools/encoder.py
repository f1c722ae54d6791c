"""Texts to vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Encoder(Protocol):
    identity: str
    label: str
    """How it names itself on screen and in the report; a stand-in says so here."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Shape (n, d), rows of unit length; equal texts give equal rows whatever the order."""
        ...
