"""What a decision does to assessments: another verdict, lever or rating, or none at all."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.records import Assessment, Criterion, Decision, Rating
from pipeline.review.changes import Change
from pipeline.tools.leak_gate import GAP

# Counted anew in every run, some in relation to the whole: what code counts is no judgement, and
# a wave of statements about something else must not send a pattern back to people.
COUNTED = frozenset({Criterion.FALLZAHL, Criterion.TRANSFERFAEHIGKEIT})


class Assessments:
    remembers = True

    def lean(self, assessment: Assessment) -> dict[str, Any]:
        content = assessment.model_dump(mode="json")
        for rating in content["ratings"]:
            if rating["criterion"] in COUNTED:
                rating["reason"] = ""
        return content

    def likeness(self, then: Mapping[str, Any], assessment: Assessment) -> float:
        """An assessment is known by its pattern's id alone."""
        return 0.0

    def carried(
        self, then: Mapping[str, Any], assessment: Assessment, change: Change, reason: str
    ) -> Assessment | None:
        """What was decided about, if the machine now says the same, or what the person said."""
        before = Assessment.model_validate(then)
        after = overridden(before, change, reason)
        if key(assessment) not in (key(before), key(after)):
            return None
        counted = {r.criterion: r for r in assessment.ratings if r.criterion in COUNTED}
        ratings = tuple(counted.get(r.criterion, r) for r in before.ratings)
        # What stood where there is a gap now has been masked since.
        gaps = {name: own for name, own in assessment if GAP in str(own)}
        return before.model_copy(update={**gaps, "ratings": ratings})

    def rebuilt(self, then: Mapping[str, Any], like: Assessment) -> Assessment:
        return Assessment.model_validate(then)

    def unheld(self, content: Assessment, others: Sequence[Assessment]) -> Assessment:
        return content

    def agree(self, one: Assessment, other: Assessment) -> bool:
        return key(one) == key(other)

    def worded(self, then: Mapping[str, Any], like: Assessment) -> Assessment:
        return self.rebuilt(then, like)

    def apply(
        self,
        content: Callable[[str], Assessment | None],
        item_id: str,
        decision: Decision,
        change: Change,
    ) -> dict[str, Assessment | None]:
        assessment = content(item_id)
        match decision.action:
            case "override" if assessment:
                return {item_id: overridden(assessment, change, decision.reason)}
            case "discard" | "reject":
                return {item_id: None}
            case _:
                return {}


def key(assessment: Assessment) -> tuple[Any, ...]:
    """The judgement without its words and without what is counted."""
    values = tuple((r.criterion, r.value) for r in assessment.ratings if r.criterion not in COUNTED)
    return assessment.verdict, assessment.lever, values


def rated(change: Change, stands: Assessment) -> Change:
    """As the word of somebody who saw no rating: one left open is none, and what stands stays."""
    now = {r.criterion: r.value for r in stands.ratings}
    said = {c: value for c, value in change.ratings.items() if value is not None}
    kept = {c: now[c] for c in change.ratings if c in now}
    return change.model_copy(update={"ratings": {**kept, **said}})


def overridden(assessment: Assessment, change: Change, reason: str) -> Assessment:
    """The person's reason stands where the machine's stood; with the lever goes what was written
    for the old one, with the verdict also what spoke for and against it.
    """
    ratings = tuple(
        Rating(criterion=r.criterion, value=change.ratings[r.criterion], reason=reason)
        if r.criterion in change.ratings
        else r
        for r in assessment.ratings
    )
    named = {r.criterion for r in ratings}
    ratings += tuple(
        Rating(criterion=c, value=value, reason=reason)
        for c, value in change.ratings.items()
        if c not in named
    )
    update: dict[str, Any] = {"ratings": ratings}
    if change.verdict is not None:
        update |= {"verdict": change.verdict, "reason": reason}
    if change.lever is not None:
        lever = None if change.lever == "offen" else change.lever
        update |= {"lever": lever, "reason": reason}
    changed = {name for name, value in update.items() if value != getattr(assessment, name)}
    if changed & {"verdict", "lever"}:
        update |= {"solution": "", "human_in_the_loop": "", "enablers": (), "risks": ()}
    if "verdict" in changed:
        update |= {"arguments_for": (), "arguments_against": ()}
    return assessment.model_copy(update=update)
