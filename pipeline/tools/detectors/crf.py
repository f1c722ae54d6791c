"""A small conditional random field for people's names."""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import LISTS, lexicon
from pipeline.tools.detectors.model import CrfModel, digest, names
from pipeline.tools.detectors.tokens import TOKEN, Features

MODEL = "person.crfsuite.gz"
# A name missed weighs more than a word masked, so little is enough, and more for what is a German
# word besides. Chosen on GermEval dev so that at most 1 % of the words are taken for a person in
# sentences without one: 0.06 and 0.4 find 631 of 711 names and mask 0.87 %; 0.05 and 0.2 find 637
# and mask 1.00 %; 0.1 and 0.4 find 620 and mask 0.73 %. In the sample all three find 111 of 112.
_NAME_FROM, _WORD_FROM = 0.06, 0.4
_VOWEL = re.compile(r"[^b-df-hj-np-tvwxz]", re.IGNORECASE)


def likely(
    word: str, chance: float, name_from: float = _NAME_FROM, word_from: float = _WORD_FROM
) -> bool:
    if chance < name_from:
        return False
    words = lexicon()
    if chance < word_from and (words.ordinary(word) or words.ordinary(word.capitalize())):
        return False
    return not no_name(word)


def no_name(word: str) -> bool:
    """An abbreviation that cannot be spoken, or a compound of words: "SGB", "Wut-Mails"."""
    if word.isupper() and len(word) > 2 and not _VOWEL.search(word):
        return True
    *others, last = word.split("-")
    words = lexicon()
    compound = bool(others) and len(last) > 3 and words.ordinary(last)
    return compound and not any(map(words.name, (*others, last)))


class PersonCrf:
    def __init__(self) -> None:
        self.identity = f"person-crf-4:{digest(MODEL, *LISTS)}"
        self._model: CrfModel | None = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        if self._model is None:
            self._model = CrfModel(MODEL)
            self._features = Features(lexicon())
        return [list(self._marks(text, self._model)) for text in texts]

    def _marks(self, text: str, model: CrfModel) -> Iterator[Mark]:
        chances = model.chances(self._features.of(TOKEN.findall(text)))
        # Most statements name nobody: only then is it worth asking where each token stands.
        if max(chances, default=0.0) >= _NAME_FROM:
            for start, end, chance in names(list(TOKEN.finditer(text)), chances, likely):
                yield Mark(start, end, Kind.PERSON, chance, "person-crf")
