import json
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

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


def call(*arguments: object, command=(sys.executable, "-m", "pipeline.cli")):
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def refused(process, code: int, *words: str) -> None:
    """One German sentence on stderr that names file, place and remedy, and no trace of Python."""
    assert process.returncode == code
    assert "Traceback" not in process.stderr
    assert "Unerwarteter Fehler" not in process.stderr or "ValueError" in words
    assert process.stderr.count("Fehler:") == 1
    for word in words:
        assert word in process.stderr


def timed(*arguments: object):
    """With processor time: what the call itself needs, whatever else the machine is doing."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = call(*arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_there_at_once_and_in_german():
    durations = []
    for _ in range(5):
        process, seconds = timed("--help")
        durations.append(seconds)

    assert "Aufruf: schmerzpunkt" in process.stdout
    assert "Verarbeitet die Quellen" in process.stdout
    for english in ("Usage", "Options", "Commands", "Show this"):
        assert english not in process.stdout
    assert statistics.median(durations) < 0.5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rum"], ["Diesen Befehl", "--help"]),
        (["run", "--foo"], ["Die Option --foo gibt es nicht", "--help"]),
        (["run"], ["Es fehlt --run"]),
        (["run", "--run"], ["--run"]),
        (["run", "x.csv", "--run", "lauf", "--column", "text"], ["text=Antwort"]),
    ],
)
def test_a_call_that_is_off_is_refused_with_a_german_sentence(arguments, words):
    refused(call(*arguments), 2, *words)


def test_a_run_reports_its_ledger_and_where_to_go_on(survey, tmp_path):
    process = call("run", survey, "--run", tmp_path / "lauf", "--draft")

    assert process.returncode == 0
    assert "ENTWURF – ungeprüft" in process.stdout
    assert "18 gelesen = 18 behalten" in process.stdout
    assert "schmerzpunkt report --run" in process.stdout


def test_notes_that_know_of_no_site_have_their_report(survey_rows, tmp_path):
    notes = tmp_path / "notizen.txt"
    notes.write_text("\n".join(row[-1] for row in survey_rows), encoding="utf-8")
    call("run", notes, "--run", tmp_path / "lauf", "--draft")

    process = call("report", "--run", tmp_path / "lauf")

    assert process.returncode == 0
    told = (tmp_path / "lauf" / "report.html").read_text(encoding="utf-8")
    assert "mindestens 5 Aussagen. Standort" in told


def test_a_run_that_waits_for_a_person_ends_with_3_and_names_the_next_command(survey, tmp_path):
    process = call("run", survey, "--run", tmp_path / "lauf")

    assert process.returncode == 3
    assert "schmerzpunkt approve --run" in process.stdout


def test_quiet_prints_nothing_and_json_one_object(survey, tmp_path):
    quiet = call("run", survey, "--run", tmp_path / "a", "--draft", "--quiet")
    as_json = call("run", survey, "--run", tmp_path / "b", "--draft", "--json")

    assert quiet.stdout == quiet.stderr == ""
    assert json.loads(as_json.stdout)["outcome"] == "finished"
    assert as_json.stderr == ""


def test_a_wish_for_a_number_of_patterns_is_met(survey, tmp_path):
    call("run", survey, "--run", tmp_path / "lauf", "--draft", "--patterns", 2)
    patterns = json.loads((tmp_path / "lauf" / "70_candidate_patterns.json").read_text("utf-8"))

    assert len(patterns) == 2


def test_a_second_run_takes_under_three_seconds(survey, tmp_path):
    call("run", survey, "--run", tmp_path / "lauf", "--draft")

    process, seconds = timed("run", survey, "--run", tmp_path / "lauf", "--draft")

    assert "✓" not in process.stderr
    assert seconds < 3


def test_a_wave_is_told_and_forgotten_where_all_is_grouped_anew(
    survey, write_survey, survey_rows, tmp_path
):
    folder = tmp_path / "lauf"
    call("run", survey, "--run", folder, "--draft", "--quiet")
    call("approve", "--run", folder, "--checkpoint", "muster", "--reviewer", "A")
    late = ("99", *survey_rows[0][1:-1], "Der Scanner ist defekt, eingescannte Post bleibt liegen.")
    first = call("run", write_survey([*survey_rows, late]), "--run", folder, "--draft")
    second = call("run", "--run", folder, "--draft", "--regroup", "--json")

    assert "19 Schmerzpunkte = 18 wie bisher in Mustern + 1 neu in bekannten" in first.stdout
    assert json.loads(second.stdout)["wave"] is None


# Bad input


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


def test_report_refuses_a_run_that_is_not_finished_and_an_unknown_format(survey, tmp_path):
    folder = tmp_path / "lauf"
    call("run", survey, "--run", folder)

    refused(call("report", "--run", folder), 1, "nicht abgeschlossen")
    refused(call("report", "--run", folder, "--to", "pdf"), 2, "pdf", "xlsx")


def test_verify_notices_a_changed_file(survey, tmp_path):
    folder = tmp_path / "lauf"
    call("run", survey, "--run", folder, "--draft")
    assert call("verify", "--run", folder).returncode == 0

    (folder / "70_candidate_patterns.json").write_text("[]")

    refused(call("verify", "--run", folder), 1, "70_candidate_patterns.json")


def test_an_unforeseen_error_quotes_nothing(tmp_path):
    script = """
import sys
import pipeline.verbs
def broken(*a, **k): raise ValueError("Frau Öztürk hat angerufen")
pipeline.verbs.run = broken
from pipeline.cli import main
main()
"""
    process = call("run", "x.csv", "--run", tmp_path, command=(sys.executable, "-c", script))

    refused(process, 1, "ValueError", "melden")
    assert "Öztürk" not in process.stderr + process.stdout


def test_what_people_have_settled_goes_into_ones_own_catalogue(survey, tmp_path):
    folder, own = tmp_path / "lauf", tmp_path / "katalog.json"
    call("run", survey, "--run", folder, "--draft")
    refused(call("catalogue", "add", "--run", folder, "--to", own), 2, "noch nicht geprüft")
    for checkpoint in ("datenschutz", "muster", "einstufung"):
        call("approve", "--run", folder, "--checkpoint", checkpoint, "--reviewer", "A")
    call("run", "--run", folder)

    process = call("catalogue", "add", "--run", folder, "--to", own, "--json")

    assert process.returncode == 0
    assert json.loads(process.stdout)["added"] == len(json.loads(own.read_text("utf-8")))
