"""Trains the person model on public and own sentences; the same input gives the same bytes.

    python training/person_crf.py --data DIR --out data/modelle/person-crf

What DIR holds stands in ``marked_sentences.py``. Takes about ten minutes on one core.
"""

import argparse
import gzip
import random
from pathlib import Path
from tempfile import NamedTemporaryFile

import pycrfsuite
from marked_sentences import Sentence, marked_sentences

from pipeline.tools.detectors.crf import MODEL, MODEL_ON_TAGS
from pipeline.tools.detectors.hanta import Tags
from pipeline.tools.detectors.lexicon import lexicon
from pipeline.tools.detectors.tokens import Features, with_tags

SEED = 7
# So many of all words lose their list entry.
HIDDEN = 0.25
# Of the court decisions that name nobody: they teach what no name is. With every second instead of
# every sixth, as many names of GermEval dev are found and a tenth fewer words taken for one; on
# HanTa's tags, which know a name by themselves, some names are lost.
EVERY, EVERY_ON_TAGS = 2, 6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--hanta", action="store_true", help="the second model, on HanTa's tags")
    given = options.parse_args()
    chance = random.Random(SEED)
    every = EVERY_ON_TAGS if given.hanta else EVERY
    sentences = marked_sentences(given.data, every, chance)
    chance.shuffle(sentences)
    packed = given.out / (MODEL_ON_TAGS if given.hanta else MODEL)
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


if __name__ == "__main__":
    main()
