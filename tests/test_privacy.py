"""Planted personal data, one canary of each kind, turns up nowhere below the wall."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import verbs
from pipeline.errors import PipelineError
from pipeline.flow import FLOW, POTENTIAL_MAP
from pipeline.store import Store

# What stands in the statement, and the words that would give the person away.
CANARIES = {
    "Name mit Anrede": ("Frau Zwitschermann hat den Antrag verloren.", ["Zwitschermann"]),
    "Name der Kollegin": ("Meine Kollegin Wupperfeld macht die Ablage allein.", ["Wupperfeld"]),
    "Aktenzeichen": ("Das Aktenzeichen 43502//0017742 findet niemand.", ["0017742"]),
    "BG-Nummer": ("Die BG-Nummer 43504BG0012987 wird ständig vertauscht.", ["0012987"]),
    "IBAN": ("Die IBAN DE02 1203 0000 0000 2020 51 war veraltet.", ["0000 2020 51", "202051"]),
    "Telefon": ("Unter 06172 998877 geht nie jemand ans Telefon.", ["998877"]),
    "E-Mail": ("Post an k.zaunkoenig@jobcenter.example kommt zurück.", ["zaunkoenig"]),
    "Adresse": (
        "Der Bescheid ging an die Amselschlagstraße 17 b, 61440 Oberursel.",
        ["Amselschlag"],
    ),
    "Geburtsdatum": ("Der Kunde, geboren am 17.03.1984, steht zweimal im System.", ["17.03.1984"]),
    "Steuer-ID": ("Die Steuer-ID 81872495633 wird abgetippt.", ["81872495633"]),
    "SV-Nummer": ("Die Rentenversicherungsnummer 65170839J003 fehlt oft.", ["65170839J003"]),
    "Kennzeichen": ("Mein Auto HG-ZX 4711 steht jeden Tag im Parkverbot.", ["HG-ZX 4711"]),
    "lange Nummer": ("Die Nummer 990017733 steht auf keinem Zettel.", ["990017733"]),
}
SECRETS = [secret for _, secrets in CANARIES.values() for secret in secrets]


@pytest.fixture(scope="module")
def leaky(tmp_path_factory) -> tuple[Path, str]:
    """A run with reports over all canaries, and everything that it printed."""
    folder = tmp_path_factory.mktemp("leaky")
    source = folder / "umfrage.csv"
    rows = [f"{n};JC-01;Leistung;{text}" for n, (text, _) in enumerate(CANARIES.values())]
    source.write_text("\n".join(["id;Standort;Bereich;Text", *rows]), encoding="utf-8")
    printed = ""
    for arguments in (
        ["run", str(source), "--draft"],
        ["status"],
        ["report"],
        ["verify"],
    ):
        process = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *arguments, "--run", str(folder / "lauf")],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        printed += process.stdout + process.stderr
    return folder / "lauf", printed


def readable(path: Path) -> str:
    """All text of a file, unpacked."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return f"{table.to_pylist()}{table.schema.metadata}"
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    return path.read_bytes().decode("utf-8", errors="replace")


@pytest.mark.parametrize("kind", CANARIES)
def test_a_canary_is_found_in_no_file_below_the_wall(leaky, kind):
    folder, _ = leaky
    above = {step.writes.file for step in FLOW if step.writes.removable}

    for path in folder.iterdir():
        if path.name not in above and path.is_file():
            for secret in CANARIES[kind][1]:
                assert secret not in readable(path), path.name


def test_the_canaries_are_there_above_the_wall(leaky):
    folder, _ = leaky
    above = readable(folder / "10_statements.parquet")

    assert all(secret in above for secret in SECRETS if secret != "202051")


def test_nothing_that_was_printed_holds_a_canary(leaky):
    _, printed = leaky

    assert printed
    assert not [secret for secret in SECRETS if secret in printed]


def test_a_broken_source_is_reported_without_quoting_it(tmp_path):
    source = tmp_path / "umfrage.csv"
    source.write_text('id;Text\n1;"Frau Zwitschermann\n2;x;y;z Zwitschermann', encoding="utf-8")

    process = subprocess.run(
        [
            sys.executable,
            "-m",
            "pipeline.cli",
            "run",
            source,
            "--run",
            tmp_path / "lauf",
            "--draft",
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert "Zwitschermann" not in process.stdout + process.stderr
    for path in (tmp_path / "lauf").glob("*.jsonl"):
        assert "Zwitschermann" not in path.read_text("utf-8")


def test_a_whole_run_opens_no_connection_to_anywhere(tmp_path):
    """Every attempt to resolve or reach another host ends the process."""
    guard = """
import socket, sys
def refuse(*arguments):
    sys.stderr.write(f"CONNECTION {arguments[-1]}")
    raise SystemExit(99)
loopback = ("127.0.0.1", "::1", "localhost")
real = socket.socket.connect
def connect(self, address):
    return real(self, address) if address[0] in loopback else refuse(address)
socket.socket.connect = connect
resolve = socket.getaddrinfo
def lookup(host, *more, **options):
    return resolve(host, *more, **options) if host in loopback else refuse(host)
socket.getaddrinfo = lookup
from pipeline.cli import main
sys.argv = ["schmerzpunkt", *sys.argv[1:]]
main()
"""
    source = tmp_path / "umfrage.csv"
    texts = [text for text, _ in CANARIES.values()]
    source.write_text("\n".join(["Text", *texts]), encoding="utf-8")

    process = subprocess.run(
        [sys.executable, "-c", guard, "run", source, "--run", tmp_path / "lauf", "--draft"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert "CONNECTION" not in process.stderr
    assert process.returncode == 0


def test_a_name_that_was_masked_and_comes_back_in_a_title_stops_the_report(leaky, tmp_path):
    folder, _ = leaky
    copy = tmp_path / "lauf"
    shutil.copytree(folder, copy)
    store = Store(copy)
    potential_map = store.load(POTENTIAL_MAP)
    first, *others = potential_map.potentials
    leaking = first.pattern.model_copy(update={"title": "Was Zwitschermann verloren hat"})
    changed = first.model_copy(update={"pattern": leaking})
    store.save(POTENTIAL_MAP, potential_map.model_copy(update={"potentials": (changed, *others)}))

    with pytest.raises(PipelineError, match="Kein Bericht: RM-01") as caught:
        verbs.report(store, ["html"])

    assert "Zwitschermann" not in str(caught.value)
