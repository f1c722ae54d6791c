"""HanTa, where it is installed: its tags as features of a second model, and its vote."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline.resources import resource
from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.crf import likely, no_name
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import LISTS, lexicon
from pipeline.tools.detectors.model import FOLDER, CrfModel, digest, names
from pipeline.tools.detectors.tokens import TOKEN, Features, with_tags

MODEL = "person-hanta.crfsuite.gz"
_NAME = "NE"
# HanTa does not say what a name names, so its vote is a guess, and counts only where the model
# does not rule a person out. Measured on GermEval dev with all other members: 687 of 711 names,
# and 1.7 % of the words in sentences without one taken for a person; without the vote 675 and
# 1.4 %, with every vote 692 and 2.1 %.
_VOTE = 0.4
_NOT_RULED_OUT = 0.002
# Lower than without tags: HanTa is there for those who would rather mask too much. On GermEval dev
# 0.01 and 0.1 find 691 of 711 names, these 687; without a person they mask 1.89 and 1.70 %.
_NAME_FROM, _WORD_FROM = 0.015, 0.2


def installed() -> str | None:
    """Its version, or None where the package or the model that reads its tags is missing."""
    try:
        return version("HanTa") if (resource(FOLDER) / MODEL).exists() else None
    except PackageNotFoundError:
        return None


class Hanta:
    def __init__(self) -> None:
        self.identity = f"hanta-4-{installed()}:{digest(MODEL, *LISTS)}"
        self._tags: Tags | None = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        if self._tags is None:
            self._tags, self._model, self._features = Tags(), CrfModel(MODEL), Features(lexicon())
        return [list(self._marks(text, self._tags)) for text in texts]

    def _marks(self, text: str, tags: "Tags") -> Iterator[Mark]:
        tokens = list(TOKEN.finditer(text))
        if not tokens:
            return
        surfaces = [token.group() for token in tokens]
        tagged = tags.of(surfaces)
        chances = self._model.chances(with_tags(self._features.of(surfaces), tagged))
        for start, end, chance in names(tokens, chances, _likely):
            yield Mark(start, end, Kind.PERSON, chance, "hanta-crf")
        votes = [
            _VOTE if tag == _NAME and chance >= _NOT_RULED_OUT else 0.0
            for tag, chance in zip(tagged, chances, strict=True)
        ]
        for start, end, vote in names(tokens, votes, _voted):
            yield Mark(start, end, Kind.PERSON, vote, "hanta")


def _likely(word: str, chance: float) -> bool:
    return likely(word, chance, name_from=_NAME_FROM, word_from=_WORD_FROM)


def _voted(word: str, vote: float) -> bool:
    return vote > 0 and word[0].isupper() and not no_name(word)


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


_END = re.compile(r"[.!?]")
_LONGEST = 200
_WORDS = 2**15


def _sentences(tokens: Sequence[str]) -> Iterator[list[str]]:
    sentence: list[str] = []
    for token in tokens:
        sentence.append(token)
        if _END.match(token) or len(sentence) >= _LONGEST:
            yield sentence
            sentence = []
    if sentence:
        yield sentence
