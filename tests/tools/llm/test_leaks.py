import pytest

from pipeline.config import Detect
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.llm.leaks import leak_gate

GATE = leak_gate(build_detector(Detect()))


@pytest.mark.parametrize(
    "text",
    [
        "Frau Petra Kowalczyk leitet Anträge verspätet weiter.",
        "Anträge bleiben bei Petra Kowalczyk liegen.",
        "Rückfragen gehen an p.kowalczyk@jobcenter.example.",
        "Die Überweisung an DE89 3704 0044 0532 0130 00 scheitert.",
    ],
)
def test_personal_data_in_an_answer_is_noticed_and_not_repeated(text):
    problem = GATE(["Anträge fehlen.", text])

    assert problem
    assert "Kowalczyk" not in problem


@pytest.mark.parametrize(
    "text",
    [
        "Anträge werden ohne Rückmeldung weitergereicht.",
        "Die Leistungsabteilung erfährt Arbeitsaufnahmen zu spät.",
        "[PERSON_1] gibt Akten nicht weiter.",
    ],
)
def test_a_neutral_sentence_passes(text):
    assert GATE([text]) == ""
