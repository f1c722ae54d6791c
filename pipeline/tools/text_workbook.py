"""An Excel workbook in which text stays text, whatever it begins with."""

from datetime import datetime
from io import BytesIO
from typing import Any

# A cell holds no more (Excel specifications and limits); xlsxwriter would drop the whole text.
CELL = 32_767
CUT = " … [gekürzt, mehr fasst eine Zelle nicht]"


def fitting(text: str) -> str:
    """As much of it as a cell holds, with a mark where that is not all."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= CELL else text[: CELL - len(CUT)] + CUT


def text_workbook(memory: BytesIO, **properties: str) -> Any:
    """No cell becomes a formula, a link or a number by itself; the same content, the same bytes."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        memory,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # A fixed date: when a file was written says nothing about what is in it.
    book.set_properties({**properties, "created": datetime(2000, 1, 1)})
    return book
