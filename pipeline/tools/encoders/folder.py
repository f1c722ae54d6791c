"""A sentence-transformers folder as it lies on the disk."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import ModelError
from pipeline.tools.encoder import unit


class FolderEncoder:
    def __init__(self, folder: Path, *, progress: bool = False) -> None:
        if not folder.is_dir():
            raise ModelError(
                f"Den Modellordner {folder} gibt es nicht. Prüfen Sie „embed.encoder“ im Profil."
            )
        self.folder = folder
        self.label = folder.name
        self.identity = folder.name
        self._progress = progress

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        # Each text once: equal texts then share one row whatever batch they would have fallen in.
        known = sorted(set(texts))
        row = {text: index for index, text in enumerate(known)}
        vectors = self._model.encode(known, show_progress_bar=self._progress, convert_to_numpy=True)
        return unit(np.asarray(vectors, dtype=np.float32))[[row[text] for text in texts]]

    @cached_property
    def _model(self) -> Any:
        os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(
            str(self.folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
