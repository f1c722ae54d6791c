"""What people know stays together, newcomers join it, and what fits nowhere may be a new group."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.records import Known, PainPointId, PatternId
from pipeline.tools.placing import place

Labels = npt.NDArray[np.int64]

# Share of the members that lie farther from the middle of the others than a newcomer may. With a
# tenth or a quarter of the gold statements held back, 0.66 to 0.90 of those said to belong came
# into the right pattern (0.57 to 0.85 where two patterns were new), and 0.65 to 0.86 of those that
# had one were found; with one half it were 0.77 to 0.96 (0.71 to 0.93) and 0.39 to 0.50
# (evals/waves.py), and the Restmenge grew with every wave.
FARTHER = 0.1


def grow(
    labels: Labels,
    ids: Sequence[PainPointId],
    matrix: npt.NDArray[np.float32],
    known: Known,
) -> tuple[Labels, Mapping[int, PatternId]]:
    """Labels of all rows after a wave, and which of them stand for a known pattern.

    ``labels`` are those of the whole without regard to what is known. A group for the most part of
    pain points that belong to no known pattern is a new one; the leftovers alone would not do, for
    among few points chance looks like structure. What people left out joins no known pattern.
    """
    row_of = {pain_point: row for row, pain_point in enumerate(ids)}
    grown = np.full(len(ids), -1, dtype=np.int64)
    for number, pattern in enumerate(known.patterns):
        grown[[row_of[m] for m in pattern.members if m in row_of]] = number
    held = grown >= 0
    for label in np.unique(labels[labels >= 0]):
        rows = labels == label
        loose = rows & ~held
        if loose.sum() > max(1, rows.sum() / 2):
            grown[loose] = len(known.patterns) + label
    shut = set(known.rest)
    late = np.array([r for r, name in enumerate(ids) if grown[r] < 0 and name not in shut], int)
    names = {number: pattern.pattern_id for number, pattern in enumerate(known.patterns)}
    closed = [number for number, name in names.items() if name in set(known.discarded)]
    inviting = held & ~np.isin(grown, closed)
    placing = place(matrix[late], matrix, np.where(inviting, grown, -1), farther=FARTHER)
    grown[late] = np.where(placing.fits, placing.labels, -1)
    return grown, names
