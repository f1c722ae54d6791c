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
from pipeline.tools.encoders.prefixes import prefix
from pipeline.tools.encoders.safety import check, digest

# A sentence about its limits that a model may carry; shown wherever the model is named.
NOTE = "HINWEIS.txt"


class FolderEncoder:
    """Cheap to build: reads names and checksums; checks and loads the model at the first text."""

    def __init__(self, folder: Path, *, progress: bool = False) -> None:
        if not folder.is_dir():
            check(folder)
        self.folder = folder
        self.prefix = prefix(folder)
        note = folder / NOTE
        said = note.read_text(encoding="utf-8").strip() if note.exists() else ""
        self.limits = said[:1].upper() + said[1:]
        self.label = folder.name
        self.identity = f"{folder.name}@{digest(folder)[:16]} {self.prefix}".rstrip()
        self._progress = progress

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        # Each text once: equal texts then share one row whatever batch they would have fallen in.
        known = sorted(set(texts))
        row = {text: index for index, text in enumerate(known)}
        vectors = self._model.encode(
            known,
            prompt=self.prefix or None,
            # 32 long texts fit the cache of an office CPU; bigger batches only pad more.
            batch_size=32 if self._attends else 1024,
            show_progress_bar=self._progress,
            convert_to_numpy=True,
        )
        matrix = np.asarray(vectors, dtype=np.float32)
        if not np.isfinite(matrix).all():
            raise ModelError(
                f"Das Modell in {self.folder} liefert Werte, die keine Zahlen sind. Holen Sie es "
                "neu oder wählen Sie ein anderes."
            )
        return unit(matrix)[[row[text] for text in texts]]

    @property
    def _attends(self) -> bool:
        return (self.folder / "config.json").exists()

    @cached_property
    def _model(self) -> Any:
        check(self.folder)
        # Read once when the libraries are imported: they must not ask a hub for anything.
        os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
        os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(
                str(self.folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:
            raise ModelError(
                f"Das Modell in {self.folder} lässt sich nicht laden ({type(error).__name__}). "
                "Prüfen Sie es mit „schmerzpunkt models check“ oder holen Sie es neu."
            ) from error
