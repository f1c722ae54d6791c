import pytest

from pipeline.potential_map import PotentialMap
from pipeline.records import Verdict
from pipeline.reports import wording


@pytest.mark.parametrize(
    ("value", "shown"), [(3.0, "3"), (3.5, "3,5"), (2.75, "2,75"), (10.0, "10"), (None, "–")]
)
def test_numbers_are_german_and_a_missing_one_is_a_dash(value: float | None, shown: str) -> None:
    assert wording.decimal(value) == shown


def test_one_is_no_plural() -> None:
    assert wording.counted(1, "Aussage", "Aussagen") == "1 Aussage"
    assert wording.counted(1234, "Aussage", "Aussagen") == "1.234 Aussagen"


def test_a_moment_names_its_zone() -> None:
    assert wording.moment("2026-03-02T09:15:00+00:00") == "02.03.2026, 09:15 Uhr (UTC)"
    assert wording.moment(None) == "–"


def test_a_stand_in_is_named_even_without_a_stated_limit(draft_map: PotentialMap) -> None:
    silent = [method.model_copy(update={"limits": ""}) for method in draft_map.methods]

    assert wording.stand_ins(silent) == [
        ("Bedeutung vergleichen", "Ersatzverfahren: Zeichenfolgen (TF-IDF, SVD)"),
        ("Muster beschreiben", "Ersatzverfahren: Regeln"),
    ]


def test_the_lever_of_what_is_unclear_is_open(draft_map: PotentialMap) -> None:
    unclear = [p for p in draft_map.potentials if p.assessment.verdict is Verdict.UNKLAR]
    settled = [p for p in draft_map.potentials if p.assessment.verdict is not Verdict.UNKLAR]

    assert any(p.assessment.lever for p in unclear)
    assert {wording.lever(p) for p in unclear} == {""}
    assert all(p.assessment.lever == wording.lever(p) for p in settled)


def test_only_what_both_checkpoints_settled_is_reviewed(draft_map: PotentialMap) -> None:
    potential = draft_map.potentials[0]
    states = {
        (pattern, assessment): wording.reviewed(
            potential.model_copy(
                update={"pattern_reviewed": pattern, "assessment_reviewed": assessment}
            )
        )
        for pattern in (True, False)
        for assessment in (True, False)
    }

    assert states == {
        (True, True): "geprüft",
        (True, False): "Einstufung ungeprüft",
        (False, True): "Muster ungeprüft",
        (False, False): "ungeprüft",
    }
