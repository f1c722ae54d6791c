import csv
import os
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow without being wrong, the checkout is not the place for examples, and a
# test that fails shall speak of the change, not of the day's draw.
settings.register_profile(
    "everywhere",
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("everywhere")

Rows = Sequence[Sequence[str]]

HEADINGS = ("id", "Standort", "Bereich", "Funktion", "Frage", "Text")

# Three complaints in many words, which anyone would sort the same way, and one that fits nowhere.
COMPLAINTS = {
    "Scan": (
        "Der Scanner im Erdgeschoss ist ständig defekt, eingescannte Post bleibt liegen.",
        "Die Post wird nicht gescannt, weil der Scanner seit Tagen defekt ist.",
        "Eingescannte Post kommt Tage zu spät, der Scanner ist dauernd kaputt.",
        "Weil der Scanner streikt, liegt die Post ungescannt in Kisten.",
        "Der Scanner zieht die Post schief ein, wir scannen jede Seite zweimal.",
        "Post scannen dauert ewig, ein Scanner für das ganze Haus reicht nicht.",
    ),
    "Bescheid": (
        "Niemand versteht unsere Bescheide, Kunden rufen wegen jedem Bescheid an.",
        "Der Bescheid ist so kompliziert, dass die Kunden ihn nicht verstehen.",
        "Kunden verstehen den Bescheid nicht und rufen deshalb ständig an.",
        "Nach jedem Bescheid erkläre ich am Telefon, was im Bescheid steht.",
        "Die Sprache im Bescheid ist unverständlich, die Kunden fragen dauernd nach.",
        "Unverständliche Bescheide kosten uns jeden Tag Anrufe der Kunden.",
    ),
    "Frist": (
        "Fristen überwache ich mit einer Excel-Liste, dadurch wird manche Frist vergessen.",
        "Die Wiedervorlage führe ich als Excel-Liste, Fristen gehen dabei unter.",
        "Für Fristen gibt es nur eine Excel-Liste, die jeder anders führt.",
        "Ohne meine Excel-Liste würde ich jede Frist und Wiedervorlage vergessen.",
        "Fristen stehen in Excel, die Liste warnt nicht, wenn eine Frist abläuft.",
        "Die Liste mit den Fristen in Excel ist veraltet, Fristen werden versäumt.",
    ),
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is installed, as in CI, a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("SCHMERZPUNKT_SKIP_NOTHING"):
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever looks for the user's folder or settings finds an empty one."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HF_HOME"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(scope="session")
def survey_rows() -> list[tuple[str, ...]]:
    sites = ("JC-01", "JC-02", "JC-03")
    texts = [text for complaints in COMPLAINTS.values() for text in complaints]
    return [
        (str(n), sites[n % 3], "Leistung", "Sachbearbeitung", "Was stört Sie?", text)
        for n, text in enumerate(texts, 1)
    ]


@pytest.fixture
def write_survey(tmp_path: Path) -> Callable[[Rows], Path]:
    """A CSV file as Excel writes it."""

    def write(rows: Rows, name: str = "umfrage.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows([HEADINGS, *rows])
        return path

    return write


@pytest.fixture
def survey(write_survey: Callable[[Rows], Path], survey_rows: Rows) -> Path:
    return write_survey(survey_rows)
