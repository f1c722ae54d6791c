"""A small run on paper: patterns out of numbers, a log without a disk, and a desk for both."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from threading import RLock

from made import pattern_of, point_of

from pipeline.config import Review as Rules
from pipeline.records import (
    NOISE,
    NOTHING_KNOWN,
    Assessment,
    Cluster,
    ClusterId,
    Criterion,
    Decision,
    FieldId,
    Known,
    Lever,
    Member,
    PainPoint,
    PainPointId,
    Pattern,
    PatternId,
    Rating,
    Span,
    Statement,
    StatementId,
    Verdict,
)
from pipeline.review.desk import Desk, Said
from pipeline.review.log import chain
from pipeline.review.proposing import Case, assessments_case, patterns_case, spans_case
from pipeline.review.view import Material
from pipeline.review.waves import known
from pipeline.tools.leak_gate import Objection


class PaperLog:
    """What ``Log`` does, in memory."""

    def __init__(self) -> None:
        self.mutex = RLock()
        self.written: list[Decision] = []

    def decisions(self) -> list[Decision]:
        return list(self.written)

    def append(self, word):
        chained = chain(word(list(self.written)), after=self.written)
        self.written += chained
        return chained


def point(number: int) -> PainPoint:
    return point_of(f"s{number}", f"Aussage {number}", f"p{number}")


def pattern(name: str, numbers: Iterable[int], title: str = "") -> Pattern:
    points = [point(n) for n in numbers]
    title = title or f"Muster {name}"
    return pattern_of(name, points, title=title, exemplars=(points[0].pain_point_id,))


def ids(*numbers: int) -> tuple[PainPointId, ...]:
    return tuple(point(n).pain_point_id for n in numbers)


def patterns(
    groups: Mapping[str, Sequence[int]],
    noise: Sequence[int] = (),
    known: Known = NOTHING_KNOWN,
    *,
    wording: str = "Muster",
) -> Case:
    """Patterns by name, of numbered pain points; ``noise`` belongs to none."""
    rest = Cluster(
        cluster_id=ClusterId(NOISE),
        field_id=FieldId(-1),
        members=tuple(Member(pain_point_id=i, membership=0) for i in ids(*noise)),
    )
    numbers = [*noise, *itertools.chain(*groups.values())]
    made = [pattern(name, own, f"{wording} {name}") for name, own in groups.items()]
    return patterns_case(made, [rest], [point(n) for n in numbers], known)


def assessment(name: str, verdict: Verdict = Verdict.KI, **rated: int | None) -> Assessment:
    return Assessment(
        pattern_id=PatternId(name),
        verdict=verdict,
        lever=Lever.KI,
        reason="Weil es um Texte geht.",
        ratings=tuple(
            Rating(criterion=c, value=rated.get(c.name, 3), reason=f"{c.value}: gezählt.")
            for c in Criterion
        ),
        analyst="Regeln",
    )


def assessments(*of: Assessment) -> Case:
    return assessments_case(of)


def spans(text: str, *places: tuple[int, int]) -> Case:
    """One statement, s1, in which something was found at these places."""
    statement = Statement(
        statement_id=StatementId("s1"), source="a.csv", locator="1", text=text, channel="umfrage"
    )
    found = [
        Span(
            statement_id=StatementId("s1"), start=a, end=b, kind="PERSON", score=1, detector="rule"
        )
        for a, b in places
    ]
    return spans_case([statement], found, key=b"a key")


class Paper:
    """A desk whose material can be exchanged, as another run does."""

    def __init__(self, rules: Rules | None = None, log: PaperLog | None = None) -> None:
        self.cases: dict[str, Case] = {}
        self.log = log or PaperLog()
        self.unspeakable = ""
        self.marked: Sequence[Span] = ()
        clock = map("2026-01-01T00:{:02d}:00+00:00".format, itertools.cycle(range(60)))
        self.desk = Desk(self._material, self.log, rules or Rules(), clock=lambda: next(clock))

    def lay(self, **cases: Case) -> "Paper":
        self.cases |= cases
        self.desk.refresh()
        return self

    def known(self, before: Known = NOTHING_KNOWN) -> Known:
        """What people have said about the patterns, as a new wave finds it."""
        case, said = self.cases["muster"], self.log.decisions()
        return known(self.desk.state("muster"), case.candidates, said, before)

    def _material(self) -> Material:
        return Material(
            cases=dict(self.cases),
            pain_points={p.pain_point_id: p for p in map(point, range(200))},
            statements={},
            raw=lambda statement_id: None,
            embeddings=lambda: None,
            doubts=lambda: [],
            objection=self._objection,
        )

    def _objection(self, text: str, marked: Sequence[Span]) -> Objection | None:
        self.marked = marked
        if not self.unspeakable or self.unspeakable not in text:
            return None
        return Objection("Der Text nennt jemanden.", self.unspeakable)

    def say(self, item_id, action, who="A", *, checkpoint="muster", role="Freigabe", **options):
        """A decision on what the person sees now, unless a ``version`` is given."""
        self.desk.refresh()
        seen = self.desk.item(checkpoint, item_id, who).version
        how = {"version": seen, "reason": "Darum ist es so.", **options}
        return self.desk.decide(Said(checkpoint, item_id, action, who, role, **how))

    def status(self, item_id, checkpoint="muster"):
        return self.desk.item(checkpoint, item_id).status

    def content(self, item_id, checkpoint="muster"):
        return self.desk.item(checkpoint, item_id).content
