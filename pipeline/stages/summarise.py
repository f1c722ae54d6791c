"""clusters, pain_points, anonymised, known -> candidate_patterns: clusters get names and quotes."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.records import (
    NOISE,
    NOTHING_KNOWN,
    AnonymisedStatement,
    Cluster,
    Failure,
    FieldId,
    Known,
    PainPoint,
    PainPointId,
    Pattern,
    PatternId,
    Quote,
    StatementId,
)
from pipeline.result import Result
from pipeline.tools.analysts import Analyst, Group, Quoted, Summary
from pipeline.tools.keyphrases import keyphrases, told_apart

# A name only has to differ from its like, and a prompt has room for few.
NEIGHBOURS = 4

QUOTES = 3


def summarise(
    clusters: Sequence[Cluster],
    pain_points: Sequence[PainPoint],
    anonymised: Sequence[AnonymisedStatement],
    known: Known = NOTHING_KNOWN,
    *,
    analyst: Analyst,
) -> Result[Pattern]:
    """Noise stays noise. Where the analyst has no answer, the members are among the failures.

    The analyst is not asked again about patterns that people know: they keep id and texts.
    """
    kept = [cluster for cluster in clusters if cluster.cluster_id != NOISE]
    groups = _groups(kept, pain_points, anonymised)
    named = {pattern.pattern_id: pattern for pattern in known.patterns}
    old = [named[c.pattern_id] if c.pattern_id else None for c in kept]
    new = iter(analyst.summarise([g for g, was in zip(groups, old, strict=True) if was is None]))
    answers = [_said(was, g) if was else next(new) for g, was in zip(groups, old, strict=True)]
    ids = [c.pattern_id or pattern_id(_members(g)) for c, g in zip(kept, groups, strict=True)]
    titles = _distinct(answers, groups, old)
    hints = _hints(kept, ids, analyst.alike(groups, answers))
    fields = _fields(kept, groups, old, analyst)
    statements = {statement.statement_id: statement for statement in anonymised}
    patterns: list[Pattern] = []
    failures: list[Failure] = []
    for place, (cluster, group) in enumerate(zip(kept, groups, strict=True)):
        answer, was = answers[place], old[place]
        if isinstance(answer, str):
            failures += [
                Failure(item_id=point.pain_point_id, stage="summarise", reason=answer)
                for point in group.pain_points
            ]
        else:
            pattern = Pattern(
                pattern_id=ids[place],
                title=titles[place],
                summary=answer.summary,
                cause=answer.cause,
                effect=answer.effect,
                keyphrases=was.keyphrases if was else group.keyphrases,
                quotes=tuple(_quotes(answer, group, statements)),
                members=_members(group),
                exemplars=tuple(point.pain_point_id for point in group.exemplars),
                field_of_action=was.field_of_action if was else fields[cluster.field_id],
                stability=cluster.stability,
                cohesion=cluster.cohesion,
                alike=hints[place],
                analyst=was.analyst if was else analyst.label,
            )
            patterns.append(pattern)
    return Result(tuple(patterns), tuple(failures))


def _said(pattern: Pattern, group: Group) -> Summary:
    """What is written about it already; where nobody is left who was quoted, the exemplars are."""
    points = {point.pain_point_id: point for point in group.pain_points}
    whole = [(p, p.start, p.end) for p in group.exemplars[:QUOTES]]
    still = [q for q in pattern.quotes if q.pain_point_id in points]
    places = [(points[q.pain_point_id], q.start, q.end) for q in still] or whole
    quoted = tuple(Quoted(p.pain_point_id, a - p.start, b - p.start) for p, a, b in places)
    return Summary(pattern.title, pattern.summary, pattern.cause, pattern.effect, quoted)


def _members(group: Group) -> tuple[PainPointId, ...]:
    return tuple(point.pain_point_id for point in group.pain_points)


def pattern_id(members: Iterable[PainPointId]) -> PatternId:
    """The same members in any order are the same pattern."""
    return PatternId("M-" + hashlib.sha256("\0".join(sorted(members)).encode()).hexdigest()[:12])


def _hints(
    clusters: Sequence[Cluster], ids: Sequence[PatternId], pairs: Iterable[tuple[int, int]]
) -> list[tuple[PatternId, ...]]:
    """For each group the ids of the patterns that may be the same friction: by what lies together,
    and by the ``pairs`` that read alike.
    """
    place = {cluster.cluster_id: number for number, cluster in enumerate(clusters)}
    near = [(place[c.cluster_id], place[other]) for c in clusters for other in c.alike]
    hints: list[dict[PatternId, None]] = [{} for _ in ids]
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
    clusters: Sequence[Cluster],
    groups: Sequence[Group],
    old: Sequence[Pattern | None],
    analyst: Analyst,
) -> Mapping[FieldId, str]:
    """A field that known patterns lie in is called as most of them are; others get a name."""
    inside: defaultdict[FieldId, list[Group]] = defaultdict(list)
    votes: defaultdict[FieldId, Counter[str]] = defaultdict(Counter)
    for cluster, group, was in zip(clusters, groups, old, strict=True):
        inside[cluster.field_id].append(group)
        if was:
            votes[cluster.field_id][was.field_of_action] += len(group.pain_points)
    names = {i: min(v, key=lambda name: (-v[name], name)) for i, v in votes.items()}
    unnamed = [i for i in inside if i not in names]
    return names | dict(
        zip(unnamed, analyst.name_fields([inside[i] for i in unnamed]), strict=True)
    )


def _distinct(
    answers: Sequence[Summary | str], groups: Sequence[Group], old: Sequence[Pattern | None]
) -> list[str]:
    """Titles, the later of two equal ones told apart; what is known keeps its own."""
    given = {was.title.casefold() for was in old if was}
    titles = []
    for answer, group, was in zip(answers, groups, old, strict=True):
        title = "" if isinstance(answer, str) else answer.title
        free = title and not was
        titles.append(told_apart(title, group.keyphrases, given) if free else title)
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
