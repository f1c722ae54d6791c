"""patterns, pain_points, anonymised -> candidate_assessments: is AI the answer, or what is."""

from collections.abc import Sequence

from pipeline.records import (
    AnonymisedStatement,
    Assessment,
    Criterion,
    Failure,
    PainPoint,
    Pattern,
    Rating,
)
from pipeline.result import Result
from pipeline.tools.analysts import Analyst, Group, Summary

# Fallzahl against the mean pattern of the run, so that a survey of 50 and one of 5,000 both use the
# whole scale: below half of it 1, below four fifths 2, around it 3, below twice 4, from there 5.
CASES = (0.5, 0.8, 1.25, 2.0)
# Transferfähigkeit by the share of all sites that complain of it; a single site is always 1.
SITES = (0.01, 0.25, 0.5, 0.75)


def assess(
    patterns: Sequence[Pattern],
    pain_points: Sequence[PainPoint],
    anonymised: Sequence[AnonymisedStatement],
    *,
    analyst: Analyst,
) -> Result[Assessment]:
    """What can be counted is counted here; the rest is the analyst's judgement."""
    groups = _groups(patterns, pain_points, anonymised)
    summaries = [Summary(p.title, p.summary, p.cause, p.effect) for p in patterns]
    answers = analyst.assess(groups, summaries)
    mean = sum(group.statements for group in groups) / max(1, len(groups))
    assessments: list[Assessment] = []
    failures: list[Failure] = []
    for pattern, group, answer in zip(patterns, groups, answers, strict=True):
        if isinstance(answer, str):
            failures.append(Failure(item_id=pattern.pattern_id, stage="assess", reason=answer))
            continue
        counted = (cases(group, mean), transfer(group))
        judged = {rating.criterion: rating for rating in (*answer.ratings, *counted)}
        assessment = Assessment(
            pattern_id=pattern.pattern_id,
            verdict=answer.verdict,
            lever=answer.lever,
            reason=answer.reason,
            arguments_for=answer.arguments_for,
            arguments_against=answer.arguments_against,
            enablers=answer.enablers,
            solution=answer.solution,
            alternative=answer.alternative,
            human_in_the_loop=answer.human_in_the_loop,
            risks=answer.risks,
            ratings=tuple(judged.get(c) or _open(c) for c in Criterion),
            votes=answer.votes,
            analyst=analyst.label,
        )
        assessments.append(assessment)
    return Result(tuple(assessments), tuple(failures))


def cases(group: Group, mean: float) -> Rating:
    times = group.statements / mean
    said = f"{times:.1f}".replace(".", ",")
    return Rating(
        criterion=Criterion.FALLZAHL,
        value=_step(times, CASES),
        reason=f"{group.statements} Aussagen, das {said}-Fache eines mittleren Musters.",
    )


def transfer(group: Group) -> Rating:
    if group.all_sites < 2:
        value, reason = None, "Nicht zu beurteilen: Die Aussagen nennen höchstens einen Standort."
    else:
        share = 0.0 if group.sites <= 1 else group.sites / group.all_sites
        value = _step(share, SITES)
        reason = f"Genannt an {group.sites} von {group.all_sites} Standorten."
    return Rating(criterion=Criterion.TRANSFERFAEHIGKEIT, value=value, reason=reason)


def _step(value: float, steps: Sequence[float]) -> int:
    """1 below the first step, one more from each step on."""
    return 1 + sum(value >= step for step in steps)


def _open(criterion: Criterion) -> Rating:
    return Rating(criterion=criterion, value=None, reason="Noch nicht beurteilt.")


def _groups(
    patterns: Sequence[Pattern],
    pain_points: Sequence[PainPoint],
    anonymised: Sequence[AnonymisedStatement],
) -> list[Group]:
    points = {point.pain_point_id: point for point in pain_points}
    site_of = {statement.statement_id: statement.site for statement in anonymised}
    all_sites = len(set(site_of.values()) - {None})
    groups = []
    for pattern in patterns:
        members = tuple(points[i] for i in pattern.members)
        group = Group(
            pain_points=members,
            exemplars=tuple(points[i] for i in pattern.exemplars) or members[:3],
            keyphrases=pattern.keyphrases,
            sites=len({site_of[point.statement_id] for point in members} - {None}),
            all_sites=all_sites,
            all_statements=len(anonymised),
        )
        groups.append(group)
    return groups
