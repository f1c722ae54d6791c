from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Transcript
from pipeline.errors import SettingsError
from pipeline.tools.readers import MODERATION, Reading
from pipeline.tools.readers.turns import announced, split_name

LED = """Guten Morgen, ich bin da.
Eva: Was nervt?
Ali: Der Drucker.
Eva: Wie oft?
Bea: Auch der Scanner, oder?
Eva: Und sonst?
Ali: Die Akten.
"""


def moderators(result: Reading) -> set[str | None]:
    return {said.speaker for said in result.utterances if said.role == MODERATION}


@pytest.mark.parametrize(
    "name",
    ["Eva", "Dr. Eva Lang", "Lang, Eva", "Eva von der Au", "TN-02", "SPEAKER_00", "Eva (Extern)"],
)
def test_a_name_before_a_colon_speaks(name: str) -> None:
    lines = [f"{name}: Es ist zu viel.", "Ali: Ja.", f"{name}: Und zu laut."]

    assert name in announced(lines)
    assert split_name(lines[0], announced(lines)) == (name, "Es ist zu viel.")


@pytest.mark.parametrize(
    "line",
    ["10:30 Uhr: zu", "um halb: Ende", "Wer fragt? Ich: nie", "Problem: alt", "https://a.de"],
)
def test_other_words_before_a_colon_do_not_speak(line: str) -> None:
    assert announced([line, line, "Ali: Ja.", "Ali: Nein."]) <= {"Ali"}


def test_topics_before_a_colon_do_not_speak() -> None:
    assert announced(["Drucker: geht nie", "Akten: sind weg", "Flure: zu eng"]) == frozenset()


def test_a_few_colons_in_a_long_list_do_not_speak() -> None:
    lines = ["Der Drucker geht nie."] * 40 + ["Merke: alt", "Neu: alt", "Merke: neu", "Neu: neu"]

    assert announced(lines) == frozenset()


def test_whom_the_profile_names_speaks_even_once() -> None:
    lines = ["Ali: Ja.", "Bea: Nein.", "So war es.", "Ali: Gut.", "Und so weiter."]

    assert announced(lines) == {"Ali"}
    assert announced(lines, Transcript(roles={"Bea": "Leitung"})) == {"Ali", "Bea"}


def test_who_opens_and_asks_most_is_taken_for_the_moderator(
    reading: Callable[..., Reading],
) -> None:
    result = reading("runde.txt", LED.partition("\n")[2])

    assert moderators(result) == {"Eva"}
    assert any("die zuerst spricht" in notice for notice in result.notices)
    assert not any("Eva" in notice for notice in result.notices)


def test_without_clear_signs_nobody_is_taken_for_the_moderator(
    reading: Callable[..., Reading],
) -> None:
    asked_back = LED.partition("\n")[2] + "Bea: Wirklich?\nBea: Echt? \nAli: Ja.\nBea: Immer?\n"

    result = reading("runde.txt", asked_back)

    assert moderators(result) == set()
    assert any("Keine Moderation erkannt" in notice for notice in result.notices)


def test_a_speaker_called_moderation_moderates(reading: Callable[..., Reading]) -> None:
    result = reading(
        "runde.txt", "Moderatorin 1: Los.\nAli: Akten.\nAli: Berge.\nModeratorin 1: Gut.\n"
    )

    assert moderators(result) == {"Moderatorin 1"}


def test_the_profile_decides_who_moderates_and_who_works_where(
    reading: Callable[..., Reading],
) -> None:
    known = {
        "site": "JC-01",
        "moderators": ["Bea"],
        "areas": {"Ali": "Leistung"},
        "roles": {"Ali": "Teamleitung"},
    }

    result = reading("runde.txt", LED, transcripts={"runde.txt": known})

    assert moderators(result) == {"Bea"}
    ali = next(said for said in result.utterances if said.speaker == "Ali")
    assert (ali.site, ali.area, ali.role) == ("JC-01", "Leistung", "Teamleitung")


def test_an_empty_list_of_moderators_stops_the_guess(reading: Callable[..., Reading]) -> None:
    result = reading("runde.txt", LED, transcripts={"runde.txt": {"moderators": []}})

    assert moderators(result) == set()


def test_a_moderator_who_never_speaks_is_refused_without_the_name(
    reading: Callable[..., Reading],
) -> None:
    with pytest.raises(SettingsError, match=r"runde\.txt") as refused:
        reading("runde.txt", LED, transcripts={"runde.txt": {"moderators": ["Evi"]}})

    assert "Evi" not in str(refused.value)


def test_a_profile_that_names_somebody_silent_is_told_so_without_the_name(
    reading: Callable[..., Reading],
) -> None:
    known = {"areas": {"Ali": "Leistung"}, "roles": {"Evi": "Teamleitung"}}

    result = reading("runde.txt", LED, transcripts={"runde.txt": {**known, "moderators": []}})

    assert "nicht sprechen: 1 von 2" in result.notices[-1]
    assert "Evi" not in "".join(result.notices)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_lines_can_be_asked_for_speakers(lines: list[str]) -> None:
    names = announced(lines)

    for line in lines:
        name, said = split_name(line, names)
        assert (name in names and line.endswith(said)) if name else said == line
