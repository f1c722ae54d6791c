"""How ``data/modelle/klage.npz`` was made: statements with and without a complaint -> weights.

    python training/complaint.py FOLDER data/modelle/klage.npz

FOLDER holds ``*/statements.jsonl`` with one statement a line; those in ``noise/`` complain of
nothing. The threshold is the lowest at which, in five-fold cross-validation over all of them, six
of ten texts taken for silent are: a complaint that is dropped is lost, a silent text that stays is
mostly left over when the clusters are made.
"""

import json
import math
import re
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from pipeline.tools.extractors.complaint import BUCKETS, buckets

MARK = re.compile(r"\[\[([A-ZÄÖÜ_]+):.*?\]\]")
PRECISION = 0.6


def main(folder: Path, target: Path) -> None:
    texts, silent = read(folder)
    matrix = features(texts)
    model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear")
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    held_out = cross_val_predict(model, matrix, silent, cv=folds, method="predict_proba")[:, 1]
    threshold = next(t for t in np.arange(0.5, 1, 0.01) if silent[held_out > t].mean() >= PRECISION)
    taken = held_out > threshold
    print(
        f"{len(texts)} texts, {silent.sum()} silent; threshold {threshold:.2f}: "
        f"precision {silent[taken].mean():.2f}, recall {taken[silent].mean():.2f}"
    )
    model.fit(matrix, silent)
    np.savez_compressed(
        target,
        weights=model.coef_[0].astype(np.float16),
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


def features(texts: list[str]) -> csr_matrix:
    found = [buckets(text) for text in texts]
    rows = np.repeat(np.arange(len(found)), [len(f) for f in found])
    values = np.repeat([1 / math.sqrt(len(f)) for f in found], [len(f) for f in found])
    return csr_matrix((values, (rows, np.concatenate(found))), (len(texts), BUCKETS))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
