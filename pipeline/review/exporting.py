"""What waits -> a workbook in which people decide without the pages."""

from io import BytesIO
from typing import Any

from pipeline.review.desk import Desk
from pipeline.review.items import Item
from pipeline.review.sheets import (
    DECISION,
    KEYS,
    REASON,
    SCHEMA,
    SHEETS,
    Sheet,
    Titles,
    choices,
    sign,
)
from pipeline.tools.text_workbook import fitting, text_workbook

INSTRUCTIONS = (
    "So prüfen Sie mit dieser Datei",
    "1. Auf den Blättern „Muster“ und „Einstufung“ steht in jeder Zeile ein Vorschlag. Tragen Sie "
    "nur in die gelben Zellen etwas ein; die grauen sind geschützt.",
    "2. Wählen Sie unter „Entscheidung“ aus der Liste: bestätigen, ändern, zusammenführen (nur "
    "Muster), verwerfen, ablehnen, zurückstellen oder kommentieren.",
    "3. Zu „ändern“ gehören neue Texte oder Werte; was Sie leer lassen, bleibt, wie es ist.",
    "4. Wer anders einstuft, verwirft oder ablehnt, begründet das mit mindestens 10 Zeichen.",
    "5. Zeilen ohne Eintrag werden nicht entschieden. Löschen, kopieren oder ergänzen Sie keine "
    "Zeilen; sortieren und filtern dürfen Sie.",
    "6. Speichern Sie als Excel-Datei (.xlsx) und geben Sie sie zurück. Eingelesen wird alles oder "
    "nichts; zu jeder Zeile, die nicht stimmt, nennt der Bericht den Grund.",
    "7. Hat inzwischen jemand auf den Prüfseiten anders entschieden, wird die Zeile strittig, und "
    "eine dritte Person entscheidet.",
    "Teilen, Verschieben, die verdeckte Zweitprüfung einer Einstufung und die Prüfung des "
    "Datenschutzes gehen nur auf den Prüfseiten (schmerzpunkt review): Dort bleiben die "
    "Originaltexte auf diesem Rechner.",
)


def workbook(desk: Desk, *, run: str, key: bytes) -> bytes:
    """Signed with the ``key`` of the run; texts stay texts, whatever they begin with."""
    memory = BytesIO()
    book = text_workbook(memory)
    look = _look(book)
    _instructions(book, look)
    rows = on_sheets(desk)
    titles = {i.item_id: i.content.title for i in rows["Muster"]}
    _lists(book, list(titles))
    for sheet in SHEETS:
        _sheet(book, look, sheet, rows[sheet.name], titles, key)
    _meta(book, rows, run, key)
    book.close()
    return memory.getvalue()


def on_sheets(desk: Desk) -> dict[str, list[Item]]:
    """By the name of the sheet; the first checkpoint has none, its texts stay on this machine."""
    reached = {p.checkpoint for p in desk.progress() if p.reached}
    return {
        sheet.name: [i for i in desk.items(sheet.checkpoint) if _fits(sheet, i)]
        if sheet.checkpoint in reached
        else []
        for sheet in SHEETS
    }


def _fits(sheet: Sheet, item: Item) -> bool:
    """A sheet would show the verdict to somebody who shall judge without knowing it."""
    return item.content is not None and not (item.blind and sheet.checkpoint == "einstufung")


def _look(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
    cell = {**base, "border": 1, "border_color": "#C3C8CE", "num_format": "@"}
    head = {**cell, "bold": True, "font_color": "white", "bg_color": "#123F6D"}
    return {
        "head": book.add_format(head),
        "locked": book.add_format({**cell, "bg_color": "#ECEFF2", "quote_prefix": True}),
        "entry": book.add_format({**cell, "bg_color": "#FFF9D6", "locked": False}),
        "title": book.add_format({**base, "bold": True, "font_size": 16}),
        "text": book.add_format(base),
    }


def _instructions(book: Any, look: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Anleitung")
    sheet.set_column(0, 0, 100)
    for row, text in enumerate(INSTRUCTIONS):
        sheet.write_string(row, 0, text, look["text"] if row else look["title"])
    sheet.protect()


def _lists(book: Any, ids: list[str]) -> None:
    sheet = book.add_worksheet("_Listen")
    for column, (name, values) in enumerate(choices(ids).items()):
        for row, value in enumerate(values):
            sheet.write_string(row, column, value)
        letter = chr(ord("A") + column)
        book.define_name(name, f"=_Listen!${letter}$1:${letter}${len(values)}")
    sheet.very_hidden()


def _sheet(
    book: Any, look: dict[str, Any], sheet: Sheet, items: list[Item], titles: Titles, key: bytes
) -> None:
    page = book.add_worksheet(sheet.name)
    first = len(KEYS) + len(sheet.shown)
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, look["head"])
    widths = (16, 4, 4, *(s.width for s in sheet.shown), *(e.width for e in sheet.entries))
    for column, width in enumerate(widths):
        page.set_column(column, column, width, None, {"hidden": column in (1, 2)})
    for row, item in enumerate(items, 1):
        shown = [fitting(column.text(item, titles)) for column in sheet.shown]
        signature = sign(key, sheet.name, item.item_id, item.version, *shown)
        for column, text in enumerate([item.item_id, signature, item.version, *shown]):
            page.write_string(row, column, text, look["locked"])
        for column in range(first, len(sheet.headings)):
            page.write_blank(row, column, None, look["entry"])
    last = max(len(items), 1)
    for column, entry in enumerate(sheet.entries, first):
        if entry.choices:
            free = entry.choices == "Kennungen_Muster"
            page.data_validation(
                1,
                column,
                last,
                column,
                {
                    "validate": "list",
                    "source": f"={entry.choices}",
                    "error_type": "information" if free else "stop",
                    "error_title": "Nicht in der Liste",
                    "error_message": "Wählen Sie einen Wert aus der Liste.",
                },
            )
        elif entry.heading == REASON:
            page.data_validation(1, column, last, column, _enough(sheet, first, column))
    page.freeze_panes(1, 4)
    page.autofilter(0, 0, last, len(sheet.headings) - 1)
    page.protect(options={"sort": True, "autofilter": True, "format_columns": True})


def _enough(sheet: Sheet, first: int, column: int) -> dict[str, Any]:
    """A reason of ten characters where one is needed; the import checks it again."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    place = [entry.heading for entry in sheet.entries].index(DECISION)
    decision = xl_rowcol_to_cell(1, first + place, col_abs=True)
    reason = xl_rowcol_to_cell(1, column, col_abs=True)
    free = '"bestätigen"' if sheet.checkpoint == "einstufung" else '"ändern"'
    return {
        "validate": "custom",
        "value": f"=OR(LEN({reason})>=10,{decision}={free})",
        "ignore_blank": True,
        "error_type": "warning",
        "error_title": "Begründung",
        "error_message": "Eine Begründung hat mindestens 10 Zeichen.",
    }


def _meta(book: Any, rows: dict[str, list[Item]], run: str, key: bytes) -> None:
    """What the file is, and which rows it must still have."""
    sheet = book.add_worksheet("_Meta")
    named = [f"{name}/{item.item_id}" for name, items in rows.items() for item in items]
    facts = [str(SCHEMA), run, str(len(named)), sign(key, str(SCHEMA), run, *named)]
    for row, text in enumerate([*facts, *named]):
        sheet.write_string(row, 0, text)
    sheet.very_hidden()
