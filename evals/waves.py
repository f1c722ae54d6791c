"""labelled statements, held back in part -> table: where do the newcomers of a wave go?

python evals/waves.py [--gold DIR] [--encoder DIR] [--vectors FILE.npz] [--runs 10]

The rest is grouped and approved as it is ("machine"), or people have made of it exactly the gold
patterns ("gold"). Then a tenth or a quarter comes, drawn at random; with "+ 2" two whole gold
patterns are among the newcomers, which nobody can know. A known pattern stands for the gold pattern
that most of its members have. Assigned is the share of newcomers that join a known pattern, right
that of the assigned whose gold pattern it stands for, recall that of the newcomers with a known
gold pattern that come into it. New says how many new patterns there are, and what share of the two
unknown ones the best of them holds.
"""

import statistics
import warnings
from collections import Counter
from collections.abc import Sequence

import numpy as np
from clustering import Sample, on_the_sample, read

from pipeline.config import Clustering
from pipeline.records import Cluster, Embeddings, Known, PainPointId, Pattern, PatternId
from pipeline.stages.cluster import cluster
from pipeline.tools.clusterer import build_clusterer

CLUSTERER = build_clusterer(Clustering())


def main() -> None:
    warnings.filterwarnings("ignore")
    arguments = on_the_sample(__doc__).parse_args()
    print("| vectors | known | newcomers | assigned | right | recall | new | of the unknown |")
    print("| --- " * 8 + "|")
    for sample in read(arguments.gold, arguments.encoder, arguments.vectors):
        for approved in ("machine", "gold"):
            for share in (0.1, 0.25):
                for unknown in (0, 2):
                    runs = [
                        wave(sample, approved, share, unknown, n) for n in range(arguments.runs)
                    ]
                    means = [statistics.mean(column) for column in zip(*runs, strict=True)]
                    name = f"{share:.0%}" + (f" + {unknown}" if unknown else "")
                    figures = " | ".join(f"{mean:.2f}" for mean in means)
                    print(f"| {sample.name} | {approved} | {name} | {figures} |", flush=True)


def wave(
    sample: Sample, approved: str, share: float, unknown: int, seed: int
) -> tuple[float, float, float, float, float]:
    chance = np.random.default_rng(seed)
    gold = dict(zip(_ids(sample), sample.gold, strict=True))
    late = set(chance.choice(_ids(sample), round(share * len(gold)), replace=False))
    hidden = set(chance.choice(sorted({g for g in gold.values() if g}), unknown, replace=False))
    late |= {i for i, g in gold.items() if g in hidden}
    known = _known(sample, approved, [i for i in gold if i not in late], gold)
    stands_for: dict[PatternId | None, str | None] = {
        p.pattern_id: _most_common([gold[m] for m in p.members]) for p in known.patterns
    }
    found = cluster(_embeddings(sample, list(gold)), known, clusterer=CLUSTERER).records
    home = {m.pain_point_id: c.pattern_id for c in found for m in c.members}
    assigned = [i for i in late if home[i]]
    right = sum(stands_for[home[i]] == gold[i] is not None for i in assigned)
    findable = sum(gold[i] is not None and gold[i] in stands_for.values() for i in late)
    new = [c for c in found if c.cluster_id >= 0 and c.pattern_id is None]
    return (
        len(assigned) / len(late),
        right / max(len(assigned), 1),
        right / max(findable, 1),
        len(new),
        statistics.mean(_held(h, new, gold) for h in hidden) if hidden else 0,
    )


def _held(hidden: str, new: Sequence[Cluster], gold: dict[PainPointId, str | None]) -> float:
    """The largest share of the hidden pattern that one new cluster holds."""
    inside = [sum(gold[m.pain_point_id] == hidden for m in c.members) for c in new]
    return max(inside, default=0) / sum(g == hidden for g in gold.values())


def _known(
    sample: Sample,
    approved: str,
    early: Sequence[PainPointId],
    gold: dict[PainPointId, str | None],
) -> Known:
    groups: dict[str, list[PainPointId]] = {}
    if approved == "gold":
        for i in early:
            groups.setdefault(gold[i] or "", []).append(i)
    else:
        for c in cluster(_embeddings(sample, early), clusterer=CLUSTERER).records:
            name = str(c.cluster_id) if c.cluster_id >= 0 else ""
            groups[name] = [m.pain_point_id for m in c.members]
    rest = groups.pop("", [])
    return Known(patterns=tuple(_pattern(n, m) for n, m in groups.items()), rest=tuple(rest))


def _pattern(name: str, members: Sequence[PainPointId]) -> Pattern:
    return Pattern(
        pattern_id=PatternId(name),
        title=name,
        summary="",
        cause="",
        effect="",
        quotes=(),
        members=tuple(members),
        field_of_action="",
        analyst="",
    )


def _embeddings(sample: Sample, ids: Sequence[PainPointId]) -> Embeddings:
    rows = [int(i) for i in ids]
    return Embeddings(tuple(ids), sample.matrix[rows], "eval")


def _ids(sample: Sample) -> list[PainPointId]:
    return [PainPointId(f"{row:06}") for row in range(len(sample.gold))]


def _most_common(names: Sequence[str | None]) -> str | None:
    return Counter(names).most_common(1)[0][0]


if __name__ == "__main__":
    main()
