from collections.abc import Sequence

from pipeline.records import (
    NOISE,
    AnonymisedStatement,
    Cluster,
    ClusterId,
    FieldId,
    Member,
    PainPoint,
    PainPointId,
    StatementId,
)
from pipeline.stages.summarise import pattern_id, summarise
from pipeline.tools.analysts import Group, Judgement, Quoted, Summary

TEXTS = {
    "A": "Guten Tag. Der Scanner steht still.",
    "B": "Guten Tag. Der Drucker streikt schon wieder.",
    "C": "Guten Tag. Niemand geht ans Telefon.",
    "D": "Guten Tag. Das Telefon klingelt immerzu.",
    "E": "Guten Tag. Na ja.",
}
STATEMENTS = [
    AnonymisedStatement(statement_id=StatementId(i), text=t, channel="umfrage", site=f"JC-{i}")
    for i, t in TEXTS.items()
]
POINTS = [
    PainPoint(
        pain_point_id=PainPointId(f"PP-{i}"), statement_id=StatementId(i),
        start=11, end=len(t), text=t[11:], issue=t[11:],
    )
    for i, t in TEXTS.items()
]  # fmt: skip


def cluster(number: int, members: str, field: int = 0) -> Cluster:
    return Cluster(
        cluster_id=ClusterId(number),
        field_id=FieldId(field),
        members=tuple(Member(pain_point_id=PainPointId(f"PP-{m}"), membership=1) for m in members),
        exemplars=(PainPointId(f"PP-{members[0]}"),),
    )


class Scripted:
    """Says of every group the same, and quotes what it is told to."""

    identity = label = "scripted"

    def __init__(self, *quoted: Quoted, title: str = "Technik", fails: bool = False) -> None:
        self.quoted = quoted
        self.title = title
        self.fails = fails
        self.seen: list[Group] = []
        self.pairs: list[tuple[int, int]] = []

    def summarise(self, groups: Sequence[Group]) -> list[Summary | str]:
        self.seen += groups
        answer = Summary(self.title, "Es hakt.", quoted=self.quoted)
        return ["Keine gültige Antwort." if self.fails else answer for _ in groups]

    def alike(
        self, groups: Sequence[Group], summaries: Sequence[Summary | str]
    ) -> list[tuple[int, int]]:
        return self.pairs

    def name_fields(self, fields: Sequence[Sequence[Group]]) -> list[str]:
        return [f"Feld {len(groups)}" for groups in fields]

    def assess(
        self, groups: Sequence[Group], summaries: Sequence[Summary]
    ) -> list[Judgement | str]:
        raise NotImplementedError


CLUSTERS = [cluster(0, "AB"), cluster(1, "CD"), cluster(NOISE, "E", field=-1)]


def test_noise_becomes_no_pattern():
    result = summarise(CLUSTERS, POINTS, STATEMENTS, analyst=Scripted())

    assert [pattern.members for pattern in result.records] == [("PP-A", "PP-B"), ("PP-C", "PP-D")]
    assert result.failures == ()


def test_a_cluster_without_an_answer_is_accounted_for_member_by_member():
    result = summarise(CLUSTERS, POINTS, STATEMENTS, analyst=Scripted(fails=True))

    assert result.records == ()
    assert {f.item_id for f in result.failures} == {"PP-A", "PP-B", "PP-C", "PP-D"}


def test_two_patterns_never_bear_the_same_title():
    result = summarise(CLUSTERS, POINTS, STATEMENTS, analyst=Scripted())

    assert len({pattern.title for pattern in result.records}) == 2


def test_a_quote_stands_in_the_statement_at_its_offsets():
    quoted = Quoted(PainPointId("PP-A"), 4, 11)
    result = summarise(CLUSTERS[:1], POINTS, STATEMENTS, analyst=Scripted(quoted))

    [quote] = result.records[0].quotes
    assert quote.text == "Scanner" == TEXTS["A"][quote.start : quote.end]


def test_quotes_beyond_the_pain_point_or_of_another_group_are_refused():
    beyond = Quoted(PainPointId("PP-A"), 4, 99)
    foreign = Quoted(PainPointId("PP-C"), 0, 5)
    empty = Quoted(PainPointId("PP-B"), 3, 3)
    result = summarise(CLUSTERS[:1], POINTS, STATEMENTS, analyst=Scripted(beyond, foreign, empty))

    assert result.records[0].quotes == ()


def test_a_pattern_keeps_its_id_while_its_members_stay():
    assert pattern_id([PainPointId("x"), PainPointId("y")]) == pattern_id(
        [PainPointId("y"), PainPointId("x")]
    )
    assert pattern_id([PainPointId("x")]) != pattern_id([PainPointId("y")])


def test_one_field_bears_one_name():
    apart = [cluster(0, "AB", field=0), cluster(1, "C", field=0), cluster(2, "D", field=1)]
    result = summarise(apart, POINTS, STATEMENTS, analyst=Scripted())

    assert [p.field_of_action for p in result.records] == ["Feld 2", "Feld 2", "Feld 1"]


def test_the_analyst_is_told_which_groups_lie_near():
    analyst = Scripted()
    summarise([cluster(0, "AB"), cluster(1, "CD")], POINTS, STATEMENTS, analyst=analyst)

    assert analyst.seen[0].neighbours == (analyst.seen[1].keyphrases,)
    assert (analyst.seen[0].sites, analyst.seen[0].all_sites) == (2, 5)


def test_patterns_whose_clusters_lie_near_name_each_other():
    near = cluster(0, "AB").model_copy(update={"alike": (ClusterId(1),), "cohesion": 0.6})
    first, second = summarise(
        [near, cluster(1, "CD")], POINTS, STATEMENTS, analyst=Scripted()
    ).records

    assert first.alike == (second.pattern_id,)
    assert second.alike == (first.pattern_id,)
    assert (first.cohesion, second.cohesion) == (0.6, None)


def test_patterns_that_may_be_one_name_each_other_and_stay_two():
    analyst = Scripted()
    analyst.pairs = [(0, 1)]
    result = summarise(CLUSTERS, POINTS, STATEMENTS, analyst=analyst)

    first, second = result.records
    assert first.alike == (second.pattern_id,)
    assert second.alike == (first.pattern_id,)
