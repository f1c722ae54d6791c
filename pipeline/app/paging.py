"""A long list, one page at a time; the links keep filter and order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pipeline.app.fields import Fields

SIZE = 25


@dataclass(frozen=True)
class Slice:
    items: Sequence[Any]
    number: int
    pages: int
    total: int
    path: str
    kept: tuple[tuple[str, str], ...]

    def link(self, number: int) -> str:
        pairs = [*self.kept, ("seite", str(number))]
        return f"{self.path}?{urlencode(pairs)}"

    @property
    def near(self) -> list[int]:
        """Numbers of the pages around this one, and the first and the last; 0 is a gap."""
        wanted = {1, self.pages, *range(self.number - 2, self.number + 3)}
        numbers = sorted(n for n in wanted if 1 <= n <= self.pages)
        spread: list[int] = []
        for n in numbers:
            if spread and n > spread[-1] + 1:
                spread.append(0)
            spread.append(n)
        return spread


def paged(items: Sequence[Any], query: Fields, path: str, size: int = SIZE) -> Slice:
    """A page number past the end gives the last page."""
    pages = max(1, -(-len(items) // size))
    number = min(max(1, query.whole("seite", 1)), pages)
    kept = tuple((k, v) for k, v in query.pairs if k != "seite" and v)
    shown = items[(number - 1) * size : number * size]
    return Slice(shown, number, pages, len(items), path, kept)
