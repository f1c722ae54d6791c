"""Delimited text to rows of cells, whatever separates the cells."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

DELIMITERS = (";", "\t", ",", "|")
# A book has a million characters. Without any limit, a quote that never closes would take the rest
# of the file for one cell before it is noticed.
_LONGEST = 10_000_000


@dataclass(frozen=True)
class Row:
    """``number`` counts as Excel does; ``fault`` says in German why the cells cannot be trusted.

    In the columns ``merged`` stands what a cell further up says, which reaches down to this row.
    """

    number: int
    cells: tuple[str, ...]
    fault: str | None = None
    merged: frozenset[int] = frozenset()


def parse(text: str, delimiter: str | None = None) -> tuple[str, list[Row]]:
    """The delimiter and the rows; a row whose quotes do not close ends at its own line end.

    Reading goes on at the next line then, so that one stray quote costs one row, not the rest.
    """
    csv.field_size_limit(_LONGEST)
    lines = list(io.StringIO(text, newline=""))
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].rstrip("\r\n")) == 5:
        delimiter, lines = delimiter or lines[0][4], lines[1:]
    delimiter = delimiter or _choose(lines)
    width = _width(lines, delimiter)
    return delimiter, [
        Row(number, _trimmed(cells, width), fault or _ragged(_trimmed(cells, width), width))
        for number, (cells, fault) in enumerate(_rows(lines, delimiter, width), start=1)
    ]


def _rows(lines: list[str], delimiter: str, width: int) -> Iterator[tuple[list[str], str | None]]:
    start = 0
    while start < len(lines):
        reader = csv.reader(_from(lines, start), delimiter=delimiter, strict=True)
        good = 0
        try:
            for cells in reader:
                used = reader.line_num - good
                if used > 1 and len(_trimmed(cells, width)) != width:
                    break
                yield cells, None
                good = reader.line_num
            else:
                return
        except csv.Error:
            pass
        start += good
        yield _single_line(lines[start], delimiter, width)
        start += 1


def _from(lines: list[str], start: int) -> Iterator[str]:
    for index in range(start, len(lines)):
        yield lines[index]


def _single_line(line: str, delimiter: str, width: int) -> tuple[list[str], str | None]:
    """Quotes that Excel would tolerate are fine as long as the cells come out even."""
    if len(line) > _LONGEST:
        return [], (
            "eine Zelle hat mehr als 10 Millionen Zeichen; teilen Sie sie auf mehrere Zeilen auf"
        )
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        cells = next(csv.reader([line], delimiter=delimiter, quoting=quoting))
        if len(cells) == width and not any("\n" in cell for cell in cells):
            return cells, None
    return [], "ein Anführungszeichen ist nicht geschlossen"


def _choose(lines: list[str]) -> str:
    """The delimiter with the most constant number of cells over the first 200 rows.

    Commas inside sentences make uneven rows; if nothing is even, every line is one cell.
    """
    best, chosen = (0.0, 1), ";"
    for delimiter in DELIMITERS:
        counts = [len(cells) for cells in _sample(lines, delimiter) if any(cells)]
        if not counts:
            continue
        width, hits = Counter(counts).most_common(1)[0]
        share = hits / len(counts)
        # A title above the header is rare; a text column without delimiters is not.
        if width > 1 and (counts[0] == width or share >= 0.9) and (share, width) > best:
            best, chosen = (share, width), delimiter
    return chosen


def _width(lines: list[str], delimiter: str) -> int:
    """Cells per row: of the first row, unless that is a title above the table."""
    counts = [len(cells) for cells in _sample(lines, delimiter) if any(cells)]
    if not counts:
        return 0
    usual = Counter(counts).most_common(1)[0][0]
    return usual if counts[0] == 1 else counts[0]


def _sample(lines: list[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a quote that never closes swallows the rest
        rows.extend(islice(csv.reader(lines, delimiter=delimiter), 200))
    return rows


def _trimmed(cells: list[str], width: int) -> tuple[str, ...]:
    """Excel pads rows with empty cells on the right; they are no cells too many."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return tuple(cells)


def _ragged(cells: tuple[str, ...], width: int) -> str | None:
    if not any(cell.strip() for cell in cells) or len(cells) == width:
        return None
    return f"{len(cells)} statt {width} Zellen"
