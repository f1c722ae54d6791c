"""The potential map: everything that the reports need, so that they compute nothing."""

from enum import StrEnum

from pydantic import Field

from pipeline.config import Publish
from pipeline.records import (
    Assessment,
    Criterion,
    Decision,
    Failure,
    Lever,
    PainPointId,
    Pattern,
    Record,
    StatementId,
    Verdict,
)
from pipeline.run_facts import Audit, Input, Ledger, Method, Review, Wave


class Quadrant(StrEnum):
    QUICK_WIN = "Quick Win"
    STRATEGISCH = "strategisch"
    MITNEHMEN = "mitnehmen"
    ZURUECKSTELLEN = "zurückstellen"
    OFFEN = "offen"


class SourcedQuote(Record):
    """A verified quote and where it comes from, as far as that may pass the wall."""

    text: str
    statement_id: StatementId
    origin: str
    """For people: "Umfrage, JC-03, Leistung, Sachbearbeitung"."""


class Spread(Record):
    """``None`` statements: too few to be shown, or others could be worked out from them."""

    name: str
    statements: int | None


class Potential(Record):
    """A pattern with its assessment, counted; the four dimensions run from 1 to 5.

    Where nobody assessed the pattern, ``assessed`` is false and ``assessment`` an ``unklar`` that
    says why.
    """

    number: str
    """For people and stable within a map: "RM-01", by number of statements."""
    pattern: Pattern
    assessment: Assessment
    quotes: tuple[SourcedQuote, ...]
    evidence: tuple[StatementId, ...]
    """Every statement that complains of this, in order of id."""
    withheld: bool = False
    """Too few people stand behind it: name, verdict and lever are told, ``statements`` is 0."""
    statements: int
    sites: tuple[Spread, ...]
    areas: tuple[Spread, ...]
    channels: tuple[Spread, ...]
    relief: float | None = Field(ge=1, le=5)
    feasibility: float | None = Field(ge=1, le=5)
    data: float | None = Field(ge=1, le=5)
    transfer: float | None = Field(ge=1, le=5)
    quadrant: Quadrant
    unrated: tuple[Criterion, ...]
    """Criteria nobody could rate: the dimensions stand on the others alone."""
    farthest: tuple[SourcedQuote, ...] = ()
    """Pain points at the rim of the pattern: what does not belong shows here first."""
    outside: tuple[SourcedQuote, ...] = ()
    """The nearest pain points that were left out."""
    alike: tuple[str, ...] = ()
    """Numbers of patterns that it could be merged with."""
    doubts: tuple[str, ...] = ()
    """For people: "nur ein Standort"."""
    assessed: bool
    pattern_reviewed: bool
    assessment_reviewed: bool


class FieldOfAction(Record):
    title: str
    potentials: tuple[str, ...]
    statements: int
    sites: int


class Canvas(Record):
    """A use case to be taken over; an empty string says that nobody can know yet."""

    number: str
    title: str
    field_of_action: str
    problem: str
    target_group: str
    benefit: str
    measure: str
    ai_role: str
    solution: str
    alternative: str
    human_in_the_loop: str
    data: str
    enablers: tuple[str, ...]
    risks: tuple[str, ...]
    statements: int
    sites: int
    evidence: tuple[StatementId, ...]


class NonUseCase(Record):
    """What AI should not solve, what does instead, and when to look again."""

    number: str
    title: str
    field_of_action: str
    lever: Lever | None
    measure: str
    reason: str
    revisit_when: str
    statements: int
    evidence: tuple[StatementId, ...]


class Enabler(Record):
    title: str
    needed_by: tuple[str, ...]


class Fate(StrEnum):
    ZUGEORDNET = "zugeordnet"
    RESTMENGE = "Restmenge"
    REST_ODER_KLEIN = "Restmenge oder kleines Muster"
    """One fate for both where a pattern is withheld: a filter would show who is in it."""
    OHNE_MUSTER = "Muster entfallen"
    KEIN_SCHMERZPUNKT = "kein Schmerzpunkt"
    NICHT_AUSWERTBAR = "nicht auswertbar"


class StatementRow(Record):
    """An anonymised statement and what became of it.

    Without its number in the survey tool, which knows who answered and where.
    """

    statement_id: StatementId
    channel: str
    """"" where the count of its pattern by channel is hidden."""
    site: str | None
    area: str | None
    role: str | None
    question: str | None
    text: str
    potentials: tuple[str, ...]
    fate: Fate


class PotentialMap(Record):
    report_id: str
    """Short digest of everything in the map: two reports with the same id say the same."""
    draft: bool
    publish: Publish
    """The threshold that was kept; fewer sources than set where the run has fewer sites."""
    ledger: Ledger
    audit: Audit
    wave: Wave | None = None
    reviews: tuple[Review, ...]
    inputs: tuple[Input, ...]
    methods: tuple[Method, ...]
    sites: tuple[Spread, ...]
    areas: tuple[Spread, ...]
    channels: tuple[Spread, ...]
    fields: tuple[FieldOfAction, ...]
    potentials: tuple[Potential, ...]
    canvases: tuple[Canvas, ...]
    non_use_cases: tuple[NonUseCase, ...]
    enablers: tuple[Enabler, ...]
    statements: tuple[StatementRow, ...]
    noise: tuple[PainPointId, ...]
    """In no pattern, or in one that is withheld; ``ledger`` counts the same way."""
    without_pattern: tuple[PainPointId, ...]
    """Grouped, but the pattern was rejected in the review or could not be summarised."""
    failures: tuple[Failure, ...]
    decisions: tuple[Decision, ...]

    @property
    def withholds(self) -> bool:
        return any(p.withheld for p in self.potentials)

    def of_verdict(self, *verdicts: Verdict) -> tuple[Potential, ...]:
        return tuple(p for p in self.potentials if p.assessment.verdict in verdicts)
