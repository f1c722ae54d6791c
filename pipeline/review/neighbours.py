"""What lies near a pattern: whom to look at before one confirms, merges or moves."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.records import Embeddings, PainPoint, PainPointId, Pattern
from pipeline.tools.placing import place

SHOWN = 5


@dataclass(frozen=True)
class Sample:
    """``drawn`` by chance, the same on every call; ``outside`` are the nearest of other patterns
    and of the Restmenge.
    """

    drawn: tuple[PainPoint, ...]
    nearest: tuple[PainPoint, ...] = ()
    farthest: tuple[PainPoint, ...] = ()
    outside: tuple[PainPoint, ...] = ()


class Neighbours:
    """Of the patterns as they stand now; without embeddings nothing is near anything."""

    def __init__(self, patterns: Sequence[Pattern], embeddings: Embeddings | None) -> None:
        self.patterns = patterns
        self.place = {p.pattern_id: n for n, p in enumerate(patterns)}
        self.ids = embeddings.ids if embeddings else ()
        self.row = {i: n for n, i in enumerate(self.ids)}
        self.rows = [[self.row[m] for m in p.members if m in self.row] for p in patterns]
        if embeddings is None or not patterns:
            return
        self.matrix = embeddings.matrix
        centres = np.stack(
            [
                embeddings.matrix[rows].mean(axis=0)
                if rows
                else np.zeros(embeddings.matrix.shape[1], np.float32)
                for rows in self.rows
            ]
        )
        lengths = np.linalg.norm(centres, axis=1, keepdims=True)
        self.centres = centres / np.where(lengths == 0, 1, lengths)
        self.likeness = embeddings.matrix @ self.centres.T
        """Cosine of each pain point to each pattern."""

    def sample(self, pattern: Pattern, points: Mapping[PainPointId, PainPoint]) -> Sample:
        drawn = sorted(pattern.members, key=lambda m: hashlib.sha256(m.encode()).digest())[:SHOWN]
        if not self.ids or pattern.pattern_id not in self.place:
            return Sample(_named(drawn, points))
        column = self.place[pattern.pattern_id]
        likeness = self.likeness[:, column]
        inside = np.array(self.rows[column], dtype=int)
        inside = inside[np.argsort(-likeness[inside], kind="stable")]
        elsewhere = likeness.copy()
        elsewhere[inside] = -2
        top = np.argpartition(-elsewhere, min(SHOWN, len(elsewhere) - 1))[:SHOWN]
        near = [
            row for row in top[np.argsort(-elsewhere[top], kind="stable")] if elsewhere[row] > -2
        ]
        return Sample(
            _named(drawn, points),
            _named((self.ids[row] for row in inside[:SHOWN]), points),
            _named((self.ids[row] for row in inside[::-1][:SHOWN]), points),
            _named((self.ids[row] for row in near), points),
        )

    def nearest(
        self, pain_point_ids: Sequence[PainPointId]
    ) -> dict[PainPointId, list[tuple[str, float]]]:
        """For each pain point the likest patterns, with the cosine to their centres."""
        if not self.ids or not self.patterns:
            return {}
        found = {}
        for pain_point_id in pain_point_ids:
            if (row := self.row.get(pain_point_id)) is not None:
                order = np.argsort(-self.likeness[row], kind="stable")[:SHOWN]
                found[pain_point_id] = [
                    (str(self.patterns[n].pattern_id), float(self.likeness[row, n])) for n in order
                ]
        return found

    def fitting(self, pain_point_ids: Iterable[PainPointId]) -> set[PainPointId]:
        """Those that are as near to the nearest pattern as its members usually are."""
        asked = [i for i in pain_point_ids if i in self.row]
        if not self.patterns or not asked:
            return set()
        labels = np.full(len(self.ids), -1)
        for number, rows in enumerate(self.rows):
            labels[rows] = number
        matrix = self.matrix
        placing = place(matrix[[self.row[i] for i in asked]], matrix, labels)
        return {i for i, fits in zip(asked, placing.fits, strict=True) if fits}

    def similar(self, pattern: Pattern) -> list[tuple[str, float]]:
        """Other patterns and the cosine of the two centres, the likest first."""
        if not self.ids or pattern.pattern_id not in self.place:
            return []
        likeness = self.centres @ self.centres[self.place[pattern.pattern_id]]
        order = np.argsort(-likeness, kind="stable")
        found = [(self.patterns[n].pattern_id, float(likeness[n])) for n in order]
        return [(i, cosine) for i, cosine in found if i != pattern.pattern_id]


def _named(
    ids: Iterable[PainPointId], points: Mapping[PainPointId, PainPoint]
) -> tuple[PainPoint, ...]:
    return tuple(points[i] for i in ids if i in points)
