import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.clustering import score_clustering

GOLD = ["a", "a", "b", "b", None, None]


def test_the_gold_itself_scores_one() -> None:
    score = score_clustering(GOLD, [4, 4, 2, 2, -1, -1])

    assert (score.ami, score.ari, score.v_measure, score.bcubed_f1) == pytest.approx((1, 1, 1, 1))
    assert (score.coverage, score.noise_precision, score.noise_recall) == (1, 1, 1)
    assert (score.patterns, score.gold_patterns, score.noise) == (2, 2, 2)


def test_all_in_one_group_is_no_better_than_chance() -> None:
    score = score_clustering(GOLD, [0] * 6)

    assert score.ami == pytest.approx(0)
    assert score.bcubed_f1 == pytest.approx(2 / 3)
    assert (score.noise_precision, score.noise_recall) == (None, 0)


def test_pain_points_left_as_noise_lower_the_coverage() -> None:
    score = score_clustering(GOLD, [0, -1, 1, 1, 1, -1])

    assert score.coverage == 0.75
    assert (score.noise_precision, score.noise_recall) == (0.5, 0.5)


def test_noise_counts_as_groups_of_one_in_bcubed() -> None:
    assert score_clustering(["a", "b"], [-1, -1]).bcubed_f1 == 1
    assert score_clustering(["a", "b"], [0, 0]).bcubed_f1 == pytest.approx(2 / 3)


def test_nothing_to_measure_is_no_error() -> None:
    assert score_clustering([], []).coverage == 0
    assert score_clustering([None], [-1]).noise_recall == 1


def test_labels_and_groups_must_be_of_one_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        score_clustering(["a"], [0, 1])


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(-1, 2)), max_size=12))
def test_names_and_order_do_not_matter(pairs: list[tuple[str | None, int]]) -> None:
    renamed = {"a": "x", "b": "y", None: None}
    turned = [(renamed[label], group + 7 if group >= 0 else -1) for label, group in reversed(pairs)]

    straight = score_clustering([label for label, _ in pairs], [group for _, group in pairs])
    other = score_clustering([label for label, _ in turned], [group for _, group in turned])

    assert other.model_dump() == pytest.approx(straight.model_dump())
