from collections.abc import Callable

import pytest

from pipeline.errors import InputError
from pipeline.tools.readers import Reading, Utterance


def test_an_excel_csv_becomes_utterances(reading: Callable[..., Reading]) -> None:
    content = (
        "\ufeffid;Standort;Bereich;Funktion;Frage;Text\r\n7; JC-01 ;;Leitung;Was?;Zu\u00a0viel\r\n"
    )

    result = reading("umfrage.csv", content)

    assert result.source == "umfrage.csv"
    assert result.channel == "Umfrage"
    assert result.utterances == (
        Utterance(
            locator="Zeile 2",
            text="Zu viel",
            external_id="7",
            site="JC-01",
            role="Leitung",
            question="Was?",
        ),
    )


def test_a_limesurvey_export_is_read_without_what_it_knows_of_the_people(
    reading: Callable[..., Reading],
) -> None:
    result = reading("limesurvey.csv")

    assert [utterance.external_id for utterance in result.utterances] == ["1", "2", "3"]
    assert result.utterances[0].text == (
        "Ich suche jede Akte zweimal,\nweil der Dateiname nichts sagt"
    )
    assert result.utterances[0].question == "Q1[other]"
    assert "weggelassen: „token“, „ipaddr“, „refurl“" in result.notices[-1]
    assert not any("10.0.0" in str(utterance) for utterance in result.utterances)


def test_a_ragged_row_is_reported_by_number_and_the_rest_kept(
    reading: Callable[..., Reading],
) -> None:
    result = reading("umfrage.csv", "id;Text\n1;Aktenberg\n2;Geheim;zu viel\n3;Drucker\n")

    assert [utterance.external_id for utterance in result.utterances] == ["1", "3"]
    assert [failure.item_id for failure in result.failures] == ["Zeile 3"]
    assert "Geheim" not in result.failures[0].reason


def test_titles_above_the_headings_are_no_rows(reading: Callable[..., Reading]) -> None:
    result = reading("umfrage.csv", "Auswertung 2026\n\nid;Ort;Text\n1;Nord;Zu viel\n2;Süd;Nie\n")

    assert [utterance.locator for utterance in result.utterances] == ["Zeile 4", "Zeile 5"]
    assert result.failures == ()


def test_empty_cells_count_and_empty_rows_do_not(reading: Callable[..., Reading]) -> None:
    result = reading("umfrage.csv", "id;Text\n1;\n;\n\n2;Drucker\n\n")

    assert [utterance.text for utterance in result.utterances] == ["", "Drucker"]


@pytest.mark.parametrize(
    "content",
    [
        "Herr Canary ruft nie an\nDie Akte ist weg, immer wieder\n",
        "Nord;Herr Canary ruft nie an.\nSüd;Die Akte ist immer weg\n",
        "Nord;Herr Canary ruft uns nie an\nSüd;Die Akte ist immer weg\n",
    ],
)
def test_a_list_without_headings_loses_no_statement_and_shows_none(
    reading: Callable[..., Reading], content: str
) -> None:
    result = reading("liste.csv", content)

    assert len(result.utterances) == 2
    assert "Canary" not in " ".join(result.notices)


@pytest.mark.parametrize(
    "headings", ["Zufriedenheit mit der Technik;Was nervt?", "Haus;Was Sie uns noch sagen wollen"]
)
def test_a_row_that_asks_is_a_row_of_headings(
    reading: Callable[..., Reading], headings: str
) -> None:
    result = reading("liste.csv", f"{headings}\n3;Die Akte ist immer weg\n")

    assert [said.question for said in result.utterances] == [headings.split(";")[1]]


def test_a_question_alone_is_a_heading(reading: Callable[..., Reading]) -> None:
    result = reading("liste.csv", "Was hält Sie bei der Arbeit auf?\nDie Akte ist weg\n")

    assert [said.question for said in result.utterances] == ["Was hält Sie bei der Arbeit auf?"]


def test_the_guess_of_the_columns_is_said(reading: Callable[..., Reading]) -> None:
    result = reading("umfrage.csv", "id;Standort;Dauer;Text\n1;Nord;5;Zu viel\n")

    assert result.notices[0] == "umfrage.csv: Trennzeichen Semikolon."
    assert "Text aus „Text“" in result.notices[1]
    assert "Standort aus „Standort“" in result.notices[1]
    assert "nicht gelesen: „Dauer“" in result.notices[1]


def test_a_second_column_of_texts_is_not_passed_over_in_silence(
    reading: Callable[..., Reading],
) -> None:
    result = reading("umfrage.csv", "id;Text;Idee\n1;Zu viel Papier;Endlich ein Postfach\n")

    assert "nicht gelesen, obwohl dort Freitext zu stehen scheint: „Idee“" in result.notices[1]


@pytest.mark.parametrize("content", ["id;Text\n", "\n\n", ";;\n;;\n", "\ufeff"])
def test_a_file_without_rows_is_refused(reading: Callable[..., Reading], content: str) -> None:
    with pytest.raises(InputError, match=r"umfrage\.csv enthält"):
        reading("umfrage.csv", content)


def test_the_delimiter_of_the_settings_decides(reading: Callable[..., Reading]) -> None:
    result = reading(
        "a.csv", "id,Text;Ort\n1,Zu viel;Nord\n", delimiter=",", columns={"text": "Text;Ort"}
    )

    assert result.utterances[0].text == "Zu viel;Nord"
