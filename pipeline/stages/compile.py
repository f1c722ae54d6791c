"""anonymised, pain_points, clusters, patterns, assessments -> potential_map: counts and places."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.errors import LedgerError
from pipeline.potential_map import Fate, FieldOfAction, Potential, PotentialMap, StatementRow
from pipeline.potentials import potentials_of, spread, with_surroundings
from pipeline.publishing import generalised, lowered, placed, publishable, silenced, sourced
from pipeline.records import (
    NOISE,
    AnonymisedStatement,
    Assessment,
    Cluster,
    PainPoint,
    PainPointId,
    Pattern,
    StatementId,
    Verdict,
)
from pipeline.run_facts import Ledger, RunFacts
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
    potentials = potentials_of(patterns, assessments, statements, origin, origins, facts)
    potentials = with_surroundings(potentials, clusters, pain_points, statements, origins)
    potentials = silenced(potentials, facts.audit.leak_checks.withheld)
    potentials = publishable(potentials, threshold)
    told = placed(told, potentials)
    potentials = sourced(potentials, {s.statement_id: _origin(s) for s in told})
    withheld = {p.pattern.pattern_id for p in potentials if p.withheld}
    small = {i for p in patterns if p.pattern_id in withheld for i in p.members}
    in_pattern = {i for p in patterns for i in p.members}
    moved = {PainPointId(f.item_id) for f in facts.failures if f.kind == "rest"}
    noise = (_members_of(c for c in clusters if c.cluster_id == NOISE) | moved) - in_pattern
    grouped = _members_of(c for c in clusters if c.cluster_id != NOISE) - in_pattern - noise
    noise |= small
    content = PotentialMap(
        report_id="",
        draft=any(review.open for review in facts.reviews),
        publish=threshold,
        ledger=_ledger(facts.ledger, len(small)),
        audit=facts.audit,
        wave=facts.wave,
        reviews=facts.reviews,
        inputs=facts.inputs,
        methods=facts.methods,
        sites=spread(s.site for s in anonymised),
        areas=spread(s.area for s in anonymised),
        channels=spread(s.channel for s in anonymised),
        fields=_fields_of_action(potentials, statements),
        potentials=potentials,
        canvases=canvases(potentials),
        non_use_cases=non_use_cases(potentials),
        # What an unclear pattern needs nobody knows before its lever is.
        enablers=enablers([p for p in potentials if p.assessment.verdict is not Verdict.UNKLAR]),
        statements=_rows(told, potentials, origin, noise, grouped, facts),
        noise=tuple(sorted(noise)),
        without_pattern=tuple(sorted(grouped)),
        failures=tuple(sorted(facts.failures, key=lambda f: (f.stage, f.item_id, f.reason))),
        decisions=facts.decisions,
    )
    return content.model_copy(update={"report_id": _digest(content)})


def _ledger(ledger: Ledger, small: int) -> Ledger:
    """As the rows tell it: whoever took the patterns that are shown from all would have the size
    of the withheld ones.
    """
    return ledger.model_copy(
        update={"clustered": ledger.clustered - small, "noise": ledger.noise + small}
    )


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


def _members_of(clusters: Iterable[Cluster]) -> set[PainPointId]:
    return {member.pain_point_id for cluster in clusters for member in cluster.members}


def _origin(statement: AnonymisedStatement) -> str:
    channel = statement.channel
    parts = (channel[:1].upper() + channel[1:], statement.site, statement.area, statement.role)
    return ", ".join(filter(None, parts)) or "–"


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
    rest = Fate.REST_ODER_KLEIN if any(p.withheld for p in potentials) else Fate.RESTMENGE
    fates |= {origin[i]: rest for i in noise if i in origin}
    fates |= {origin[i]: Fate.OHNE_MUSTER for i in grouped if i in origin}
    fates |= dict.fromkeys(numbers, Fate.ZUGEORDNET)
    rows = [
        StatementRow(
            **statement.model_dump(exclude={"process", "external_id"}),
            potentials=tuple(numbers[statement.statement_id]),
            fate=fates.get(statement.statement_id, Fate.NICHT_AUSWERTBAR),
        )
        for statement in anonymised
    ]
    return tuple(sorted(rows, key=lambda r: (r.channel, r.statement_id)))


def _digest(content: PotentialMap) -> str:
    """Twelve hex digits are enough to tell the reports of one house apart."""
    everything_else = content.model_dump(mode="json", exclude={"report_id"})
    canonical = json.dumps(everything_else, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:12]
