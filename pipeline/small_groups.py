"""Nothing is published about fewer than a handful of people."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from pipeline.config import Publish

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def suppressed(
    table: Mapping[tuple[Row, Column], int], threshold: Publish
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
    lines: dict[tuple[int, Row | Column], list[tuple[Row, Column]]] = {}
    for cell in table:
        for axis in (0, 1):
            lines.setdefault((axis, cell[axis]), []).append(cell)
    while any([_hide_more(cells, table, shown, threshold) for cells in lines.values()]):
        pass
    return shown


def _hide_more(
    cells: list[tuple[Row, Column]],
    table: Mapping[tuple[Row, Column], int],
    shown: dict[tuple[Row, Column], int | None],
    threshold: Publish,
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
    threshold: Publish,
) -> bool:
    hidden = [cell for cell in cells if shown[cell] is None]
    return bool(hidden) and (
        len(hidden) == 1 or sum(table[cell] for cell in hidden) < threshold.people
    )
