import pytest

from pipeline.tools.detectors.context import Context
from pipeline.tools.leak_gate import LeakGate

SOURCES = ("Frau [PERSON_1] wartet seit Wochen auf den Bescheid.", "Der Scanner ist kaputt.")


@pytest.fixture(scope="module")
def gate() -> LeakGate:
    return LeakGate(["Hölscher", "Winter", "0176 4428 9913", "Ali Ahmadi"], Context())


@pytest.mark.parametrize(
    "text",
    [
        "Hölscher wartet.",
        "HOLSCHERS Bescheid fehlt.",
        "Das gilt für ali ahmadi ebenso.",
        "Erreichbar unter 0176/44289913.",
    ],
)
def test_what_was_masked_does_not_come_back(gate: LeakGate, text: str) -> None:
    objection = gate.objection(text, sources=SOURCES)

    assert objection is not None
    assert "maskiert wurde" in objection


def test_a_masked_word_that_is_ordinary_may_be_used_as_a_word(gate: LeakGate) -> None:
    assert gate.objection("Im Winter dauert es länger.", sources=SOURCES) is None


def test_an_invented_name_is_stopped(gate: LeakGate) -> None:
    objection = gate.objection("Herr Zwackelmann wartet.", sources=SOURCES)

    assert objection is not None
    assert "Zwackelmann" not in objection


def test_an_invented_quote_is_stopped(gate: LeakGate) -> None:
    text = "Die Geräte fallen aus."

    assert gate.objection(text, sources=SOURCES, quotes=["Der Scanner ist kaputt"]) is None
    assert gate.objection(text, sources=SOURCES, quotes=["Der Drucker ist kaputt"]) is not None


def test_an_invented_placeholder_is_stopped(gate: LeakGate) -> None:
    assert gate.objection("[PERSON_1] wartet.", sources=SOURCES) is None
    assert gate.objection("[PERSON_2] wartet.", sources=SOURCES) is not None


def test_a_word_that_stands_unmasked_elsewhere_is_no_secret() -> None:
    strict = LeakGate(["Hölscher"], Context())
    open_ = LeakGate(["Hölscher"], Context(), open_words={"holscher"})

    assert strict.objection("Nach Hölscher", sources=[])
    assert open_.objection("Nach Hölscher", sources=[]) is None
