"""labelled statements, encoders -> a table: do statements of one pattern lie together?

python evals/encoders.py [--gold DIR] [--encoder DIR …]

AMI compares the gold patterns with as many groups of agglomerative clustering; 1-NN is how often
the nearest other statement is of the same pattern; noise is how often (AUC) a statement of no
pattern lies lonelier than one of a pattern, by the mean cosine of its 40 nearest texts; the time is
for all texts on one core, without loading. "+ issue" takes the sum of the vectors of a text and of
the sentence that a language model made of it (issues.jsonl).
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.config import Embed
from pipeline.tools.encoder import build_encoder, unit

Matrix = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Matrix]
_MARK = re.compile(r"\[\[\w+:(.*?)\]\]")


def main() -> None:
    import torch

    torch.set_num_threads(1)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=Path(__file__).parents[1] / "data" / "gold")
    parser.add_argument("--encoder", type=Path, nargs="*", default=[], help="more model folders")
    arguments = parser.parse_args()
    texts, issues, patterns, noise = read(arguments.gold)
    rows: dict[str, Encode] = {
        "TF-IDF characters": build_encoder(Embed(method="tfidf")).encode,
        "TF-IDF words": words,
        "shipped": build_encoder(Embed()).encode,
        "shipped + TF-IDF": both,
    }
    rows |= {
        folder.name: build_encoder(Embed(encoder=folder)).encode for folder in arguments.encoder
    }
    print(f"{len(texts)} statements, {len(set(patterns))} patterns, {len(noise)} of no pattern\n")
    print(
        "| encoder | AMI average | AMI Ward | 1-NN | noise "
        "| + issue: AMI average | AMI Ward | 1-NN | s |"
    )
    print("| --- |" + " --- |" * 8)
    for name, encode in rows.items():
        encode(texts[:1])
        started = time.perf_counter()
        # One call: a stand-in learns its space from what it is given.
        vectors = encode([*texts, *issues])
        seconds = (time.perf_counter() - started) / 2
        said, meant = vectors[: len(texts)], vectors[len(texts) :]
        cells = [
            *scores(encode(texts), patterns),
            loneliness(encode([*texts, *noise]), len(noise)),
            *scores(unit(said + meant), patterns),
        ]
        print(f"| {name} | {' | '.join(f'{cell:.2f}' for cell in cells)} | {seconds:.2f} |")


def read(gold: Path) -> tuple[list[str], list[str], list[str], list[str]]:
    """Texts, issues and patterns of all statements that belong to a pattern; texts of the rest."""
    issues = {
        row["id"]: " ".join(point["issue"] for point in row["pain_points"])
        for row in _lines(gold / "issues.jsonl")
    }
    every = _lines(gold / "statements.jsonl")
    rows = [row for row in every if row["pattern"] != "NOISE"]
    texts = [_MARK.sub(r"\1", row["text"]) for row in rows]
    meant = [issues.get(row["id"]) or text for row, text in zip(rows, texts, strict=True)]
    noise = [_MARK.sub(r"\1", row["text"]) for row in every if row["pattern"] == "NOISE"]
    return texts, meant, [row["pattern"] for row in rows], noise


def scores(matrix: Matrix, patterns: Sequence[str]) -> tuple[float, float, float]:
    """AMI with average link, AMI with Ward, each at the number of patterns; 1-NN accuracy."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from sklearn.metrics import adjusted_mutual_info_score

    groups = len(set(patterns))
    trees = linkage(matrix, "average", metric="cosine"), linkage(matrix, "ward")
    average, ward = (
        float(adjusted_mutual_info_score(patterns, fcluster(tree, groups, "maxclust")))
        for tree in trees
    )
    likeness = matrix @ matrix.T
    np.fill_diagonal(likeness, -np.inf)
    labels = np.array(patterns)
    return average, ward, float((labels[likeness.argmax(axis=1)] == labels).mean())


def loneliness(matrix: Matrix, noise: int) -> float:
    """AUC of the last ``noise`` rows against the others."""
    from sklearn.metrics import roc_auc_score

    likeness = matrix @ matrix.T
    np.fill_diagonal(likeness, -np.inf)
    near = np.sort(likeness, axis=1)[:, -40:].mean(axis=1)
    return float(roc_auc_score(np.arange(len(matrix)) >= len(matrix) - noise, -near))


def words(texts: Sequence[str]) -> Matrix:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return unit(
        TfidfVectorizer(sublinear_tf=True).fit_transform(texts).toarray().astype(np.float32)
    )


def both(texts: Sequence[str]) -> Matrix:
    shipped = build_encoder(Embed()).encode(texts)
    spelling = build_encoder(Embed(method="tfidf")).encode(texts)
    return unit(np.hstack([shipped, 0.5 * spelling]))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
