"""What a run knows of itself: account, reviews, inputs, methods, audit record, wave."""

from datetime import datetime
from math import ceil

from pipeline.config import Publish
from pipeline.records import CheckpointName, Decision, Failure, PainPointId, PatternId, Record


class Ledger(Record):
    """Where every item went; ``read`` and ``pain_points`` must be the sums of what follows them."""

    read: int
    kept: int
    blank: int
    duplicate: int
    rejected: int
    failed: int
    statements_with_complaint: int
    statements_without_complaint: int
    statements_failed: int
    pain_points: int
    clustered: int
    noise: int
    pain_points_failed: int
    pain_points_rejected: int = 0
    """Their pattern was rejected in the review."""


class Change(Record):
    """What a wave did to one pattern: before + joined + moved in − left − moved out = after.

    ``joined`` and ``left`` come from and go to where there is no pattern.
    """

    pattern_id: PatternId
    before: int
    after: int
    joined: tuple[PainPointId, ...] = ()
    left: tuple[PainPointId, ...] = ()
    moved_in: tuple[PainPointId, ...] = ()
    moved_out: tuple[PainPointId, ...] = ()


class Wave(Record):
    """What changed against the patterns that people had decided about before it came."""

    pain_points: int
    stayed: int
    """In a pattern as before, be it another one."""
    assigned: int
    """New in a pattern that was known."""
    founded: int
    """New in a pattern that is new itself."""
    rest: int
    stopped: int
    """Went no further: their pattern was discarded, or something failed."""
    gone: int
    """Were in a pattern and are no longer among the statements, or not in the same words."""
    changes: tuple[Change, ...]

    @property
    def accounted(self) -> int:
        return self.stayed + self.assigned + self.founded + self.rest + self.stopped

    @property
    def new(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if not c.before)

    @property
    def grown(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if 0 < c.before <= c.after)

    @property
    def shrunk(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.after < c.before)

    @property
    def moved(self) -> int:
        return sum(len(c.moved_in) for c in self.changes)


# With fewer, even where nothing was missing, more than one statement in ten may leak.
TELLING = 29


class ControlSample(Record):
    """Statements drawn at random at the first checkpoint, to learn what the detectors leave."""

    drawn: int
    read: int
    """Judged one by one; who approves all at once has read none."""
    in_order: int
    """Read without a gap from the first drawn on. Which others were read is not chance."""
    leaks: int
    """Of those read, in how many a person masked something that had been left."""
    highest_share: float | None
    """Of all statements, as many at most leak, with 95 % certainty; None where none was read."""

    @property
    def complete(self) -> bool:
        return self.read == self.drawn

    @property
    def sentence(self) -> str:
        begun = f"Kontrollstichprobe: {self.read} von {self.drawn} gezogenen Aussagen gelesen"
        if self.highest_share is None:
            return f"{begun}; wie viel die Erkennung übersieht, ist damit offen."
        found = f"bei {self.leaks} etwas nachgetragen" if self.leaks else "nichts nachgetragen"
        begun += f"{'' if self.complete else ' (unvollständig)'}, {found}; "
        if self.in_order != self.read:
            begun += f"es zählen die ersten {self.in_order}, die der Reihe nach gelesen sind; "
        if self.in_order < TELLING and not self.complete:
            return f"{begun}über das, was die Erkennung übersieht, ist noch keine Aussage möglich."
        # Rounded up: a limit must not read smaller than it is.
        share = f"{ceil(self.highest_share * 1000) / 10:.1f}".replace(".", ",")
        return (
            f"{begun}mit 95 % Sicherheit übersieht die Erkennung in höchstens {share} % der "
            "Aussagen etwas."
        )


class Review(Record):
    """How far a checkpoint has come; ``last_at`` is ISO 8601, UTC."""

    checkpoint: CheckpointName
    proposed: int
    decided: int
    reviewers: tuple[str, ...] = ()
    last_at: str | None = None
    undecided: tuple[str, ...] = ()
    """Item ids that still wait, among them those whose decision went stale."""
    released: tuple[str, ...] = ()
    sample: ControlSample | None = None
    """At the first checkpoint."""

    @property
    def open(self) -> int:
        return self.proposed - self.decided


class Input(Record):
    """A source without its name: file names may hold personal data."""

    number: int
    channel: str
    kind: str
    statements: int
    sha256: str


class Method(Record):
    """What did the work of a stage; ``limits`` is one German sentence where it is a stand-in."""

    stage: str
    label: str
    identity: str
    limits: str = ""


class LeakChecks(Record):
    """How often the leak gate was asked in this run, and what it held back."""

    answers: int = 0
    """Of a language model, as far as nothing else was wrong with them."""
    answers_refused: int = 0
    texts: int = 0
    """That the reports show: patterns with their assessment, and what people said of items."""
    withheld: dict[str, str] = {}
    """Why, by the id of the pattern or the hash of the decision."""
    of: str = ""
    """Digest of all that was looked at: the same is not looked at twice."""

    @property
    def sentence(self) -> str:
        asked = (
            f"{self.answers} Antworten des Sprachmodells geprüft, {self.answers_refused} abgelehnt"
            if self.answers
            else "kein Sprachmodell befragt"
        )
        return (
            f"Leckprüfung: {asked}; {self.texts} Texte der Berichte geprüft, "
            f"{len(self.withheld)} zurückgehalten."
        )


class Audit(Record):
    """What was done about personal data, without a word of it."""

    statements: int
    masked_statements: int
    kinds: dict[str, int]
    """How many stretches of each kind were masked."""
    forgotten: bool
    """The raw text is gone."""
    sample: ControlSample | None = None
    leak_checks: LeakChecks = LeakChecks()

    @property
    def checks(self) -> tuple[str, ...]:
        sample = [self.sample.sentence] if self.sample else []
        return (*sample, self.leak_checks.sentence)

    def standing(self, review: Review | None) -> str:
        """As Art. 4 Nr. 5 DSGVO and § 67 SGB X say it; ``review`` is of the first checkpoint.

        Anonymous is only what cannot be looked up again and what somebody has looked through: a
        control sample in which nothing was missing, or every statement.
        """
        if review is None or review.open or not review.last_at:
            return "maskiert, noch nicht geprüft"
        checked = f"geprüft am {datetime.fromisoformat(review.last_at):%d.%m.%Y}"
        if not self.forgotten:
            return f"pseudonymisiert, {checked}"
        sample = self.sample
        if sample and sample.complete and (not sample.leaks or sample.drawn >= self.statements):
            return f"anonymisiert: Maskierung {checked}, Originaltexte gelöscht"
        return f"pseudonymisiert, {checked}, Originaltexte gelöscht"


class RunFacts(Record):
    """What the run knows of itself and the records do not."""

    ledger: Ledger
    reviews: tuple[Review, ...]
    inputs: tuple[Input, ...]
    methods: tuple[Method, ...]
    failures: tuple[Failure, ...]
    decisions: tuple[Decision, ...]
    audit: Audit
    wave: Wave | None = None
    publish: Publish = Publish()
