from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Ingest
from pipeline.records import Failure, Statement
from pipeline.result import Result
from pipeline.stages.ingest import ingest
from pipeline.tools.readers import MODERATION, Reading, Utterance

few = st.none() | st.sampled_from(["A", "B"])
utterances = st.builds(
    Utterance,
    locator=st.just("?"),
    text=st.sampled_from(["Akten", "akten ", "Drucker", "-", "", "k. A.", "Zu viel!"]) | st.text(),
    external_id=few,
    site=few,
    role=few | st.just(MODERATION),
    question=few,
    speaker=few,
)


def reading_of(*said: Utterance, source: str = "umfrage.csv") -> Reading:
    return Reading(source=source, channel="Umfrage", utterances=said)


def run(*readings: Reading) -> Result[Statement]:
    return ingest(readings, settings=Ingest())


def ids(*said: Utterance) -> list[str]:
    return [statement.statement_id for statement in run(reading_of(*said)).records]


def located(said: list[Utterance]) -> list[Utterance]:
    rows = enumerate(said, start=2)
    return [Utterance(**{**vars(one), "locator": f"Zeile {row}"}) for row, one in rows]


@given(st.lists(utterances, max_size=12), st.lists(utterances, max_size=4))
def test_every_utterance_is_kept_or_accounted_for(
    first: list[Utterance], second: list[Utterance]
) -> None:
    broken = Failure(item_id="Zeile 3", stage="ingest", reason="3 statt 4 Zellen")
    readings = [
        reading_of(*first, source="a.csv"),
        Reading("b.csv", "Umfrage", tuple(second), failures=(broken,)),
    ]

    result = run(*readings)

    assert len(result.records) + len(result.failures) == len(first) + len(second) + 1
    everything = [record.statement_id for record in result.records]
    everything += [failure.item_id for failure in result.failures]  # type: ignore[misc]
    assert len(set(everything)) == len(everything)
    assert broken.model_copy(update={"item_id": "Eingang 2, Zeile 3"}) in result.failures


@given(st.lists(utterances, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_but_locators(
    said: list[Utterance], chance: object
) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    one, other = run(reading_of(*located(said))), run(reading_of(*located(shuffled)))

    without = {"exclude": {"locator"}}
    assert [record.model_dump(**without) for record in one.records] == [  # type: ignore[arg-type]
        record.model_dump(**without)  # type: ignore[arg-type]
        for record in other.records
    ]
    assert one.failures == other.failures


def test_an_id_survives_a_change_of_the_text_if_the_row_has_a_number() -> None:
    assert ids(Utterance("Zeile 2", "alt", "7")) == ids(Utterance("Zeile 9", "neu", "7"))


def test_an_id_survives_new_rows_around_it() -> None:
    alone = ids(Utterance("Zeile 2", "Akten"))

    assert alone[0] in ids(Utterance("Zeile 2", "Aal"), Utterance("Zeile 3", "Akten"))


def test_an_id_depends_on_the_source() -> None:
    said = Utterance("Zeile 2", "Akten", "7")

    one, other = run(reading_of(said, source="a.csv")), run(reading_of(said, source="b.csv"))
    assert one.records[0].statement_id != other.records[0].statement_id


def test_several_answers_of_one_row_get_ids_that_name_the_question() -> None:
    def by_question(first: str, second: str) -> dict[str | None, str]:
        said = [
            Utterance("Zeile 2", first, "7", question="Was?"),
            Utterance("Zeile 2", second, "7", question="Wer?"),
        ]
        return {record.question: record.statement_id for record in run(reading_of(*said)).records}

    assert len(set(by_question("Akten", "Flure").values())) == 2
    assert by_question("Akten", "Flure") == by_question("Zimmer", "Aufzug")


def test_one_number_for_different_texts_does_not_clash() -> None:
    assert (
        len(set(ids(Utterance("Zeile 2", "Akten", "7"), Utterance("Zeile 3", "Flure", "7")))) == 2
    )


def test_a_duplicate_is_dropped_and_names_what_it_repeats() -> None:
    result = run(
        reading_of(Utterance("Zeile 2", "Akten", "1"), Utterance("Zeile 3", "AKTEN ", "2"))
    )

    [kept], [dropped] = result.records, result.failures
    assert kept.external_id == "1"
    assert dropped.kind == "duplicate"
    assert kept.statement_id in dropped.reason


def test_the_same_words_from_elsewhere_are_no_duplicate() -> None:
    said = [Utterance("Zeile 2", "Akten", site="Nord"), Utterance("Zeile 3", "Akten", site="Süd")]

    assert len(run(reading_of(*said)).records) == 2


def test_blanks_are_dropped_however_they_are_written() -> None:
    blanks = ["", "-", " – ", "k.A.", "K. A.", "Keine Anmerkung!", "s. o.", "(siehe oben)", "..."]

    result = run(reading_of(*(Utterance("?", text) for text in blanks)))

    assert result.counts() == {"blank": len(blanks)}


def test_what_begins_like_a_blank_is_kept() -> None:
    assert len(run(reading_of(Utterance("?", "Keine Vorlage passt"))).records) == 1


def test_only_a_speaker_can_moderate() -> None:
    spoken = Utterance("Cue 1 · 00:00:01", "Was nervt?", role=MODERATION, speaker="Eva")
    written = Utterance("Zeile 2", "Zu viele Runden", role=MODERATION)

    result = run(reading_of(spoken, written))

    assert [record.text for record in result.records] == ["Zu viele Runden"]
    assert [(failure.kind, failure.reason) for failure in result.failures] == [
        ("rejected", "Moderation")
    ]


def test_a_failure_never_holds_the_text() -> None:
    said = Utterance("?", "Frau Canary ruft an")

    assert "Canary" not in str(run(reading_of(said, said, said)).failures)
