"""Several detectors as one: each sees the normalised text, and what any of them finds counts."""

from collections.abc import Sequence

from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.kinds import without_placeholders
from pipeline.tools.detectors.normalised import normalise


class Union:
    """``identity`` names the members, so that a run knows when one of them has changed."""

    def __init__(self, members: Sequence[Detector]) -> None:
        self._members = members
        self.identity = "+".join(member.identity for member in members)

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        """A placeholder that already stands in a text is taken for a gap."""
        readings = [normalise(without_placeholders(text)) for text in texts]
        found: list[list[Mark]] = [[] for _ in texts]
        plain = [reading.text for reading in readings]
        for member in self._members:
            for marks, reading, new in zip(found, readings, member.detect(plain), strict=True):
                marks.extend(
                    Mark(
                        *reading.original(mark.start, mark.end),
                        mark.kind,
                        mark.score,
                        mark.detector,
                    )
                    for mark in new
                )
        return found
