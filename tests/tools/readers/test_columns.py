import pytest

from pipeline.config import Ingest
from pipeline.errors import InputError, SettingsError
from pipeline.tools.readers.columns import Columns, find_columns

LONG = ["Der Drucker geht nie an", "Alles liegt doppelt in der Akte", "Zu viele Listen im Haus"]


def find(headings: list[str], *columns: list[str], **wanted: str | tuple[str, ...]) -> Columns:
    settings = Ingest.model_validate({"columns": wanted})
    rows = list(zip(*columns, strict=True))
    return find_columns(headings, rows, settings, place="umfrage.csv")


def test_german_and_english_headings_are_known() -> None:
    german = find(["ID", "Standort", "Bereich", "Funktion", "Frage", "Aussage", "Prozess"])
    english = find(["id", "Site", "Area", "Role", "Question", "Statement", "Process"])

    assert german == english
    assert german.texts == ((5, None),)
    assert german.roles == {
        "id": (0,),
        "site": (1,),
        "area": (2,),
        "role": (3,),
        "question": (4,),
        "process": (6,),
    }


def test_every_open_question_of_a_form_is_a_text_column() -> None:
    columns = find(
        ["ID", "E-Mail", "Name", "Was\u00a0nervt Sie?", "Wie oft?", "Was wünschen Sie sich?"],
        ["1", "2", "3"],
        ["a@b.example", "c@d.example", "e@f.example"],
        ["Eins Zwei Drei", "Vier Fünf Sechs", "Sieben Acht Neun"],
        LONG,
        ["trifft eher nicht zu", "trifft eher nicht zu", "trifft eher nicht zu"],
        LONG[::-1],
    )

    assert columns.texts == ((3, "Was nervt Sie?"), (5, "Was wünschen Sie sich?"))
    assert columns.dropped == (1, 2)


def test_a_remark_at_the_end_does_not_hide_the_questions() -> None:
    columns = find(["Was nervt?", "Anmerkungen"], LONG, ["", "", "ok"])

    assert columns.texts == ((0, "Was nervt?"), (1, "Anmerkungen"))


def test_answers_that_are_mostly_blank_still_make_a_text_column() -> None:
    columns = find(["Nr", "Q1"], list("123456"), [LONG[0], LONG[1], "k. A.", "k.A.", "-", "keine"])

    assert columns.texts == ((1, "Q1"),)


def test_the_profile_decides_over_the_headings() -> None:
    columns = find(
        ["id", "Text", "Notiz intern", "Haus", "Zimmer"],
        text="notiz intern",
        site=("Haus", "Zimmer"),
    )

    assert columns.texts == ((2, "Notiz intern"),)
    assert columns.roles["site"] == (3, 4)


def test_a_personal_column_is_read_if_the_profile_wants_it() -> None:
    assert find(["Name", "Text"], speaker="Name").roles["speaker"] == (0,)
    assert find(["Name", "Text"]).dropped == (0,)


def test_a_heading_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingsError, match=r"umfrage\.csv.*„Antwrot“.*„id“, „Antwort“"):
        find(["id", "Antwort"], text="Antwrot")


def test_a_table_without_text_is_refused() -> None:
    with pytest.raises(InputError, match=r"umfrage\.csv hat keine Spalte mit Freitext"):
        find(["id", "Wert", "Ort"], ["1", "2", "3"], ["3,5", "4", "1"], ["Nord", "Süd", "Nord"])


def test_what_may_be_a_statement_is_named_by_its_letter() -> None:
    with pytest.raises(InputError, match=r"vorhanden sind: Spalte A, „Wo\?“\.") as refused:
        find(["Frau Canary nervt", "Wo?"], ["Software langsam"], ["3"])

    assert "Canary" not in str(refused.value)


def test_a_column_is_found_by_its_letter() -> None:
    assert find(["Nr", "Mein Wort"], ["1"], ["Akte"], text="Spalte B").texts == ((1, "Mein Wort"),)


def test_a_column_called_text_gives_way_to_those_that_alone_hold_texts() -> None:
    columns = find(["id", "Text", "Kommentar", "Was stört?"], list("123"), ["ja"] * 3, LONG, LONG)

    assert [at for at, _ in columns.texts] == [2, 3]


def test_texts_beside_a_column_called_text_are_told() -> None:
    columns = find(["Teilnehmer-Nr.", "Text", "Was stört?"], list("123"), LONG, LONG[::-1])

    assert columns.texts == ((1, None),)
    assert columns.missed == (2,)
    assert columns.roles == {"id": (0,)}


def test_a_column_of_keywords_called_text_stays_the_text() -> None:
    cards = ["Drucker kaputt", "Akte weg", "Listen doppelt"]

    assert find(["Text", "Notiz"], cards, LONG).texts == ((0, None),)
