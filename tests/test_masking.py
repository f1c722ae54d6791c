"""Invariants of detect and anonymise together, whatever the text."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Detect
from pipeline.records import Span, Statement, StatementId
from pipeline.stages.anonymise import anonymise
from pipeline.stages.detect import detect
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.detectors.kinds import UNNUMBERED, Kind
from pipeline.tools.detectors.normalised import fold
from pipeline.tools.detectors.patterns import Patterns

DETECTOR = build_detector(Detect(hanta=False))
STRUCTURED = frozenset(Kind) - {Kind.PERSON, Kind.DATUM, *UNNUMBERED}
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["Frau Hölscher", "hölscher", "Gudrun", "Winter", "Herr Lang", "lang", "0176 4428 9913",
         "43502//0012894", "DE44 5001 0517 5407 3249 31", "Az. 50.3-7/24", "geb. 3.11.79",
         "am 14.03.2024", "p.r@amt.example", "Am Kalkofen 7 a, 35999 Wieda", "MKK-RT 772",
         "[PERSON_1]", "[TELEFON_2]", "Mü\u200bller", "ÖZTÜRK", "ozturk", "<b>", "-4127", "1234567"]
    ),
)  # fmt: skip
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", ", ", "", ". ", "/"])), max_size=6).map(
    lambda pieces: "".join(piece + glue for piece, glue in pieces)
)


def statement(text: str) -> Statement:
    return Statement(
        statement_id=StatementId("s"), source="a.csv", locator="1", text=text, channel="umfrage"
    )


def spans(text: str) -> list[Span]:
    return list(detect([statement(text)], detector=DETECTOR).records)


def masked(text: str, marks: list[Span]) -> str:
    return anonymise([statement(text)], marks, detector=DETECTOR).records[0].text


@settings(max_examples=150)
@given(TEXTS)
def test_spans_are_in_order_inside_the_text_and_never_overlap(text: str) -> None:
    marks = spans(text)

    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(a.end <= b.start for a, b in pairwise(marks))


@settings(max_examples=150)
@given(TEXTS)
def test_no_masked_string_is_left_in_the_masked_text(text: str) -> None:
    marks = spans(text)
    left = fold(re.sub(r"\[[A-ZÄÖÜ]+(?:_\d+)?\]", "\n", masked(text, marks)))

    for mark in marks:
        surface = fold(text[mark.start : mark.end])
        if mark.kind != Kind.DATUM and any(c.isalnum() for c in surface):
            assert not re.search(rf"(?<![^\W_]){re.escape(surface)}(?![^\W_])", left)


@settings(max_examples=150)
@given(TEXTS)
def test_nothing_structured_is_found_in_a_masked_text(text: str) -> None:
    result = masked(text, spans(text))

    assert not [mark for mark in Patterns().detect([result])[0] if mark.kind in STRUCTURED]


@settings(max_examples=150)
@given(TEXTS)
def test_masking_structured_data_twice_changes_nothing(text: str) -> None:
    once = masked(text, spans(text))
    again = [span for span in spans(once) if span.kind in STRUCTURED]

    assert masked(once, again) == once


def test_the_same_text_gives_the_same_spans() -> None:
    text = "Frau Hölscher, geb. 3.11.79, Am Kalkofen 7 a, ruft unter 0176 4428 9913 an."

    assert spans(text) == spans(text)
    assert masked(text, spans(text)) == (
        "Frau [PERSON_1], geb. [GEBURTSDATUM_1], [ADRESSE_1], ruft unter [TELEFON_1] an."
    )
