from collections.abc import Sequence

import pytest

from pipeline.config import Detect
from pipeline.records import Statement, StatementId
from pipeline.stages.detect import detect, settle
from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.detectors.context import Context
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.second_pass import SecondPass


class Finds:
    """Marks every occurrence of the given strings."""

    identity = "finds"

    def __init__(self, **kinds: str) -> None:
        self._kinds = kinds

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        return [
            [
                Mark(text.index(word), text.index(word) + len(word), kind, 0.5, self.identity)
                for word, kind in self._kinds.items()
                if word in text
            ]
            for text in texts
        ]


def statement(
    text: str, *, number: int = 1, source: str = "umfrage.csv", speaker: str | None = None
) -> Statement:
    return Statement(
        statement_id=StatementId(f"s{number}"),
        source=source,
        locator=f"Zeile {number}",
        text=text,
        speaker=speaker,
        channel="umfrage",
    )


def surfaces(statements: Sequence[Statement], detector: Detector) -> list[str]:
    texts = {one.statement_id: one.text for one in statements}
    spans = detect(statements, detector=detector).records
    return [texts[span.statement_id][span.start : span.end] for span in spans]


@pytest.fixture(scope="session")
def detector() -> Detector:
    return build_detector(Detect())


def test_overlapping_marks_become_one_span_of_the_riskier_kind() -> None:
    text = "Konto DE89 3704 0044 0532 0130 00 gesperrt"
    marks = [Mark(6, 20, Kind.NUMMER, 0.4, "a"), Mark(15, 33, Kind.IBAN, 0.9, "b")]

    assert settle(text, marks) == [Mark(6, 33, Kind.IBAN, 0.9, "b")]


def test_a_span_never_ends_inside_a_word() -> None:
    spans = settle("Krauses Akte fehlt.", [Mark(0, 6, Kind.PERSON, 0.9, "a")])

    assert spans == [Mark(0, 7, Kind.PERSON, 0.9, "a")]


def test_a_masked_string_is_masked_wherever_it_stands_in_the_statement() -> None:
    texts = [statement("Frau ÖZTÜRK war da. öztürk kommt wieder, Ozturk auch.")]

    assert surfaces(texts, Finds(ÖZTÜRK=Kind.PERSON)) == ["ÖZTÜRK", "öztürk", "Ozturk"]


def test_speakers_are_found_in_what_others_say() -> None:
    texts = [
        statement("Da hat die Jutta recht, und Lohrs Liste auch.", number=1, speaker="Timo Vetter"),
        statement("Frag den timo, der arbeitet lang.", number=2, speaker="Jutta Lohr"),
    ]

    assert surfaces(texts, Finds()) == ["Jutta", "Lohrs"]


def test_a_speaker_of_another_source_is_not_looked_for() -> None:
    texts = [
        statement("Guten Tag.", number=1, source="a.vtt", speaker="Rosa Wiese"),
        statement("Die Wiese blüht.", number=2, source="b.vtt", speaker="Timo Vetter"),
    ]

    assert surfaces(texts, Finds()) == []


def test_a_surname_is_looked_for_in_the_whole_source(detector: Detector) -> None:
    texts = [
        statement("Frau Schnippenkötter hat angerufen.", number=1),
        statement("Das war wieder schnippenkötters Akte.", number=2),
        statement("Schnippenkötter sagt man hier nicht.", number=3, source="anders.csv"),
    ]

    assert surfaces(texts, detector)[:2] == ["Schnippenkötter", "schnippenkötters"]


def test_a_surname_is_looked_for_in_the_whole_run_only_where_that_is_set() -> None:
    said = [
        statement("Frau Schnippenkötter war da.", number=1, source="eins.csv"),
        statement("schnippenkötters Akte fehlt.", number=2, source="zwei.csv"),
    ]
    apart, together = SecondPass(Context()), SecondPass(Context(), whole_run=True)

    assert surfaces(said, apart) == ["Schnippenkötter"]
    assert surfaces(said, together) == ["Schnippenkötter", "schnippenkötters"]


def test_the_whole_run_is_a_setting_and_another_detector() -> None:
    apart, together = (build_detector(Detect(whole_run=whole_run)) for whole_run in (False, True))

    assert together.identity != apart.identity


def test_every_statement_keeps_its_own_spans_in_the_given_order(detector: Detector) -> None:
    texts = [
        statement("Ruf 0176 4428 9913 an.", number=2, source="b.csv"),
        statement("Bitte an p.r@amt.example schreiben.", number=1, source="a.csv"),
    ]

    spans = detect(texts, detector=detector).records

    assert [(span.statement_id, span.kind) for span in spans] == [
        ("s2", "TELEFON"),
        ("s1", "EMAIL"),
    ]
