"""anonymised, pain_points, clusters, patterns, assessments -> potential_map: counts and places."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.dimensions import DATA, FEASIBILITY, RELIEF, TRANSFER, dimension, quadrant
from pipeline.doubts import doubts
from pipeline.errors import LedgerError
from pipeline.potential_map import (
    Fate,
    FieldOfAction,
    Potential,
    PotentialMap,
    SourcedQuote,
    Spread,
    StatementRow,
)
from pipeline.publishing import generalised, lowered, publishable, silenced
from pipeline.records import (
    NOISE,
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
from pipeline.use_cases import canvases, enablers, non_use_cases


def compile_map(
    anonymised: Sequence[AnonymisedStatement],
    pain_points: Sequence[PainPoint],
    clusters: Sequence[Cluster],
    patterns: Sequence[Pattern],
    assessments: Sequence[Assessment],
    *,
    facts: RunFacts,
) -> PotentialMap:
    """Independent of the order of what comes in.

    Every statement has exactly one row and every pattern one potential, assessed or not.
    Raises ``LedgerError`` when a pattern refers to something that is not there.
    """
    statements = {s.statement_id: s for s in anonymised}
    origin = {p.pain_point_id: p.statement_id for p in pain_points}
    _refuse_strangers(patterns, origin, statements)
    threshold = lowered(facts.publish, anonymised)
    told = generalised(anonymised, threshold.people)
    origins = {s.statement_id: _origin(s) for s in told}
    potentials = _potentials(patterns, assessments, statements, origin, origins, facts)
    potentials = _with_surroundings(potentials, clusters, pain_points, statements, origins)
    potentials = silenced(potentials, facts.audit.leak_checks.withheld)
    potentials = publishable(potentials, threshold)
    in_pattern = {member for pattern in patterns for member in pattern.members}
    moved = {PainPointId(f.item_id) for f in facts.failures if f.kind == "rest"}
    noise = (_members_of(c for c in clusters if c.cluster_id == NOISE) | moved) - in_pattern
    grouped = _members_of(c for c in clusters if c.cluster_id != NOISE) - in_pattern - noise
    content = PotentialMap(
        report_id="",
        draft=any(review.open for review in facts.reviews),
        publish=threshold,
        ledger=facts.ledger,
        audit=facts.audit,
        wave=facts.wave,
        reviews=facts.reviews,
        inputs=facts.inputs,
        methods=facts.methods,
        sites=_spread(s.site for s in anonymised),
        areas=_spread(s.area for s in anonymised),
        channels=_spread(s.channel for s in anonymised),
        fields=_fields_of_action(potentials, statements),
        potentials=potentials,
        canvases=canvases(potentials),
        non_use_cases=non_use_cases(potentials),
        enablers=enablers(potentials),
        statements=_rows(told, potentials, patterns, origin, noise, grouped, facts),
        noise=tuple(sorted(noise)),
        without_pattern=tuple(sorted(grouped)),
        failures=tuple(sorted(facts.failures, key=lambda f: (f.stage, f.item_id, f.reason))),
        decisions=facts.decisions,
    )
    return content.model_copy(update={"report_id": _digest(content)})


def _refuse_strangers(
    patterns: Sequence[Pattern],
    origin: Mapping[PainPointId, StatementId],
    statements: Mapping[StatementId, AnonymisedStatement],
) -> None:
    for pattern in patterns:
        named = {origin.get(member) for member in pattern.members}
        named |= {quote.statement_id for quote in pattern.quotes}
        if not named <= statements.keys():
            raise LedgerError(
                f"Das Muster {pattern.pattern_id} verweist auf Aussagen, die es im Lauf nicht "
                "gibt. Starten Sie den Lauf in einem neuen Ordner."
            )


def _potentials(
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
        evidence = _statement_ids(pattern, origin)
        own = [statements[i] for i in evidence]
        values = {r.criterion: r.value for r in assessment.ratings if r.value is not None}
        relief, feasibility = dimension(RELIEF, values), dimension(FEASIBILITY, values)
        return Potential(
            number=f"RM-{number:02d}",
            pattern=pattern,
            assessment=assessment,
            quotes=tuple(
                SourcedQuote(
                    text=quote.text,
                    statement_id=quote.statement_id,
                    external_id=statements[quote.statement_id].external_id,
                    origin=origins[quote.statement_id],
                )
                for quote in pattern.quotes
            ),
            evidence=evidence,
            statements=len(own),
            sites=_spread(s.site for s in own),
            areas=_spread(s.area for s in own),
            channels=_spread(s.channel for s in own),
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

    by_weight = sorted(patterns, key=lambda p: (-len(_statement_ids(p, origin)), p.pattern_id))
    return tuple(potential(i, pattern) for i, pattern in enumerate(by_weight, start=1))


def _with_surroundings(
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
            SourcedQuote(
                text=points[i].text,
                statement_id=points[i].statement_id,
                external_id=statements[points[i].statement_id].external_id,
                origin=origins[points[i].statement_id],
            )
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


def _statement_ids(
    pattern: Pattern, origin: Mapping[PainPointId, StatementId]
) -> tuple[StatementId, ...]:
    return tuple(sorted({origin[member] for member in pattern.members}))


def _members_of(clusters: Iterable[Cluster]) -> set[PainPointId]:
    return {member.pain_point_id for cluster in clusters for member in cluster.members}


def _spread(names: Iterable[str | None]) -> tuple[Spread, ...]:
    counted = Counter(name for name in names if name)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Spread(name=name, statements=count) for name, count in ordered)


def _origin(statement: AnonymisedStatement) -> str:
    channel = statement.channel
    parts = (channel[:1].upper() + channel[1:], statement.site, statement.area, statement.role)
    return ", ".join(filter(None, parts))


def _fields_of_action(
    potentials: Sequence[Potential],
    statements: Mapping[StatementId, AnonymisedStatement],
) -> tuple[FieldOfAction, ...]:
    grouped: defaultdict[str, list[Potential]] = defaultdict(list)
    for potential in potentials:
        grouped[potential.pattern.field_of_action].append(potential)
    fields = []
    for title, own in grouped.items():
        ids = {i for potential in own for i in potential.evidence}
        fields.append(
            FieldOfAction(
                title=title,
                potentials=tuple(p.number for p in own),
                statements=len(ids),
                sites=len({statements[i].site for i in ids} - {None}),
            )
        )
    return tuple(sorted(fields, key=lambda field: (-field.statements, field.title)))


def _rows(
    anonymised: Sequence[AnonymisedStatement],
    potentials: Sequence[Potential],
    patterns: Sequence[Pattern],
    origin: Mapping[PainPointId, StatementId],
    noise: Collection[PainPointId],
    grouped: Collection[PainPointId],
    facts: RunFacts,
) -> tuple[StatementRow, ...]:
    numbers: defaultdict[StatementId, list[str]] = defaultdict(list)
    for potential in potentials:
        for statement_id in potential.evidence:
            numbers[statement_id].append(potential.number)
    fates: dict[str, Fate] = {
        f.item_id: Fate.KEIN_SCHMERZPUNKT for f in facts.failures if f.kind == "no_complaint"
    }
    fates |= {origin[i]: Fate.RESTMENGE for i in noise if i in origin}
    fates |= {origin[i]: Fate.OHNE_MUSTER for i in grouped if i in origin}
    in_pattern = {i for pattern in patterns for i in _statement_ids(pattern, origin)}
    fates |= dict.fromkeys(in_pattern, Fate.KLEINES_MUSTER)
    fates |= dict.fromkeys(numbers, Fate.ZUGEORDNET)
    rows = [
        StatementRow(
            **statement.model_dump(exclude={"process"}),
            potentials=tuple(numbers[statement.statement_id]),
            fate=fates.get(statement.statement_id, Fate.NICHT_AUSWERTBAR),
        )
        for statement in anonymised
    ]
    return tuple(sorted(rows, key=lambda r: (r.channel, r.external_id or "", r.statement_id)))


def _digest(content: PotentialMap) -> str:
    """Twelve hex digits are enough to tell the reports of one house apart."""
    everything_else = content.model_dump(mode="json", exclude={"report_id"})
    canonical = json.dumps(everything_else, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:12]
