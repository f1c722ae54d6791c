import numpy as np

from pipeline.config import Clustering
from pipeline.records import Cluster, Embeddings, Known, PainPointId, Pattern, PatternId
from pipeline.stages.cluster import cluster
from pipeline.tools.clusterer import build_clusterer

CLUSTERER = build_clusterer(Clustering())
AKTEN, MIETEN = PatternId("akten"), PatternId("mieten")
MEMBERS = {
    AKTEN: tuple(PainPointId(f"a{row:02}") for row in range(20)),
    MIETEN: tuple(PainPointId(f"b{row:02}") for row in range(20)),
}
LEFT_OUT = PainPointId("z00")


def pattern(name: PatternId, stability: float | None = None) -> Pattern:
    return Pattern(
        pattern_id=name,
        title=name,
        summary="",
        cause="",
        effect="",
        quotes=(),
        members=MEMBERS[name],
        field_of_action="Post",
        stability=stability,
        analyst="Regeln",
    )


KNOWN = Known(patterns=(pattern(AKTEN), pattern(MIETEN, 0.8)), rest=(LEFT_OUT,))


def wave(newcomers: int = 2, elsewhere: int = 8) -> Embeddings:
    """Two known patterns, one pain point left out, newcomers to each of them, and some elsewhere.

    What was left out lies in the middle of the first pattern.
    """
    chance = np.random.default_rng(2)
    old = [*MEMBERS[AKTEN], *MEMBERS[MIETEN], LEFT_OUT]
    new = [f"n{letter}{row}" for letter in "ab" for row in range(newcomers)]
    new += [f"nc{row}" for row in range(elsewhere)]
    names = [*old, *new]
    axis = [{"a": 0, "b": 1, "c": 2, "z": 0}[name.removeprefix("n")[0]] for name in names]
    rows = np.eye(32)[axis] + 0.3 * chance.normal(size=(len(names), 32)) / np.sqrt(32)
    # The newcomers lie nearer to the middle than most, so that the rule has no doubt.
    close = np.eye(32)[axis] + 0.1 * chance.normal(size=(len(names), 32)) / np.sqrt(32)
    rows[len(old) :] = close[len(old) :]
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return Embeddings(tuple(map(PainPointId, names)), unit.astype(np.float32), "test")


def grown(given: Embeddings, known: Known = KNOWN) -> list[Cluster]:
    return list(cluster(given, known, clusterer=CLUSTERER).records)


def members(clusters: list[Cluster]) -> dict[str, set[str]]:
    """By the id of the pattern, of the cluster where it has none."""
    return {
        str(c.pattern_id or c.cluster_id): {m.pain_point_id for m in c.members} for c in clusters
    }


def test_no_known_member_moves() -> None:
    found = members(grown(wave()))

    assert found["akten"] >= set(MEMBERS[AKTEN])
    assert found["mieten"] >= set(MEMBERS[MIETEN])


def test_newcomers_join_the_pattern_that_they_fit() -> None:
    found = members(grown(wave()))

    assert found["akten"] - set(MEMBERS[AKTEN]) == {"na0", "na1"}
    assert found["mieten"] - set(MEMBERS[MIETEN]) == {"nb0", "nb1"}


def test_what_fits_nowhere_becomes_a_cluster_of_its_own() -> None:
    found = members(grown(wave()))

    assert {f"nc{row}" for row in range(8)} in found.values()


def test_what_people_left_out_joins_no_known_pattern() -> None:
    assert LEFT_OUT in members(grown(wave()))["-1"]


def test_nothing_new_joins_a_discarded_pattern() -> None:
    found = members(grown(wave(), KNOWN.model_copy(update={"discarded": (AKTEN,)})))

    assert found["akten"] == set(MEMBERS[AKTEN])


def test_without_newcomers_nothing_changes() -> None:
    found = members(grown(wave(0, 0)))

    assert found == {**{k: set(v) for k, v in MEMBERS.items()}, "-1": {LEFT_OUT}}


def test_a_member_that_is_gone_is_missed_by_nobody() -> None:
    given = wave(0, 0)
    without = Embeddings(given.ids[1:], given.matrix[1:], "test")

    assert members(grown(without))["akten"] == set(MEMBERS[AKTEN][1:])


def test_a_pattern_may_shrink_to_one() -> None:
    given = wave(0, 0)
    one = Embeddings(given.ids[19:], given.matrix[19:], "test")

    assert members(grown(one))["akten"] == {"a19"}


def test_patterns_that_people_do_not_know_are_grouped_as_ever() -> None:
    given = wave()
    partly = members(grown(given, Known(patterns=(pattern(AKTEN),))))
    plain = members(grown(given, Known()))

    assert partly["akten"] >= set(MEMBERS[AKTEN])
    assert [group for group in plain.values() if "b00" in group] == [
        group for group in partly.values() if "b00" in group
    ]


def test_stability_is_kept_as_long_as_the_members_are() -> None:
    same = {c.pattern_id: c.stability for c in grown(wave(0, 0))}
    more = {c.pattern_id: c.stability for c in grown(wave())}

    assert same[MIETEN] == 0.8
    assert more[MIETEN] is None


def test_rows_in_another_order_make_no_difference() -> None:
    given = wave()
    order = np.random.default_rng(1).permutation(len(given.ids))
    shuffled = Embeddings(tuple(given.ids[row] for row in order), given.matrix[order], "test")

    assert grown(shuffled) == grown(given)
