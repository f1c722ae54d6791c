"""Where personal data stands in a text: members that only ever add."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, order=True)
class Mark:
    """Personal data at ``text[start:end]``."""

    start: int
    end: int
    kind: str
    score: float
    detector: str


class Detector(Protocol):
    identity: str

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        """One list of marks for each text, in the order of the texts; marks may overlap."""
        ...
