import json
import sys
from pathlib import Path

import pytest
import xlsxwriter
from calling import call, refused

FULL_DISK = """
import errno, os, sys
moment, count, flush = int(sys.argv[1]), 0, os.fsync
def full(handle):
    global count
    count += 1
    if count == moment:
        raise OSError(errno.ENOSPC, "No space left on device")
    flush(handle)
os.fsync = full
from pipeline.cli import main
sys.argv = ["schmerzpunkt", *sys.argv[2:]]
main()
"""


def run(source: Path, folder: Path, *options: object):
    return call("run", source, "--run", folder, "--draft", *options)


def nothing_left(folder: Path) -> bool:
    """Neither a half-written file nor an artefact of a source that could not be read."""
    return not folder.exists() or not [p for p in folder.iterdir() if p.name[0].isdigit()]


def test_a_missing_file_is_named(tmp_path):
    process = run(tmp_path / "fehlt.csv", tmp_path / "lauf")

    refused(process, 1, "fehlt.csv")
    assert nothing_left(tmp_path / "lauf")


def test_an_empty_file_is_named(tmp_path):
    (tmp_path / "leer.csv").touch()

    refused(run(tmp_path / "leer.csv", tmp_path / "lauf"), 1, "leer.csv", "leer")
    assert nothing_left(tmp_path / "lauf")


def test_a_folder_without_readable_files_is_named(tmp_path):
    folder = tmp_path / "bilder"
    folder.mkdir()
    (folder / "foto.png").write_bytes(b"\x89PNG")

    refused(run(folder, tmp_path / "lauf"), 1, "bilder", "CSV")
    assert nothing_left(tmp_path / "lauf")


def test_binary_junk_named_csv_is_refused(tmp_path):
    junk = tmp_path / "müll.csv"
    junk.write_bytes(bytes(range(256)) * 40)

    refused(run(junk, tmp_path / "lauf"), 1, "müll.csv")
    assert nothing_left(tmp_path / "lauf")


def test_a_workbook_with_a_password_is_refused(tmp_path):
    locked = tmp_path / "geheim.xlsx"
    locked.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2000))

    refused(run(locked, tmp_path / "lauf"), 1, "geheim.xlsx", "Kennwort")


def test_a_workbook_without_a_text_column_is_refused(tmp_path):
    path = tmp_path / "zahlen.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nummer", "Anzahl"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [row, row * 2])

    refused(run(path, tmp_path / "lauf"), 1, "zahlen.xlsx", "Spalte")


def test_an_unknown_key_of_a_profile_is_refused_with_the_known_ones(survey, tmp_path):
    profile = tmp_path / "profil.toml"
    profile.write_text("[ingest]\nspalten = 3\n", encoding="utf-8")

    process = run(survey, tmp_path / "lauf", "--profile", profile)

    refused(process, 2, "profil.toml", "ingest.spalten", "columns")
    assert nothing_left(tmp_path / "lauf")


def test_a_ragged_row_is_reported_and_the_rest_kept(survey, tmp_path):
    with survey.open("a", encoding="utf-8") as file:
        file.write("99;JC-01;zu;viele;Spalten;Text;und;noch;mehr\r\n")

    process = run(survey, tmp_path / "lauf", "--json")

    ledger = json.loads(process.stdout)["ledger"]
    failures = (tmp_path / "lauf" / "10_statements.failures.jsonl").read_text("utf-8")
    assert (ledger["read"], ledger["kept"], ledger["failed"]) == (19, 18, 1)
    assert "Zeile 20" in failures


@pytest.mark.parametrize("encoding", ["klingonisch", "ascii"])
def test_a_wrong_encoding_is_refused(survey, tmp_path, encoding):
    process = run(survey, tmp_path / "lauf", "--encoding", encoding)

    refused(process, process.returncode, encoding)
    assert process.returncode in (1, 2)
    assert nothing_left(tmp_path / "lauf")


def test_a_run_folder_that_cannot_be_written_is_named(survey, tmp_path):
    blocker = tmp_path / "datei"
    blocker.touch()

    refused(run(survey, blocker / "lauf"), 1, "lauf", "--run")


def test_a_run_folder_of_a_newer_format_is_refused(survey, tmp_path):
    folder = tmp_path / "lauf"
    folder.mkdir()
    (folder / "run.json").write_text('{"format": 99}')

    refused(run(survey, folder), 1, "neueren Fassung", "Aktualisieren")


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 9])
def test_a_full_disk_is_named_leaves_nothing_half_and_can_be_resumed(survey, tmp_path, moment):
    folder = tmp_path / "lauf"
    arguments = ["run", survey, "--run", folder, "--draft"]

    process = call(moment, *arguments, command=(sys.executable, "-c", FULL_DISK))

    refused(process, 1, "voll", "Platz")
    assert not list(folder.glob(".*.neu"))
    assert call(*arguments).returncode == 0
