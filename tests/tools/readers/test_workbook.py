import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.errors import InputError, SettingsError
from pipeline.tools.readers import Reading

DATA = Path(__file__).parents[2] / "data"


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def merged(file: bytes, *ranges: str) -> bytes:
    book = load_workbook(io.BytesIO(file))
    for cells in ranges:
        book.active.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


ANSWERS: list[list[object]] = [
    ["ID", "Startzeit", "E-Mail", "Name", "Was nervt Sie?"],
    [1, datetime(2026, 3, 2, 9), "a@b.example", "Eva Lang", "Der Drucker\ngeht nie"],
    [2, datetime(2026, 3, 3), None, None, "Immer neue Listen im Haus"],
]


def test_the_sheet_with_the_answers_is_found(reading: Callable[..., Reading]) -> None:
    info: list[list[object]] = [["Hinweise"], ["Bitte nur intern verwenden"]]

    result = reading("forms.xlsx", workbook(Info=info, Antworten=ANSWERS))

    assert [(said.locator, said.external_id) for said in result.utterances] == [
        ("Antworten!E2", "1"),
        ("Antworten!E3", "2"),
    ]
    assert result.utterances[0].text == "Der Drucker\ngeht nie"
    assert result.notices[0] == "forms.xlsx: Blatt „Antworten“; nicht gelesen: „Info“."
    assert "Eva Lang" not in str(result)


def test_the_sheet_of_the_settings_is_read(reading: Callable[..., Reading]) -> None:
    other: list[list[object]] = [["Text"], ["Aktenberg"]]

    result = reading("a.xlsx", workbook(Eins=ANSWERS, Zwei=other), sheet="Zwei")

    assert [said.locator for said in result.utterances] == ["Zwei!A2"]


def test_locators_name_the_cell_even_if_the_table_starts_further_in(
    reading: Callable[..., Reading],
) -> None:
    shifted: list[list[object]] = [[], [None] * 27 + ["Text"], [None] * 27 + ["Aktenberg"]]

    assert reading("a.xlsx", workbook(Blatt=shifted)).utterances[0].locator == "Blatt!AB3"


def test_a_merged_cell_holds_for_each_of_its_rows_but_is_said_once(
    reading: Callable[..., Reading],
) -> None:
    rows: list[list[object]] = [
        ["Umfrage 2026", None, None],
        ["id", "Standort", "Text"],
        [1, "Nord", "Akte weg"],
        [2, None, "Drucker"],
        [3, None, "Alles doppelt"],
        [None, None, None],
        [4, "Süd", None],
    ]

    result = reading("a.xlsx", merged(workbook(Blatt=rows), "A1:C1", "B3:B6", "C5:C7"))

    assert [(said.site, said.text) for said in result.utterances] == [
        ("Nord", "Akte weg"),
        ("Nord", "Drucker"),
        ("Nord", "Alles doppelt"),
        ("Süd", ""),
    ]
    assert result.notices[0] == (
        "a.xlsx: Blatt „Blatt“; verbundene Zellen gelten für alle ihre Zeilen."
    )


def test_an_opendocument_sheet_is_read(reading: Callable[..., Reading]) -> None:
    assert reading("umfrage.ods").utterances[0].text == "Der Drucker\ngeht nie"


def test_a_merged_cell_of_an_opendocument_sheet_is_told(reading: Callable[..., Reading]) -> None:
    with zipfile.ZipFile(DATA / "umfrage.ods") as plain:
        members = {name: plain.read(name) for name in plain.namelist()}
    cell = b"<table:table-cell "
    members["content.xml"] = members["content.xml"].replace(
        cell, cell + b'table:number-rows-spanned="2" '
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as merging:
        for name, content in members.items():
            merging.writestr(name, content)

    assert "nur für ihre erste Zeile" in " ".join(reading("a.ods", file.getvalue()).notices)
    assert "erste Zeile" not in " ".join(reading("umfrage.ods").notices)


def test_a_protected_workbook_gets_a_sentence_of_its_own(reading: Callable[..., Reading]) -> None:
    with pytest.raises(InputError, match=r"geschuetzt\.xlsx ist mit einem Kennwort geschützt"):
        reading("geschuetzt.xlsx")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"id;Text\n1;a\n", "keine Excel- oder ODS-Datei"),
        (b"PK\x03\x04junk", "keine Excel- oder ODS-Datei"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "im alten Excel-Format"),
        (workbook(Leer=[]), "kein Blatt mit Inhalt"),
        (workbook(Zahlen=[["id", "Wert"], [1, 2.5], [2, 3.5]]), "keine Spalte mit Freitext"),
        (workbook(Fern=[["Text"], [None] * 9000 + ["x"]] + [["y"]] * 600), "zu groß"),
    ],
)
def test_what_is_no_table_of_statements_is_refused(
    reading: Callable[..., Reading], content: bytes, sentence: str
) -> None:
    with pytest.raises(InputError, match=rf"a\.xlsx.*{sentence}"):
        reading("a.xlsx", content)


def test_a_sheet_or_heading_that_is_not_there_is_refused(reading: Callable[..., Reading]) -> None:
    with pytest.raises(InputError, match="„Antworten“"):
        reading("a.xlsx", workbook(Antworten=ANSWERS), sheet="Antwort")
    with pytest.raises(SettingsError, match="„Was nervt Sie"):
        reading("a.xlsx", workbook(Antworten=ANSWERS), columns={"text": "Text"})
