"""People's names as two models read them: what leaves the first in doubt is read by the second."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from math import sqrt

from pipeline.resources import resource
from pipeline.tools.detectors import Mark, hanta
from pipeline.tools.detectors.cnn import MODEL as CNN
from pipeline.tools.detectors.cnn import PersonCnn
from pipeline.tools.detectors.crf import MODEL, MODEL_ON_TAGS, PersonCrf
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import FOLDER, LISTS, digest, lexicon
from pipeline.tools.detectors.tokens import TOKEN, Features

# From which chance on the CRF is in doubt, from which a word is taken for a name, and from which
# one that is a German word besides. A name missed weighs more than a word masked. Chosen on
# GermEval dev so that at most 1 % of the words are taken for a name in sentences without one: these
# find 632 of 711 names and mask 0.48 %; the CRF alone found 631 and masked 0.87 %. Doubt from 0.03
# on finds two more, but one statement in eight is then read twice, not one in eleven.
_ALONE = 0.05, 0.09, 0.2
# With HanTa's tags; it is there for those who would rather mask too much. These find 687 names and
# mask 0.98 %; 0.03 finds 681 and masks 0.90 %, 0.02 finds 689 and masks 1.09 %.
_ON_TAGS = 0.002, 0.0237, 0.0237
# From here on the CRF is in no doubt.
_SURE = 0.7
# So many tokens at once; what a model makes of a text does not reach further than a sentence.
_LONGEST = 500
_VOWEL = re.compile(r"[^b-df-hj-np-tvwxz]", re.IGNORECASE)


class PersonModel:
    """``on_tags``: the CRF that reads HanTa's parts of speech besides, instead of the other."""

    def __init__(self, *, on_tags: bool) -> None:
        self._on_tags = on_tags
        self._doubt, self._name, self._word = _ON_TAGS if on_tags else _ALONE
        model = MODEL_ON_TAGS if on_tags else MODEL
        tagger = f"hanta-{hanta.installed()}:" if on_tags else ""
        self.identity = f"person-model-1:{tagger}{digest(model, CNN, *LISTS)}"
        self._crf: PersonCrf | None = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        if self._crf is None:
            features = Features(lexicon())
            self._crf = PersonCrf(features, on_tags=self._on_tags)
            self._cnn = PersonCnn(features, resource(FOLDER) / CNN)
        pieces = [_pieces(text) for text in texts]
        alone = [list(map(self._crf.chances, words)) for words in pieces]
        return [list(self._marks(*one)) for one in zip(texts, pieces, alone, strict=True)]

    def _marks(
        self, text: str, pieces: Sequence[Sequence[str]], alone: Sequence[Sequence[float]]
    ) -> Iterator[Mark]:
        # Most statements name nobody, and the CRF is sure of that.
        if max(map(max, alone), default=0.0) < self._doubt:
            return
        chances = chain.from_iterable(map(self._agreed, pieces, alone))
        tokens = zip(TOKEN.finditer(text), chances, strict=True)
        for is_name, run in groupby(tokens, lambda token: self._is_name(*token)):
            if is_name:
                found = list(run)
                start, end = found[0][0].start(), found[-1][0].end()
                yield Mark(start, end, Kind.PERSON, max(c for _, c in found), "person-model")

    def _agreed(self, words: Sequence[str], alone: Sequence[float]) -> Sequence[float]:
        """The chances of the CRF; where it is in doubt, those of both."""
        doubtful = [
            self._doubt <= chance < _SURE and may_be_name(word)
            for word, chance in zip(words, alone, strict=True)
        ]
        if not any(doubtful):
            return alone
        other = iter(self._cnn.chances(words, doubtful))
        return [
            _mean(chance, next(other)) if doubt else chance
            for doubt, chance in zip(doubtful, alone, strict=True)
        ]

    def _is_name(self, token: re.Match[str], chance: float) -> bool:
        if chance < self._name or not may_be_name(word := token.group()):
            return False
        words = lexicon()
        is_word = words.ordinary(word) or words.ordinary(word.capitalize())
        return chance >= self._word or not is_word


def _mean(one: float, other: float) -> float:
    """Of the log odds."""
    odds = sqrt(one / (1 - one) * other / (1 - other + 1e-9))
    return odds / (1 + odds)


def _pieces(text: str) -> list[list[str]]:
    words = TOKEN.findall(text)
    return [words[first : first + _LONGEST] for first in range(0, len(words), _LONGEST)]


def may_be_name(word: str) -> bool:
    """Not what cannot be spoken, nor a compound of words: "SGB", "Wut-Mails", "Schwarz-Rot-Gold".

    German law gives a surname two parts at most.
    """
    if not word[0].isalpha() or (word.isupper() and len(word) > 2 and not _VOWEL.search(word)):
        return False
    *others, last = word.split("-")
    words = lexicon()
    compound = bool(others) and len(last) > 3 and words.ordinary(last)
    return not compound or (len(others) == 1 and any(map(words.name, (*others, last))))
