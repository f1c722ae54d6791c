import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Clustering
from pipeline.records import Embeddings, PainPointId, PatternId
from pipeline.stages.grow import difference, grow
from pipeline.tools.clusterer import build_clusterer

CLUSTERER = build_clusterer(Clustering())
APPROVED = {
    PatternId("akten"): tuple(PainPointId(f"a{row:02}") for row in range(20)),
    PatternId("mieten"): tuple(PainPointId(f"b{row:02}") for row in range(20)),
}
SEEN = [name for members in APPROVED.values() for name in members] + [PainPointId("z00")]


def wave() -> Embeddings:
    """Two approved patterns, one pain point left out, and newcomers: two to each, six elsewhere."""
    chance = np.random.default_rng(2)
    names = [*SEEN, "na0", "na1", "nb0", "nb1", *(f"nc{row}" for row in range(6))]
    axis = [{"a": 0, "b": 1, "c": 2, "z": 0}[name.removeprefix("n")[0]] for name in names]
    rows = np.eye(32)[axis] + 0.3 * chance.normal(size=(len(names), 32)) / np.sqrt(32)
    # The newcomers lie nearer to the middle than most, so that the rule has no doubt.
    rows[41:] = np.eye(32)[axis[41:]] + 0.1 * chance.normal(size=(10, 32)) / np.sqrt(32)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return Embeddings(tuple(map(PainPointId, names)), unit.astype(np.float32), "test")


def test_no_approved_member_moves() -> None:
    grown = grow(wave(), APPROVED, SEEN, clusterer=CLUSTERER).members

    assert all(set(APPROVED[pattern]) <= set(grown[pattern]) for pattern in APPROVED)


def test_newcomers_join_the_pattern_that_they_fit() -> None:
    grown = grow(wave(), APPROVED, SEEN, clusterer=CLUSTERER).members

    assert set(grown[PatternId("akten")]) - set(SEEN) == {"na0", "na1"}
    assert set(grown[PatternId("mieten")]) - set(SEEN) == {"nb0", "nb1"}


def test_what_fits_nowhere_becomes_a_cluster_of_its_own() -> None:
    rest = grow(wave(), APPROVED, SEEN, clusterer=CLUSTERER).rest.records
    found = [{member.pain_point_id for member in c.members} for c in rest if c.cluster_id >= 0]

    assert any({f"nc{row}" for row in range(6)} <= group for group in found)


def test_what_a_person_left_out_joins_no_pattern() -> None:
    grown = grow(wave(), APPROVED, SEEN, clusterer=CLUSTERER)
    left = {m.pain_point_id for c in grown.rest.records for m in c.members}

    assert "z00" in left
    assert not any("z00" in members for members in grown.members.values())


def test_every_pain_point_is_accounted_for() -> None:
    given_ = wave()
    grown = grow(given_, APPROVED, SEEN, clusterer=CLUSTERER)
    kept = [name for members in grown.members.values() for name in members]
    left = [m.pain_point_id for c in grown.rest.records for m in c.members]

    assert sorted([*kept, *left]) == sorted(given_.ids)


def test_without_newcomers_nothing_changes() -> None:
    given_ = wave()
    old = Embeddings(given_.ids[:41], given_.matrix[:41], "test")

    assert difference(APPROVED, grow(old, APPROVED, SEEN, clusterer=CLUSTERER).members) == ()


def test_a_member_that_is_gone_is_reported() -> None:
    given_ = wave()
    without = Embeddings(given_.ids[1:41], given_.matrix[1:41], "test")

    (change,) = difference(APPROVED, grow(without, APPROVED, SEEN, clusterer=CLUSTERER).members)

    assert (change.pattern_id, change.before, change.after, change.left) == (
        "akten", 20, 19, ("a00",),
    )  # fmt: skip


NAMES = st.sampled_from([PainPointId(f"p{number}") for number in range(8)])
PATTERNS = st.dictionaries(st.sampled_from([PatternId(c) for c in "abcd"]), st.sets(NAMES))


@given(PATTERNS, PATTERNS)
def test_the_difference_adds_up(
    before: dict[PatternId, set[PainPointId]], after: dict[PatternId, set[PainPointId]]
) -> None:
    changes = {change.pattern_id: change for change in difference(before, after)}

    for change in changes.values():
        assert change.before - len(change.left) + len(change.joined) == change.after
    for pattern in {*before, *after} - set(changes):
        assert before.get(pattern, set()) == after.get(pattern, set())
