"""How the sheets of a workbook look: stamp, tables, print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.potential_map import PotentialMap
from pipeline.reports import wording as w

# A cell holds no more (Excel specifications and limits); xlsxwriter would drop the whole text.
CELL = 32_767
CUT = " … [gekürzt, mehr fasst eine Zelle nicht]"

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    heading: str
    width: float


class Pages:
    """Adds sheets that look alike: stamp in row 1, A4 landscape, header and footer."""

    def __init__(self, book: Any, map: PotentialMap) -> None:
        self.book = book
        self.map = map
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        cell = {**base, "text_wrap": True, "border": 1, "border_color": "#C3C8CE"}
        stamp = {"bold": True, "font_color": "#8A4B00", "bg_color": "#FFF4DF"} if map.draft else {}
        self.title = book.add_format(
            {**base, "bold": True, "font_size": 16, "font_color": "#123F6D"}
        )
        self.stamp = book.add_format({**base, **stamp})
        self.heading = book.add_format(
            {**base, "bold": True, "font_size": 12, "font_color": "#123F6D"}
        )
        self.head = book.add_format(
            {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": "#123F6D"}
        )
        self.text = book.add_format(cell)
        # An apostrophe in front, invisible: the text stays text even after somebody edits the cell.
        self.guarded = book.add_format({**cell, "quote_prefix": True})
        self.whole = book.add_format({**cell, "num_format": "#,##0"})
        self.decimal = book.add_format({**cell, "num_format": "0.0#"})
        self.sentence = book.add_format({**base, "text_wrap": True})

    def add(self, name: str, columns: Sequence[Column]) -> Any:
        sheet = self.book.add_worksheet(name)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        stamp = w.DRAFT if self.map.draft else ""
        sheet.set_header(f"&L{w.TITLE} – &A&R&B{stamp}")
        sheet.set_footer(f"&LBericht-ID {self.map.report_id}&RSeite &P von &N")
        sheet.hide_gridlines(2)
        for index in range(len(columns)):
            sheet.write_blank(0, index, None, self.stamp)
        sheet.write_string(
            0, 0, f"{w.state(self.map)} · Bericht-ID {self.map.report_id}", self.stamp
        )
        return sheet

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Any:
        """A sheet that is one table: header in row 2, frozen, filtered, repeated in print."""
        sheet = self.add(name, columns)
        last = self.block(sheet, 1, [c.heading for c in columns], rows)
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, max(last - 1, 1), len(columns) - 1)
        sheet.repeat_rows(0, 1)
        return sheet

    def block(
        self, sheet: Any, row: int, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
    ) -> int:
        """Writes a table at ``row`` and returns the row after it."""
        for index, heading in enumerate(headings):
            sheet.write_string(row, index, heading, self.head)
        row += 1
        for cells in rows:
            for index, cell in enumerate(cells):
                self.write(sheet, row, index, cell)
            row += 1
        return row

    def section(
        self,
        sheet: Any,
        row: int,
        title: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[Cell]],
    ) -> int:
        """A titled table below an empty row; returns the row after it."""
        sheet.write_string(row + 1, 0, title, self.heading)
        return self.block(sheet, row + 2, headings, rows)

    def write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell is None:
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(cell, str):
            form = self.guarded if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else self.text
            sheet.write_string(row, column, _fitting(cell), form)
        else:
            form = self.whole if isinstance(cell, int) else self.decimal
            sheet.write_number(row, column, cell, form)


def _fitting(text: str) -> str:
    return text if len(text) <= CELL else text[: CELL - len(CUT)] + CUT
