import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visitor import PASSWORD, PEOPLE, Visitor

from pipeline import verbs
from pipeline.app.accounts import Accounts
from pipeline.app.server import build_app
from pipeline.store import Store

SCRIPT = "<script>alert('xss')</script>"
IMAGE = '"><img src=x onerror=alert(1)>'

# What anyone would sort the same way, and one person with a name in each heap.
COMPLAINTS = {
    "Scan": (
        "Der Scanner im Erdgeschoss ist ständig defekt, Frau Müller scannt die Post bei uns.",
        "Die Post wird nicht gescannt, weil der Scanner seit Tagen defekt ist.",
        "Eingescannte Post kommt Tage zu spät, der Scanner ist dauernd kaputt.",
        "Weil der Scanner streikt, liegt die Post ungescannt in Kisten.",
        "Der Scanner zieht die Post schief ein, wir scannen jede Seite zweimal.",
        "Post scannen dauert ewig, ein Scanner für das ganze Haus reicht nicht.",
    ),
    "Bescheid": (
        f"Niemand versteht unsere Bescheide {SCRIPT}, Kunden rufen wegen jedem Bescheid an.",
        "Der Bescheid ist so kompliziert, dass Herr Schneider ihn nicht versteht.",
        "Kunden verstehen den Bescheid nicht und rufen deshalb ständig an.",
        "Nach jedem Bescheid erkläre ich am Telefon, was im Bescheid steht.",
        "Die Sprache im Bescheid ist unverständlich, die Kunden fragen dauernd nach.",
        "Unverständliche Bescheide kosten uns jeden Tag Anrufe der Kunden.",
    ),
    "Frist": (
        "Fristen überwache ich mit einer Excel-Liste, dadurch wird manche Frist vergessen.",
        "Die Wiedervorlage führe ich als Excel-Liste, Fristen gehen dabei unter.",
        "Für Fristen gibt es nur eine Excel-Liste, die Frau Yılmaz anders führt.",
        "Ohne meine Excel-Liste würde ich jede Frist und Wiedervorlage vergessen.",
        "Fristen stehen in Excel, die Liste warnt nicht, wenn eine Frist abläuft.",
        "Die Liste mit den Fristen in Excel ist veraltet, Fristen werden versäumt.",
    ),
}


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft run of a small survey: all three checkpoints are reached and open."""
    folder = tmp_path_factory.mktemp("laeufe")
    source = folder / "umfrage.csv"
    sites = ("JC-01", "JC-02", IMAGE)
    texts = [text for complaints in COMPLAINTS.values() for text in complaints]
    with source.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("id", "Standort", "Bereich", "Funktion", "Frage", "Text"))
        for n, text in enumerate(texts, 1):
            writer.writerow((n, sites[n % 3], "Leistung", "Sachbearbeitung", "Was stört?", text))
    profile = folder / "profil.toml"
    profile.write_text('[embed]\nmethod = "tfidf"\n[llm]\nanalyst = "rules"\n', "utf-8")
    verbs.run(folder / "lauf", [source], profile=profile, draft=True, watch=lambda _: None)
    accounts = Accounts(folder / "konten.json")
    for name, role in PEOPLE.items():
        accounts.put(name, role, PASSWORD)
    return folder


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Path:
    """A run folder of its own for each test, with the accounts beside it."""
    shutil.copytree(finished, tmp_path / "daten")
    return tmp_path / "daten" / "lauf"


@pytest.fixture
def accounts(run: Path) -> Accounts:
    return Accounts(run.parent / "konten.json")


@pytest.fixture
def settings(run: Path) -> Callable[..., None]:
    """Changes the review settings of a run, as a profile would."""

    def change(**review: Any) -> None:
        store = Store(run)
        assert store.manifest
        values = store.manifest.settings
        values = {**values, "review": {**values["review"], **review}}
        store.save_manifest(store.manifest.model_copy(update={"settings": values}))

    return change


@pytest.fixture
def clock() -> list[float]:
    """Seconds; a test sets the first entry."""
    return [1000.0]


@pytest.fixture
def visitor(run: Path, accounts: Accounts, clock: list[float]) -> Callable[..., Visitor]:
    """Somebody at one and the same server; signed in where a name is given."""
    from starlette.testclient import TestClient

    app = []

    def come(name: str = "", password: str = PASSWORD) -> Visitor:
        if not app:
            desk = verbs.open_desk(Store(run))
            app.append(build_app(desk, accounts, run="lauf", clock=lambda: clock[0]))
        someone = Visitor(TestClient(app[0], base_url="http://127.0.0.1:8750"))
        if name:
            someone.sign_in(name, password)
        return someone

    return come


class Onlooker:
    """Opens the run anew for every question, so that no memory of its own hides what is there."""

    def __init__(self, run: Path) -> None:
        self.run = run

    def __getattr__(self, name: str) -> Any:
        return getattr(verbs.open_desk(Store(self.run)), name)


@pytest.fixture
def desk(run: Path) -> Onlooker:
    return Onlooker(run)


@pytest.fixture
def pattern_ids(desk: Any) -> list[str]:
    return [item.item_id for item in desk.items("muster")]
