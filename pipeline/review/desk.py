"""Where people decide: one way to say something, whoever says it and from wherever."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from pipeline.config import Review as Rules
from pipeline.errors import Conflict, PipelineError, Refused
from pipeline.records import Action, CheckpointName, Decision, Span
from pipeline.review.changes import NOTHING, REST, SAMPLE, Change, check, read, typed, write
from pipeline.review.folding import Fold, remembered
from pipeline.review.items import Item, to_decide
from pipeline.review.log import Log, chain
from pipeline.review.masking import marks
from pipeline.review.patterns import Stale
from pipeline.review.permits import not_merged_meanwhile, permit, second_and_blind
from pipeline.review.privacy import sampled
from pipeline.review.view import Material, View, known

Channel = Literal["web", "xlsx", "cli"]


@dataclass(frozen=True)
class Said:
    """What somebody says about an item; ``version`` is the one that they saw."""

    checkpoint: CheckpointName
    item_id: str
    action: Action
    reviewer: str = ""
    role: str = ""
    version: str = ""
    change: Change = NOTHING
    reason: str = ""
    channel: Channel = "web"


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
        with self._log.mutex:
            self._heed(self.log(), change)
        state = self.state(checkpoint)
        item = known(state, item_id)
        decision = self._decision(Said(checkpoint, item_id, action, change=change), item)
        permit(state, item, decision, change)
        try:
            return state.would_make(item, decision, change)
        except Stale:
            raise _moved_on() from None

    def decide(self, said: Said) -> Decision:
        """Written down, or ``Refused``, or ``Conflict`` if the item has another version by now."""
        return self._append(lambda decisions: [self._spoken(said, decisions)], said)[0]

    def said_before(self, said: Said) -> bool:
        """Whether the same person has said the same of the same version, and stands by it."""
        decisions = self.log()
        who = spelled(said.reviewer, decisions)
        withdrawn = {read(d).taken_back for d in decisions if d.action == "take_back"}
        word = (who, said.checkpoint, said.item_id, said.action, said.reason.strip(), said.channel)
        return any(
            (d.reviewer, d.checkpoint, d.item_id, d.action, d.reason, d.channel) == word
            and d.after == write(said.change)
            and (d.seen == said.version or said.action == "comment")
            and d.hash not in withdrawn
            for d in decisions
        )

    def decide_all(
        self, words: Sequence[Said], *, dry_run: bool = False
    ) -> tuple[list[Decision], dict[int, str]]:
        """All of them or, if one is refused, none; why, by its place among the words."""
        refused: dict[int, str] = {}
        spoken: list[Decision] = []

        def speak(decisions: Sequence[Decision]) -> list[Decision]:
            for place, said in enumerate(words):
                try:
                    decision = self._spoken(said, [*decisions, *spoken])
                except PipelineError as refusal:
                    refused[place] = str(refusal)
                else:
                    spoken[:] = chain([*spoken, decision], after=decisions)
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
            self._heed(decisions, NOTHING, reason)
            who = spelled(reviewer, decisions)
            state = self._fold(checkpoint, decisions)
            spoken = []
            for item in to_decide(state.items.values()):
                if item.status in ("released", "disputed") or who in item.hands:
                    continue
                said = Said(
                    checkpoint,
                    item.item_id,
                    "approve",
                    who,
                    role,
                    reason=reason,
                    channel="cli",
                )
                before = remembered(state, [item.item_id])
                update = {"seen": item.version, "before": before}
                decision = self._decision(said, item).model_copy(update=update)
                second_and_blind(item, decision, needed=self.needed(checkpoint))
                spoken.append(decision)
            return spoken

        said = Said(checkpoint, "", "approve", reviewer, role, channel="cli")
        return len(self._append(words, said))

    # speaking

    def _append(
        self, words: Callable[[Sequence[Decision]], Sequence[Decision]], last: Said | None = None
    ) -> list[Decision]:
        """The rules are checked against what everybody has said by now; ``last`` may close the
        first checkpoint.
        """

        def chained(decisions: Sequence[Decision]) -> list[Decision]:
            spoken = chain(words(decisions), after=decisions)
            if last and last.checkpoint == "datenschutz":
                return [*spoken, *self._sampled(decisions, spoken, last)]
            return spoken

        try:
            written = self._log.append(chained)
        except BaseException:
            # What was folded ahead has not been said.
            self._folds.clear()
            raise
        finally:
            self._said = None
        return [d for d in written if d.item_id != SAMPLE]

    def _sampled(
        self, decisions: Sequence[Decision], spoken: Sequence[Decision], last: Said
    ) -> list[Decision]:
        """What the control sample showed, in the name of whoever closes the checkpoint.

        Once more where it is read to the end later on, or shows another leak.
        """
        was_closed = _closed(self._fold("datenschutz", decisions))
        state = self._fold("datenschutz", [*decisions, *spoken])
        sample = sampled(state.items)
        noted = next((read(d).sample for d in reversed(decisions) if d.item_id == SAMPLE), None)
        told = noted and was_closed and sample.leaks == noted.leaks and not sample.complete
        if not _closed(state) or sample == noted or told:
            return []
        said = Said(
            "datenschutz",
            SAMPLE,
            "comment",
            last.reviewer,
            last.role,
            change=Change(sample=sample),
            reason=sample.sentence,
            channel=last.channel,
        )
        return [self._decision(said, Item(SAMPLE))]

    def _spoken(self, said: Said, decisions: Sequence[Decision]) -> Decision:
        """What is written down after these decisions, if the rules allow it."""
        reviewer = spelled(said.reviewer, decisions)
        said = replace(said, reviewer=reviewer)
        checkpoint, item_id = said.checkpoint, said.item_id
        check(checkpoint, said.action, said.change, said.reason)
        self._heed(decisions, said.change, said.reason)
        state = self._fold(checkpoint, decisions)
        item = known(state, item_id)
        seen = item.version if said.action == "comment" or item_id == REST else said.version
        blind = self._blind(checkpoint, item, reviewer) and not seen
        if seen != item.version and not blind and said.channel != "xlsx":
            raise Conflict(
                "Inzwischen hat jemand anderes darüber entschieden. Sehen Sie sich den neuen "
                "Stand an und entscheiden Sie dann.",
                seen=seen,
                current=self._shown(checkpoint, item, reviewer),
                by=_since(item, seen),
            )
        if said.channel == "xlsx" and said.action != "comment":
            not_merged_meanwhile(state, (item_id, *said.change.names))
        then = state if seen == item.version else self._fold_until(checkpoint, decisions, seen)
        before = remembered(then, (item_id, *said.change.names), blind=seen != item.version)
        update = {"seen": seen, "before": before}
        decision = self._decision(said, item).model_copy(update=update)
        permit(then, known(then, item_id), decision, said.change)
        second_and_blind(item, decision, needed=self.needed(checkpoint))
        return decision

    def _heed(self, decisions: Sequence[Decision], change: Change, reason: str = "") -> None:
        """Raises ``Refused`` for words that no report may show: nothing leaves the log again."""
        said = [(field, text) for field, text in typed(change, reason) if text.strip()]
        marked = self._marked(decisions) if said else ()
        found = [(field, self.material.objection(text, marked)) for field, text in said]
        why = [
            f"„{field}“ ist so nicht gespeichert. {f.why} Gemeint ist „{f.place}“."
            for field, f in found
            if f
        ]
        if why:
            raise Refused(
                f"{' '.join(why)} Umschreiben Sie die Stelle, etwa "
                "mit „eine Kollegin“ oder „das Fachverfahren“; was einmal im Protokoll steht, "
                "bleibt dort."
            )

    def _marked(self, decisions: Sequence[Decision]) -> Sequence[Span]:
        there = "datenschutz" in self.material.cases
        return marks(self._fold("datenschutz", decisions)) if there else ()

    def _decision(self, said: Said, item: Item) -> Decision:
        return Decision(
            checkpoint=said.checkpoint,
            item_id=item.item_id,
            candidate_digest=item.digest,
            action=said.action,
            after=write(said.change),
            reviewer=said.reviewer,
            role=said.role,
            at=self._clock(),
            reason=said.reason.strip(),
            channel=said.channel,
            previous_hash="",
            hash="",
        )


def _closed(state: Fold) -> bool:
    return all(item.status == "released" for item in to_decide(state.items.values()))


def spelled(name: str, decisions: Sequence[Decision]) -> str:
    """The name as the same person wrote it before: nobody is two people by writing it otherwise."""
    given = " ".join(unicodedata.normalize("NFC", name).split())
    names = sorted({d.reviewer for d in decisions})
    return next((known for known in names if known.casefold() == given.casefold()), given)


def _since(item: Item, seen: str) -> tuple[Decision, ...]:
    """What was said after the version that somebody knew."""
    known = next((n for n, d in enumerate(item.decisions, 1) if d.hash == seen), 0)
    return item.decisions[known:]


def _moved_on() -> Refused:
    return Refused(
        "Das geht mit dem heutigen Stand nicht mehr. Öffnen Sie die Seite neu und wählen Sie noch "
        "einmal."
    )
