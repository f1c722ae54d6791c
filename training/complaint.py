"""How ``data/modelle/klage.npz`` was made: statements with and without a complaint -> weights.

    python training/complaint.py FOLDER data/modelle/klage.npz

FOLDER holds ``*/statements.jsonl`` with one statement a line; those in ``noise/`` complain of
nothing. The titles in ``*/topics.json`` teach, but are not counted: they are complaints in a few
words, as people write them on a card, and the statements hold few of those.

The threshold is the lowest at which, in five-fold cross-validation, six of ten texts taken for
silent are: a complaint that is dropped is lost, a silent text that stays is mostly left over when
the clusters are made.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize

from pipeline.tools.extractors.complaint import BUCKETS, buckets

MARK = re.compile(r"\[\[([A-ZÄÖÜ_]+):.*?\]\]")
PRECISION = 0.6


def main(folder: Path, target: Path) -> None:
    texts, silent = read(folder)
    present = features(texts)
    # Over all texts, silent or not: how rare a feature is tells nothing about the answer.
    rarity = idf(present)
    matrix = normalize(present @ diags(rarity))
    titles = normalize(features(read_titles(folder)) @ diags(rarity))
    held_out = np.zeros(len(texts))
    for learn, test in StratifiedKFold(5, shuffle=True, random_state=0).split(matrix, silent):
        held_out[test] = fit(matrix[learn], silent[learn], titles).predict_proba(matrix[test])[:, 1]
    threshold = next(t for t in np.arange(0.5, 1, 0.01) if silent[held_out > t].mean() >= PRECISION)
    taken = held_out > threshold
    print(
        f"{len(texts)} texts, {silent.sum()} silent; threshold {threshold:.2f}: "
        f"precision {silent[taken].mean():.2f}, recall {taken[silent].mean():.2f}"
    )
    model = fit(matrix, silent, titles)
    np.savez_compressed(
        target,
        weights=model.coef_[0].astype(np.float16),
        idf=rarity.astype(np.float16),
        bias=model.intercept_[0],
        threshold=threshold,
    )


def read(folder: Path) -> tuple[list[str], np.ndarray]:
    texts, silent = [], []
    for file in sorted(folder.glob("*/statements.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            texts.append(MARK.sub(r"[\1]", json.loads(line)["text"]))
            silent.append(file.parent.name == "noise")
    return texts, np.array(silent)


def read_titles(folder: Path) -> list[str]:
    files = sorted(folder.glob("*/topics.json"))
    return [t["title"] for file in files for t in json.loads(file.read_text(encoding="utf-8"))]


def fit(matrix: csr_matrix, silent: np.ndarray, titles: csr_matrix) -> LogisticRegression:
    model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear")
    answers = np.concatenate([silent, np.zeros(titles.shape[0], dtype=bool)])
    return model.fit(vstack([matrix, titles]).tocsr(), answers)


def features(texts: list[str]) -> csr_matrix:
    found = [buckets(text) for text in texts]
    rows = np.repeat(np.arange(len(found)), [len(f) for f in found])
    columns = np.concatenate(found)
    return csr_matrix((np.ones(len(rows)), (rows, columns)), (len(texts), BUCKETS))


def idf(present: csr_matrix) -> np.ndarray:
    """Smoothed, and 0 for what was never seen: nothing was learned about it."""
    texts = np.asarray(present.sum(axis=0)).ravel()
    return np.where(texts > 0, np.log((1 + present.shape[0]) / (1 + texts)) + 1, 0.0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
