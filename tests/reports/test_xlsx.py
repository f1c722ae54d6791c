import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from pipeline.potential_map import PotentialMap
from pipeline.reports import wording
from pipeline.reports.xlsx import render_xlsx
from pipeline.tools.text_workbook import CELL


def opened(map: PotentialMap) -> Workbook:
    return load_workbook(BytesIO(render_xlsx(map)))


@pytest.fixture(scope="module")
def book(draft_map: PotentialMap) -> Workbook:
    return opened(draft_map)


def rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    """Below stamp and header."""
    return list(book[sheet].iter_rows(min_row=3, values_only=True))


def test_the_sheets_are_the_seven(book: Workbook) -> None:
    assert book.sheetnames == [
        "Übersicht",
        "Potenziallandkarte",
        "Reibungsmuster",
        "Aussagen",
        "Nicht-Use-Cases",
        "Use-Case-Canvas",
        "Protokoll",
    ]


def test_every_sheet_of_a_draft_says_so_on_screen_and_in_print(book: Workbook) -> None:
    for sheet in book:
        assert sheet["A1"].value.startswith(wording.DRAFT)
        assert sheet.oddHeader.right.text.endswith(wording.DRAFT)


def test_a_reviewed_workbook_bears_no_draft_stamp(final_map: PotentialMap) -> None:
    data = render_xlsx(final_map)

    with zipfile.ZipFile(BytesIO(data)) as parts:
        assert not any("ENTWURF" in parts.read(n).decode("utf-8") for n in parts.namelist())


def test_every_sheet_prints_landscape_with_the_report_id(
    draft_map: PotentialMap, book: Workbook
) -> None:
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert draft_map.report_id in sheet.oddFooter.left.text


def test_a_sheet_prints_its_content_as_wide_as_a_page_under_its_stamp(book: Workbook) -> None:
    for sheet in book:
        last = f"${get_column_letter(sheet.max_column)}${sheet.max_row}"

        assert sheet.print_area.endswith(f"!$A$1:{last}")
        assert sheet.print_title_rows in ("$1:$1", "$1:$2")
        if sheet.title != "Use-Case-Canvas":
            pages = 2 if sheet.title == "Reibungsmuster" else None
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToWidth == pages
            assert sheet.page_setup.fitToHeight == 0


def test_every_canvas_has_a_page_of_its_own(draft_map: PotentialMap, book: Workbook) -> None:
    sheet = book["Use-Case-Canvas"]
    starts = [r for r in range(3, sheet.max_row + 1) if sheet.cell(r, 2).value == "Titel"]
    wide = sum(7 * column.width + 5 for column in sheet.column_dimensions.values())

    assert len(starts) == len(draft_map.canvases) > 1
    assert [page.id + 1 for page in sheet.row_breaks.brk] == starts[1:]
    # Excel heeds breaks on a scaled sheet alone; 1,026 pixels lie between the margins, and the
    # widest font that stands in for Excel's has digits of 9 pixels instead of 7.
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert wide * 9 / 7 * sheet.page_setup.scale / 100 < 1026


def test_tables_are_frozen_filtered_and_repeat_their_header(book: Workbook) -> None:
    for name in book.sheetnames[1:6]:
        sheet = book[name]
        assert sheet.freeze_panes == "C3"
        assert sheet.auto_filter.ref.startswith("A2:")
        assert sheet.print_title_rows == "$1:$2"


def test_what_looks_like_a_formula_stays_text(book: Workbook) -> None:
    cells = [c for row in book["Aussagen"].iter_rows() for c in row if str(c.value).startswith("=")]

    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    assert not any(c.data_type == "f" for sheet in book for row in sheet.iter_rows() for c in row)
    assert not any(sheet._hyperlinks for sheet in book)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_first_character_makes_a_formula(draft_map: PotentialMap, start: str) -> None:
    row = draft_map.statements[0].model_copy(update={"text": f"{start}1+1"})
    sheet = opened(draft_map.model_copy(update={"statements": (row,)}))["Aussagen"]

    assert sheet["G3"].data_type == "s"
    assert sheet["G3"].quotePrefix
    assert sheet["G3"].value.strip() == f"{start}1+1".strip()


def test_a_line_ends_as_excel_ends_it(draft_map: PotentialMap) -> None:
    row = draft_map.statements[0].model_copy(update={"text": "erstens\r\nzweitens\rdrittens"})
    sheet = opened(draft_map.model_copy(update={"statements": (row,)}))["Aussagen"]

    assert sheet["G3"].value == "erstens\nzweitens\ndrittens"


def test_every_statement_has_its_row(draft_map: PotentialMap, book: Workbook) -> None:
    found = rows(book, "Aussagen")

    assert [r[0] for r in found] == [s.statement_id for s in draft_map.statements]
    assert [r[6] for r in found] == [s.text for s in draft_map.statements]
    assert [r[8] for r in found] == [s.fate.value for s in draft_map.statements]


def test_no_number_of_the_survey_tool_leads_back_to_who_answered(book: Workbook) -> None:
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}

    assert not any("U-0001" in cell for cell in cells)


def test_every_potential_has_its_row_with_numbers_as_numbers(
    draft_map: PotentialMap, book: Workbook
) -> None:
    found = rows(book, "Potenziallandkarte")

    assert [r[0] for r in found] == [p.number for p in draft_map.potentials]
    assert [r[5] for r in found] == [p.statements for p in draft_map.potentials]
    assert [r[7] for r in found] == [p.relief for p in draft_map.potentials]
    assert found[-1][12] == wording.NOT_RATED


def test_a_non_use_case_says_where_its_evidence_is(draft_map: PotentialMap, book: Workbook) -> None:
    found = rows(book, "Nicht-Use-Cases")

    assert [r[8] for r in found] == [
        f"{n.statements} Aussagen: im Blatt „Aussagen“ nach Muster {n.number} filtern"
        for n in draft_map.non_use_cases
    ]


def test_a_text_longer_than_a_cell_is_cut_and_says_so(draft_map: PotentialMap) -> None:
    row = draft_map.statements[0].model_copy(update={"text": "lang " * 10_000})
    sheet = opened(draft_map.model_copy(update={"statements": (row,)}))["Aussagen"]

    assert len(sheet["G3"].value) == CELL
    assert sheet["G3"].value.endswith("mehr fasst eine Zelle nicht]")


def test_a_map_without_potentials_is_still_a_workbook(draft_map: PotentialMap) -> None:
    nothing = dict.fromkeys(("potentials", "canvases", "non_use_cases", "enablers", "fields"), ())

    assert len(opened(draft_map.model_copy(update=nothing)).sheetnames) == 7
