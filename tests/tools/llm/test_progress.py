from collections.abc import Iterator
from itertools import count

import pytest

from pipeline.tools.llm.progress import Progress, span


class Ear:
    def __init__(self) -> None:
        self.stayed: list[str] = []
        self.passed: list[str] = []

    def __call__(self, words: str, *, passing: bool = False) -> None:
        (self.passed if passing else self.stayed).append(words)


@pytest.fixture
def minutes() -> Iterator[float]:
    """A clock on which a minute goes by whenever somebody looks."""
    return (60.0 * n for n in count())


def test_what_is_ahead_is_said_before_and_what_is_left_after_every_answer(minutes):
    ear = Ear()
    progress = Progress(ear, lambda: next(minutes))
    progress.begin(4, 1, expected_s=600)
    for _ in range(4):
        progress.count()

    assert ear.stayed == ["Das Sprachmodell wird 4-mal gefragt; das dauert voraussichtlich 10 min."]
    assert [words.split("noch ")[1] for words in ear.passed] == [
        "etwa 3 min",
        "etwa 2 min",
        "etwa 1 min",
    ]
    assert "3 von 4" in ear.passed[-1]


def test_without_former_calls_the_first_answers_make_the_estimate_that_stays(minutes):
    ear = Ear()
    progress = Progress(ear, lambda: next(minutes))
    progress.begin(6, 2, expected_s=None)
    for _ in range(3):
        progress.count()

    assert ear.stayed[0] == "Das Sprachmodell wird 6-mal gefragt."
    assert "2 von 6" in ear.stayed[1]
    assert "etwa 2 min" in ear.stayed[1]
    assert len(ear.passed) == 1


def test_more_answers_than_were_announced_say_nothing_wrong(minutes):
    ear = Ear()
    progress = Progress(ear, lambda: next(minutes))
    progress.count()
    progress.begin(1, 1, expected_s=None)
    for _ in range(3):
        progress.count()

    assert len(ear.stayed) == 1
    assert ear.passed == []


@pytest.mark.parametrize(("seconds", "said"), [(1, "1 min"), (61, "2 min"), (7801, "2 h 11 min")])
def test_a_span_is_rounded_up(seconds, said):
    assert span(seconds) == said
