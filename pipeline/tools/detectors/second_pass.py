"""A name found once is looked for in all texts of the same call: the whole document."""

import re
from collections.abc import Iterable, Sequence

from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.kinds import Kind, without_placeholders
from pipeline.tools.detectors.lexicon import Lexicon, lexicon
from pipeline.tools.detectors.normalised import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTICLES = frozenset(
    ["von", "van", "der", "den", "de", "da", "di", "del", "la", "le", "al", "el", "zu", "zur",
     "vom", "dr", "prof", "med", "und", "frau", "herr", "bad", "sankt"]
)  # fmt: skip
# Below this a name is a guess, and a guess must not spread.
_SURE = 0.6
# Shorter ones ("Le", "An", "Do") are words too often.
_LONG = 3


class SecondPass:
    """With ``whole_run`` it asks to be handed all texts of a run in one call; ``label`` is for
    people.
    """

    # On GermEval dev, see the card of the models.
    limits = (
        "Findet nicht jeden Namen: In Zeitungstexten blieb einer von neun stehen, mit HanTa einer "
        "von dreißig. Dafür ist Prüfung 1 da."
    )

    def __init__(self, detector: Detector, *, whole_run: bool = False, label: str = "") -> None:
        self._detector = detector
        self.label = label
        self.whole_run = whole_run
        self.identity = f"{detector.identity}+second-pass-1{'-whole-run' if whole_run else ''}"

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        found = self._detector.detect(texts)
        words = lexicon()
        exact: set[str] = set()
        folded: set[str] = set()
        for text, marks in zip(texts, found, strict=True):
            for word in _names(text, marks):
                # "Winter" is looked for as written; "Öztürk" however it is written.
                if words.ambiguous(word):
                    exact.add(word)
                else:
                    folded.add(fold(word))
        return [
            [*marks, *self._again(text, exact, folded, words)] if exact or folded else list(marks)
            for text, marks in zip(texts, found, strict=True)
        ]

    def _again(
        self, text: str, exact: set[str], folded: set[str], words: Lexicon
    ) -> Iterable[Mark]:
        for match in _WORD.finditer(without_placeholders(text)):
            word = match.group()
            if word in exact:
                known = not _after_article(text, match.start())
            else:
                small = fold(word)
                known = small in folded or (small.endswith("s") and small[:-1] in folded)
            if known:
                yield Mark(*match.span(), Kind.PERSON, _SURE, "second-pass")


def _names(text: str, marks: Iterable[Mark]) -> Iterable[str]:
    for mark in marks:
        if mark.kind == Kind.PERSON and mark.score >= _SURE:
            for match in _WORD.finditer(text, mark.start, mark.end):
                word = match.group()
                if len(word) >= _LONG and word.lower() not in _PARTICLES:
                    yield word


_ARTICLE = re.compile(
    r"(?:\b(?:ein|kein|im|den|das|dem|jede[rnms]?|diese[rnms]?|pro|\w{2,}(?:en|er|es|em|e))) $",
    re.IGNORECASE,
)


def _after_article(text: str, start: int) -> bool:
    return _ARTICLE.search(text, max(0, start - 14), start) is not None
