"""How often the lever is right, and whether AI is told from everything else."""

from collections.abc import Sequence

from pipeline.evaluation.gold import GoldLever
from pipeline.records import Lever, Record


class LeverScore(Record):
    patterns: int
    accuracy: float
    macro_f1: float
    """Over the levers that occur in the gold; an acceptable lever counts as the gold one."""
    ai_balanced_accuracy: float
    """Mean of the shares found of AI and of everything else; acceptable as above."""
    ai_balanced_accuracy_strict: float
    """The same against the one gold lever alone."""
    undecided: int
    """Without a lever: wrong in every figure."""


def score_levers(gold: Sequence[GoldLever], proposed: Sequence[Lever | None]) -> LeverScore:
    pairs = list(zip(gold, proposed, strict=True))
    if not pairs:
        raise ValueError("nothing to score")
    true = [p if p in g.acceptable and p is not None else g.lever for g, p in pairs]
    strict = [g.lever for g, _ in pairs]
    return LeverScore(
        patterns=len(pairs),
        accuracy=sum(t == p for t, p in zip(true, proposed, strict=True)) / len(pairs),
        macro_f1=_macro_f1(true, proposed, sorted(set(strict))),
        ai_balanced_accuracy=_balanced(true, proposed),
        ai_balanced_accuracy_strict=_balanced(strict, proposed),
        undecided=sum(p is None for p in proposed),
    )


def _macro_f1(
    true: Sequence[Lever], found: Sequence[Lever | None], levers: Sequence[Lever]
) -> float:
    scores = []
    for lever in levers:
        hits = sum(t == f == lever for t, f in zip(true, found, strict=True))
        said = sum(t == lever for t in true) + sum(f == lever for f in found)
        # A gold lever that was always replaced by an acceptable one is neither missed nor wrong.
        if said:
            scores.append(2 * hits / said)
    return sum(scores) / len(scores)


def _balanced(true: Sequence[Lever], found: Sequence[Lever | None]) -> float:
    shares = []
    for ai in (True, False):
        answers = [f for t, f in zip(true, found, strict=True) if (t == Lever.KI) == ai]
        if answers:
            right = sum(f is not None and (f == Lever.KI) == ai for f in answers)
            shares.append(right / len(answers))
    return sum(shares) / len(shares)
