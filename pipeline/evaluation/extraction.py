"""How close the pain points that were found come to those of a careful reader."""

from collections.abc import Callable, Sequence
from statistics import fmean

import numpy as np
import numpy.typing as npt

from pipeline.records import Record

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


class ExtractionScore(Record):
    """Figures from 0 to 1 unless they count something; ``None`` where there is nothing to measure.

    A statement that failed is neither found silent nor found to complain.
    """

    statements: int
    failed: int
    noise_precision: float | None
    noise_recall: float | None
    complaints_lost: float | None
    """Share of the statements with a complaint that were taken for silent."""
    pain_points: int
    reference_pain_points: int
    same_number: float | None
    """Share of the answered statements with as many pain points as the reader found."""
    issue_cosine: float | None
    """Mean over the reader's issues of the cosine to the nearest issue found in the statement."""


def score_extraction(
    silent: Sequence[bool],
    reference: Sequence[Sequence[str]],
    found: Sequence[Sequence[str] | None],
    *,
    encode: Encode,
) -> ExtractionScore:
    """Statement by statement: whether it complains of nothing, and its issues in either view.

    ``None`` in ``found`` says that there was no answer.
    """
    rows = list(zip(silent, reference, found, strict=True))
    answered = [(mute, wanted, said) for mute, wanted, said in rows if said is not None]
    taken = [mute for mute, _, said in answered if not said]
    complaining = [said for mute, _, said in answered if not mute]
    return ExtractionScore(
        statements=len(rows),
        failed=len(rows) - len(answered),
        noise_precision=_mean(taken),
        noise_recall=sum(taken) / sum(silent) if any(silent) else None,
        complaints_lost=_mean([not said for said in complaining]),
        pain_points=sum(len(said) for _, _, said in answered),
        reference_pain_points=sum(len(wanted) for _, wanted, _ in rows),
        same_number=_mean([len(wanted) == len(said) for _, wanted, said in answered]),
        issue_cosine=_mean(_cosines([(w, s) for _, w, s in answered if w and s], encode)),
    )


def _cosines(pairs: Sequence[tuple[Sequence[str], Sequence[str]]], encode: Encode) -> list[float]:
    """All texts in one call: a stand-in without a model learns its space from what it is given."""
    texts = [text for wanted, said in pairs for text in (*wanted, *said)]
    if not texts:
        return []
    vectors = iter(encode(texts))
    best = []
    for wanted, said in pairs:
        left = np.array([next(vectors) for _ in wanted])
        right = np.array([next(vectors) for _ in said])
        best += (left @ right.T).max(axis=1).tolist()
    return best


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
