"""Marked sentences, public and own -> tokens and labels, for every model of people's names."""

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from office_sentences import NAMELESS, WITH_NAMES
from word_lists import familiar

from pipeline.evaluation.privacy import read_marked
from pipeline.tools.detectors.lexicon import Lexicon, lexicon
from pipeline.tools.detectors.tokens import TOKEN

Sentence = tuple[list[str], list[str]]
# Variants of each marked statement with other names, fillings of each office sentence.
VARIANTS, FILLINGS = 5, 8
_LABELS = {"PERSON": "PER", "GEMEINDE": "LOC", "ADRESSE": "LOC", "TRÄGER": "ORG"}
_MARK = re.compile(r"\[\[(\w+):(.*?)\]\]")


def marked_sentences(data: Path, every: int, chance: random.Random) -> list[Sentence]:
    """Labels are PER, LOC, ORG and O; see the card for what is taken, in which order.

    ``data`` holds ``ner/*.conll`` (token TAB label) and ``train/*/*.jsonl`` (``[[TYPE:surface]]``);
    of the court decisions that name nobody, one in ``every`` is taken. GermEval dev is never read:
    it is the canary.
    """
    return [*_public(data / "ner", every), *_own(data / "train", chance), *_office(chance)]


def _public(folder: Path, every: int) -> Iterator[Sentence]:
    """GermEval test; of the court decisions what names a person, and one in ``every`` other."""
    yield from _conll(folder / "germeval14_test.conll")
    for name in ("ler_dev", "ler_test"):
        for i, (tokens, labels) in enumerate(_conll(folder / f"{name}.conll")):
            if "PER" in labels or i % every == 0:
                yield tokens, labels


def _conll(path: Path) -> Iterator[Sentence]:
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        tokens: list[str] = []
        labels: list[str] = []
        for row in block.splitlines():
            word, label = row.split("\t")
            parts = TOKEN.findall(word) or [word]
            tokens += parts
            labels += [label[2:] or "O"] * len(parts)
        if tokens:
            yield tokens, labels


def _own(folder: Path, chance: random.Random) -> Iterator[Sentence]:
    names = _Names(lexicon(), chance)
    for path in sorted(folder.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            marked = json.loads(line)["text"]
            yield _labelled(marked)
            if "[[PERSON:" in marked:
                for _ in range(VARIANTS):
                    yield _labelled(_rewritten(names.replaced(marked), chance))
            elif chance.random() < 0.25:
                yield _labelled(_rewritten(marked, chance))


def _office(chance: random.Random) -> Iterator[Sentence]:
    """Names without any cue, surnames that are words, and the same words when they are words."""
    names = _Names(lexicon(), chance)
    for line in WITH_NAMES:
        for _ in range(FILLINGS):
            yield _labelled(_rewritten(names.filled(line), chance))
    for line in NAMELESS:
        for _ in range(2):
            yield _labelled(_rewritten(line, chance))


def _labelled(marked: str) -> Sentence:
    text, gold = read_marked(marked)
    tokens, labels = [], []
    for token in TOKEN.finditer(text):
        inside = [s.type for s in gold if s.start <= token.start() < s.end]
        tokens.append(token.group())
        labels.append(_LABELS.get(inside[0], "O") if inside else "O")
    return tokens, labels


def _rewritten(marked: str, chance: random.Random) -> str:
    """As people type: sometimes all small, sometimes all capitals, sometimes without the title."""
    way = chance.random()
    if way < 0.2:
        return _outside_labels(marked, str.lower)
    if way < 0.25:
        return _outside_labels(marked, str.upper)
    if way < 0.4:
        return re.sub(r"\b(?:Frau|Herrn?|Fr\.|Hr\.) (?=\[\[PERSON)", "", marked)
    return marked


def _outside_labels(marked: str, change: Callable[[str], str]) -> str:
    pieces, last = [], 0
    for mark in _MARK.finditer(marked):
        pieces += [change(marked[last : mark.start()]), f"[[{mark[1]}:{change(mark[2])}]]"]
        last = mark.end()
    return "".join([*pieces, change(marked[last:])])


class _Names:
    """Other names in place of those that stand in a statement, part by part."""

    def __init__(self, words: Lexicon, chance: random.Random) -> None:
        self._chance = chance
        self._words = words
        self._first = sorted(words.first)
        self._familiar_first, self._familiar_last = familiar("first_names"), familiar("surnames")
        self._last = sorted(words.last)
        self._ordinary = [
            name for name in self._last if name in words.words and words.ordinary(name)
        ]

    def replaced(self, marked: str) -> str:
        return _MARK.sub(
            lambda mark: (
                f"[[{mark[1]}:{self._other(mark[2])}]]" if mark[1] == "PERSON" else mark[0]
            ),
            marked,
        )

    def filled(self, line: str) -> str:
        """A first name for ``{F}``, a surname for ``{L}``; ``{f}``, ``{l}`` in lower case."""
        slots = {"F": "Uwe", "L": "Müller", "f": "uwe", "l": "müller"}
        return re.sub(
            r"\{([FLfl])\}", lambda slot: f"[[PERSON:{self._part(slots[slot[1]])}]]", line
        )

    def _other(self, name: str) -> str:
        return re.sub(r"[^\W\d_]{2,}", lambda part: self._part(part.group()), name)

    def _part(self, part: str) -> str:
        if part.lower() in {
            "von",
            "van",
            "der",
            "den",
            "de",
            "da",
            "al",
            "el",
            "dr",
            "und",
            "frau",
            "herr",
        }:
            return part
        if part.capitalize() in self._words.first:
            pool = self._first if self._chance.random() < 0.5 else self._familiar_first
        else:
            way = self._chance.random()
            pool = self._last if way < 0.5 else self._familiar_last if way < 0.7 else self._ordinary
        other = self._chance.choice(pool)
        return other.lower() if part.islower() else other.upper() if part.isupper() else other
