"""candidates -> cases: what a person is asked, each under the digest of its content."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.records import (
    NOISE,
    NOTHING_KNOWN,
    Assessment,
    Cluster,
    Decision,
    Known,
    PainPoint,
    PainPointId,
    Pattern,
    Span,
    Statement,
)
from pipeline.review.assessments import Assessments
from pipeline.review.changes import REST, read
from pipeline.review.folding import Fold, opened
from pipeline.review.items import Matter
from pipeline.review.masking import Maskings, maskings
from pipeline.review.patterns import Patterns
from pipeline.review.privacy import control_sample, sample_size
from pipeline.review.waves import turn


@dataclass(frozen=True)
class Case:
    """All that is proposed at one checkpoint; where nothing is ``asked`` of it, a person may still
    decide.

    What was said up to the decision ``until`` was said about an ``earlier`` case, before a new wave
    came, and is not asked again.
    """

    matter: Matter
    candidates: Mapping[str, Any]
    digests: Mapping[str, str]
    asked: Callable[[Any], bool] = bool
    earlier: "Case | None" = None
    until: str = ""

    def fold(self, decisions: Sequence[Decision], *, needed: int) -> Fold:
        """As it stands after these decisions, all of this checkpoint and in the order of the log.

        A word that was taken back anywhere among them counts nowhere.
        """
        withdrawn = {read(d).taken_back for d in decisions if d.action == "take_back"}
        return self._after(decisions, withdrawn, needed)

    def _after(
        self, decisions: Sequence[Decision], withdrawn: Collection[str | None], needed: int
    ) -> Fold:
        state, begin = self._opened(decisions, withdrawn, needed)
        for decision in decisions[begin:]:
            state.take(decision, counts=decision.hash not in withdrawn)
        return state

    def _opened(
        self, decisions: Sequence[Decision], withdrawn: Collection[str | None], needed: int
    ) -> tuple[Fold, int]:
        """What stood when this was proposed, and how many of the decisions came before."""
        if self.earlier is None:
            candidates, digests = self.candidates, self.digests
            matter, asked = self.matter, self.asked
            return opened(matter, candidates, needed=needed, digests=digests, asked=asked), 0
        hashes = [decision.hash for decision in decisions]
        begin = hashes.index(self.until) + 1 if self.until in hashes else len(hashes)
        before = self.earlier._after(decisions[:begin], withdrawn, needed)
        return turn(before, self.matter, self.candidates, self.digests), begin


def spans_case(statements: Sequence[Statement], spans: Sequence[Span], *, key: bytes) -> Case:
    """Asked about every statement in which something was found; if nowhere, about a sample.

    Whoever has the log and the masked text could try out names against a plain digest; without
    the ``key``, which goes when the texts go, there is nothing to try them against.
    """
    found = maskings(statements, spans, key)
    to_read = (
        control_sample((s.statement_id for s in statements), sample_size()) if not spans else ()
    )
    asked = {*to_read, *(span.statement_id for span in spans)}
    return _case(Maskings(), found, lambda masking: masking.statement_id in asked)


def patterns_case(
    patterns: Sequence[Pattern],
    clusters: Sequence[Cluster],
    pain_points: Sequence[PainPoint],
    known: Known = NOTHING_KNOWN,
) -> Case:
    """Asked about every pattern; out of the Restmenge more can be made."""
    points = {p.pain_point_id: p for p in pain_points}
    noise = [m.pain_point_id for c in clusters if c.cluster_id == NOISE for m in c.members]
    earlier, until = None, ""
    for chapter in known.chapters:
        case = _proposed(points, chapter.candidates, chapter.rest)
        earlier, until = replace(case, earlier=earlier, until=until), chapter.until
    return replace(_proposed(points, patterns, noise), earlier=earlier, until=until)


def _proposed(
    points: Mapping[PainPointId, PainPoint],
    patterns: Sequence[Pattern],
    rest: Collection[PainPointId],
) -> Case:
    matter = Patterns(points, set(rest))
    candidates: dict[str, Pattern] = {p.pattern_id: p for p in patterns}
    candidates[REST] = matter.remainder(rest)
    return _case(matter, candidates)


def assessments_case(assessments: Sequence[Assessment]) -> Case:
    return _case(Assessments(), {a.pattern_id: a for a in assessments})


def _case(
    matter: Matter, candidates: Mapping[str, Any], asked: Callable[[Any], bool] = bool
) -> Case:
    digests = {i: digest(matter.lean(c)) for i, c in candidates.items()}
    return Case(matter, candidates, digests, asked)


def digest(lean: Mapping[str, Any]) -> str:
    """Of what is judged: scores, detectors and sentences about counts may change without it."""
    return hashlib.sha256(json.dumps(lean, sort_keys=True).encode()).hexdigest()
