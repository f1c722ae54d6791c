"""Vectors kept across runs: what was encoded once is not encoded again."""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.tools.encoder import Encoder


class CachedEncoder:
    """Around an encoder whose vectors do not depend on the other texts of the call.

    A key is a digest of the encoder's identity (model and prompt) and the text: the file holds
    no text, and another model finds nothing in it.
    """

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.identity = encoder.identity
        self.label = encoder.label
        self.limits = encoder.limits
        self._encoder = encoder
        self._path = path

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if not texts:
            return self._encoder.encode(texts)
        keys = {text: self._key(text) for text in texts}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=30)) as cache:
            cache.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
            known = {text: vector for text in keys if (vector := _find(cache, keys[text]))}
            missing = sorted(keys.keys() - known.keys())
            if missing:
                fresh = self._encoder.encode(missing)
                known |= {text: row.tobytes() for text, row in zip(missing, fresh, strict=True)}
                with cache:
                    cache.executemany(
                        "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                        [(keys[text], known[text]) for text in missing],
                    )
        return np.stack([np.frombuffer(known[text], dtype=np.float32) for text in texts])

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.identity}\0{text}".encode()).digest()


def _find(cache: sqlite3.Connection, key: bytes) -> bytes | None:
    found = cache.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
    return found[0] if found else None
