import json
import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from made import pattern_of, point_of

from pipeline import verbs
from pipeline.config import Review
from pipeline.flow import ANONYMISED, SPANS, STATEMENTS
from pipeline.leaks import check, masked_in, objection, silenced, typed_objection
from pipeline.records import AnonymisedStatement, Span, Statement
from pipeline.resources import resource
from pipeline.review.desk import Desk
from pipeline.shelf import Shelf
from pipeline.store import Store
from pipeline.tools.catalogue import Catalogue
from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.normalised import fold
from pipeline.tools.leak_gate import LeakGate, Masked
from pipeline.tools.llm.journal import Call, Journal


class Counting:
    """Finds nothing, and knows how often it was asked."""

    label = identity = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def detect(self, texts: list[str]) -> list[list[Mark]]:
        self.asked += len(texts)
        return [[] for _ in texts]


@pytest.fixture
def store(survey: Path, tmp_path: Path) -> Store:
    store, _ = verbs.run(tmp_path / "lauf", [survey], draft=True, watch=lambda _: None)
    return store


def test_what_was_looked_at_is_not_looked_at_again(store):
    manifest, detector = store.manifest, Counting()
    assert manifest is not None
    assert manifest.audit is not None
    first = check(store, LeakGate(detector), manifest.audit)
    asked = detector.asked
    again = check(
        store, LeakGate(detector), manifest.audit.model_copy(update={"leak_checks": first})
    )

    assert asked > 0
    assert detector.asked == asked
    assert again == first


def test_a_decision_is_looked_at(store):
    manifest, detector = store.manifest, Counting()
    assert manifest is not None
    assert manifest.audit is not None
    first = check(store, LeakGate(detector), manifest.audit)
    verbs.approve(store, "muster", reviewer="Anna", reason="So kennen wir es im Haus.")
    asked = detector.asked
    again = check(
        store, LeakGate(detector), manifest.audit.model_copy(update={"leak_checks": first})
    )

    assert detector.asked > asked
    assert again.texts > first.texts


@pytest.mark.parametrize(
    ("surface", "masked"),
    [
        ("Jürgen Ahrendsee", {"Jürgen Ahrendsee", "Jürgen", "Ahrendsee"}),
        ("Jo von Ahrendsee", {"Jo von Ahrendsee", "Ahrendsee"}),
        ("Ahrendsee", {"Ahrendsee"}),
        ("DURCHWAHL", set()),
        ("Drei Wochen fehlte der Kopierer.", {"Drei Wochen fehlte der Kopierer."}),
    ],
)
def test_the_surname_of_a_masked_full_name_is_masked_and_no_sentence_word_by_word(surface, masked):
    assert masked_in(one_statement(surface)).strings == masked


def test_what_older_texts_had_masked_is_not_looked_up_in_newer_ones():
    assert masked_in(one_statement("Ahrendsee", newer=True)).strings == frozenset()


def one_statement(surface: str, *, newer: bool = False) -> Mock:
    """A run of which all is known, and all but one statement is masked."""
    said = Statement(
        statement_id="s", source="a.csv", locator="1", text=f"{surface} wartet.", channel="survey"
    )
    span = Span(
        statement_id="s", start=0, end=len(surface), kind="PERSON", score=1, detector="Hand"
    )
    kept = {
        STATEMENTS: [said],
        SPANS: [span],
        ANONYMISED: [AnonymisedStatement(statement_id="s", text="Alles gut.", channel="survey")],
    }
    steps = {
        "spans": Mock(reads={"statements": "older"}),
        "statements": Mock(content="newer" if newer else "older"),
    }
    return Mock(load=kept.__getitem__, manifest=Mock(steps=steps))


def test_the_surname_alone_is_stopped_and_an_open_first_name_is_not():
    masked = Masked(frozenset({"Jürgen Ahrendsee", "Jürgen", "Ahrendsee"}), frozenset({"jurgen"}))
    gate = LeakGate(Counting(), lambda: masked)

    assert gate.objection(["Die Ablage von Ahrendsee ist voll."], sources=[])
    assert gate.objection(["Die Ablage von Jürgen ist voll."], sources=[]) == ""


class Finding(Counting):
    """Takes two words for persons."""

    def detect(self, texts: list[str]) -> list[list[Mark]]:
        found = (re.finditer("Bürger|Sammel", text) for text in texts)
        return [[Mark(*m.span(), "PERSON", 0.95, self.label) for m in ms] for ms in found]


def test_only_statements_leave_a_word_open(store):
    shipped = Catalogue(resource("data/katalog/ansatzpunkte.json")).entries
    words = {word for s in store.load(ANONYMISED) for word in re.findall(r"\w+", fold(s.text))}
    known = masked_in(store).open_words

    assert "burger" in fold(" ".join(entry.description for entry in shipped))
    assert words <= known
    assert "burger" not in known


def test_whoever_is_called_like_a_word_of_the_catalogue_does_not_leave(store):
    manifest = store.manifest
    assert manifest is not None
    # As at a desk of an earlier version, which took down whatever somebody typed.
    desk = Desk(
        lambda: replace(Shelf(store.folder)(), objection=lambda text, marked: None),
        store.log,
        Review(),
    )
    reason = "Frau Bürger wartet auf ihre Unterlagen."
    desk.approve_all("muster", reviewer="Anna", role="Prüfung", reason=reason)
    checks = check(store, LeakGate(Finding(), lambda: masked_in(store)), manifest.audit)

    assert desk.log()
    assert {d.hash for d in desk.log()} <= set(checks.withheld)


def test_what_somebody_marks_counts_before_it_is_masked(store):
    statement = store.load(STATEMENTS)[0]
    mark = Span(
        statement_id=statement.statement_id, start=0, end=9, kind="PERSON", score=1, detector="hand"
    )

    assert statement.text[:9] not in masked_in(store).strings
    assert statement.text[:9] in masked_in(store, [mark]).strings


def test_who_types_what_must_not_stay_is_shown_the_words():
    gate = LeakGate(Finding(), lambda: Masked(frozenset({"Hölscher"})))
    found = typed_objection(gate, "Mit Hoelscher geklärt.", [])

    assert found is not None
    assert found.place == "Hoelscher"
    assert typed_objection(gate, "Mit der Kollegin geklärt.", []) is None


def test_what_comes_with_the_program_names_nobody():
    gate = LeakGate(Finding())
    title = "Sammel-PDF ohne Trennung der Einzelstücke"

    assert objection(gate, [title, f"Der Grund dafür: {title}."], []) == ""
    assert objection(gate, [f"{title} bei Frau Sammel"], [])


def test_what_stands_open_is_known_after_the_texts_are_gone(store):
    before = masked_in(store)
    verbs.forget(store)
    after = masked_in(store)

    assert before.open_words == after.open_words
    assert after.strings == frozenset()


def test_what_was_masked_leaves_gaps_but_none_in_the_topics_of_the_catalogue():
    gate = LeakGate(Counting(), lambda: Masked(frozenset({"der Einzelstücke"})))
    title, phrases = "Sammel-PDF ohne Trennung der Einzelstücke", ("der Einzelstücke", "PDF")
    point = point_of("s", "Alles gut.", "p")
    cause = "Weil der Einzelstücke zu viele sind."
    silent = silenced(
        pattern_of("M-1", [point], title=title, cause=cause, keyphrases=phrases), gate
    )

    assert silent.title == title
    assert silent.cause == "Weil [maskiert] zu viele sind."
    assert silent.keyphrases == ("PDF",)


def test_what_is_withheld_teaches_no_other_run(store, tmp_path):
    for checkpoint in ("datenschutz", "muster", "einstufung"):
        verbs.approve(store, checkpoint, reviewer="Anna")
    store, _ = verbs.run(store.folder, [], watch=lambda _: None)
    all_of_it = verbs.teach(store, tmp_path / "alles.json")
    taught = Catalogue(tmp_path / "alles.json").entries[0].entry_id
    checks = store.manifest.audit.leak_checks
    checks = checks.model_copy(update={"withheld": {taught.removeprefix("eigen-"): "Darum."}})
    audit = store.manifest.audit.model_copy(update={"leak_checks": checks})
    store.save_manifest(store.manifest.model_copy(update={"audit": audit}))

    assert verbs.teach(store, tmp_path / "katalog.json") == all_of_it - 1
    assert taught not in (tmp_path / "katalog.json").read_text("utf-8")


def test_what_a_model_said_about_somebody_masked_since_is_forgotten(store):
    journal = Journal(store.folder / "journal.sqlite")
    for key, said in {"kept": "Es dauert.", "gone": "Ahrendsee sucht lange."}.items():
        answer = json.dumps({"problem": said})
        journal.add(Call(key, "extract", "m", "p", "{}", "ok", answer, 100, 10, 0.5))
    checks = check(store, LeakGate(Counting(), lambda: Masked(frozenset({"Ahrendsee"}))), None)

    assert journal.answer("kept")
    assert journal.answer("gone") is None
    assert (checks.answers, checks.answers_refused) == (2, 1)
    journal.close()
