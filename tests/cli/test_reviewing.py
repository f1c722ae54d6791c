import json

import pytest
from calling import call, refused
from openpyxl import load_workbook


def test_excel_is_offered_only_where_it_can_help(survey, tmp_path):
    folder = tmp_path / "mein lauf"
    waiting = call("run", survey, "--run", folder)

    process = call("review-export", tmp_path / "neu.xlsx", "--run", folder)

    assert "review-export" not in waiting.stdout
    refused(process, 2, f"schmerzpunkt review --run '{folder}'")
    assert not (tmp_path / "neu.xlsx").exists()


def test_a_workbook_is_never_written_over_and_says_when_it_is_empty(survey, tmp_path):
    folder, book = tmp_path / "lauf", tmp_path / "prüfung.xlsx"
    call("run", survey, "--run", folder, "--draft")
    first = call("review-export", book, "--run", folder)
    was = book.read_bytes()

    second = call("review-export", book, "--run", folder)
    back = call("review-import", book, "--run", folder, "--reviewer", "A")

    assert first.returncode == second.returncode == 0
    assert "heißt jetzt" in second.stdout
    assert (tmp_path / "prüfung (bisher 1).xlsx").read_bytes() == was
    assert "nichts eingetragen" in back.stdout
    assert "schmerzpunkt run" not in back.stdout


@pytest.mark.parametrize("name", ["prüfung.csv", "prüfung"])
def test_a_workbook_goes_by_its_name(tmp_path, name):
    process = call("review-export", tmp_path / name, "--run", tmp_path)

    refused(process, 2, name, ".xlsx")


def test_a_workbook_handed_in_twice_says_what_is_known(survey, tmp_path):
    folder, path = tmp_path / "lauf", tmp_path / "prüfung.xlsx"
    call("run", survey, "--run", folder, "--draft")
    call("review-export", path, "--run", folder)
    book = load_workbook(path)
    page = book["Muster"]
    column = [cell.value for cell in page[1]].index("Entscheidung") + 1
    page.cell(2, column).value = "bestätigen"
    book.save(path)

    first = call("review-import", path, "--run", folder, "--reviewer", "A")
    again = call("review-import", path, "--run", folder, "--reviewer", "A")
    told = call("review-import", path, "--run", folder, "--reviewer", "A", "--json")

    assert "1 Entscheidung eingelesen" in first.stdout
    assert again.stdout.strip() == "1 Zeile steht schon so im Protokoll."
    assert json.loads(told.stdout) == {"decisions": 0, "before": 1, "dry_run": False}
