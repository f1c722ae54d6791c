"""What a stage returns: the records it made, and the items that go no further."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.records import Failure

T = TypeVar("T")


@dataclass(frozen=True)
class Result(Generic[T]):
    records: Sequence[T]
    failures: Sequence[Failure] = ()

    def counts(self) -> Counter[str]:
        """How many items left the flow here, by kind."""
        return Counter(failure.kind for failure in self.failures)
