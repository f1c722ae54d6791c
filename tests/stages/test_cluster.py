import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Clustering
from pipeline.errors import PipelineError
from pipeline.records import Cluster, Embeddings, PainPointId
from pipeline.stages.cluster import cluster
from pipeline.tools.clusterer import Partition, build_clusterer

CLUSTERER = build_clusterer(Clustering())


def embeddings(matrix: np.ndarray) -> Embeddings:
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    ids = tuple(PainPointId(f"p{row:04}") for row in range(len(matrix)))
    return Embeddings(ids=ids, matrix=unit.astype(np.float32), encoder="test")


def mixture(groups: int, each: int, *, spread: float = 0.25, dimensions: int = 24) -> np.ndarray:
    chance = np.random.default_rng(3)
    centres = np.linalg.qr(chance.normal(size=(dimensions, dimensions)))[0][:groups]
    noise = chance.normal(size=(groups * each, dimensions)) / np.sqrt(dimensions)
    return np.repeat(centres, each, axis=0) + spread * noise


def found(points: Embeddings) -> list[Cluster]:
    return list(cluster(points, clusterer=CLUSTERER).records)


def test_every_pain_point_is_in_exactly_one_cluster() -> None:
    points = embeddings(mixture(6, 30))

    members = [member.pain_point_id for group in found(points) for member in group.members]

    assert sorted(members) == list(points.ids)


@given(st.lists(st.sampled_from(range(4)), min_size=1, max_size=9), st.sampled_from([None, 1, 3]))
def test_however_few_or_alike_each_pain_point_has_its_place(
    kinds: list[int], wish: int | None
) -> None:
    few = embeddings(np.eye(4)[kinds])
    clusterer = build_clusterer(Clustering(patterns=wish))

    groups = cluster(few, clusterer=clusterer).records

    assert sorted(m.pain_point_id for g in groups for m in g.members) == list(few.ids)
    assert all(len(g.members) > 1 for g in groups if g.cluster_id >= 0)


def test_rows_in_another_order_give_the_same_clusters() -> None:
    points = embeddings(mixture(6, 30, spread=0.8))
    order = np.random.default_rng(1).permutation(len(points.ids))
    shuffled = Embeddings(tuple(points.ids[row] for row in order), points.matrix[order], "test")

    assert found(shuffled) == found(points)


def test_clusters_are_numbered_by_size() -> None:
    matrix = np.concatenate([mixture(3, 40)[:60], mixture(3, 40)[80:]])

    groups = [group for group in found(embeddings(matrix)) if group.cluster_id >= 0]

    assert [group.cluster_id for group in groups] == [0, 1, 2]
    assert sorted((len(group.members) for group in groups), reverse=True) == [
        len(group.members) for group in groups
    ]


def test_vectors_that_are_no_numbers_stop_the_run_with_a_clear_sentence() -> None:
    points = embeddings(mixture(2, 5))
    points.matrix[3, 2] = np.nan

    with pytest.raises(PipelineError, match="keine gültigen Zahlen"):
        found(points)


def test_an_office_with_nine_tenths_of_the_statements_hides_no_pattern_of_the_others() -> None:
    office = mixture(3, 60)
    others = mixture(5, 10)[30:]

    groups = found(embeddings(np.concatenate([office, others])))

    small = [{m.pain_point_id for m in g.members} for g in groups if len(g.members) <= 10]
    assert len(small) == 2
    assert {name for group in small for name in group} == {f"p{row:04}" for row in range(180, 200)}


def test_no_pain_points_give_no_clusters() -> None:
    assert found(Embeddings((), np.empty((0, 8), np.float32), "test")) == []


def test_the_middle_is_exemplary_and_the_rim_is_farthest() -> None:
    points = embeddings(mixture(4, 20))
    row_of = {name: row for row, name in enumerate(points.ids)}

    for group in found(points):
        if group.cluster_id < 0:
            continue
        rows = [row_of[member.pain_point_id] for member in group.members]
        close = points.matrix @ points.matrix[rows].mean(axis=0)
        middle = min(close[row_of[name]] for name in group.exemplars)
        rim = max(close[row_of[name]] for name in group.farthest)
        assert len(group.exemplars) == 5
        assert len(group.farthest) == 3
        assert rim <= middle
        assert not {row_of[name] for name in group.outside} & set(rows)
        assert group.stability is not None


def test_two_halves_of_one_group_are_alike_and_others_are_not() -> None:
    class Halves:
        identity = label = "halves"

        def partition(self, matrix: np.ndarray) -> Partition:
            labels = np.repeat([0, 1, 2], 20)
            return Partition(labels, labels, np.ones(60, dtype=np.float32))

    matrix = np.concatenate([mixture(1, 40), mixture(2, 20)[20:]])

    first, second, third = cluster(embeddings(matrix), clusterer=Halves()).records

    assert (first.alike, second.alike, third.alike) == ((1,), (0,), ())


def test_a_loose_group_has_less_cohesion_than_usual() -> None:
    loose = mixture(5, 20, spread=1.0)[80:]
    groups = found(embeddings(np.concatenate([mixture(5, 20)[:80], loose])))
    last = next(g for g in groups if g.members[-1].pain_point_id == "p0099")

    assert last.cohesion is not None
    assert last.cohesion < 0.7
    assert np.median([g.cohesion for g in groups if g.cohesion is not None]) == 1
