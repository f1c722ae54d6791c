"""The adapters for larger engines; each test runs where its engine is installed."""

from pathlib import Path

import pytest

from pipeline.config import Detect
from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.building import build_detector

TEXT = "Zorb schreibt an p.reinhardt@example.de wegen DE44 5001 0517 5407 3249 31."


def found_by(detector: Detector, name: str) -> set[str]:
    marks = detector.detect([TEXT])[0]
    return {TEXT[mark.start : mark.end] for mark in marks if mark.detector == name}


@pytest.mark.usefixtures("no_network")
def test_presidio_finds_what_it_knows_without_a_connection() -> None:
    pytest.importorskip("presidio_analyzer")
    found = found_by(build_detector(Detect(hanta=False, presidio=True)), "presidio")

    assert "DE44 5001 0517 5407 3249 31" in found
    assert "p.reinhardt@example.de" in found


@pytest.mark.usefixtures("no_network")
def test_a_spacy_pipeline_is_read_from_its_folder_without_a_connection(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("de")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Zorb"}])
    pipeline.to_disk(tmp_path)

    assert found_by(build_detector(Detect(hanta=False, spacy=tmp_path)), "spacy") == {"Zorb"}


@pytest.mark.usefixtures("no_network")
def test_hanta_reads_its_model_without_a_connection() -> None:
    pytest.importorskip("HanTa")
    marks = build_detector(Detect(hanta=True)).detect(["Der Zwackelmann meldet sich."])[0]

    assert "person-model" in {mark.detector for mark in marks}
