from pathlib import Path
from unittest.mock import Mock

import pytest

from pipeline import verbs
from pipeline.flow import ANONYMISED, SPANS, STATEMENTS
from pipeline.leaks import check, masked_in
from pipeline.records import AnonymisedStatement, Span, Statement
from pipeline.store import Store
from pipeline.tools.detectors import Mark
from pipeline.tools.leak_gate import LeakGate, Masked


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
        ("Drei Wochen fehlte der Kopierer.", {"Drei Wochen fehlte der Kopierer."}),
    ],
)
def test_the_surname_of_a_masked_full_name_is_masked_and_no_sentence_word_by_word(surface, masked):
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
    known = masked_in(Mock(load=kept.__getitem__))

    assert known.strings == masked


def test_the_surname_alone_is_stopped_and_an_open_first_name_is_not():
    masked = Masked(frozenset({"Jürgen Ahrendsee", "Jürgen", "Ahrendsee"}), frozenset({"jurgen"}))
    gate = LeakGate(Counting(), lambda: masked)

    assert gate.objection(["Die Ablage von Ahrendsee ist voll."], sources=[])
    assert gate.objection(["Die Ablage von Jürgen ist voll."], sources=[]) == ""
