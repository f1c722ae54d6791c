"""Whether what a model or a person wrote may leave: no name, no invented quote or placeholder."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from threading import Lock
from typing import NamedTuple

from pipeline.resources import resource
from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.kinds import PLACEHOLDER, UNNUMBERED, Kind, without_placeholders
from pipeline.tools.detectors.lexicon import lexicon
from pipeline.tools.detectors.normalised import spellings, spelt_words

GAP = "[maskiert]"

_WORD = re.compile(r"\w+")
_PART = re.compile(r"[ /]+")
_NUMBER = re.compile(r"\d(?:[ ./()\-–]{0,3}\d)*")
_DIGITS = re.compile(r"\D+")
_MARK = re.compile(r"\[[A-ZÄÖÜ]+_\d+\]")
_TITLE = re.compile(r"\b(?:(?:Frau|Herrn?|Dr\.)\s*)+$", re.IGNORECASE)
# What rules make titles and summaries of: "Stichwörter: Kundin, Tigrinya, leichte Sprache."
_KEYWORDS = re.compile(r"(?:[\w ]+: )?(?:[\w/-]+(?: [\w/-]+)?, )+[\w/-]+(?: [\w/-]+)?\.?")
_ENOUGH_DIGITS = 5
# Of the 5,668 neutral sentences of the shipped catalogue, which name nobody, 6 are held back at
# this score, 11 at the lower one and 54 if every guess counts. Names in sentences of the same kind
# score 0.95 and more. By all its rules the gate holds back 5 of the 6,450 sentences and titles.
_SURE = 0.8
# What a detector is less sure of counts where no statement holds it: a model has made it up.
_LIKELY = 0.6
# "Berg sagt" scores 0.27, "der Berg an Akten" nothing: enough where a Berg was masked in the run.
_FAINT = 0.2


class Objection(NamedTuple):
    why: str
    place: str
    """The words that it is about, for nobody but who has written them."""


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
        self.identity = f"leak-gate-3 {detector.identity}"
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
        if any(not any(quote in source for source in sources) for quote in quotes):
            return "Ein Zitat steht so in keiner maskierten Aussage."
        found = (self.found(text, sources) for text in texts)
        return next((objection.why for objection in found if objection), "")

    def found(self, text: str, sources: Sequence[str]) -> Objection | None:
        with self._lock:
            return next(self._objections(text, sources), None)

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

    def _objections(self, text: str, sources: Sequence[str]) -> Iterator[Objection]:
        why = "Der Text enthält eine Angabe, die in diesem Lauf maskiert wurde."
        yield from (Objection(why, text[start:end]) for start, end in self._masked_places(text))
        marks = [(mark, text[mark.start : mark.end]) for mark in self._marked(text)]
        yield from (Objection(why, own) for mark, own in marks if self._is_masked_word(mark, own))
        why = "Der Text enthält einen Platzhalter, den es in den Aussagen nicht gibt."
        yield from (Objection(why, m) for m in _marks(text) if not _stands(m, sources))
        why = "Der Text enthält einen Namen oder andere Angaben zu einer Person."
        yield from (Objection(why, own) for m, own in marks if self._reveals(text, m, sources))

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
    def _masked_words(self) -> frozenset[str]:
        """Ordinary ones, that stand nowhere open."""
        strings = (surface.strip() for surface in self._known.strings)
        return frozenset(s for s in strings if _ordinary(s) and not self._is_open(s))

    def _is_masked_word(self, mark: Mark, surface: str) -> bool:
        named = mark.kind == Kind.PERSON and mark.score >= _FAINT
        return named and surface.strip() in self._masked_words

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
        # Which municipality or provider it is says nothing about a person.
        likely = _SURE if mark.kind in UNNUMBERED else _LIKELY
        if mark.score < likely or mark.kind == Kind.DATUM:
            return False
        open_ = self._is_open(surface)
        # Where every word is written so, "Klein gedruckt" and "Max. 5 Tage" are nobody either.
        begins = not text[: mark.start].strip() and _ordinary(surface)
        if mark.kind == Kind.PERSON and (open_ or begins or proper(surface)):
            # In a list of words that all may read, a comma is no apposition: "Kundin, Tigrinya".
            listed = _KEYWORDS.fullmatch(text) and text[: mark.start].endswith(", ")
            if open_ and listed and not _likely(self._marked(surface)):
                return False
            # "Bürger" or "Betreuer" stands there as a word; "Frau Bürger" is somebody.
            if _ordinary(surface) or proper(surface):
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


def proper(surface: str) -> bool:
    """Whether all of it is a software, an agency or the like, by a list that is shipped."""
    names = _proper_names()
    whole = surface.strip().casefold()
    return whole in names or all(word in names for word in _PART.split(whole))


@cache
def _proper_names() -> frozenset[str]:
    lines = resource("data/katalog/eigennamen.txt").read_text("utf-8").splitlines()
    names = [line.casefold() for line in lines if line and not line.startswith("#")]
    return frozenset([*names, *(word for name in names for word in _PART.split(name))])


def _ordinary(word: str) -> bool:
    words = lexicon()
    return words.known(word) and words.ambiguous(word)


def _marks(text: str) -> Iterable[str]:
    """Whatever looks like a placeholder, of a kind that there is or not."""
    return {*_MARK.findall(text), *(mark.group() for mark in PLACEHOLDER.finditer(text))}


def _stands(mark: str, sources: Sequence[str]) -> bool:
    return any(mark in source for source in sources)
