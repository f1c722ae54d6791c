"""Texts to vectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.config import Embed
from pipeline.resources import resource


class Encoder(Protocol):
    identity: str
    label: str
    """How it names itself on screen and in the report; a stand-in says so here."""
    limits: str
    """One German sentence on what it cannot do; empty where nobody has said."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Shape (n, d), rows of unit length; equal texts give equal rows whatever the order."""
        ...


def build_encoder(settings: Embed, *, cache: Path | None = None, progress: bool = False) -> Encoder:
    """The folder of the profile, else the shipped model; no model is loaded before ``encode``.

    ``cache`` is a file that keeps vectors across runs.
    """
    from pipeline.tools.encoders.cache import CachedEncoder
    from pipeline.tools.encoders.folder import FolderEncoder
    from pipeline.tools.encoders.tfidf import TfidfEncoder

    if settings.method == "tfidf":
        return TfidfEncoder()
    folder = settings.encoder or resource("data/modelle/satz-de")
    encoder = FolderEncoder(folder, progress=progress)
    return CachedEncoder(encoder, cache) if cache else encoder


def unit(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows of length 1. A text without one known word has no direction: it gets the diagonal,
    so that cosines stay defined and equal texts stay equal.
    """
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    diagonal = np.full_like(matrix, 1 / np.sqrt(matrix.shape[1]))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(lengths > 1e-12, matrix / lengths, diagonal).astype(np.float32)
