"""Trains the person model on public and own sentences; the same input gives the same bytes.

    python training/person_crf.py --data DIR --out data/modelle/person-crf

DIR holds ``ner/*.conll`` (token TAB label) and ``train/*/statements.jsonl`` (``[[TYPE:surface]]``).
GermEval dev is never read: it is the canary. Takes about ten minutes on one core.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import pycrfsuite
from office_sentences import NAMELESS, WITH_NAMES
from word_lists import familiar

from pipeline.evaluation.privacy import read_marked
from pipeline.tools.detectors.crf import MODEL
from pipeline.tools.detectors.hanta import MODEL as HANTA_MODEL
from pipeline.tools.detectors.hanta import Tags
from pipeline.tools.detectors.lexicon import Lexicon, lexicon
from pipeline.tools.detectors.tokens import TOKEN, Features, with_tags

Sentence = tuple[list[str], list[str]]
SEED = 7
# Variants of each marked statement with other names; a quarter of all words lose their list entry.
VARIANTS, HIDDEN, FILLINGS = 5, 0.25, 8
# Of the court decisions that name nobody: they teach what no name is. With every second instead of
# every sixth, as many names of GermEval dev are found and a tenth fewer words taken for one; on
# HanTa's tags, which know a name by themselves, some names are lost.
EVERY, EVERY_ON_TAGS = 2, 6
_LABELS = {"PERSON": "PER", "GEMEINDE": "LOC", "ADRESSE": "LOC", "TRÄGER": "ORG"}
_MARK = re.compile(r"\[\[(\w+):(.*?)\]\]")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--hanta", action="store_true", help="the second model, on HanTa's tags")
    given = options.parse_args()
    chance = random.Random(SEED)
    sentences = [
        *public(given.data / "ner", EVERY_ON_TAGS if given.hanta else EVERY),
        *own(given.data / "train", chance), *office(chance),
    ]  # fmt: skip
    chance.shuffle(sentences)
    packed = given.out / (HANTA_MODEL if given.hanta else MODEL)
    packed.write_bytes(gzip.compress(trained(sentences, chance, hanta=given.hanta), mtime=0))
    print(len(sentences), "sentences,", packed.stat().st_size, "bytes")


def trained(sentences: list[Sentence], chance: random.Random, *, hanta: bool) -> bytes:
    seen = sorted({word for tokens, _ in sentences for word in tokens})
    lost = frozenset(word for word in seen if chance.random() < HIDDEN)
    features = Features(lexicon(), lambda word: word in lost)
    tags = Tags() if hanta else None
    trainer = pycrfsuite.Trainer(verbose=True)
    trainer.select("lbfgs")
    trainer.set_params(
        {"c1": 0.15, "c2": 0.02, "max_iterations": 160, "feature.minfreq": 2,
         "feature.possible_transitions": True}
    )  # fmt: skip
    for tokens, labels in sentences:
        found = features.of(tokens)
        trainer.append(with_tags(found, tags.of(tokens)) if tags else found, labels)
    with NamedTemporaryFile() as file:
        trainer.train(file.name)
        return Path(file.name).read_bytes()


def public(folder: Path, every: int) -> Iterator[Sentence]:
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


def own(folder: Path, chance: random.Random) -> Iterator[Sentence]:
    names = Names(lexicon(), chance)
    for path in sorted(folder.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            marked = json.loads(line)["text"]
            yield _labelled(marked)
            if "[[PERSON:" in marked:
                for _ in range(VARIANTS):
                    yield _labelled(_rewritten(names.replaced(marked), chance))
            elif chance.random() < 0.25:
                yield _labelled(_rewritten(marked, chance))


def office(chance: random.Random) -> Iterator[Sentence]:
    """Names without any cue, surnames that are words, and the same words when they are words."""
    names = Names(lexicon(), chance)
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


class Names:
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


if __name__ == "__main__":
    main()
