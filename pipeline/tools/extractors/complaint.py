"""Text to the probability that it complains of nothing."""

import math
import re
import zlib
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

BUCKETS = 2**15
_TOKEN = re.compile(r"\w+|[^\w\s]+")
_PLACEHOLDER = re.compile(r"\[([A-ZÄÖÜ]+)(?:_\d+)?\]")


def buckets(text: str) -> list[int]:
    """Hashed features: pieces of 2–5 letters within words, pairs of tokens, the length."""
    tokens = _TOKEN.findall(_PLACEHOLDER.sub(r"[\1]", text).lower())
    found = {
        padded[i : i + size]
        for padded in (f" {token} " for token in tokens)
        for size in range(2, 6)
        for i in range(len(padded) - size + 1)
    }
    framed = ["<s>", *tokens, "</s>"]
    found |= {f"{left}_{right}" for left, right in pairwise(framed)}
    found.add(f"#length {min(len(tokens) // 4, 8)}")
    return sorted({zlib.crc32(feature.encode()) % BUCKETS for feature in found})


class ComplaintModel:
    """Logistic regression over TF-IDF of ``buckets``; ``training/complaint.py`` made it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _weights(self) -> dict[str, npt.NDArray[Any]]:
        with np.load(self._file, allow_pickle=False) as arrays:
            return {name: arrays[name].astype(np.float64) for name in arrays.files}

    @property
    def threshold(self) -> float:
        """Above it, a text is taken to complain of nothing."""
        return float(self._weights["threshold"])

    def silence(self, text: str) -> float:
        """0 for a complaint, 1 for a text without any."""
        found = buckets(text)
        rarity = self._weights["idf"][found]
        length = math.sqrt(float(rarity @ rarity)) or 1.0
        weight = float(rarity @ self._weights["weights"][found]) / length
        return 1 / (1 + math.exp(-(weight + float(self._weights["bias"]))))
