from pathlib import Path

import pytest

from pipeline import verbs
from pipeline.leaks import check
from pipeline.store import Store
from pipeline.tools.detectors import Mark
from pipeline.tools.leak_gate import LeakGate


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
