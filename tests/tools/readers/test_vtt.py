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
