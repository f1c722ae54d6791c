from collections.abc import Sequence

import pytest

from pipeline.records import (
    AnonymisedStatement,
    Criterion,
    Lever,
    PainPoint,
    PainPointId,
    Pattern,
    PatternId,
    Rating,
    StatementId,
    Verdict,
)
from pipeline.stages.assess import assess, cases, transfer
from pipeline.tools.analysts import Group, Judgement, Summary

LIED = Rating(criterion=Criterion.FALLZAHL, value=1, reason="geraten")
JUDGED = Rating(criterion=Criterion.NUTZEN, value=4, reason="spart Zeit")


class Scripted:
    identity = label = "scripted"

    def __init__(self, *answers: Judgement | str) -> None:
        self.answers = answers

    def summarise(self, groups: Sequence[Group]) -> list[Summary | str]:
        raise NotImplementedError

    def alike(
        self, groups: Sequence[Group], summaries: Sequence[Summary | str]
    ) -> list[tuple[int, int]]:
        raise NotImplementedError

    def name_fields(self, fields: Sequence[Sequence[Group]]) -> list[str]:
        raise NotImplementedError

    def assess(
        self, groups: Sequence[Group], summaries: Sequence[Summary]
    ) -> list[Judgement | str]:
        return list(self.answers)


def world(*sizes: int):
    statements, points, patterns = [], [], []
    for place, size in enumerate(sizes):
        ids = [f"{place}-{n}" for n in range(size)]
        statements += [
            AnonymisedStatement(
                statement_id=StatementId(i), text="Es hakt.", channel="umfrage", site=f"JC-{n}"
            )
            for n, i in enumerate(ids)
        ]
        made = [
            PainPoint(
                pain_point_id=PainPointId(f"PP-{i}"), statement_id=StatementId(i),
                start=0, end=8, text="Es hakt.", issue="Es hakt.",
            )
            for i in ids
        ]  # fmt: skip
        points += made
        pattern = Pattern(
            pattern_id=PatternId(f"M-{place}"), title="T", summary="S", cause="", effect="",
            quotes=(), members=tuple(p.pain_point_id for p in made), field_of_action="F",
            analyst="a",
        )  # fmt: skip
        patterns.append(pattern)
    return patterns, points, statements


def test_a_pattern_is_assessed_or_among_the_failures():
    answers = (Judgement(Verdict.KI, Lever.KI, "weil"), "Der Server antwortet nicht.")
    result = assess(*world(2, 3), analyst=Scripted(*answers))

    assert [a.pattern_id for a in result.records] == ["M-0"]
    assert [f.item_id for f in result.failures] == ["M-1"]


def test_what_can_be_counted_is_not_taken_from_the_analyst():
    answer = Judgement(Verdict.KI, Lever.KI, "weil", ratings=(LIED, JUDGED))
    result = assess(*world(9, 1), analyst=Scripted(answer, answer))

    ratings = {r.criterion: r for r in result.records[0].ratings}
    assert ratings[Criterion.FALLZAHL].value == 4
    assert ratings[Criterion.NUTZEN] == JUDGED


def test_all_eight_criteria_stand_there_rated_or_open():
    answer = Judgement(Verdict.UNKLAR, None, "weil", ratings=(JUDGED,))
    result = assess(*world(1), analyst=Scripted(answer))

    ratings = result.records[0].ratings
    assert [r.criterion for r in ratings] == list(Criterion)
    assert all(r.value is not None or r.reason for r in ratings)


@pytest.mark.parametrize(("size", "value"), [(4, 1), (5, 2), (8, 3), (12, 3), (13, 4), (20, 5)])
def test_the_number_of_cases_is_measured_against_the_mean_pattern(size, value):
    _, points, _ = world(size)
    group = Group(tuple(points), (), (), sites=1, all_sites=1, all_statements=99)

    assert cases(group, mean=10).value == value


@pytest.mark.parametrize(("sites", "value"), [(0, 1), (1, 1), (2, 2), (4, 3), (8, 4), (13, 5)])
def test_transfer_grows_with_the_share_of_sites(sites, value):
    group = Group((), (), (), sites=sites, all_sites=16, all_statements=99)

    assert transfer(group).value == value


def test_one_site_alone_says_nothing_about_transfer():
    group = Group((), (), (), sites=1, all_sites=1, all_statements=99)

    assert transfer(group).value is None


def test_no_patterns_need_no_analyst():
    assert assess([], [], [], analyst=Scripted()).records == ()
