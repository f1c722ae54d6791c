"""HanTa, where it is installed: it tells the part of speech of each word."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_END = re.compile(r"[.!?]")
_LONGEST = 200
_WORDS = 2**15


def installed() -> str | None:
    """Its version."""
    try:
        return version("HanTa")
    except PackageNotFoundError:
        return None


class Tags:
    """The part of speech of each token, sentence by sentence."""

    def __init__(self) -> None:
        from HanTa.HanoverTagger import HanoverTagger

        self._tagger: Any = HanoverTagger("morphmodel_ger.pgz")
        # Most of its time goes into taking words apart, and most words come again: 473 sentences
        # take a twelfth of the time when their words are known.
        self._tagger._tag_word = lru_cache(_WORDS)(self._tagger._tag_word)

    def of(self, tokens: Sequence[str]) -> list[str]:
        found: list[str] = []
        for sentence in _sentences(tokens):
            found += self._tagger.tag_sent(sentence, taglevel=0)
        return found


def _sentences(tokens: Sequence[str]) -> Iterator[list[str]]:
    sentence: list[str] = []
    for token in tokens:
        sentence.append(token)
        if _END.match(token) or len(sentence) >= _LONGEST:
            yield sentence
            sentence = []
    if sentence:
        yield sentence
