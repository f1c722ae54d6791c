"""Nothing is published about fewer than a handful of people."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


@dataclass(frozen=True)
class Threshold:
    """Five people from three sources: the convention of the statistics of the Bundesagentur is
    three; free text tells more than a cell of a table does."""

    people: int = 5
    sources: int = 3

    def allows(self, people: int, sources: int) -> bool:
        return people >= self.people and sources >= self.sources


def suppressed(
    table: Mapping[tuple[Row, Column], int], threshold: Threshold = Threshold()
) -> dict[tuple[Row, Column], int | None]:
    """The table with None where a cell may not be shown.

    Small cells go first. Since margins are shown too, a row or column in which the hidden cells
    could be worked out from its sum (only one of them, or together too few people) loses its
    smallest remaining cells as well, until nothing can be worked out. Zeros say nothing about
    anybody and are taken last.
    """
    shown: dict[tuple[Row, Column], int | None] = {
        cell: None if 0 < count < threshold.people else count for cell, count in table.items()
    }
    changed = True
    while changed:
        changed = False
        for axis in (0, 1):
            for line in dict.fromkeys(cell[axis] for cell in table):
                cells = [cell for cell in table if cell[axis] == line]
                changed |= _hide_more(cells, table, shown, threshold)
    return shown


def withheld_totals(
    table: Mapping[tuple[Row, Column], int],
    shown: Mapping[tuple[Row, Column], int | None],
    threshold: Threshold = Threshold(),
) -> tuple[set[Row], set[Column]]:
    """Rows and columns whose sum would still tell: nothing was left in them to hide."""
    rows = {
        r
        for r in dict.fromkeys(c[0] for c in table)
        if _tells([c for c in table if c[0] == r], table, shown, threshold)
    }
    columns = {
        k
        for k in dict.fromkeys(c[1] for c in table)
        if _tells([c for c in table if c[1] == k], table, shown, threshold)
    }
    return rows, columns


def _hide_more(
    cells: list[tuple[Row, Column]],
    table: Mapping[tuple[Row, Column], int],
    shown: dict[tuple[Row, Column], int | None],
    threshold: Threshold,
) -> bool:
    changed = False
    while _tells(cells, table, shown, threshold):
        left = [cell for cell in cells if shown[cell] is not None]
        if not left:
            break
        smallest = min(left, key=lambda cell: (table[cell] == 0, table[cell], str(cell)))
        shown[smallest] = None
        changed = True
    return changed


def _tells(
    cells: list[tuple[Row, Column]],
    table: Mapping[tuple[Row, Column], int],
    shown: Mapping[tuple[Row, Column], int | None],
    threshold: Threshold,
) -> bool:
    hidden = [cell for cell in cells if shown[cell] is None]
    return bool(hidden) and (
        len(hidden) == 1 or sum(table[cell] for cell in hidden) < threshold.people
    )
