"""An Excel workbook in which text stays text, whatever it begins with."""

from datetime import datetime
from io import BytesIO
from typing import Any

# A cell holds no more (Excel specifications and limits); xlsxwriter would drop the whole text.
CELL = 32_767


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
