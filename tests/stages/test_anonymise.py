import pytest

from pipeline.config import Detect
from pipeline.records import Span, Statement, StatementId
from pipeline.stages.anonymise import anonymise
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.detectors.kinds import Kind

DETECTOR = build_detector(Detect(hanta=False))


def statement(text: str, **fields: str) -> Statement:
    return Statement(
        statement_id=StatementId("s1"),
        source="a.csv",
        locator="Zeile 1",
        text=text,
        channel="umfrage",
        **fields,
    )


def span(text: str, surface: str, kind: Kind, *, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(surface, start + 1)
    return Span(
        statement_id=StatementId("s1"),
        start=start,
        end=start + len(surface),
        kind=kind,
        score=1,
        detector="t",
    )


def masked(text: str, *spans: Span) -> str:
    return anonymise([statement(text)], spans, detector=DETECTOR).records[0].text


def test_placeholders_are_numbered_by_name_within_the_statement() -> None:
    text = "Frau Gül und Herr Vetter, dann wieder Frau GÜL."
    spans = [
        span(text, "Gül", Kind.PERSON),
        span(text, "Vetter", Kind.PERSON),
        span(text, "GÜL", Kind.PERSON),
    ]

    assert (
        masked(text, *spans) == "Frau [PERSON_1] und Herr [PERSON_2], dann wieder Frau [PERSON_1]."
    )


def test_municipalities_and_providers_are_generalised_without_a_number() -> None:
    text = "Der Träger Lernhof in Wüstenrode."
    spans = [span(text, "Lernhof", Kind.TRAEGER), span(text, "Wüstenrode", Kind.GEMEINDE)]

    assert masked(text, *spans) == "Der Träger [TRÄGER] in [GEMEINDE]."


def test_dates_are_kept_to_the_month() -> None:
    for date, kept in {
        "14.03.2024": "März 2024",
        "4.3.": "März",
        "14. März": "März",
        "2024-03-07": "März 2024",
        "9. XI. 2021": "November 2021",
        "31.13.2024": "[DATUM]",
        "5. November 2024": "November 2024",
    }.items():
        text = f"Bescheid vom {date}"

        assert masked(text, span(text, date, Kind.DATUM)) == f"Bescheid vom {kept}"


def test_a_birth_date_is_masked_whole() -> None:
    text = "geb. 22.11.1959"

    assert masked(text, span(text, "22.11.1959", Kind.GEBURTSDATUM)) == "geb. [GEBURTSDATUM_1]"


def test_the_speaker_does_not_pass_the_wall() -> None:
    record = anonymise(
        [statement("Alles gut.", speaker="Jutta Reichelt", role="Poststelle")],
        [],
        detector=DETECTOR,
    ).records[0]

    assert "Reichelt" not in record.model_dump_json()
    assert record.role == "Poststelle"


def metadata(text: str = "Alles dauert.", *spans: Span, **fields: str) -> dict[str, str | None]:
    record = anonymise([statement(text, **fields)], spans, detector=DETECTOR).records[0]
    return {field: getattr(record, field) for field in fields}


def test_metadata_that_repeats_what_is_masked_or_looks_personal_is_left_out() -> None:
    text = "Rektawo sagt nein."
    passed = metadata(
        text,
        span(text, "Rektawo", Kind.PERSON),
        external_id="p.reinhardt@amt.example",
        site="JC-01",
        area="Team rektawo",
        process="Leistung",
    )

    assert passed == {
        "external_id": None,
        "site": "JC-01",
        "area": None,
        "process": "Leistung",
    }


@pytest.mark.parametrize(
    ("field", "value", "passed"),
    [
        ("role", "Teamleitung Özdemir", "Teamleitung [PERSON_1]"),
        ("role", "SB Leistung (Kaya)", "SB Leistung ([PERSON_1])"),
        ("role", "Vertretung von Frau Gül", "Vertretung von Frau [PERSON_1]"),
        ("area", "Leistung (Hr. Schmidt)", "Leistung (Hr. [PERSON_1])"),
        ("site", "JC Musterstadt Frau Müller", "JC Musterstadt Frau [PERSON_1]"),
        ("site", "Büro Yilmaz", "Büro [PERSON_1]"),
        (
            "question",
            "Kunde Yilmaz kommt nie pünktlich",
            "Kunde [PERSON_1] kommt nie pünktlich",
        ),
        ("question", "Rückruf unter 0176 4428 9913?", "Rückruf unter [TELEFON_1]?"),
        ("external_id", "Müller", None),
    ],
)
def test_a_name_in_metadata_does_not_pass_the_wall(
    field: str, value: str, passed: str | None
) -> None:
    assert metadata(**{field: value}) == {field: passed}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "SB Leistung"),
        ("role", "Fallmanagement"),
        ("role", "Fallmanager U25"),
        ("role", "pAp"),
        ("role", "Teamleitung"),
        ("area", "Markt und Integration"),
        ("site", "JC-04"),
        ("site", "Jobcenter Rosenheim"),
        ("site", "Hagen"),
        ("site", "Haus Martin"),
        ("site", "Jobcenter Heinrich-Heine-Str."),
        ("external_id", "D0001"),
    ],
)
def test_metadata_without_a_name_passes_as_it_is(field: str, value: str) -> None:
    assert metadata(**{field: value}) == {field: value}


def test_a_span_beyond_the_text_fails_its_statement_only() -> None:
    good = statement("Alles gut.")
    wrong = Span(
        statement_id=StatementId("s2"), start=3, end=99, kind="PERSON", score=1, detector="t"
    )
    other = good.model_copy(update={"statement_id": StatementId("s2")})
    result = anonymise([good, other], [wrong], detector=DETECTOR)

    assert [record.statement_id for record in result.records] == ["s1"]
    assert [failure.item_id for failure in result.failures] == ["s2"]
