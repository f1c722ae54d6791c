"""Whether a text that a model or a report has made may leave: no name, no invented quote."""

import re
from collections.abc import Collection, Iterable, Sequence

from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.kinds import PLACEHOLDER, Kind
from pipeline.tools.detectors.lexicon import lexicon
from pipeline.tools.detectors.normalised import fold

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\D+")
# A detector may err; what it is less sure of has been read by a person at the first checkpoint.
_SURE = 0.6
_ENOUGH_DIGITS = 5


class LeakGate:
    """Knows what was masked in this run; holds it in memory only."""

    def __init__(
        self, masked: Iterable[str], detector: Detector, open_words: Collection[str] = ()
    ) -> None:
        """``open_words``, folded, are no secret: they stand unmasked where people read them."""
        words = lexicon()
        self._detector = detector
        self._open = frozenset(open_words)
        self._strings: dict[str, set[tuple[str, ...]]] = {}
        self._numbers: set[str] = set()
        for surface in masked:
            digits = _DIGITS.sub("", surface)
            if len(digits) >= _ENOUGH_DIGITS:
                self._numbers.add(digits)
            # "Winter" alone proves nothing; "Frau Winter" is what the detector is for.
            tokens = tuple(_WORD.findall(fold(surface)))
            ordinary = len(tokens) == 1 and words.ambiguous(surface.strip())
            if tokens and not ordinary and not self._open.issuperset(tokens):
                self._strings.setdefault(tokens[0], set()).add(tokens)

    def objection(
        self, text: str, *, sources: Sequence[str], quotes: Iterable[str] = ()
    ) -> str | None:
        """Why the text may not leave, without repeating what is wrong with it; None if it may.

        ``sources`` are the masked texts that it was made from, ``quotes`` what it gives as theirs.
        """
        if self._repeats(text):
            return "Der Text enthält eine Angabe, die in diesem Lauf maskiert wurde."
        if any(not any(quote in source for source in sources) for quote in quotes):
            return "Ein Zitat steht so in keiner maskierten Aussage."
        known = {mark.group() for source in sources for mark in PLACEHOLDER.finditer(source)}
        if any(mark.group() not in known for mark in PLACEHOLDER.finditer(text)):
            return "Der Text enthält einen Platzhalter, den es in den Aussagen nicht gibt."
        if self._names_somebody(text, sources):
            return "Der Text enthält eine Angabe, die nach einer Person aussieht."
        return None

    def _repeats(self, text: str) -> bool:
        tokens = _WORD.findall(fold(PLACEHOLDER.sub(" ", text)))
        for i, token in enumerate(tokens):
            stems = (token, token.removesuffix("s"))
            for stem in stems:
                for string in self._strings.get(stem, ()):
                    if tuple(tokens[i + 1 : i + len(string)]) == string[1:]:
                        return True
        digits = _DIGITS.sub("", text)
        return any(number in digits for number in self._numbers)

    def _names_somebody(self, text: str, sources: Sequence[str]) -> bool:
        return any(
            mark.score >= _SURE
            and mark.kind != Kind.DATUM
            and not any(text[mark.start : mark.end] in source for source in sources)
            and not self._open.issuperset(_WORD.findall(fold(text[mark.start : mark.end])))
            for mark in self._detector.detect([text])[0]
        )
