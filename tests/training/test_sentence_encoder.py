import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "training"))

from sentences.corpus import learn_pieces, normal, piece_weights, ragged, split
from sentences.topics import Views, condense, tune

SAID = ("Die Papierakte fehlt.", "Straßen & Plätze: 12 Anträge", "E-Akte lädt, dann Absturz (3x)!")


def test_slices_come_one_behind_the_other() -> None:
    np.testing.assert_array_equal(ragged(np.array([3, 9, 0]), np.array([2, 0, 1])), [3, 4, 0])


def test_the_tokenizer_cuts_within_the_words_that_the_corpus_counts() -> None:
    words = sorted({word for text in SAID for word in normal(text)})
    tokenizer = learn_pieces(words, np.full(len(words), 50))

    for text in SAID:
        assert "".join(tokenizer.encode(text).tokens) == "".join(normal(text))


def test_umlauts_and_their_spelling_are_the_same_word() -> None:
    assert normal("Für Größe") == normal("FUER GROESSE") == ["fuer", "groesse"]


def test_the_running_text_is_put_together_from_the_pieces_of_its_words() -> None:
    words = ["papierakte", "akte", "fehlt"]
    tokenizer = learn_pieces(words, np.array([50, 50, 50]))
    text, bounds = np.array([0, 2, 1, 2]), np.array([0, 2, 4])

    corpus = split(tokenizer, words, text, bounds, np.array([0, 1], np.int32))

    first = corpus.pieces[corpus.bounds[0] : corpus.bounds[1]]
    assert "".join(tokenizer.id_to_token(int(piece)) for piece in first) == "papierakte" + "fehlt"
    assert len(corpus) == 2


def test_a_frequent_piece_weighs_less() -> None:
    often, seldom = piece_weights(np.array([100_000, 10]))

    assert often < 0.001
    assert seldom > 0.4


STATEMENTS = [[0, 1], [2, 3], [1, 2], [0, 3], [4, 5], [6, 7], [5, 6], [4, 7]]
TOPIC = [0, 0, 0, 0, 1, 1, 1, 1]


def views(statements: list[list[int]], topic: list[int], noise: list[list[int]]) -> Views:
    """Text and issue of each statement say the same; one description for each topic."""
    cuts = [cut for cut in statements for _ in (0, 1)]
    cuts += [statements[topic.index(number)] for number in sorted(set(topic))]
    cuts += noise
    return Views(
        np.concatenate(cuts),
        np.concatenate([[0], np.cumsum([len(cut) for cut in cuts])]),
        np.array(topic),
        np.array(sorted(set(topic))),
    )


@pytest.fixture(scope="module")
def tuned() -> tuple[np.ndarray, np.ndarray]:
    """Ten pieces; 0–3 are said of one topic, 4–7 of the other, 8 and 9 of none."""
    rng = np.random.default_rng(0)
    base = rng.standard_normal((10, 16)).astype(np.float32)
    return base, tune(base, views(STATEMENTS, TOPIC, []), seed=0)


def cosine(left: np.ndarray, right: np.ndarray) -> float:
    return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))


def test_pieces_of_one_topic_meet_and_those_of_another_part(
    tuned: tuple[np.ndarray, np.ndarray],
) -> None:
    base, after = tuned

    assert cosine(after[0], after[2]) > cosine(base[0], base[2]) + 0.2
    assert cosine(after[0], after[2]) > cosine(after[0], after[4]) + 0.3


def test_pieces_that_nobody_used_keep_their_place(tuned: tuple[np.ndarray, np.ndarray]) -> None:
    base, after = tuned

    assert cosine(after[8], base[8]) == pytest.approx(1)
    assert cosine(after[8], after[9]) == pytest.approx(cosine(base[8], base[9]), abs=1e-5)


def test_what_complains_of_nothing_is_kept_away_from_every_statement(
    tuned: tuple[np.ndarray, np.ndarray],
) -> None:
    base, near = tuned
    said = views(STATEMENTS, TOPIC, [[0, 8], [4, 9], [8, 9]])

    away = tune(base, said, seed=0, noise=True)

    def nearest(table: np.ndarray) -> float:
        return max(
            cosine(table[noise].sum(axis=0), table[statement].sum(axis=0))
            for noise in ([0, 8], [4, 9])
            for statement in STATEMENTS
        )

    assert nearest(away) < nearest(near) - 0.3


def test_noise_is_what_follows_the_descriptions() -> None:
    said = views([[0], [1], [2], [3]], [0, 0, 1, 1], [[8], [9]])

    assert [said.pieces[said.bounds[view]] for view in said.noise] == [8, 9]


def test_several_runs_side_by_side_average_their_likenesses() -> None:
    rng = np.random.default_rng(0)
    one, two = (rng.standard_normal((6, 4)).astype(np.float32) for _ in (0, 1))
    said = views([[0, 1], [2, 3], [4, 5]], [0, 1, 2], [])

    joined = condense([one, two], said, 8)

    assert joined.shape == (6, 8)
    sizes = [
        np.mean([((table[a] + table[b]) ** 2).sum() for a, b in PAIRS]) for table in (one, two)
    ]
    likeness = one @ one.T / sizes[0] + two @ two.T / sizes[1]
    np.testing.assert_allclose(joined @ joined.T, likeness, rtol=1e-3, atol=1e-3)


PAIRS = [(0, 1), (0, 1), (2, 3), (2, 3), (4, 5), (4, 5), (0, 1), (2, 3), (4, 5)]
