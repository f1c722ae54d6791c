"""Texts to vectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.config import Embed

SHIPPED = "satz-de"


class Encoder(Protocol):
    identity: str
    label: str
    """How it names itself on screen and in the report; a stand-in says so here."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Shape (n, d), rows of unit length; equal texts give equal rows whatever the order."""
        ...


def build_encoder(settings: Embed, *, progress: bool = False) -> Encoder:
    """The folder of the profile, else the shipped model; no model is loaded before ``encode``."""
    from pipeline.tools.encoders.folder import FolderEncoder
    from pipeline.tools.encoders.tfidf import TfidfEncoder

    folder = settings.encoder or shipped_folder()
    if settings.method == "tfidf" or not folder.exists():
        return TfidfEncoder()
    return FolderEncoder(folder, progress=progress)


def shipped_folder() -> Path:
    """Beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "data" / "modelle" / SHIPPED
    return inside if inside.exists() else package.parent / "data" / "modelle" / SHIPPED


def unit(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows of length 1. A text without one known word has no direction: it gets the diagonal,
    so that cosines stay defined and equal texts stay equal.
    """
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    diagonal = np.full_like(matrix, 1 / np.sqrt(matrix.shape[1]))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(lengths > 1e-12, matrix / lengths, diagonal).astype(np.float32)
