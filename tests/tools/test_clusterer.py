import numpy as np
import numpy.typing as npt
import pytest

from pipeline.config import Clustering
from pipeline.tools.clusterer import Partition, build_clusterer
from pipeline.tools.clusterers.condensing import condense

Rows = npt.NDArray[np.float32]
CLUSTERER = build_clusterer(Clustering())


def unit(rows: npt.NDArray[np.float64]) -> Rows:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def mixture(sizes: list[int], *, spread: float = 1.0, noise: int = 0, dimensions: int = 64) -> Rows:
    """Groups around centres at right angles, then rows that belong to none."""
    chance = np.random.default_rng(5)
    centres = np.repeat(np.eye(dimensions)[: len(sizes)], sizes, axis=0)
    around = spread * chance.normal(size=centres.shape) / np.sqrt(dimensions)
    lost = chance.normal(size=(noise, dimensions))
    return unit(np.concatenate([centres + around, lost]))


def groups(partition: Partition) -> set[frozenset[int]]:
    found = np.unique(partition.labels[partition.labels >= 0])
    return {frozenset(np.flatnonzero(partition.labels == label).tolist()) for label in found}


def test_groups_are_found_without_being_told_how_many() -> None:
    labels = CLUSTERER.partition(mixture([12] * 7, spread=0.8)).labels
    found = [set(labels[12 * group : 12 * group + 12]) - {-1} for group in range(7)]

    assert [len(group) for group in found] == [1] * 7
    assert len(set.union(*found)) == 7
    assert (labels >= 0).mean() >= 0.9


def test_a_small_group_is_not_swallowed_by_large_ones() -> None:
    found = groups(CLUSTERER.partition(mixture([60, 60, 5], spread=0.6)))

    assert frozenset(range(120, 125)) in found


def test_rows_in_another_order_give_the_same_partition() -> None:
    rows = mixture([20, 14, 9, 30, 6], spread=1.6, noise=10)
    order = np.random.default_rng(1).permutation(len(rows))

    straight, shuffled = CLUSTERER.partition(rows), CLUSTERER.partition(rows[order])

    assert np.array_equal(shuffled.labels, straight.labels[order])
    assert np.array_equal(shuffled.fields, straight.fields[order])
    assert np.array_equal(shuffled.membership, straight.membership[order])
    assert shuffled.stability == straight.stability


def test_the_seed_has_no_effect_on_who_belongs_together() -> None:
    rows = mixture([20, 14, 9, 30, 6], spread=1.6, noise=10)
    partitions = [
        build_clusterer(Clustering(seed=seed)).partition(rows).labels.tolist() for seed in range(5)
    ]

    assert all(labels == partitions[0] for labels in partitions)


def test_what_lies_far_from_everything_is_noise() -> None:
    partition = CLUSTERER.partition(mixture([20] * 6, noise=12))
    noise = partition.labels < 0

    assert noise[120:].mean() >= 0.5
    assert noise[:120].mean() <= 0.05


def test_three_duplicates_in_ten_change_nothing_but_the_sizes() -> None:
    rows = mixture([15] * 5)
    copies = rows[:64:2]

    assert groups(CLUSTERER.partition(rows)) == {
        frozenset(row for row in group if row < 75)
        for group in groups(CLUSTERER.partition(np.concatenate([rows, copies])))
    }


def test_a_wish_for_a_number_of_patterns_is_met() -> None:
    rows = mixture([12] * 7)

    for wish in (1, 3, 9):
        partition = build_clusterer(Clustering(patterns=wish)).partition(rows)
        assert len(groups(partition)) == wish


def test_there_are_never_more_patterns_than_one_can_review_unless_wished() -> None:
    rows = mixture([8] * 60, spread=0.4)

    assert len(groups(CLUSTERER.partition(rows))) <= 25
    assert len(groups(build_clusterer(Clustering(patterns=60)).partition(rows))) == 60


def test_fields_gather_whole_groups() -> None:
    partition = CLUSTERER.partition(mixture([12] * 9))
    pairs = set(zip(partition.labels.tolist(), partition.fields.tolist(), strict=True))

    assert len(pairs - {(-1, -1)}) == len(groups(partition)) == 9
    assert len({field for _, field in pairs} - {-1}) == 5


def test_membership_is_highest_at_the_heart_and_nought_for_noise() -> None:
    partition = CLUSTERER.partition(mixture([20] * 6, noise=12))

    assert partition.membership.max() == 1
    assert (partition.membership[partition.labels >= 0] > 0).all()
    assert (partition.membership[partition.labels < 0] == 0).all()


def test_a_group_that_stands_apart_is_more_stable_than_one_that_does_not() -> None:
    apart = CLUSTERER.partition(mixture([15] * 6, spread=0.5)).stability.values()
    blurred = CLUSTERER.partition(mixture([15] * 6, spread=2.5)).stability.values()

    assert min(apart) == 1
    assert 0 <= np.mean(list(blurred)) < 1


def test_nothing_and_a_single_row_make_no_group() -> None:
    assert CLUSTERER.partition(np.empty((0, 8), np.float32)).labels.tolist() == []
    assert CLUSTERER.partition(mixture([1])).labels.tolist() == [-1]


def test_two_rows_are_one_group_only_if_they_are_alike() -> None:
    assert CLUSTERER.partition(mixture([2], spread=0.3)).labels.tolist() == [0, 0]
    assert CLUSTERER.partition(mixture([1, 1], spread=0.3)).labels.tolist() == [-1, -1]


def test_of_five_rows_those_that_are_alike_come_together() -> None:
    partition = CLUSTERER.partition(mixture([3, 2], spread=0.3))

    assert groups(partition) == {frozenset({0, 1, 2}), frozenset({3, 4})}


@pytest.mark.parametrize("rows", [1, 2, 5, 200])
def test_identical_rows_are_one_group_unless_there_is_but_one(rows: int) -> None:
    partition = CLUSTERER.partition(np.repeat(mixture([1]), rows, axis=0))

    assert partition.labels.tolist() == [0 if rows > 1 else -1] * rows
    assert (partition.membership == (rows > 1)).all()


@pytest.mark.parametrize("rows", [5, 60, 200])
def test_rows_that_share_nothing_are_all_noise(rows: int) -> None:
    assert groups(CLUSTERER.partition(np.eye(rows, dtype=np.float32))) == set()


def test_points_without_structure_are_no_patterns() -> None:
    assert groups(CLUSTERER.partition(mixture([], noise=200))) == set()


@pytest.mark.parametrize("rows", [40, 200])
def test_one_pattern_only_stays_one_pattern(rows: int) -> None:
    partition = CLUSTERER.partition(mixture([rows], spread=0.3))

    assert len(groups(partition)) == 1
    assert (partition.labels >= 0).mean() >= 0.9


def test_above_a_size_prototypes_stand_for_their_neighbours() -> None:
    rows = mixture([50] * 8, spread=0.8)
    data = condense(rows, most=60)

    assert len(data.prototypes) <= 60
    assert np.array_equal(data.points[data.place], rows)
    assert (np.einsum("ij,ij->i", data.points, data.prototypes[data.nearest]) > 0.6).all()


def test_the_identity_names_every_setting() -> None:
    assert CLUSTERER.identity != build_clusterer(Clustering(patterns=9)).identity
