"""How the sheets of a workbook look: stamp, tables, print."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.potential_map import PotentialMap
from pipeline.reports import wording as w
from pipeline.tools.text_workbook import fitting

# Points of a line of Arial 10, and the tallest row that Excel allows.
LINE, TALLEST = 13.0, 409.0

BLUE, GREY = "#123F6D", "#C3C8CE"

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    heading: str
    width: float
    """In characters, as Excel counts them."""


class Look:
    """The formats of one workbook."""

    def __init__(self, book: Any, *, draft: bool) -> None:
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        cell = {**base, "text_wrap": True, "border": 1, "border_color": GREY}
        stamp = {"bold": True, "font_color": "#8A4B00", "bg_color": "#FFF4DF"} if draft else {}
        blue = {"bold": True, "font_color": BLUE}
        self.title = book.add_format({**base, **blue, "font_size": 16})
        self.heading = book.add_format({**base, **blue, "font_size": 12})
        self.stamp = book.add_format({**base, **stamp})
        self.sentence = book.add_format({**base, "text_wrap": True})
        self.head = book.add_format({**cell, "bold": True, "font_color": "white", "bg_color": BLUE})
        self.text = book.add_format(cell)
        # An apostrophe in front, invisible: it stays text even after somebody edits the cell.
        self.guarded = book.add_format({**cell, "quote_prefix": True})
        self.whole = book.add_format({**cell, "num_format": "#,##0"})
        self.decimal = book.add_format({**cell, "num_format": "0.0#"})


class Page:
    """One sheet: stamp in row 1, A4 landscape, header and footer; ``row`` is the next free one."""

    def __init__(
        self, book: Any, look: Look, map: PotentialMap, name: str, columns: Sequence[Column]
    ) -> None:
        self.look = look
        self.columns = columns
        self.row = 1
        self.sheet = sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{w.TITLE} – &A&R&B{w.DRAFT if map.draft else ''}")
        sheet.set_footer(f"&LBericht-ID {map.report_id}&RSeite &P von &N")
        sheet.hide_gridlines(2)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_blank(0, index, None, look.stamp)
        sheet.write_string(0, 0, f"{w.state(map)} · Bericht-ID {map.report_id}", look.stamp)

    def table(self, rows: Iterable[Sequence[Cell]]) -> None:
        """The sheet is one table: header in row 2, frozen, filtered, repeated in print."""
        self.block([column.heading for column in self.columns], rows)
        self.sheet.freeze_panes(2, 2)
        self.sheet.autofilter(1, 0, max(self.row - 1, 1), len(self.columns) - 1)
        self.sheet.repeat_rows(0, 1)

    def section(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """A titled table below an empty row."""
        self.sheet.write_string(self.row + 1, 0, title, self.look.heading)
        self.row += 2
        self.block(headings, rows)

    def block(self, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        for index, heading in enumerate(headings):
            self.sheet.write_string(self.row, index, heading, self.look.head)
        self._finish(headings)
        for cells in rows:
            for index, cell in enumerate(cells):
                self._write(index, cell)
            self._finish(cells)

    def sentences(self, texts: Iterable[str]) -> None:
        """Across all columns, one below the other."""
        width = sum(column.width for column in self.columns)
        for text in texts:
            self.sheet.merge_range(
                self.row, 0, self.row, len(self.columns) - 1, "", self.look.sentence
            )
            self.sheet.write_string(self.row, 0, fitting(text), self.look.sentence)
            self.sheet.set_row(self.row, LINE * _lines(text, width) + 3)
            self.row += 1

    def _write(self, index: int, cell: Cell) -> None:
        if cell is None:
            self.sheet.write_blank(self.row, index, None, self.look.text)
        elif isinstance(cell, str):
            text = fitting(cell)
            risky = text.startswith(("=", "+", "-", "@", "\t"))
            form = self.look.guarded if risky else self.look.text
            self.sheet.write_string(self.row, index, text, form)
        else:
            form = self.look.whole if isinstance(cell, int) else self.look.decimal
            self.sheet.write_number(self.row, index, cell, form)

    def _finish(self, cells: Sequence[Cell]) -> None:
        """Not every program fits the height of a row to its text, so it is set."""
        widths = (column.width for column in self.columns)
        lines = max(
            (
                _lines(c, width)
                for c, width in zip(cells, widths, strict=False)
                if isinstance(c, str)
            ),
            default=1,
        )
        self.sheet.set_row(self.row, min(LINE * lines + 3, TALLEST))
        self.sheet.print_area(0, 0, self.row, len(self.columns) - 1)
        self.row += 1


def _lines(text: str, width: float) -> int:
    """About how many lines the text takes; Arial 10 sets some 1.3 characters per unit of width."""
    return sum(max(1, math.ceil(len(part) / (1.2 * width))) for part in text.split("\n"))
