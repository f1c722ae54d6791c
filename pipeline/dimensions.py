"""Ratings to the four dimensions of the map, and those to a quadrant."""

from collections.abc import Mapping, Sequence

from pipeline.potential_map import Quadrant
from pipeline.records import Criterion, Verdict

# Each dimension is the mean of its criteria, as far as they are rated; where a high value is bad
# news, 6 − value counts. What nobody can rate is left out rather than guessed as a 3.
RELIEF = (Criterion.NUTZEN, Criterion.FALLZAHL)
FEASIBILITY = (
    Criterion.STANDARDISIERBARKEIT,
    Criterion.UMSETZUNGSAUFWAND,
    Criterion.RECHTLICHE_SENSIBILITAET,
    Criterion.AKZEPTANZ,
)
DATA = (Criterion.DATENLAGE,)
TRANSFER = (Criterion.TRANSFERFAEHIGKEIT,)
REVERSED = {Criterion.UMSETZUNGSAUFWAND, Criterion.RECHTLICHE_SENSIBILITAET}

# The middle of the scale. Only what lies above it counts as high: 3 and 3 is no quick win.
MIDDLE = 3.0


def dimension(criteria: Sequence[Criterion], values: Mapping[Criterion, int]) -> float | None:
    """``None`` where none of the criteria is rated."""
    rated = [6 - values[c] if c in REVERSED else values[c] for c in criteria if c in values]
    return round(sum(rated) / len(rated), 2) if rated else None


def quadrant(relief: float | None, feasibility: float | None, verdict: Verdict) -> Quadrant:
    """``offen`` without both coordinates, and where nobody can tell yet whether AI helps."""
    if relief is None or feasibility is None or verdict is Verdict.UNKLAR:
        return Quadrant.OFFEN
    if relief > MIDDLE:
        return Quadrant.QUICK_WIN if feasibility > MIDDLE else Quadrant.STRATEGISCH
    return Quadrant.MITNEHMEN if feasibility > MIDDLE else Quadrant.ZURUECKSTELLEN
