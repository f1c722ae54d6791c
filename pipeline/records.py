"""What flows: one frozen record per noun, in the order in which the nouns appear."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

StatementId = NewType("StatementId", str)
PainPointId = NewType("PainPointId", str)
PatternId = NewType("PatternId", str)
ClusterId = NewType("ClusterId", int)
FieldId = NewType("FieldId", int)

NOISE = ClusterId(-1)


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Statement(Record):
    """What somebody said, as it was said. Holds personal data: lives above the wall only."""

    statement_id: StatementId
    external_id: str | None = None
    source: str
    locator: str
    text: str
    site: str | None = None
    area: str | None = None
    role: str | None = None
    question: str | None = None
    speaker: str | None = None
    channel: str
    process: str | None = None


class Span(Record):
    """Personal data at ``text[start:end]`` of a statement."""

    statement_id: StatementId
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    kind: str
    score: float = Field(ge=0, le=1)
    detector: str


class AnonymisedStatement(Record):
    """The statement with placeholders, and the metadata that may pass the wall."""

    statement_id: StatementId
    external_id: str | None = None
    text: str
    site: str | None = None
    area: str | None = None
    role: str | None = None
    question: str | None = None
    channel: str
    process: str | None = None


class PainPoint(Record):
    """One complaint: ``anonymised.text[start:end]``, and the same in one neutral sentence."""

    pain_point_id: PainPointId
    statement_id: StatementId
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str
    issue: str


@dataclass(frozen=True, eq=False)
class Embeddings:
    """Row i of ``matrix`` (float32, unit length) belongs to ``ids[i]``."""

    ids: tuple[PainPointId, ...]
    matrix: npt.NDArray[np.float32]
    encoder: str


class Member(Record):
    """A pain point in its cluster; membership is 1 at the heart and falls towards the rim."""

    pain_point_id: PainPointId
    membership: float = Field(ge=0, le=1)


class Cluster(Record):
    """Pain points that lie together; ``cluster_id`` −1 is noise, as in hdbscan.

    For the reviewer: ``exemplars`` lie nearest to the middle and ``farthest`` at the rim,
    ``outside`` are the nearest pain points of other clusters, ``alike`` the clusters that it could
    be merged with, the most alike first. ``cohesion`` is how near the members are to each other as
    a share of what is usual in the run.
    """

    cluster_id: ClusterId
    field_id: FieldId
    members: tuple[Member, ...]
    exemplars: tuple[PainPointId, ...] = ()
    farthest: tuple[PainPointId, ...] = ()
    outside: tuple[PainPointId, ...] = ()
    alike: tuple[ClusterId, ...] = ()
    stability: float | None = None
    cohesion: float | None = None
    pattern_id: PatternId | None = None
    """The pattern that people know it as."""


class Quote(Record):
    """Stands word for word at ``anonymised.text[start:end]``."""

    pain_point_id: PainPointId
    statement_id: StatementId
    start: int
    end: int
    text: str


class Pattern(Record):
    """A friction pattern: what many statements complain of in many wordings."""

    pattern_id: PatternId
    title: str
    summary: str
    cause: str
    effect: str
    keyphrases: tuple[str, ...] = ()
    quotes: tuple[Quote, ...]
    members: tuple[PainPointId, ...]
    exemplars: tuple[PainPointId, ...] = ()
    field_of_action: str
    stability: float | None = None
    cohesion: float | None = None
    alike: tuple[PatternId, ...] = ()
    """Patterns that may be the same friction: a hint for the reviewer, who alone merges."""
    analyst: str


class Chapter(Record):
    """What was proposed, in patterns and as Restmenge, up to the decision with the hash ``until``;
    then a new wave came.
    """

    candidates: tuple[Pattern, ...]
    rest: tuple[PainPointId, ...]
    until: str


class Known(Record):
    """What people have said about patterns by the time a new wave comes; nothing in a first run."""

    patterns: tuple[Pattern, ...] = ()
    """All that somebody has said a word about, in the machine's words, with the members that they
    had."""
    discarded: tuple[PatternId, ...] = ()
    """Those of them that left the flow: nothing new joins them."""
    rest: tuple[PainPointId, ...] = ()
    """Left out of every pattern, and so not to be put into one unasked."""
    chapters: tuple[Chapter, ...] = ()
    """All earlier proposals that were decided about, the oldest first."""


NOTHING_KNOWN = Known()


class Verdict(StrEnum):
    KI = "KI"
    KI_NACH_VORARBEIT = "KI nach Vorarbeit"
    NICHT_KI = "Nicht-KI"
    UNKLAR = "unklar"


class Lever(StrEnum):
    KI = "KI"
    DIGITALISIERUNG = "Digitalisierung"
    PROZESS = "Prozess"
    STANDARDISIERUNG = "Standardisierung"
    DATENQUALITAET = "Datenqualität"
    ORGANISATION = "Organisation"
    RECHT = "Recht"
    IT_BETRIEB = "IT-Betrieb"


class Criterion(StrEnum):
    """The eight criteria of the rating grid, and Entlastungswirkung, Umsetzbarkeit of the map."""

    NUTZEN = "Nutzen"
    FALLZAHL = "Fallzahl"
    STANDARDISIERBARKEIT = "Standardisierbarkeit"
    DATENLAGE = "Datenlage"
    RECHTLICHE_SENSIBILITAET = "rechtliche Sensibilität"
    AKZEPTANZ = "Akzeptanz"
    UMSETZUNGSAUFWAND = "Umsetzungsaufwand"
    TRANSFERFAEHIGKEIT = "Transferfähigkeit"


class Rating(Record):
    """1 (low) to 5 (high); ``None`` says that nobody can tell yet."""

    criterion: Criterion
    value: int | None = Field(ge=1, le=5)
    reason: str


class Argument(Record):
    """What speaks for or against, and the statements that show it."""

    text: str
    evidence: tuple[StatementId, ...] = ()


class Vote(Record):
    """How often an answer was given when the analyst was asked several times."""

    verdict: Verdict
    share: float = Field(ge=0, le=1)


class Assessment(Record):
    """Whether AI is the answer to a pattern, and if not, what is."""

    pattern_id: PatternId
    verdict: Verdict
    lever: Lever | None
    reason: str
    arguments_for: tuple[Argument, ...] = ()
    arguments_against: tuple[Argument, ...] = ()
    enablers: tuple[str, ...] = ()
    solution: str = ""
    alternative: Lever | None = None
    """What would help best without AI."""
    human_in_the_loop: str = ""
    risks: tuple[str, ...] = ()
    ratings: tuple[Rating, ...]
    votes: tuple[Vote, ...] = ()
    analyst: str


CheckpointName = Literal["datenschutz", "muster", "einstufung"]


Action = Literal[
    "approve", "edit", "merge", "split", "move", "override", "discard", "reject", "postpone",
    "comment", "take_back",
]  # fmt: skip


class Decision(Record):
    """A person's word on one proposal; each names the hash of the one before it."""

    checkpoint: CheckpointName
    item_id: str
    candidate_digest: str
    """Of what the machine proposed; empty where people made the item."""
    action: Action
    before: str | None = None
    """JSON: the content of every item it touches, as the person saw it."""
    after: str | None = None
    """JSON: what the person changes."""
    reviewer: str
    role: str = "Prüfung"
    at: str
    reason: str = ""
    channel: Literal["web", "xlsx", "cli"] = "cli"
    seen: str = ""
    """Hash of the last decision on the item that the person knew of."""
    previous_hash: str
    hash: str


FailureKind = Literal[
    "blank", "duplicate", "rejected", "failed", "no_complaint", "discarded", "rest"
]


class Failure(Record):
    """An item that goes no further, and why. Never holds the text of a statement."""

    item_id: str
    stage: str
    kind: FailureKind = "failed"
    reason: str
