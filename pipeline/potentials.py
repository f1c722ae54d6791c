"""Patterns and assessments to potentials: counted, weighed and with what lies around them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.dimensions import DATA, FEASIBILITY, RELIEF, TRANSFER, dimension, quadrant
from pipeline.doubts import doubts
from pipeline.potential_map import Potential, SourcedQuote, Spread
from pipeline.records import (
    AnonymisedStatement,
    Assessment,
    CheckpointName,
    Cluster,
    Criterion,
    PainPoint,
    PainPointId,
    Pattern,
    PatternId,
    StatementId,
    Verdict,
)
from pipeline.run_facts import RunFacts


def potentials_of(
    patterns: Sequence[Pattern],
    assessments: Sequence[Assessment],
    statements: Mapping[StatementId, AnonymisedStatement],
    origin: Mapping[PainPointId, StatementId],
    origins: Mapping[StatementId, str],
    facts: RunFacts,
) -> tuple[Potential, ...]:
    assessed = {a.pattern_id: a for a in assessments}
    approved_patterns = _approved("muster", facts)
    approved_assessments = _approved("einstufung", facts)

    def potential(number: int, pattern: Pattern) -> Potential:
        pattern_id = pattern.pattern_id
        assessment = assessed.get(pattern_id) or _not_assessed(pattern_id, facts)
        evidence = statement_ids(pattern, origin)
        own = [statements[i] for i in evidence]
        values = {r.criterion: r.value for r in assessment.ratings if r.value is not None}
        relief, feasibility = dimension(RELIEF, values), dimension(FEASIBILITY, values)
        return Potential(
            number=f"RM-{number:02d}",
            pattern=pattern,
            assessment=assessment,
            quotes=tuple(
                _sourced(quote.text, statements[quote.statement_id], origins)
                for quote in pattern.quotes
            ),
            evidence=evidence,
            statements=len(own),
            sites=spread(s.site for s in own),
            areas=spread(s.area for s in own),
            channels=spread(s.channel for s in own),
            relief=relief,
            feasibility=feasibility,
            data=dimension(DATA, values),
            transfer=dimension(TRANSFER, values),
            quadrant=quadrant(relief, feasibility, assessment.verdict),
            unrated=tuple(c for c in Criterion if c not in values),
            assessed=pattern_id in assessed,
            pattern_reviewed=pattern_id in approved_patterns,
            assessment_reviewed=pattern_id in approved_assessments,
        )

    by_weight = sorted(patterns, key=lambda p: (-len(statement_ids(p, origin)), p.pattern_id))
    return tuple(potential(i, pattern) for i, pattern in enumerate(by_weight, start=1))


def with_surroundings(
    potentials: Sequence[Potential],
    clusters: Sequence[Cluster],
    pain_points: Sequence[PainPoint],
    statements: Mapping[StatementId, AnonymisedStatement],
    origins: Mapping[StatementId, str],
) -> tuple[Potential, ...]:
    """Rim and neighbours outside, from the cluster that a pattern was made of; look-alikes."""
    points = {p.pain_point_id: p for p in pain_points}
    cluster_of = {m.pain_point_id: c for c in clusters for m in c.members}
    number_of = {p.pattern.pattern_id: p.number for p in potentials}

    def quoted(ids: Iterable[PainPointId]) -> tuple[SourcedQuote, ...]:
        return tuple(
            _sourced(points[i].text, statements[points[i].statement_id], origins)
            for i in ids
            if i in points
        )

    def texts_of(pattern: Pattern) -> Iterable[str]:
        return (statements[points[i].statement_id].text for i in pattern.members if i in points)

    def surrounded(potential: Potential) -> Potential:
        cluster = cluster_of.get(potential.pattern.members[0])
        alike = tuple(number_of[i] for i in potential.pattern.alike if i in number_of)
        return potential.model_copy(
            update={
                "farthest": quoted(cluster.farthest) if cluster else (),
                "outside": quoted(cluster.outside) if cluster else (),
                "alike": alike,
                "doubts": doubts(
                    potential.pattern,
                    statements=potential.statements,
                    sites=len(potential.sites),
                    alike=len(alike),
                    texts=texts_of(potential.pattern),
                ),
            }
        )

    return tuple(surrounded(p) for p in potentials)


def _sourced(
    text: str, statement: AnonymisedStatement, origins: Mapping[StatementId, str]
) -> SourcedQuote:
    return SourcedQuote(
        text=text,
        statement_id=statement.statement_id,
        origin=origins[statement.statement_id],
    )


def _not_assessed(pattern_id: PatternId, facts: RunFacts) -> Assessment:
    reason = "Nicht bewertet: Für dieses Muster liegt keine Einstufung vor."
    if any(f.item_id == pattern_id and f.stage == "assess" for f in facts.failures):
        reason = "Nicht bewertet: Die Einstufung ist gescheitert, siehe Protokoll."
    return Assessment(
        pattern_id=pattern_id,
        verdict=Verdict.UNKLAR,
        lever=None,
        reason=reason,
        ratings=(),
        analyst="nicht bewertet",
    )


def _approved(checkpoint: CheckpointName, facts: RunFacts) -> set[str]:
    """Items that people released; what changed since then waits again."""
    return {item for r in facts.reviews if r.checkpoint == checkpoint for item in r.released}


def statement_ids(
    pattern: Pattern, origin: Mapping[PainPointId, StatementId]
) -> tuple[StatementId, ...]:
    return tuple(sorted({origin[member] for member in pattern.members}))


def spread(names: Iterable[str | None]) -> tuple[Spread, ...]:
    counted = Counter(name for name in names if name)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Spread(name=name, statements=count) for name, count in ordered)
