"""Spreadsheets (XLSX, XLSM, ODS): the sheet with the statements becomes a table."""

import io
import re
import zipfile
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.config import Ingest
from pipeline.errors import InputError, PipelineError
from pipeline.tools.readers.columns import letters
from pipeline.tools.readers.delimited import Row
from pipeline.tools.readers.reading import Reading, Source
from pipeline.tools.readers.table import to_reading

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# A survey of 10,000 answers to 50 questions is half a million cells in 40 MB of XML; ten times that
# still fits into memory, and what is larger was not typed by people.
_MOST_CELLS = 5_000_000
_MOST_BYTES = 400_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_DOWN = re.compile(rb'number-rows-spanned="(?!1")')
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')


def read_workbook(source: Source, settings: Ingest) -> Reading:
    """The sheet named in the settings, else the fullest visible one that has a text column."""
    data = source.path.read_bytes()
    _refuse_unreadable(data, source.name)
    unmerged = _unmerged(data, source.name)
    sheets = _sheets(data, source.name, settings.sheet)
    problems: list[PipelineError] = []
    for name, rows in sheets:
        others = [f"„{other}“" for other, _ in sheets if other != name]
        unread = f"; nicht gelesen: {', '.join(others)}" if others else ""
        merged = any(row.merged for row in rows)
        down = "; verbundene Zellen gelten für alle ihre Zeilen" if merged else ""
        try:
            return to_reading(
                source,
                rows,
                settings,
                place=f"{source.name}, Blatt „{name}“",
                locate=partial(_cell, name),
                notices=(f"{source.name}: Blatt „{name}“{unread}{down}.", *unmerged),
            )
        except PipelineError as problem:
            problems.append(problem)
    raise problems[0]


def _sheets(data: bytes, name: str, wanted: str | None) -> list[tuple[str, list[Row]]]:
    from python_calamine import CalamineError, PasswordError, SheetVisibleEnum, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
        metadata = book.sheets_metadata
        visible = [sheet.name for sheet in metadata if sheet.visible == SheetVisibleEnum.Visible]
        if wanted is not None and wanted not in book.sheet_names:
            listed = ", ".join(f"„{sheet}“" for sheet in book.sheet_names)
            raise InputError(
                f"{name} hat kein Blatt „{wanted}“. Nennen Sie im Profil unter [ingest] sheet "
                f"eines von diesen: {listed}."
            )
        chosen = visible if wanted is None else [wanted]
        sheets = [(sheet, _rows(book.get_sheet_by_name(sheet))) for sheet in chosen]
    except PasswordError:
        raise _protected(name) from None
    except CalamineError:
        raise InputError(
            f"{name} lässt sich nicht als Tabelle lesen. Öffnen Sie die Datei in Excel oder "
            "LibreOffice, und speichern Sie sie neu als .xlsx."
        ) from None
    content = {sheet: sum(sum(map(bool, row.cells)) for row in rows) for sheet, rows in sheets}
    if not any(content.values()):
        raise InputError(f"{name} enthält kein Blatt mit Inhalt. Prüfen Sie den Export.")
    filled = [(sheet, rows) for sheet, rows in sheets if content[sheet]]
    return sorted(filled, key=lambda item: -content[item[0]])


def _rows(sheet: "CalamineSheet") -> list[Row]:
    """Of merged cells the upper left one holds the value; every row that it reaches is given it.

    Not so to the right, where a title would become a row of headings, nor in rows without anything
    else.
    """
    values = sheet.to_python(skip_empty_area=False)
    filled = [any(map(_written, row)) for row in values]
    merged: dict[int, set[int]] = {}
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        for below in range(first + 1, min(last + 1, len(values))):
            if filled[below]:
                values[below][column] = values[first][column]
                merged.setdefault(below, set()).add(column)
    return [
        Row(at + 1, tuple(map(_written, row)), merged=frozenset(merged.get(at, ())))
        for at, row in enumerate(values)
    ]


def _cell(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{letters(column)}{row}"


def _written(value: Any) -> str:
    """As a person would write the cell: whole numbers without .0, days without midnight."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _refuse_unreadable(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _protected(name)
        raise InputError(
            f"{name} ist mit einem Kennwort geschützt oder im alten Excel-Format gespeichert. "
            "Speichern Sie die Datei ohne Kennwort als .xlsx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            small = size <= _MOST_BYTES and all(
                _extent(archive, member) <= _MOST_CELLS
                for member in archive.namelist()
                if member.startswith("xl/worksheets/") and member.endswith(".xml")
            )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError):
        raise InputError(
            f"{name} ist keine Excel- oder ODS-Datei oder ist beschädigt. "
            "Öffnen Sie sie in Excel oder LibreOffice, und speichern Sie sie neu als .xlsx."
        ) from None
    if not small:
        raise InputError(
            f"{name} ist ausgepackt zu groß. Löschen Sie leere Bereiche und weitere Blätter, "
            "oder teilen Sie die Datei."
        )


def _unmerged(data: bytes, name: str) -> tuple[str, ...]:
    """Calamine does not say which cells of an ODS file are merged; that some are, the file does."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = "content.xml"
        if member not in archive.namelist() or not _DOWN.search(archive.read(member)):
            return ()
    return (
        f"{name}: Verbundene Zellen gelten in ODS-Dateien nur für ihre erste Zeile. Heben Sie die "
        "Verbindung auf, oder speichern Sie die Datei als .xlsx.",
    )


def _extent(archive: zipfile.ZipFile, member: str) -> int:
    """Cells from A1 to the last one with content: calamine lays all of them out in memory."""
    rows, columns, rest = 0, 0, b""
    with archive.open(member) as sheet:
        while block := sheet.read(1 << 20):
            for letters, row in _CELL.findall(rest + block):
                rows, columns = max(rows, int(row)), max(columns, _number(letters))
            rest = block[-200:]
    return rows * columns


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _protected(name: str) -> InputError:
    return InputError(
        f"{name} ist mit einem Kennwort geschützt. Speichern Sie in Excel eine Kopie ohne "
        "Kennwort (Datei › Informationen › Arbeitsmappe schützen), und geben Sie diese an."
    )
