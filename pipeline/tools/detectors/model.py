"""A trained conditional random field, as it lies on disk."""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from pipeline.resources import resource

FOLDER = "data/modelle/person-crf"
# So many tokens at once; what a model makes of a text does not reach further than a sentence.
_LONGEST = 500


class CrfModel:
    def __init__(self, name: str) -> None:
        import pycrfsuite

        # The tagger reads from this memory as long as it lives, and does not keep it alive itself.
        self._bytes = gzip.decompress((resource(FOLDER) / name).read_bytes())
        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._bytes)

    def chances(self, features: Sequence[list[bytes]]) -> list[float]:
        """How likely each token is part of a person's name."""
        found: list[float] = []
        for first in range(0, len(features), _LONGEST):
            part = features[first : first + _LONGEST]
            self._tagger.set(part)
            found += [self._tagger.marginal("PER", i) for i in range(len(part))]
        return found


def names(
    tokens: Sequence[re.Match[str]], chances: Sequence[float], likely: Callable[[str, float], bool]
) -> Iterator[tuple[int, int, float]]:
    """Start, end and highest chance of each run of words that are likely enough."""
    found = [
        token.group()[0].isalpha() and likely(token.group(), chance)
        for token, chance in zip(tokens, chances, strict=True)
    ]
    for is_name, group in groupby(range(len(tokens)), key=found.__getitem__):
        if is_name:
            run = list(group)
            yield tokens[run[0]].start(), tokens[run[-1]].end(), max(chances[i] for i in run)


@cache
def digest(*files: str) -> str:
    """What the shipped files hold, in twelve characters."""
    content = hashlib.sha256()
    for name in files:
        content.update((resource(FOLDER) / name).read_bytes())
    return content.hexdigest()[:12]
