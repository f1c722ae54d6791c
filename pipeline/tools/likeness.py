"""How alike long texts are in what they are made of: pieces of words, weighted by TF-IDF."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

SIZES = (3, 4, 5)
# A piece that stands in one document only cannot bring two of them together.
LEAST_DOCUMENTS = 2

Counted = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]


class Likeness:
    """The pieces of 3–5 letters within words, as scikit-learn's ``char_wb`` cuts them.

    Written out here because the words of the documents repeat: cutting each of them once makes the
    catalogue ready in a quarter of the time.
    """

    def __init__(self, documents: Sequence[str]) -> None:
        self._numbers: dict[str, int] = {}
        self._cut: dict[str, npt.NDArray[np.int64]] = {}
        counts = [self._count(text, learn=True) for text in documents]
        seen = np.zeros(len(self._numbers), dtype=np.int64)
        for columns, _ in counts:
            seen[columns] += 1
        idf = np.log((1 + len(documents)) / (1 + seen)) + 1
        self._idf = np.where(seen >= LEAST_DOCUMENTS, idf, 0.0)
        self._matrix = self._rows(counts)

    def to(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Cosines, shape (number of texts, number of documents)."""
        rows = self._rows([self._count(text, learn=False) for text in texts])
        return np.asarray((rows @ self._matrix.T).toarray())

    def _rows(self, counts: Sequence[Counted]) -> Any:
        from scipy.sparse import csr_matrix

        data = []
        for columns, times in counts:
            values = (1 + np.log(times)) * self._idf[columns]
            length = math.sqrt(float(values @ values))
            data.append(values / length if length else values)
        columns = np.concatenate([columns for columns, _ in counts])
        starts = np.cumsum([0, *(len(columns) for columns, _ in counts)])
        shape = (len(counts), len(self._idf))
        return csr_matrix((np.concatenate(data), columns, starts), shape=shape)

    def _count(self, text: str, *, learn: bool) -> Counted:
        """Columns in ascending order and how often each piece stands in the text."""
        words = Counter(text.lower().split())
        pieces = [self._pieces(word, learn=learn) for word in words]
        if not pieces:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        times = np.repeat(list(words.values()), [len(p) for p in pieces])
        counted = np.bincount(np.concatenate(pieces), weights=times).astype(np.float64)
        columns = np.flatnonzero(counted).astype(np.int64)
        return columns, counted[columns]

    def _pieces(self, word: str, *, learn: bool) -> npt.NDArray[np.int64]:
        if (known := self._cut.get(word)) is not None:
            return known
        if learn:
            numbers = [self._numbers.setdefault(p, len(self._numbers)) for p in cut(word)]
            self._cut[word] = np.array(numbers, dtype=np.int64)
            return self._cut[word]
        known_pieces = [self._numbers[p] for p in cut(word) if p in self._numbers]
        return np.array(known_pieces, dtype=np.int64)


def cut(word: str) -> list[str]:
    padded = f" {word} "
    pieces: list[str] = []
    for size in SIZES:
        if len(padded) <= size:
            return [*pieces, padded]
        pieces += [padded[i : i + size] for i in range(len(padded) - size + 1)]
    return pieces
