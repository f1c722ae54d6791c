from pipeline.potential_map import PotentialMap
from pipeline.reports import wording
from pipeline.reports.summary import summary
from pipeline.run_facts import ControlSample


def test_the_summary_of_a_draft_counts_what_waits(draft_map: PotentialMap) -> None:
    sentences = summary(draft_map)

    assert len(sentences) == 6
    assert sentences[0].startswith("Ausgewertet: 387 Aussagen aus 16 Standorten. Davon gehören 380")
    assert "42 Vorschläge warten" in sentences[-1]


def test_the_summary_names_counts_and_the_first_quick_wins(draft_map: PotentialMap) -> None:
    _, verdicts, top, wins, *_ = summary(draft_map)

    assert verdicts == (
        "KI ist bei 5 Mustern die passende Antwort, bei 4 erst nach Vorarbeit; bei 10 hilft etwas "
        "anderes besser, und bei 3 ist die Antwort noch unklar."
    )
    assert "„Unterlagen prüfen und nachfordern“ (RM-01, 41 Aussagen aus 16 Standorten)" in top
    assert wins.startswith("Viel Entlastung bei guter Umsetzbarkeit (Quick Win) versprechen 11 Mu")
    assert wins.count("RM-") == 3


def test_nothing_is_none_and_one_is_singular_in_the_summary(draft_map: PotentialMap) -> None:
    one = draft_map.model_copy(update={"potentials": draft_map.potentials[:1]})
    _, verdicts, _, wins, *_ = summary(one)

    assert verdicts.startswith("KI ist bei 1 Muster die passende Antwort, bei keinem erst nach")
    assert wins.endswith("verspricht 1 Muster: „Unterlagen prüfen und nachfordern“ (RM-01).")


def test_the_summary_of_a_reviewed_map_speaks_of_no_draft(final_map: PotentialMap) -> None:
    sentences = summary(final_map)

    assert len(sentences) == 5
    assert not any("Entwurf" in sentence for sentence in sentences)


def test_whoever_agrees_to_all_at_once_has_judged_nothing_one_by_one(
    draft_map: PotentialMap,
) -> None:
    (bulk,) = draft_map.decisions
    looked_at = bulk.model_copy(update={"item_id": "m001", "channel": "web"})
    later = bulk.model_copy(update={"item_id": "m001"})
    remark = bulk.model_copy(update={"item_id": "m002", "action": "comment"})
    sample = ControlSample(drawn=299, read=12, in_order=12, leaks=0, highest_share=0.2)
    map = draft_map.model_copy(
        update={
            "decisions": (bulk, looked_at, later, remark),
            "audit": draft_map.audit.model_copy(update={"sample": sample}),
        }
    )

    assert [wording.action(d) for d in map.decisions] == [
        "gesammelt bestätigt",
        "bestätigt",
        "gesammelt bestätigt",
        "kommentiert",
    ]
    assert (
        "Menschen haben 1 Vorschlag einzeln entschieden und 1 gesammelt bestätigt; von der "
        "Kontrollstichprobe sind 12 von 299 Aussagen gelesen."
    ) in summary(map)


def test_where_nobody_decided_nothing_is_said_of_it(draft_map: PotentialMap) -> None:
    undecided = draft_map.model_copy(update={"decisions": ()})

    assert not any("Menschen haben" in sentence for sentence in summary(undecided))
