import pytest

from pipeline.potential_map import PotentialMap
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


def test_the_summary_of_a_draft_counts_what_waits(draft_map: PotentialMap) -> None:
    sentences = wording.summary(draft_map)

    assert len(sentences) == 5
    assert sentences[0].startswith("Ausgewertet: 387 Aussagen aus 16 Standorten. Davon gehören 380")
    assert "42 Vorschläge warten" in sentences[-1]


def test_the_summary_names_counts_and_the_first_quick_wins(draft_map: PotentialMap) -> None:
    _, verdicts, top, wins, _ = wording.summary(draft_map)

    assert verdicts == (
        "KI ist bei 5 Mustern die passende Antwort, bei 4 erst nach Vorarbeit; bei 10 hilft etwas "
        "anderes besser, und bei 3 ist die Antwort noch unklar."
    )
    assert "„Unterlagen prüfen und nachfordern“ (RM-01, 41 Aussagen aus 16 Standorten)" in top
    assert wins.startswith("Viel Entlastung bei guter Umsetzbarkeit (Quick Win) versprechen 11 Mu")
    assert wins.count("RM-") == 3


def test_nothing_is_none_and_one_is_singular_in_the_summary(draft_map: PotentialMap) -> None:
    one = draft_map.model_copy(update={"potentials": draft_map.potentials[:1]})
    _, verdicts, _, wins, _ = wording.summary(one)

    assert verdicts.startswith("KI ist bei 1 Muster die passende Antwort, bei keinem erst nach")
    assert wins.endswith("verspricht 1 Muster: „Unterlagen prüfen und nachfordern“ (RM-01).")


def test_the_summary_of_a_reviewed_map_speaks_of_no_draft(final_map: PotentialMap) -> None:
    sentences = wording.summary(final_map)

    assert len(sentences) == 4
    assert not any("Entwurf" in sentence for sentence in sentences)


def test_a_stand_in_is_named_even_without_a_stated_limit(draft_map: PotentialMap) -> None:
    silent = [method.model_copy(update={"limits": ""}) for method in draft_map.methods]

    assert wording.stand_ins(silent) == [
        ("Bedeutung vergleichen", "Ersatzverfahren: Zeichenfolgen (TF-IDF, SVD)"),
        ("Muster beschreiben", "Ersatzverfahren: Regeln"),
    ]


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
