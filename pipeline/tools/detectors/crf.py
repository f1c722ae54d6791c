"""A small conditional random field for people's names."""

from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import LISTS, lexicon
from pipeline.tools.detectors.model import CrfModel, digest, names
from pipeline.tools.detectors.tokens import TOKEN, Features

MODEL = "person.crfsuite.gz"
# A name missed weighs more than a word masked, so little is enough, and more for what is a German
# word besides. Measured with all rules on statements held out of training (topics M to Q) and on
# GermEval dev: 0.06 for all words finds 196 of 202 and 639 of 711 names and masks 1.05 and 2.5 % of
# the other words; 0.05 and 0.2 finds 196 and 639 and masks 0.95 and 2.4 %.
_NAME_FROM, _WORD_FROM = 0.05, 0.2


def likely(
    word: str, chance: float, name_from: float = _NAME_FROM, word_from: float = _WORD_FROM
) -> bool:
    if chance >= word_from:
        return True
    words = lexicon()
    ordinary = chance < name_from or words.ordinary(word) or words.ordinary(word.capitalize())
    return not ordinary


class PersonCrf:
    def __init__(self) -> None:
        self.identity = f"person-crf:{digest(MODEL, *LISTS)}"
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
