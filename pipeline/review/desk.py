"""Where people decide: one way to say something, whoever says it and from wherever."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from pipeline.config import Review as Rules
from pipeline.errors import Conflict, PipelineError, Refused
from pipeline.records import (
    Action,
    CheckpointName,
    Decision,
)
from pipeline.review.changes import NOTHING, REST, Change, check, write
from pipeline.review.folding import remembered
from pipeline.review.items import Item, to_decide
from pipeline.review.log import Log, chain
from pipeline.review.patterns import Stale
from pipeline.review.permits import permit, second_and_blind
from pipeline.review.view import Material, View, known

Word = Callable[[Sequence[Decision]], Decision]
"""Makes a decision once all decisions before it are known."""

Channel = Literal["web", "xlsx", "cli"]


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Desk(View):
    """Many people may sit at many desks of one run; the log alone knows what counts."""

    def __init__(
        self,
        material: Callable[[], Material],
        log: Log,
        rules: Rules,
        *,
        clock: Callable[[], str] = now,
    ) -> None:
        super().__init__(material, log, rules)
        self._clock = clock

    def preview(
        self, checkpoint: CheckpointName, item_id: str, action: Action, change: Change
    ) -> dict[str, Any]:
        """What the action would make of which items; None is one that would leave."""
        state = self.state(checkpoint)
        item = known(state, item_id)
        decision = self._word(checkpoint, item, action, change, "", "", "", "web")
        permit(state, item, decision, change)
        try:
            return state.would_make(item, decision, change)
        except Stale:
            raise _moved_on() from None

    def decide(
        self,
        checkpoint: CheckpointName,
        item_id: str,
        action: Action,
        *,
        reviewer: str,
        role: str,
        version: str,
        change: Change = NOTHING,
        reason: str = "",
        channel: Channel = "web",
    ) -> Decision:
        """Written down, or ``Refused``, or ``Conflict`` if the item has another version by now."""
        word = self.word(
            checkpoint,
            item_id,
            action,
            reviewer=reviewer,
            role=role,
            version=version,
            change=change,
            reason=reason,
            channel=channel,
        )
        return self._append(lambda decisions: [word(decisions)])[0]

    def _append(self, words: Callable[[Sequence[Decision]], Sequence[Decision]]) -> list[Decision]:
        """The rules are checked against what everybody has said by now."""
        self._said = None
        return self._log.append(words)

    def word(
        self,
        checkpoint: CheckpointName,
        item_id: str,
        action: Action,
        *,
        reviewer: str,
        role: str,
        version: str,
        change: Change = NOTHING,
        reason: str = "",
        channel: Channel = "web",
    ) -> Word:
        """What ``decide`` writes, once all decisions before it are known."""
        check(checkpoint, action, change, reason)

        def spoken(decisions: Sequence[Decision]) -> Decision:
            state = self._fold(checkpoint, decisions)
            item = known(state, item_id)
            seen = item.version if action == "comment" or item_id == REST else version
            blind = self._blind(checkpoint, item, reviewer) and not seen
            if seen != item.version and not blind and channel != "xlsx":
                raise Conflict(
                    "Inzwischen hat jemand anderes darüber entschieden. Sehen Sie sich den neuen "
                    "Stand an und entscheiden Sie dann.",
                    seen=seen,
                    current=self._shown(checkpoint, item, reviewer),
                    by=_since(item, seen),
                )
            then = state if seen == item.version else self._fold_until(checkpoint, decisions, seen)
            said = self._word(checkpoint, item, action, change, reason, reviewer, role, channel)
            before = remembered(then, (item_id, *change.names), blind=seen != item.version)
            decision = said.model_copy(update={"seen": seen, "before": before})
            permit(then, known(then, item_id), decision, change)
            second_and_blind(item, decision, needed=self.needed(checkpoint))
            return decision

        return spoken

    def decide_all(
        self, words: Sequence[Word], *, dry_run: bool = False
    ) -> tuple[list[Decision], dict[int, str]]:
        """All of them or, if one is refused, none; why, by its place among the words."""
        refused: dict[int, str] = {}
        spoken: list[Decision] = []

        def speak(decisions: Sequence[Decision]) -> list[Decision]:
            for place, word in enumerate(words):
                try:
                    said = word([*decisions, *spoken])
                except PipelineError as refusal:
                    refused[place] = str(refusal)
                else:
                    spoken[:] = chain([*spoken, said], after=decisions)
            return [] if refused or dry_run else spoken

        written = self._append(speak)
        if not written:
            # What was only tried out must not be taken for said.
            self._folds.clear()
        return written or spoken, refused

    def approve_all(
        self, checkpoint: CheckpointName, *, reviewer: str, role: str, reason: str = ""
    ) -> int:
        """Agree with everything that waits, disputes excepted; how many items that were."""

        def words(decisions: Sequence[Decision]) -> list[Decision]:
            state = self._fold(checkpoint, decisions)
            spoken = []
            for item in to_decide(state.items.values()):
                if item.status in ("released", "disputed") or reviewer in item.hands:
                    continue
                said = self._word(
                    checkpoint, item, "approve", NOTHING, reason, reviewer, role, "cli"
                )
                before = remembered(state, [item.item_id])
                decision = said.model_copy(update={"seen": item.version, "before": before})
                second_and_blind(item, decision, needed=self.needed(checkpoint))
                spoken.append(decision)
            return spoken

        return len(self._append(words))

    def _word(
        self,
        checkpoint: CheckpointName,
        item: Item,
        action: Action,
        change: Change,
        reason: str,
        reviewer: str,
        role: str,
        channel: Channel,
    ) -> Decision:
        return Decision(
            checkpoint=checkpoint,
            item_id=item.item_id,
            candidate_digest=item.digest,
            action=action,
            after=write(change),
            reviewer=reviewer.strip(),
            role=role,
            at=self._clock(),
            reason=reason.strip(),
            channel=channel,
            previous_hash="",
            hash="",
        )


def _since(item: Item, seen: str) -> tuple[Decision, ...]:
    """What was said after the version that somebody knew."""
    known = next((n for n, d in enumerate(item.decisions, 1) if d.hash == seen), 0)
    return item.decisions[known:]


def _moved_on() -> Refused:
    return Refused(
        "Das geht mit dem heutigen Stand nicht mehr. Öffnen Sie die Seite neu und wählen Sie noch "
        "einmal."
    )
