"""Planted personal data, one canary of each kind, turns up nowhere below the wall."""

import hashlib
import json
import shutil
import stat
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import verbs
from pipeline.config import Review
from pipeline.flow import FLOW, POTENTIAL_MAP, SPANS
from pipeline.review.changes import Change
from pipeline.review.desk import Desk, Said
from pipeline.shelf import Shelf
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
    above = {step.writes.file for step in FLOW if step.writes.holds_raw_text}

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


@pytest.fixture(scope="module")
def retitled(leaky, tmp_path_factory) -> Store:
    """A run in which people wrote a masked name into a title, and into the reason for another."""
    folder = tmp_path_factory.mktemp("retitled") / "lauf"
    shutil.copytree(leaky[0], folder)
    # As at a desk of an earlier version, which took down whatever somebody typed.
    desk = Desk(
        lambda: replace(Shelf(folder)(), objection=lambda text, marked: None),
        Store(folder).log,
        Review(),
    )
    first, *others = desk.items("muster")
    title = Change(title="Was Zwitschermann verloren hat")
    desk.decide(Said("muster", first.item_id, "edit", "A", "Prüfung", change=title))
    reason = "Das sagt doch nur die Zwitschermann."
    other = others[-1] if others else first
    desk.decide(Said("muster", other.item_id, "comment", "A", "Prüfung", reason=reason))
    store, _ = verbs.run(folder, [], draft=True, watch=lambda event: None)
    return store


def test_a_name_that_was_masked_and_comes_back_is_in_no_report(retitled):
    map_ = readable(retitled.folder / "90_potential_map.json")
    reports = [readable(path) for path in verbs.report(retitled, ["html", "xlsx"])]

    assert not [text for text in (map_, *reports) if "Zwitschermann" in text]


def test_what_is_held_back_is_a_failure_an_entry_in_the_review_and_in_the_record(retitled):
    checks = retitled.manifest.audit.leak_checks
    failures = [f for f in retitled.load(POTENTIAL_MAP).failures if f.stage == "leak_gate"]
    desk = verbs.open_desk(Store(retitled.folder))

    # The pattern, and of the log its new title and the comment.
    assert len(checks.withheld) == 3
    assert checks.texts > 2
    assert [f.reason for f in failures] == [checks.withheld[f.item_id] for f in failures]
    assert len(failures) == 1
    assert "maskiert wurde" in desk.withheld(failures[0].item_id)
    assert "3 zurückgehalten" in checks.sentence


def test_what_was_held_back_stays_so_when_the_texts_are_forgotten(retitled, tmp_path):
    folder = tmp_path / "lauf"
    shutil.copytree(retitled.folder, folder)
    verbs.forget(Store(folder))
    store, _ = verbs.run(folder, [], draft=True, watch=lambda event: None)

    assert store.manifest.audit.forgotten
    assert store.manifest.audit.leak_checks.withheld.keys() == (
        retitled.manifest.audit.leak_checks.withheld.keys()
    )
    assert "Zwitschermann" not in readable(folder / "90_potential_map.json")


def test_nothing_of_the_sample_run_is_held_back(leaky):
    assert Store(leaky[0]).manifest.audit.leak_checks.withheld == {}


# In the file's name, and who speaks in it: a moderator, one with area and role, one with a role.
WORKSHOP = "Gespräch Zeisigmann.vtt"
PARTICIPANTS = ("Zeisigmann", "Gimpelhuber", "Kleiberfeld")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory, survey_rows) -> Path:
    """A run over a transcript whose speakers the profile names, through to the reports."""
    folder = tmp_path_factory.mktemp("workshop")
    leader, one, other = (f"Almut {name}" for name in PARTICIPANTS)
    texts = [row[-1] for row in survey_rows]
    turns = [
        f"<v {leader}>Was stört Sie am meisten?</v>",
        *(f"<v {one}>{text}</v>" for text in texts),
        *(f"<v {other}>Auch bei uns gilt: {text}</v>" for text in texts),
    ]
    cues = [f"00:{n:02}:00.000 --> 00:{n:02}:30.000\n{turn}" for n, turn in enumerate(turns)]
    (folder / WORKSHOP).write_text("\n\n".join(["WEBVTT", *cues]), encoding="utf-8")
    (folder / "profil.toml").write_text(
        f"""
        [ingest.transcripts."{WORKSHOP}"]
        site = "JC-01"
        moderators = ["{leader}"]
        areas = {{"{one}" = "Leistung"}}
        roles = {{"{one}" = "Teamleitung", "{other}" = "Fallmanagement"}}
        """,
        encoding="utf-8",
    )
    store, _ = verbs.run(
        folder / "lauf",
        [folder / WORKSHOP],
        profile=folder / "profil.toml",
        draft=True,
        watch=lambda event: None,
    )
    verbs.report(store, ["html", "xlsx"])
    return folder / "lauf"


def named_in(folder: Path) -> dict[str, list[str]]:
    """The files in which a participant is named."""
    found = {
        str(path.relative_to(folder)): [name for name in PARTICIPANTS if name in readable(path)]
        for path in folder.rglob("*")
        if path.is_file()
    }
    return {name: names for name, names in found.items() if names}


def test_participants_are_named_in_files_for_the_owner_alone(workshop):
    named = named_in(workshop)

    assert {"10_statements.parquet", "10_transcripts.json"} <= named.keys()
    assert named.pop("run.json") == ["Zeisigmann"]  # for the file's name, until it is forgotten
    assert {stat.S_IMODE((workshop / name).stat().st_mode) for name in named} == {0o600}


def test_once_it_is_forgotten_no_participant_and_no_file_is_named_anywhere(workshop, tmp_path):
    folder = tmp_path / "lauf"
    shutil.copytree(workshop, folder)

    verbs.forget(Store(folder))
    assert named_in(folder) == {}

    store, _ = verbs.run(folder, [], draft=True, watch=lambda event: None)
    verbs.report(store, ["html", "xlsx"])
    assert named_in(folder) == {}
    assert [(i.number, i.kind) for i in store.load(POTENTIAL_MAP).inputs] == [(1, "VTT")]


def test_forgetting_leaves_only_why_rows_went_no_further_and_where_was_masked(workshop, tmp_path):
    folder = tmp_path / "lauf"
    shutil.copytree(workshop, folder)
    (folder / ".10_statements.parquet.neu").write_text("what a run that was killed has left")

    verbs.forget(Store(folder))

    left = {p.name for p in folder.iterdir() if p.name.lstrip(".")[:3] in ("10_", "20_", "25_")}
    assert left == {"10_statements.failures.jsonl", "25_spans.parquet"}
    reasons = (folder / "10_statements.failures.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["reason"] for line in reasons} == {"Moderation"}


def test_what_was_masked_is_still_counted_when_the_run_is_forgotten_halfway(tmp_path):
    source = tmp_path / "umfrage.csv"
    texts = [text for text, _ in CANARIES.values()]
    source.write_text("\n".join(["Text", *texts]), encoding="utf-8")
    store, _ = verbs.run(tmp_path / "lauf", [source], watch=lambda event: None)
    verbs.approve(store, "datenschutz", reviewer="A")
    store, outcome = verbs.run(tmp_path / "lauf", [], watch=lambda event: None)
    kinds = Counter(span.kind for span in store.load(SPANS))

    verbs.forget(store)
    store, _ = verbs.run(tmp_path / "lauf", [], draft=True, watch=lambda event: None)

    assert outcome.waits_for.name == "muster"
    assert store.manifest.audit.kinds == kinds
    assert store.manifest.audit.masked_statements > 5
    assert store.manifest.audit.forgotten
    assert verbs.verify(store)["files"] == len(FLOW) - 2


def test_a_run_folder_of_an_earlier_version_forgets_who_was_named_in_its_record(workshop, tmp_path):
    folder = tmp_path / "lauf"
    shutil.copytree(workshop, folder)
    store = Store(folder)
    steps = store.manifest.steps
    named = steps["statements"].model_copy(update={"means": {"settings": "Almut Gimpelhuber"}})
    store.save_manifest(store.manifest.model_copy(update={"steps": {**steps, "statements": named}}))

    verbs.forget(store)

    assert named_in(folder) == {}


def test_nobody_who_guesses_a_participant_can_tell_by_the_record_of_the_run(workshop):
    """The fingerprint needs what was said, which is in no file that others may read."""
    manifest = Store(workshop).manifest
    made_of = {
        "reads": sorted((file.name, file.sha256) for file in manifest.inputs),
        "means": manifest.steps["statements"].means,
        "version": FLOW[0].version,
        "transcripts": Store(workshop).settings()["ingest"]["transcripts"],
    }
    without = {name: value for name, value in made_of.items() if name != "transcripts"}
    digests = [
        hashlib.sha256(key + json.dumps(guess, sort_keys=True).encode()).hexdigest()
        for guess in (made_of, without)
        for key in (b"", bytes.fromhex(manifest.inputs[0].sha256))
    ]

    assert manifest.steps["statements"].fingerprint not in digests


def test_another_participant_in_the_profile_is_read_anew(workshop, tmp_path):
    folder = tmp_path / "lauf"
    shutil.copytree(workshop, folder)
    made: list[str] = []
    source = workshop.parent / WORKSHOP
    for site in ("JC-01", "JC-02"):
        named = {WORKSHOP: {**Store(folder).settings()["ingest"]["transcripts"][WORKSHOP]}}
        named[WORKSHOP]["site"] = site
        verbs.run(
            folder,
            [source],
            overrides={"ingest.transcripts": named},
            draft=True,
            watch=lambda e: made.append(e.what) if e.kind == "done" else None,
        )
        if site == "JC-01":
            assert made == []

    assert made[0] == "statements"
