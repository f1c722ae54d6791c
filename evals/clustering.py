"""labelled statements, clusterers -> tables: who finds the patterns, and at what price?

python evals/clustering.py [--gold DIR] [--encoder DIR] [--vectors FILE.npz]
                           [--scale 1000 10000 40000 100000]

Every clusterer gets the same matrix. AMI, ARI and BCubed F1 are over the statements with a gold
pattern, coverage is the share of them in some cluster; seeds and orders say how alike the results
are over --runs seeds or row orders (lowest ARI with the first), parts over parts of nine tenths.
A name with * was told the number of gold patterns. A package that is missing is "not run".

The scale series is a mixture of √n · 0.9 groups of unequal size around centres that lie in
families, in 256 dimensions, with 15 % of the vectors in no group; each clusterer runs in a process
of its own, after a run on 1,000 vectors that warms it up. The exponent says how the seconds grow
with the number of vectors, from the size before: 1 is twice the time for twice the vectors.
"""

import argparse
import json
import multiprocessing
import re
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.config import Clustering, Embed
from pipeline.evaluation.clustering import score_clustering
from pipeline.tools.clusterer import build_clusterer

Matrix = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
_MARK = re.compile(r"\[\[\w+:(.*?)\]\]")


@dataclass(frozen=True)
class Sample:
    name: str
    matrix: Matrix
    gold: list[str | None]
    texts: list[str]


def bertopic(sample: Sample, seed: int) -> Labels:
    """Its documented defaults; the seed is the only thing that is not."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from umap import UMAP

    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0, metric="cosine", random_state=seed)
    model = BERTopic(embedding_model=BaseEmbedder(), umap_model=reducer)
    return np.array(model.fit_transform(sample.texts, sample.matrix)[0])


def umap_hdbscan(sample: Sample, seed: int) -> Labels:
    from hdbscan import HDBSCAN
    from umap import UMAP

    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0, metric="cosine", random_state=seed)
    return np.array(HDBSCAN(min_cluster_size=10).fit_predict(reducer.fit_transform(sample.matrix)))


def hdbscan(sample: Sample, seed: int) -> Labels:
    from hdbscan import HDBSCAN

    return np.array(HDBSCAN(min_cluster_size=10).fit_predict(sample.matrix))


def evoc(sample: Sample, seed: int) -> Labels:
    from evoc import EVoC

    return np.array(EVoC(random_state=seed).fit_predict(sample.matrix))


def k_means(power: float) -> Callable[[Sample, int], Labels]:
    def cluster(sample: Sample, seed: int) -> Labels:
        from sklearn.cluster import KMeans

        groups = round(len(sample.matrix) ** power)
        return np.array(KMeans(groups, random_state=seed).fit_predict(sample.matrix))

    return cluster


def agglomerative(linkage: str) -> Callable[[Sample, int], Labels]:
    def cluster(sample: Sample, seed: int) -> Labels:
        from sklearn.cluster import AgglomerativeClustering

        groups = len({label for label in sample.gold if label is not None})
        metric = "euclidean" if linkage == "ward" else "cosine"
        model = AgglomerativeClustering(groups, metric=metric, linkage=linkage)
        return np.array(model.fit_predict(sample.matrix))

    return cluster


def ours(sample: Sample, seed: int) -> Labels:
    return build_clusterer(Clustering(seed=seed)).partition(sample.matrix).labels


CLUSTERERS: dict[str, Callable[[Sample, int], Labels]] = {
    "ours": ours,
    "BERTopic": bertopic,
    "UMAP + HDBSCAN": umap_hdbscan,
    "EVoC": evoc,
    "HDBSCAN": hdbscan,
    "k-means, ∛n": k_means(1 / 3),
    "k-means, ∛n²": k_means(2 / 3),
    "average link *": agglomerative("average"),
    "Ward *": agglomerative("ward"),
}

# 40,000 vectors take them the better part of an hour, or all the memory; BERTopic finds the same as
# UMAP + HDBSCAN, which it is made of.
SLOW = ("BERTopic", "HDBSCAN", "average link *", "Ward *", "k-means, ∛n²")
MOST_FOR_SLOW = 10_000


def main() -> None:
    warnings.filterwarnings("ignore")
    parser = on_the_sample(__doc__)
    parser.add_argument("--scale", type=int, nargs="*", help="the scale series after the tables")
    parser.add_argument("--only", nargs="*", default=list(CLUSTERERS))
    arguments = parser.parse_args()
    chosen = {name: CLUSTERERS[name] for name in arguments.only}
    for sample in read(arguments.gold, arguments.encoder, arguments.vectors):
        compare(sample, chosen, arguments.runs)
    if arguments.scale:
        scale(arguments.scale, list(chosen))


def on_the_sample(description: str | None) -> argparse.ArgumentParser:
    """With the arguments of ``read``, and how often all is repeated."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--gold", type=Path, default=Path(__file__).parents[1] / "data" / "gold")
    parser.add_argument("--encoder", type=Path, help="a model folder; default: the shipped one")
    parser.add_argument("--vectors", type=Path, help="matrices texts and issues, made elsewhere")
    parser.add_argument("--runs", type=int, default=10)
    return parser


def read(gold: Path, encoder: Path | None, vectors: Path | None) -> list[Sample]:
    """All statements by their texts; those with extracted sentences by both together."""
    rows = _lines(gold / "statements.jsonl")
    issues = {
        row["id"]: " ".join(point["issue"] for point in row["pain_points"])
        for row in _lines(gold / "issues.jsonl")
    }
    texts = [_MARK.sub(r"\1", row["text"]) for row in rows]
    labels = [None if row["pattern"] == "NOISE" else row["pattern"] for row in rows]
    told = [place for place, row in enumerate(rows) if issues.get(row["id"])]
    meant = [issues[rows[place]["id"]] for place in told]
    if vectors:
        stored = np.load(vectors)
        said, thought = stored["texts"], stored["issues"]
    else:
        from pipeline.tools.encoder import build_encoder

        encode = build_encoder(Embed(encoder=encoder)).encode
        said, thought = encode(texts), encode(meant)
    both = said[told] + thought
    both /= np.linalg.norm(both, axis=1, keepdims=True)
    return [
        Sample("texts", said.astype(np.float32), labels, texts),
        Sample(
            "texts + issues",
            both.astype(np.float32),
            [labels[place] for place in told],
            [texts[place] for place in told],
        ),
    ]


def compare(
    sample: Sample, clusterers: dict[str, Callable[[Sample, int], Labels]], runs: int
) -> None:
    patterns = len({label for label in sample.gold if label is not None})
    print(f"\n{sample.name}: {len(sample.gold)} statements, {patterns} patterns; median of seeds\n")
    print(
        "| clusterer | AMI | lowest | highest | ARI | BCubed F1 | coverage | patterns "
        "| noise P | noise R | seeds | orders | parts | s |"
    )
    print("| --- " * 14 + "|")
    for name, cluster in clusterers.items():
        try:
            print(f"| {name} | {' | '.join(row(sample, cluster, runs))} |", flush=True)
        except ImportError as error:
            print(f"| {name} | not run: {error.name} is missing |")


def row(sample: Sample, cluster: Callable[[Sample, int], Labels], runs: int) -> list[str]:
    from sklearn.metrics import adjusted_rand_score

    cluster(sample, 0)
    started = time.perf_counter()
    by_seed = [cluster(sample, seed) for seed in range(runs)]
    seconds = (time.perf_counter() - started) / runs
    scores = sorted(
        (score_clustering(sample.gold, labels.tolist()) for labels in by_seed),
        key=lambda score: score.ami,
    )
    middle = scores[len(scores) // 2]
    chance = np.random.default_rng(0)
    orders, parts = [], []
    for _ in range(runs):
        order = chance.permutation(len(sample.gold))
        shuffled = cluster(_rows(sample, order), 0)
        orders.append(adjusted_rand_score(by_seed[0][order], shuffled))
        part = np.sort(order[: round(0.9 * len(order))])
        parts.append(adjusted_rand_score(by_seed[0][part], cluster(_rows(sample, part), 0)))
    figures = [middle.ami, scores[0].ami, scores[-1].ami, middle.ari, middle.bcubed_f1]
    return [
        *(f"{figure:.3f}" for figure in figures),
        f"{middle.coverage:.2f}",
        str(middle.patterns),
        "–" if middle.noise_precision is None else f"{middle.noise_precision:.2f}",
        "–" if middle.noise_recall is None else f"{middle.noise_recall:.2f}",
        f"{min(adjusted_rand_score(by_seed[0], labels) for labels in by_seed):.2f}",
        f"{min(orders):.2f}",
        f"{statistics.median(parts):.2f}",
        f"{seconds:.1f}",
    ]


def scale(sizes: Sequence[int], names: Sequence[str]) -> None:
    print(f"\nmixture; above {MOST_FOR_SLOW} vectors without {', '.join(SLOW)}\n")
    print(
        "| vectors | clusterer | s | exponent | peak MB | AMI | coverage | patterns "
        "| noise P | noise R |"
    )
    print("| --- " * 10 + "|")
    before: dict[str, tuple[int, float]] = {}
    for size in sizes:
        for name in (name for name in names if name not in SLOW or size <= MOST_FOR_SLOW):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                seconds, figures = pool.apply(measured, (size, name))
            growth = "–"
            if name in before and seconds:
                smaller, faster = before[name]
                growth = f"{np.log(seconds / faster) / np.log(size / smaller):.2f}"
            before[name] = size, seconds
            print(f"| {size} | {name} | {seconds:.1f} | {growth} | {figures} |", flush=True)


def measured(size: int, name: str) -> tuple[float, str]:
    warnings.filterwarnings("ignore")
    try:
        CLUSTERERS[name](mixture(1000), 0)
    except ImportError as error:
        return 0.0, f"not run: {error.name} is missing"
    sample = mixture(size)
    started = time.perf_counter()
    labels = CLUSTERERS[name](sample, 0)
    seconds = time.perf_counter() - started
    score = score_clustering(sample.gold, labels.tolist())
    return seconds, (
        f"{peak()} | {score.ami:.3f} | {score.coverage:.2f} | "
        f"{score.patterns} of {score.gold_patterns} | "
        f"{score.noise_precision or 0:.2f} | {score.noise_recall or 0:.2f}"
    )


def peak() -> int:
    """MB of this process; getrusage would count what the one that started it took before."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def mixture(size: int, dimensions: int = 256) -> Sample:
    chance = np.random.default_rng(size)
    groups, lost = max(12, round(0.9 * size**0.5)), round(0.15 * size)
    weights = np.arange(1, groups + 1) ** -0.7
    label = chance.choice(groups, size - lost, p=weights / weights.sum())
    families = chance.normal(size=(max(3, groups // 6), dimensions))
    centres = 0.6 * families[chance.integers(len(families), size=groups)]
    centres += chance.normal(size=centres.shape)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    around = chance.normal(size=(size - lost, dimensions)) * 1.6 / np.sqrt(dimensions)
    rows = np.vstack([centres[label] + around, chance.normal(size=(lost, dimensions))])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    gold = [*map(str, label), *[None] * lost]
    words = [f"wort{number or 'los'} satz" for number in gold]
    order = chance.permutation(size)
    return _rows(Sample("mixture", rows.astype(np.float32), gold, words), order)


def _rows(sample: Sample, rows: npt.NDArray[np.int64]) -> Sample:
    return Sample(
        sample.name,
        sample.matrix[rows],
        [sample.gold[row] for row in rows],
        [sample.texts[row] for row in rows],
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
