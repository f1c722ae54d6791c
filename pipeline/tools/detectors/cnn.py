"""A small convolutional network for people's names: it reads four words to either side."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipeline.tools.detectors.tokens import Features

MODEL = "person.cnn.npz"
ROWS = 2**15
_WORDS = 2**14
Floats = npt.NDArray[np.float32]
Linear = tuple[Floats, Floats]


class PersonCnn:
    """Residual blocks of three words each, normalised before (He et al. 2016, Ba et al. 2016)."""

    def __init__(self, features: Features, path: Path) -> None:
        from threadpoolctl import ThreadpoolController

        # Shared out among threads, the same sums come out differently in the last digit.
        self._threads = ThreadpoolController().select(user_api="blas")
        with np.load(path) as model:
            self._table = model["table"] * model["scale"].astype(np.float32)
            into, *layers, self._out = (
                (model[f"weight{i}"].astype(np.float32), model[f"bias{i}"].astype(np.float32))
                for i in range(int(model["layers"]))
            )
        # What is added to the stream has no mean, so normalising it need not take one away.
        self._into = _centred(into)
        self._blocks = list(zip(layers[::2], map(_centred, layers[1::2]), strict=True))
        self._rows = lru_cache(_WORDS)(lambda token: rows(features, token))

    def chances(self, tokens: Sequence[str], wanted: Sequence[bool]) -> list[float]:
        """How likely each wanted token is part of a person's name."""
        with self._threads.limit(limits=1):
            return self._chances(tokens, wanted)

    def _chances(self, tokens: Sequence[str], wanted: Sequence[bool]) -> list[float]:
        """Each block reads only what the wanted tokens still need, the last one them alone."""
        away = np.abs(np.arange(len(tokens))[:, np.newaxis] - np.flatnonzero(wanted)).min(axis=1)
        near = np.flatnonzero(away <= len(self._blocks))
        away = away[near]
        word = self._table[[self._rows(tokens[i]) for i in near.tolist()]].sum(axis=1)
        stream = _linear(_normal(word - word.mean(axis=1, keepdims=True)), self._into)
        for left, (widen, narrow) in zip(
            reversed(range(len(self._blocks))), self._blocks, strict=True
        ):
            normal = np.zeros((len(stream) + 2, stream.shape[1]), np.float32)
            normal[1:-1] = _normal(stream)
            kept = np.flatnonzero(away <= left)
            around = normal[kept[:, np.newaxis] + (0, 1, 2)].reshape(len(kept), -1)
            stream = stream[kept] + _linear(np.maximum(_linear(around, widen), 0), narrow)
            away = away[kept]
        label = np.exp(_linear(_normal(stream), self._out).astype(np.float64))
        return [float(chance) for chance in label[:, 1] / label.sum(axis=1)]


def rows(features: Features, token: str) -> list[int]:
    """Where the vector of each of its features stands; features may share one (hashing trick)."""
    return [crc32(feature) % ROWS for feature in features.own(token)]


def _linear(x: Floats, layer: Linear) -> Floats:
    return x @ layer[0] + layer[1]


def _centred(layer: Linear) -> Linear:
    weights, bias = layer
    return weights - weights.mean(axis=1, keepdims=True), bias - bias.mean()


def _normal(x: Floats) -> Floats:
    """By row, each of which has a mean of zero."""
    size: Floats = np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + 1e-5)
    return x / size[:, np.newaxis]
