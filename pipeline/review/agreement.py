"""How far people agree with each other and with the machine: percent, kappa, alpha."""

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline.records import Assessment, CheckpointName, Criterion, Decision, Lever, Verdict
from pipeline.review.assessments import COUNTED, overridden
from pipeline.review.changes import read
from pipeline.review.folding import REMARKS, Fold
from pipeline.review.items import Item

Value = Hashable
Figures = npt.NDArray[np.float64]
Unit = Sequence[Value | None]
"""What each rater said about one item; None where one said nothing."""

# Enough that the ends of the interval stand still to two digits.
RESAMPLES = 1000


@dataclass(frozen=True)
class Agreement:
    """Of all ``units`` that two have judged; alpha with the interval that holds 95 of 100
    resamples. None where a figure is not defined, because all said the same or nobody twice.

    At 0.8 and above alpha is good, from 0.667 on it allows tentative conclusions (Krippendorff).
    """

    checkpoint: CheckpointName
    label: str
    between: Literal["people", "person and machine"]
    units: int
    percent: float | None
    kappa: float | None
    alpha: float | None
    low: float | None
    high: float | None


def agreements(checkpoint: CheckpointName, state: Fold) -> list[Agreement]:
    """One for each label, between the first two people and between the last word and the machine.

    A second person who saw the first one's word agrees more easily: only a blind review measures.
    """
    items = [item for item in state.items.values() if item.candidate is not None]
    spoken = [(item, _words(item, checkpoint)) for item in items]
    found = []
    for label, ordered in _labels(checkpoint):
        people: list[Unit] = []
        machine: list[Unit] = []
        for item, words in spoken:
            said = [word[label] for word in words.values() if label in word]
            if len(said) > 1:
                people.append(said[:2])
            if said:
                machine.append((said[-1], _machine(item, checkpoint).get(label)))
        found.append(_figures(checkpoint, label, "people", people, ordered))
        found.append(_figures(checkpoint, label, "person and machine", machine, ordered))
    return [agreement for agreement in found if agreement.units]


def _labels(checkpoint: CheckpointName) -> list[tuple[str, Sequence[Value] | None]]:
    """Each with its scale, lowest first, where it has one; what is counted nobody judges."""
    if checkpoint != "einstufung":
        return [("Vorschlag", None)]
    grid = [(c.value, (1, 2, 3, 4, 5)) for c in Criterion if c not in COUNTED]
    return [("Einstufung", None), ("Hebel", None), *grid]


def _words(item: Item, checkpoint: CheckpointName) -> Mapping[str, dict[str, Value]]:
    """What each person said last, in the order in which they first spoke."""
    words: dict[str, dict[str, Value]] = {}
    for decision in item.decisions:
        counts = decision.action not in {*REMARKS, "take_back", "move"}
        if counts and decision.item_id == item.item_id and decision.hash not in item.taken_back:
            words[decision.reviewer] = _said(decision, checkpoint)
    return words


def _said(decision: Decision, checkpoint: CheckpointName) -> dict[str, Value]:
    if decision.action in ("discard", "reject"):
        return {"Vorschlag": "verworfen"}
    judged = json.loads(decision.before or "{}").get(decision.item_id) or {}
    if checkpoint != "einstufung":
        return {"Vorschlag": "bestätigt" if decision.action == "approve" else "geändert"}
    if not judged.get("content"):
        return {}
    seen = Assessment.model_validate(judged["content"])
    return _judgement(overridden(seen, read(decision), decision.reason))


def _machine(item: Item, checkpoint: CheckpointName) -> dict[str, Value]:
    return _judgement(item.candidate) if checkpoint == "einstufung" else {"Vorschlag": "bestätigt"}


def _judgement(assessment: Assessment) -> dict[str, Value]:
    rated = {r.criterion.value: r.value for r in assessment.ratings if r.value is not None}
    lever: Lever | str = assessment.lever or "offen"
    verdict: Verdict = assessment.verdict
    return {"Einstufung": verdict.value, "Hebel": str(lever), **rated}


def _figures(
    checkpoint: CheckpointName,
    label: str,
    between: Literal["people", "person and machine"],
    units: Sequence[Unit],
    scale: Sequence[Value] | None,
) -> Agreement:
    judged = [unit for unit in units if None not in unit]
    low, high = interval(judged, scale=scale)
    return Agreement(
        checkpoint=checkpoint,
        label=label,
        between=between,
        units=len(judged),
        percent=percent(judged),
        kappa=kappa(judged, scale=scale),
        alpha=alpha(judged, scale=scale),
        low=low,
        high=high,
    )


def percent(units: Sequence[Unit]) -> float | None:
    """Of 100 items, how many both judged the same."""
    return 100 * sum(a == b for a, b in units) / len(units) if units else None


def kappa(units: Sequence[Unit], *, scale: Sequence[Value] | None = None) -> float | None:
    """Cohen (1960); on a scale weighted by the square of the distance (Cohen 1968)."""
    labels = list(scale) if scale else sorted({str(v) for unit in units for v in unit})
    if len({v for unit in units for v in unit}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    one, other = zip(*units, strict=True)
    if not scale:
        one, other = tuple(map(str, one)), tuple(map(str, other))
    weights = "quadratic" if scale else None
    return float(cohen_kappa_score(one, other, labels=labels, weights=weights))


def alpha(units: Iterable[Unit], *, scale: Sequence[Value] | None = None) -> float | None:
    """Krippendorff (2011); nominal, or ordinal on a ``scale`` that runs from low to high.

    Any number of raters, any of whom may be missing; None where all values are the same.
    """
    figure = _alphas(_pairs(units, scale).sum(axis=0), ordinal=scale is not None)
    return None if np.isnan(figure) else float(figure)


def _pairs(units: Iterable[Unit], scale: Sequence[Value] | None) -> Figures:
    """(units, values, values): how often two raters gave which two values; each unit counts for
    as many raters as judged it.
    """
    known = [[v for v in unit if v is not None] for unit in units]
    values = list(scale or sorted({v for unit in known for v in unit}, key=str))
    place = {value: n for n, value in enumerate(values)}
    pairs = np.zeros((len(known), len(values), len(values)))
    for n, unit in enumerate(known):
        for one, a in enumerate(unit):
            for other, b in enumerate(unit):
                if one != other:
                    pairs[n, place[a], place[b]] += 1 / (len(unit) - 1)
    return pairs


def _alphas(pairs: Figures, *, ordinal: bool) -> Figures:
    """One for each matrix of coincidences in the last two axes; NaN where it is not defined."""
    totals = pairs.sum(axis=-1)
    if ordinal:
        # So many values lie between two ranks, half of the two themselves included.
        middle = totals.cumsum(axis=-1) - totals / 2
        distance = (middle[..., :, None] - middle[..., None, :]) ** 2
    else:
        distance = 1 - np.eye(pairs.shape[-1])
    observed = (pairs * distance).sum(axis=(-2, -1))
    expected = (totals[..., :, None] * totals[..., None, :] * distance).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - (totals.sum(axis=-1) - 1) * observed / expected)


def interval(
    units: Sequence[Unit],
    *,
    scale: Sequence[Value] | None = None,
    seed: int = 7,
    resamples: int = RESAMPLES,
) -> tuple[float | None, float | None]:
    """Where alpha lies in 95 of 100 samples of the items, drawn with replacement."""
    if len(units) < 2:
        return None, None
    even = np.full(len(units), 1 / len(units))
    drawn = np.random.default_rng(seed).multinomial(len(units), even, size=resamples)
    pairs = np.tensordot(drawn, _pairs(units, scale), axes=1)
    figures = _alphas(pairs, ordinal=scale is not None)
    known = figures[~np.isnan(figures)]
    if not known.size:
        return None, None
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)
