import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.resources import resource
from pipeline.tools.detectors.cnn import MODEL, PersonCnn
from pipeline.tools.detectors.lexicon import FOLDER, lexicon
from pipeline.tools.detectors.tokens import TOKEN, Features

NETWORK = PersonCnn(Features(lexicon()), resource(FOLDER) / MODEL)
TOKENS = TOKEN.findall(
    "Der Zwackelmann meldet sich nie, und die Frau Ergün aus der Leistung, die sonst alles weiß, "
    "hat den Antrag von Mehmet schon dreimal nach Wüstenrode geschickt."
)
ALL = NETWORK.chances(TOKENS, [True] * len(TOKENS))


@given(st.sets(st.integers(0, len(TOKENS) - 1), min_size=1))
def test_a_token_is_read_alike_whatever_others_are_wanted(places: set[int]) -> None:
    wanted = [place in places for place in range(len(TOKENS))]

    assert NETWORK.chances(TOKENS, wanted) == pytest.approx(
        [ALL[place] for place in sorted(places)], abs=1e-6
    )


def test_it_reads_four_words_to_either_side_and_no_further() -> None:
    def chance(left: int, right: int) -> float:
        tokens = ["sagt"] * 6 + ["Zwackelmann"] + ["sagt"] * 6
        tokens[6 - left], tokens[6 + right] = "Frau", "Straße"
        return NETWORK.chances(tokens, [place == 6 for place in range(13)])[0]

    assert chance(4, 5) != pytest.approx(chance(5, 5), abs=1e-6)
    assert chance(5, 4) != pytest.approx(chance(5, 5), abs=1e-6)
    assert chance(6, 5) == pytest.approx(chance(5, 6), abs=1e-6)


def test_a_name_is_likelier_than_a_word() -> None:
    chances = dict(zip(TOKENS, ALL, strict=True))

    assert min(chances[name] for name in ("Zwackelmann", "Ergün", "Mehmet")) > 0.5
    assert max(chances[word] for word in ("Frau", "Leistung", "Antrag")) < 0.01


def test_every_chance_is_one() -> None:
    assert all(0 <= chance <= 1 for chance in ALL)
