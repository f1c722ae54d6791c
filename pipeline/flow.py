"""The order: artefacts, steps, checkpoints. The only file that knows it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.artefact import (
    Artefact,
    clusters_table,
    embeddings_table,
    json_list,
    json_object,
    table,
)
from pipeline.potential_map import PotentialMap
from pipeline.records import (
    NOISE,
    AnonymisedStatement,
    Assessment,
    CheckpointName,
    Known,
    PainPoint,
    Pattern,
    Span,
    Statement,
)
from pipeline.result import Result
from pipeline.review.folding import Fold
from pipeline.review.proposing import Case, assessments_case, patterns_case, spans_case
from pipeline.review.settling import settle_assessments, settle_patterns, settle_spans
from pipeline.stages.anonymise import anonymise
from pipeline.stages.assess import assess
from pipeline.stages.cluster import cluster
from pipeline.stages.compile import compile_map
from pipeline.stages.detect import detect
from pipeline.stages.embed import embed
from pipeline.stages.extract import extract
from pipeline.stages.ingest import ingest
from pipeline.stages.recall import recall
from pipeline.stages.summarise import summarise
from pipeline.store import Store

STATEMENTS = table("statements", "10_statements.parquet", Statement)
CANDIDATE_SPANS = table("candidate_spans", "20_candidate_spans.parquet", Span)
SPANS = table("spans", "25_spans.parquet", Span)
ANONYMISED = table("anonymised", "30_anonymised.parquet", AnonymisedStatement)
PAIN_POINTS = table("pain_points", "40_pain_points.parquet", PainPoint)
EMBEDDINGS = embeddings_table("embeddings", "50_embeddings.parquet")
KNOWN = json_object("known", "55_known.json", Known)
CLUSTERS = clusters_table("clusters", "60_clusters.parquet")
CANDIDATE_PATTERNS = json_list("candidate_patterns", "70_candidate_patterns.json", Pattern)
PATTERNS = json_list("patterns", "75_patterns.json", Pattern)
CANDIDATE_ASSESSMENTS = json_list(
    "candidate_assessments", "80_candidate_assessments.json", Assessment
)
ASSESSMENTS = json_list("assessments", "85_assessments.json", Assessment)
POTENTIAL_MAP = json_object("potential_map", "90_potential_map.json", PotentialMap)

Ids = Callable[[Any], Iterable[str]]


@dataclass(frozen=True)
class Step:
    """``stage`` makes ``writes`` out of ``reads``, by the ``means``.

    The ids that ``takes`` finds in the first artefact read must come back through ``gives`` or
    among the failures. Raise ``version`` when the stage does something else than before.
    """

    writes: Artefact[Any]
    reads: tuple[Artefact[Any], ...]
    stage: Callable[..., Any]
    means: tuple[str, ...] = ()
    takes: Ids | None = None
    gives: Ids | None = None
    version: int = 1


@dataclass(frozen=True)
class Checkpoint:
    """A person decides about each candidate; what is settled is written under its own name.

    ``case`` makes of ``reads`` what is to be decided, ``settle`` what flows on once it is. Of the
    ids that ``takes`` finds in ``of``, none may go missing.
    """

    name: CheckpointName
    writes: Artefact[Any]
    of: Artefact[Any]
    reads: tuple[Artefact[Any], ...]
    case: Callable[..., Case]
    settle: Callable[[Fold], Result[Any]]
    takes: Ids | None = None
    raw: bool = False
    """What is judged was really said; its digests need a key that ``forget`` can delete."""

    def open(self, store: Store) -> Case:
        """What is to be decided in this run."""
        read = [store.load(artefact) for artefact in self.reads]
        return self.case(*read, key=store.raw_key()) if self.raw else self.case(*read)


def _statements(records: Sequence[Any]) -> set[str]:
    return {r.statement_id for r in records}


def _patterns(records: Sequence[Any]) -> set[str]:
    return {r.pattern_id for r in records}


def _pain_points(records: Sequence[PainPoint]) -> set[str]:
    return {p.pain_point_id for p in records}


def _embedded(embeddings: Any) -> list[str]:
    return list(embeddings.ids)


def _members(clusters: Sequence[Any]) -> list[str]:
    return [m.pain_point_id for c in clusters for m in c.members]


def _clustered(clusters: Sequence[Any]) -> list[str]:
    return _members([c for c in clusters if c.cluster_id != NOISE])


def _in_patterns(patterns: Sequence[Pattern]) -> list[str]:
    return [m for p in patterns for m in p.members]


FLOW: tuple[Step | Checkpoint, ...] = (
    Step(STATEMENTS, (), ingest, ("settings",), version=2),
    Step(CANDIDATE_SPANS, (STATEMENTS,), detect, ("detector",)),
    Checkpoint(
        "datenschutz",
        writes=SPANS,
        of=CANDIDATE_SPANS,
        reads=(STATEMENTS, CANDIDATE_SPANS),
        case=spans_case,
        settle=settle_spans,
        raw=True,
    ),
    Step(ANONYMISED, (STATEMENTS, SPANS), anonymise, ("detector",), _statements, _statements),
    Step(PAIN_POINTS, (ANONYMISED,), extract, ("extractor",), _statements, _statements),
    Step(EMBEDDINGS, (PAIN_POINTS,), embed, ("encoder",), _pain_points, _embedded),
    Step(KNOWN, (EMBEDDINGS,), recall, ("memory",)),
    Step(CLUSTERS, (EMBEDDINGS, KNOWN), cluster, ("clusterer",), _embedded, _members),
    Step(
        CANDIDATE_PATTERNS,
        (CLUSTERS, PAIN_POINTS, ANONYMISED, KNOWN),
        summarise,
        ("analyst",),
        _clustered,
        _in_patterns,
    ),
    Checkpoint(
        "muster",
        writes=PATTERNS,
        of=CANDIDATE_PATTERNS,
        reads=(CANDIDATE_PATTERNS, CLUSTERS, PAIN_POINTS, KNOWN),
        case=patterns_case,
        settle=settle_patterns,
        takes=_in_patterns,
    ),
    Step(
        CANDIDATE_ASSESSMENTS,
        (PATTERNS, PAIN_POINTS, ANONYMISED),
        assess,
        ("analyst",),
        _patterns,
        _patterns,
    ),
    Checkpoint(
        "einstufung",
        writes=ASSESSMENTS,
        of=CANDIDATE_ASSESSMENTS,
        reads=(CANDIDATE_ASSESSMENTS,),
        case=assessments_case,
        settle=settle_assessments,
        takes=_patterns,
    ),
    Step(
        POTENTIAL_MAP,
        (ANONYMISED, PAIN_POINTS, CLUSTERS, PATTERNS, ASSESSMENTS),
        compile_map,
        ("facts",),
        version=4,
    ),
)

CHECKPOINTS = tuple(step for step in FLOW if isinstance(step, Checkpoint))
