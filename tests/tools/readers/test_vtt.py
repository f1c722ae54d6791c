from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.tools.readers import Reading
from pipeline.tools.readers.vtt import cue_numbers


def test_teams_voices_become_turns(reading: Callable[..., Reading]) -> None:
    result = reading("teams.vtt")

    assert result.channel == "Workshop"
    assert [(said.locator, said.speaker, said.text) for said in result.utterances] == [
        ("Cue 1 · 00:00:01", "Brandt, Ulrike", "Guten Morgen, was hält Sie am meisten auf?"),
        ("Cue 2 · 00:00:05", "Öztürk, Cem", "Das Kopieren & Abheften."),
        ("Cue 2–3 · 00:00:05", "Lang, Paul", "Bei uns auch. Jede Akte zweimal."),
        ("Cue 4 · 00:00:13", "Brandt, Ulrike", "Wie oft am Tag?"),
        ("Cue 5 · 00:00:15", "Öztürk, Cem", "Zehnmal."),
        ("Cue 6 · 00:00:17", "Brandt, Ulrike", "Und wer macht es, wenn Sie weg sind?"),
    ]


def test_zoom_names_become_speakers_and_a_time_does_not(reading: Callable[..., Reading]) -> None:
    result = reading("zoom.vtt")

    assert [(said.locator, said.speaker, said.text) for said in result.utterances] == [
        ("Cue 1 · 00:00:01", "Ulrike Brandt", "Was hält Sie auf?"),
        (
            "Cue 2–3 · 00:00:05",
            "Cem Öztürk",
            "Das Kopieren. 10:30 Uhr: da ist immer Schlange.",
        ),
        ("Cue 4–5 · 01:00:13", "Cem", "Und abends noch einmal. Jeden Tag."),
    ]


def test_cues_without_speakers_are_joined_to_sentences(reading: Callable[..., Reading]) -> None:
    result = reading(
        "whisper.srt",
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nDie Akte\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\nist weg.\r\n\r\n"
        "3\r\n00:00:03,000 --> 00:00:04,000\r\nSchon wieder.\r\n",
    )

    assert [said.text for said in result.utterances] == ["Die Akte ist weg.", "Schon wieder."]
    assert result.utterances[0].locator == "Cue 1–2 · 00:00:01"


def test_an_empty_line_inside_a_cue_loses_nothing(reading: Callable[..., Reading]) -> None:
    result = reading(
        "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Eva>Eins\n\nzwei</v>\n\nNOTE\nnichts\n"
    )

    assert [said.text for said in result.utterances] == ["Eins zwei"]


def test_a_transcript_without_cues_is_refused(reading: Callable[..., Reading]) -> None:
    with pytest.raises(InputError, match=r"a\.vtt enthält keine Redebeiträge"):
        reading("a.vtt", "WEBVTT\n\nNOTE nichts\n")


@given(st.integers(1, 999), st.integers(0, 9))
def test_the_locator_tells_the_cues(first: int, more: int) -> None:
    span = f"{first}–{first + more}" if more else f"{first}"

    assert cue_numbers(f"Cue {span} · 00:00:53") == range(first, first + more + 1)


def test_a_time_that_cannot_be_read_is_told_and_parts_the_speakers(
    reading: Callable[..., Reading],
) -> None:
    content = (
        "WEBVTT\n\n00:00:04.000 --> 00:00:09.000\n<v Eva Lang>Zu langsam.</v>\n\n"
        "kaputt --> 00:00:18.000\n<v Ali Öz>Zu teuer.</v>\n"
    )

    result = reading("a.vtt", content)

    assert [(said.speaker, said.text, said.locator) for said in result.utterances] == [
        ("Eva Lang", "Zu langsam.", "Cue 1 · 00:00:04"),
        ("Ali Öz", "Zu teuer.", "Cue 2 · 00:00:04"),
    ]
    assert "a.vtt: Zeitangaben unlesbar: 1" in result.notices[0]


def test_everybody_may_speak_once(reading: Callable[..., Reading]) -> None:
    content = (
        "1\n00:00:00,000 --> 00:00:04,000\nEva Lang: Zu langsam.\n\n"
        "2\n00:00:05,000 --> 00:00:07,000\nAyşe: Eva hat recht.\n"
    )

    assert [said.speaker for said in reading("a.srt", content).utterances] == ["Eva Lang", "Ayşe"]
