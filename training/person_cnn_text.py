"""Running text and marked sentences -> one file from which the network of the names learns.

    python training/person_cnn_text.py --corpora DIR --data DIR --out FILE.npz

Words become numbers, most frequent first; 0 stands between paragraphs. What the network is told of
each word are the features that the CRF reads, each hashed to a row of a table.
"""

import argparse
import lzma
import random
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np
from marked_sentences import Sentence, marked_sentences

from pipeline.tools.detectors.cnn import rows
from pipeline.tools.detectors.lexicon import lexicon
from pipeline.tools.detectors.tokens import TOKEN, Features

SEED = 7
EVERY = 2
LABELS = ("O", "PER", "LOC", "ORG")
# Paragraphs of each corpus: speeches, which name people, and some law, which names nobody.
PARAGRAPHS = {"bundestag": 330_000, "bundesgesetze": 50_000}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpora", type=Path, required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    sentences = marked_sentences(given.data, EVERY, random.Random(SEED))
    gathered = gather(running(given.corpora), sentences)
    np.savez_compressed(given.out, **gathered)
    words, tokens = len(gathered["listed"]), len(gathered["text"])
    print(tokens, "tokens,", words, "words,", len(sentences), "marked sentences")


def gather(paragraphs: Iterable[list[str]], sentences: list[Sentence]) -> dict[str, np.ndarray]:
    """``text`` ends with the ``marked`` tokens of the sentences, each with its label."""
    numbers: dict[str, int] = {"": 0}
    text = array("I")
    for tokens in chain(paragraphs, (tokens for tokens, _ in sentences)):
        text.extend(numbers.setdefault(token, len(numbers)) for token in tokens)
        text.append(0)
    frequency = np.bincount(text)
    frequency[0] = len(text)
    by_frequency = np.argsort(-frequency, kind="stable")
    rank = np.empty(len(numbers), np.uint32)
    rank[by_frequency] = np.arange(len(numbers))
    words = [word or "." for word in numbers]
    listed, unlisted = Features(lexicon()), Features(lexicon(), lambda word: True)
    labels = [LABELS.index(label) for _, labels in sentences for label in labels]
    return {
        "text": rank[text],
        "marked": np.array(sum(len(tokens) + 1 for tokens, _ in sentences)),
        "labels": np.array(labels, np.uint8),
        "listed": np.array([rows(listed, words[i]) for i in by_frequency], np.uint16),
        "unlisted": np.array([rows(unlisted, words[i]) for i in by_frequency], np.uint16),
    }


def running(corpora: Path) -> Iterator[list[str]]:
    for name, paragraphs in PARAGRAPHS.items():
        with lzma.open(corpora / f"{name}.txt.xz", "rt", encoding="utf-8") as lines:
            yield from map(TOKEN.findall, islice(lines, paragraphs))


if __name__ == "__main__":
    main()
