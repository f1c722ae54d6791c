"""Who finds the complaints in a statement: rules, or a language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.records import AnonymisedStatement


@dataclass(frozen=True)
class Extracted:
    """A complaint at ``text[start:end]`` of the statement; ``issue`` says it in one sentence."""

    start: int
    end: int
    issue: str


class Extractor(Protocol):
    identity: str
    label: str

    def extract(
        self, statements: Sequence[AnonymisedStatement]
    ) -> list[tuple[Extracted, ...] | str]:
        """One answer for each statement, in order.

        No complaints at all is an answer, too; a string is the reason why there is none.
        """
        ...
