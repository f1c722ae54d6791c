from pipeline.potential_map import PotentialMap
from pipeline.reports.summary import summary


def test_the_summary_of_a_draft_counts_what_waits(draft_map: PotentialMap) -> None:
    sentences = summary(draft_map)

    assert len(sentences) == 5
    assert sentences[0].startswith("Ausgewertet: 387 Aussagen aus 16 Standorten. Davon gehören 380")
    assert "42 Vorschläge warten" in sentences[-1]


def test_the_summary_names_counts_and_the_first_quick_wins(draft_map: PotentialMap) -> None:
    _, verdicts, top, wins, _ = summary(draft_map)

    assert verdicts == (
        "KI ist bei 5 Mustern die passende Antwort, bei 4 erst nach Vorarbeit; bei 10 hilft etwas "
        "anderes besser, und bei 3 ist die Antwort noch unklar."
    )
    assert "„Unterlagen prüfen und nachfordern“ (RM-01, 41 Aussagen aus 16 Standorten)" in top
    assert wins.startswith("Viel Entlastung bei guter Umsetzbarkeit (Quick Win) versprechen 11 Mu")
    assert wins.count("RM-") == 3


def test_nothing_is_none_and_one_is_singular_in_the_summary(draft_map: PotentialMap) -> None:
    one = draft_map.model_copy(update={"potentials": draft_map.potentials[:1]})
    _, verdicts, _, wins, _ = summary(one)

    assert verdicts.startswith("KI ist bei 1 Muster die passende Antwort, bei keinem erst nach")
    assert wins.endswith("verspricht 1 Muster: „Unterlagen prüfen und nachfordern“ (RM-01).")


def test_the_summary_of_a_reviewed_map_speaks_of_no_draft(final_map: PotentialMap) -> None:
    sentences = summary(final_map)

    assert len(sentences) == 4
    assert not any("Entwurf" in sentence for sentence in sentences)
