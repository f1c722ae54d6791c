"""Conditional random fields for people's names: one reads words, the other tags besides."""

import gzip
from collections.abc import Sequence
from typing import Any

from pipeline.resources import resource
from pipeline.tools.detectors.hanta import Tags
from pipeline.tools.detectors.lexicon import FOLDER
from pipeline.tools.detectors.tokens import Features, with_tags

MODEL, MODEL_ON_TAGS = "person.crfsuite.gz", "person-hanta.crfsuite.gz"


class PersonCrf:
    def __init__(self, features: Features, *, on_tags: bool) -> None:
        import pycrfsuite

        model = resource(FOLDER) / (MODEL_ON_TAGS if on_tags else MODEL)
        # The tagger reads from this memory as long as it lives, and does not keep it alive itself.
        self._bytes = gzip.decompress(model.read_bytes())
        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._bytes)
        self._features = features
        self._tags = Tags() if on_tags else None

    def chances(self, tokens: Sequence[str]) -> list[float]:
        """How likely each token is part of a person's name."""
        features = self._features.of(tokens)
        if self._tags:
            features = with_tags(features, self._tags.of(tokens))
        self._tagger.set(features)
        return [self._tagger.marginal("PER", i) for i in range(len(tokens))]
