"""Whether what a model or a person wrote may leave: no name, no invented quote or placeholder."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.kinds import PLACEHOLDER, Kind, without_placeholders
from pipeline.tools.detectors.lexicon import lexicon
from pipeline.tools.detectors.normalised import spellings, spelt_words

GAP = "[maskiert]"

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d(?:[ ./()\-–]{0,3}\d)*")
_DIGITS = re.compile(r"\D+")
_MARK = re.compile(r"\[[A-ZÄÖÜ]+_\d+\]")
_TITLE = re.compile(r"\b(?:(?:Frau|Herrn?|Dr\.)\s*)+$", re.IGNORECASE)
# What rules make titles and summaries of: "Stichwörter: Kundin, Tigrinya, leichte Sprache."
_KEYWORDS = re.compile(r"(?:[\w ]+: )?(?:[\w/-]+(?: [\w/-]+)?, )+[\w/-]+(?: [\w/-]+)?\.?")
_ENOUGH_DIGITS = 5
# Of the 5,668 neutral sentences of the shipped catalogue, which name nobody, 6 are held back at
# this score, 11 at the lower one and 54 if every guess counts. Names in sentences of the same kind
# score 0.95 and more.
_SURE = 0.8
# What a detector is less sure of counts where no statement holds it: a model has made it up.
_LIKELY = 0.6


@dataclass(frozen=True)
class Masked:
    """What was masked in a run, and the words that its statements leave open, in any spelling."""

    strings: frozenset[str] = frozenset()
    open_words: frozenset[str] = frozenset()


class LeakGate:
    """Asks what was masked when it is first needed, and holds that in memory only.

    Answers are checked in several threads, and a detector need not bear that.
    """

    def __init__(self, detector: Detector, masked: Callable[[], Masked] = Masked) -> None:
        self.identity = f"leak-gate-2 {detector.identity}"
        self._detector = detector
        self._masked = masked
        self._marks_in: dict[str, Sequence[Mark]] = {}
        self._lock = Lock()

    def objection(
        self, texts: Iterable[str], *, sources: Sequence[str], quotes: Iterable[str] = ()
    ) -> str:
        """Why the texts may not leave, without repeating what is wrong with them, or nothing.

        ``sources`` are the masked texts that they were made from, ``quotes`` what they give as
        theirs.
        """
        with self._lock:
            found = (self._objection(text, sources) for text in texts)
            if any(not any(quote in source for source in sources) for quote in quotes):
                return "Ein Zitat steht so in keiner maskierten Aussage."
            return next(filter(None, found), "")

    def silenced(self, text: str) -> str:
        """With a ``GAP`` for whatever in it was masked in the run."""
        with self._lock:
            places = sorted(self._masked_places(text))
        pieces, last = [], 0
        for start, end in places:
            if start >= last:
                pieces += [text[last:start], GAP]
            last = max(last, end)
        return "".join([*pieces, text[last:]])

    def _objection(self, text: str, sources: Sequence[str]) -> str:
        if any(self._masked_places(text)):
            return "Der Text enthält eine Angabe, die in diesem Lauf maskiert wurde."
        if any(not _stands(mark, sources) for mark in _marks(text)):
            return "Der Text enthält einen Platzhalter, den es in den Aussagen nicht gibt."
        if any(self._reveals(text, mark, sources) for mark in self._marked(text)):
            return "Der Text enthält einen Namen oder andere Angaben zu einer Person."
        return ""

    # what was masked

    @cached_property
    def _known(self) -> Masked:
        return self._masked()

    @cached_property
    def _strings(self) -> dict[str, set[tuple[str, ...]]]:
        """Word by word, in both spellings, under their first word."""
        strings: dict[str, set[tuple[str, ...]]] = {}
        for surface in self._known.strings:
            # "Winter" alone proves nothing; "Frau Winter" is what the detector is for. What only
            # looks like a compound, as "Wupperfeld" does, is no word yet.
            ordinary = len(_WORD.findall(surface)) == 1 and _ordinary(surface.strip())
            if not ordinary and not self._is_open(surface):
                for tokens in filter(None, spelt_words(surface)):
                    strings.setdefault(tokens[0], set()).add(tokens)
        return strings

    @cached_property
    def _numbers(self) -> frozenset[str]:
        digits = {_DIGITS.sub("", surface) for surface in self._known.strings}
        return frozenset(number for number in digits if len(number) >= _ENOUGH_DIGITS)

    def _is_open(self, surface: str) -> bool:
        return any(map(self._known.open_words.issuperset, spelt_words(surface)))

    def _masked_places(self, text: str) -> Iterator[tuple[int, int]]:
        plain = without_placeholders(text)
        for spelling in spellings(plain):
            words = list(_WORD.finditer(spelling.text))
            tokens = tuple(word.group() for word in words)
            for i, token in enumerate(tokens):
                for stem in {token, token.removesuffix("s")}:
                    for string in self._strings.get(stem, ()):
                        end = i + len(string)
                        if tokens[i + 1 : end] == string[1:]:
                            yield spelling.original(words[i].start(), words[end - 1].end())
        for run in _NUMBER.finditer(plain):
            digits = _DIGITS.sub("", run.group())
            if any(number in digits for number in self._numbers):
                yield run.span()

    # what looks like a person

    def _marked(self, text: str) -> Sequence[Mark]:
        return self._detector.detect([text])[0]

    def _reveals(self, text: str, mark: Mark, sources: Sequence[str]) -> bool:
        surface = said = text[mark.start : mark.end]
        if mark.score < _LIKELY or mark.kind == Kind.DATUM:
            return False
        open_ = self._is_open(surface)
        if mark.kind == Kind.PERSON and open_:
            # In a list of words that all may read, a comma is no apposition: "Kundin, Tigrinya".
            listed = _KEYWORDS.fullmatch(text) and text[: mark.start].endswith(", ")
            if listed and not _likely(self._marked(surface)):
                return False
            # "Bürger" or "Betreuer" stands there as a word; "Frau Bürger" is somebody.
            if _ordinary(surface):
                title = _TITLE.search(text[: mark.start])
                if not title:
                    return False
                said = title.group() + surface
        holding = [source for source in sources if said in source]
        if mark.score < _SURE:
            return not holding and not open_
        # A person has opened it there, or the masking has missed it and it comes to light here.
        return not any(self._opened(surface, source) for source in holding)

    def _opened(self, surface: str, source: str) -> bool:
        """Whether the detector would have masked it in the source, which it comes from unmasked."""
        if source not in self._marks_in:
            self._marks_in[source] = self._marked(source)
        found = _likely(self._marks_in[source])
        return any(surface in source[mark.start : mark.end] for mark in found)


def _likely(marks: Iterable[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.score >= _LIKELY]


def _ordinary(word: str) -> bool:
    words = lexicon()
    return words.known(word) and words.ambiguous(word)


def _marks(text: str) -> Iterable[str]:
    """Whatever looks like a placeholder, of a kind that there is or not."""
    return {*_MARK.findall(text), *(mark.group() for mark in PLACEHOLDER.finditer(text))}


def _stands(mark: str, sources: Sequence[str]) -> bool:
    return any(mark in source for source in sources)
