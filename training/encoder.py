"""corpora, labelled topics -> the shipped sentence encoder.

    python training/encoder.py --corpora DIR --train DIR --out data/modelle/satz-de

Three steps, each for what the others cannot know:

1. Pieces of words (Unigram, 40,000) from the corpora. No mark tells the head of a word from its
   rest, so „Akte“ is the same piece in „Papierakte“ as alone.
2. Two vectors per piece from the corpora, side by side: one predicts the next sentences (in-batch
   contrast), one is the spectrum of which pieces share sentences (PPMI).
3. The labelled topics draw together what is said of one friction in different words (supervised
   contrast over statements, their neutral issue sentences, and the topics' own descriptions);
   in every second run, what complains of nothing is kept away from all of them.

A sentence is the mean of its pieces, each weighted by a / (a + frequency) at the start.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sentences.corpus import learn_pieces, read_corpora, split
from sentences.topics import condense, read_views, tune
from sentences.vectors import DIMENSIONS, company_vectors, join, sequence_vectors
from tokenizers import Tokenizer

from pipeline.tools.encoders.safety import write_checksums

INGREDIENTS = ("sequence", "company", "weights", "topics", "descriptions", "noise", "runs")
RUNS = 6
NOTE = (
    "mitgeliefertes Wortmodell, gelernt an Verwaltungssprache: erkennt Themen an ihren Wörtern, "
    "aber weder Wortfolge noch Verneinung; empfohlen ist ein mehrsprachiges Sprachmodell."
)
STARTED = time.monotonic()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--keep",
        type=Path,
        default=Path("data/raw/encoder"),
        help="what the corpora gave; a second call with the same folder skips them",
    )
    parser.add_argument(
        "--without", choices=INGREDIENTS, nargs="*", default=[], help="for the share of each"
    )
    arguments = parser.parse_args()
    if not (arguments.keep / "vectors.npz").exists():
        learn_from_corpora(arguments.corpora, arguments.keep)
    tokenizer = Tokenizer.from_file(str(arguments.keep / "tokenizer.json"))
    known = np.load(arguments.keep / "vectors.npz")
    parts = [known[name] for name in ("sequence", "company") if name not in arguments.without]
    base = join(parts, known["counts"], weighted="weights" not in arguments.without)
    views = read_views(topic_folders(arguments.train), arguments.train / "noise", tokenizer)
    tables = [base]
    if "topics" not in arguments.without:
        tables = [
            tune(
                base,
                views,
                seed=seed,
                described="descriptions" not in arguments.without,
                # In none, half or all of the runs, on topics and noise held out: noise is told
                # apart with an AUC of 0.65, 0.80, 0.82; AMI of texts by average link is 0.22,
                # 0.20, 0.08.
                noise=seed % 2 == 1 and "noise" not in arguments.without,
            )
            for seed in range(2 if "runs" in arguments.without else RUNS)
        ]
        say("vectors from the topics")
    save(arguments.out, tokenizer, condense(tables, views, DIMENSIONS))
    say(f"written to {arguments.out}")


def topic_folders(train: Path) -> list[Path]:
    return sorted(path.parent for path in train.glob("*/topics.json"))


def learn_from_corpora(corpora: Path, keep: Path) -> None:
    words, text, bounds, paragraph = read_corpora(corpora)
    say(f"{len(text):,} words, {len(bounds) - 1:,} sentences")
    tokenizer = learn_pieces(words, np.bincount(text, minlength=len(words)))
    corpus = split(tokenizer, words, text, bounds, paragraph)
    say(f"{len(corpus.pieces):,} pieces")
    with ProcessPoolExecutor(1) as second_core:
        company = second_core.submit(company_vectors, corpus)
        sequence = sequence_vectors(corpus)
        say("vectors from the order of sentences")
        parts = {"sequence": sequence, "company": company.result()}
    say("vectors from the company of words")
    keep.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(keep / "tokenizer.json"))
    np.savez(keep / "vectors.npz", counts=corpus.counts(), **parts)


def save(folder: Path, tokenizer: Tokenizer, table: npt.NDArray[np.float32]) -> None:
    """A plain sentence-transformers folder; half precision, which costs nothing measurable."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    table[0] = 0  # [UNK] says nothing
    table /= np.abs(table).max()
    module = StaticEmbedding(tokenizer, embedding_weights=torch.from_numpy(table).half())
    model = SentenceTransformer(modules=[module], device="cpu")
    model.save_pretrained(str(folder), create_model_card=False)
    (folder / "HINWEIS.txt").write_text(NOTE + "\n", encoding="utf-8")
    write_checksums(folder)


def say(step: str) -> None:
    print(f"{time.monotonic() - STARTED:6.0f} s  {step}", flush=True)


if __name__ == "__main__":
    main()
