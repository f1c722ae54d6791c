"""clusters, pain_points, anonymised -> candidate_patterns: each cluster gets a name and quotes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.records import (
    NOISE,
    AnonymisedStatement,
    Cluster,
    Failure,
    FieldId,
    PainPoint,
    PainPointId,
    Pattern,
    PatternId,
    Quote,
    StatementId,
)
from pipeline.result import Result
from pipeline.tools.analysts import Analyst, Group, Summary
from pipeline.tools.keyphrases import keyphrases

# A name only has to differ from its like, and a prompt has room for few.
NEIGHBOURS = 4


def summarise(
    clusters: Sequence[Cluster],
    pain_points: Sequence[PainPoint],
    anonymised: Sequence[AnonymisedStatement],
    *,
    analyst: Analyst,
) -> Result[Pattern]:
    """Noise stays noise. Where the analyst has no answer, the members are among the failures."""
    kept = [cluster for cluster in clusters if cluster.cluster_id != NOISE]
    groups = _groups(kept, pain_points, anonymised)
    answers = analyst.summarise(groups)
    titles = _distinct(answers, groups)
    hints = _hints(kept, groups, analyst.alike(groups, answers))
    fields = _fields(kept, groups, analyst)
    statements = {statement.statement_id: statement for statement in anonymised}
    patterns: list[Pattern] = []
    failures: list[Failure] = []
    for place, (cluster, group) in enumerate(zip(kept, groups, strict=True)):
        answer = answers[place]
        if isinstance(answer, str):
            failures += [
                Failure(item_id=point.pain_point_id, stage="summarise", reason=answer)
                for point in group.pain_points
            ]
        else:
            members = tuple(point.pain_point_id for point in group.pain_points)
            pattern = Pattern(
                pattern_id=pattern_id(members),
                title=titles[place],
                summary=answer.summary,
                cause=answer.cause,
                effect=answer.effect,
                keyphrases=group.keyphrases,
                quotes=tuple(_quotes(answer, group, statements)),
                members=members,
                exemplars=tuple(point.pain_point_id for point in group.exemplars),
                field_of_action=fields[cluster.field_id],
                stability=cluster.stability,
                cohesion=cluster.cohesion,
                alike=hints[place],
                analyst=analyst.label,
            )
            patterns.append(pattern)
    return Result(tuple(patterns), tuple(failures))


def pattern_id(members: Iterable[PainPointId]) -> PatternId:
    """The same members in any order are the same pattern."""
    return PatternId("M-" + hashlib.sha256("\0".join(sorted(members)).encode()).hexdigest()[:12])


def _hints(
    clusters: Sequence[Cluster], groups: Sequence[Group], pairs: Iterable[tuple[int, int]]
) -> list[tuple[PatternId, ...]]:
    """For each group the ids of the patterns that may be the same friction: by what lies together,
    and by the ``pairs`` that read alike.
    """
    ids = [pattern_id([point.pain_point_id for point in group.pain_points]) for group in groups]
    place = {cluster.cluster_id: number for number, cluster in enumerate(clusters)}
    near = [(place[c.cluster_id], place[other]) for c in clusters for other in c.alike]
    hints: list[dict[PatternId, None]] = [{} for _ in groups]
    for one, other in [*near, *pairs]:
        hints[one][ids[other]] = None
        hints[other][ids[one]] = None
    return [tuple(found) for found in hints]


def _groups(
    clusters: Sequence[Cluster],
    pain_points: Sequence[PainPoint],
    anonymised: Sequence[AnonymisedStatement],
) -> list[Group]:
    points = {point.pain_point_id: point for point in pain_points}
    site_of = {statement.statement_id: statement.site for statement in anonymised}
    members = [
        tuple(
            points[member.pain_point_id]
            for member in sorted(c.members, key=lambda m: (-m.membership, m.pain_point_id))
        )
        for c in clusters
    ]
    phrases = keyphrases([[_both(point) for point in group] for group in members])
    return [
        Group(
            pain_points=group,
            exemplars=tuple(points[i] for i in c.exemplars) or group[:3],
            keyphrases=phrases[place],
            sites=len({site_of[p.statement_id] for p in group} - {None}),
            all_sites=len(set(site_of.values()) - {None}),
            all_statements=len(anonymised),
            neighbours=tuple(
                phrases[other]
                for other, near in enumerate(clusters)
                if other != place and near.field_id == c.field_id
            )[:NEIGHBOURS],
        )
        for place, (c, group) in enumerate(zip(clusters, members, strict=True))
    ]


def _both(point: PainPoint) -> str:
    return point.text if point.issue == point.text else f"{point.text}. {point.issue}"


def _fields(
    clusters: Sequence[Cluster], groups: Sequence[Group], analyst: Analyst
) -> Mapping[FieldId, str]:
    inside: defaultdict[FieldId, list[Group]] = defaultdict(list)
    for cluster, group in zip(clusters, groups, strict=True):
        inside[cluster.field_id].append(group)
    return dict(zip(inside, analyst.name_fields(list(inside.values())), strict=True))


def _distinct(answers: Sequence[Summary | str], groups: Sequence[Group]) -> list[str]:
    """Titles, the later of two equal ones told apart by a keyphrase, in need by a number."""
    given: set[str] = set()
    titles = []
    for answer, group in zip(answers, groups, strict=True):
        title = "" if isinstance(answer, str) else answer.title
        choices = [title, *(f"{title} ({phrase})" for phrase in group.keyphrases)]
        choices += [f"{title} ({number})" for number in range(2, len(groups) + 2)]
        titles.append(next((c for c in choices if c.casefold() not in given), title))
        if title:
            given.add(titles[-1].casefold())
    return titles


def _quotes(
    summary: Summary, group: Group, statements: Mapping[StatementId, AnonymisedStatement]
) -> Iterable[Quote]:
    """Only what stands there; an offset beyond its pain point or a foreign id yields no quote."""
    points = {point.pain_point_id: point for point in group.pain_points}
    for quoted in summary.quoted:
        point = points.get(quoted.pain_point_id)
        if point is None or not 0 <= quoted.start < quoted.end <= len(point.text):
            continue
        start, end = point.start + quoted.start, point.start + quoted.end
        yield Quote(
            pain_point_id=point.pain_point_id,
            statement_id=point.statement_id,
            start=start,
            end=end,
            text=statements[point.statement_id].text[start:end],
        )
