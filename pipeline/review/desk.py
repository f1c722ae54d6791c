"""Where people decide: what is proposed, what has been said about it, and one way to say more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from pipeline.config import Review as Rules
from pipeline.errors import Conflict, PipelineError, Refused
from pipeline.potential_map import Ledger
from pipeline.records import (
    Action,
    AnonymisedStatement,
    CheckpointName,
    Decision,
    Embeddings,
    PainPoint,
    PainPointId,
    StatementId,
)
from pipeline.review.agreement import Agreement, agreements
from pipeline.review.changes import NOTHING, REST, Change, check, write
from pipeline.review.folding import Fold, remembered
from pipeline.review.items import Item, to_decide
from pipeline.review.log import Log, chain
from pipeline.review.neighbours import Neighbours, Sample
from pipeline.review.patterns import Stale
from pipeline.review.permits import permit, second_and_blind
from pipeline.review.privacy import Doubt, control_sample, sample_size
from pipeline.review.proposing import Case

Word = Callable[[Sequence[Decision]], Decision]
"""Makes a decision once all decisions before it are known."""

Channel = Literal["web", "xlsx", "cli"]

CHECKPOINTS: tuple[CheckpointName, ...] = ("datenschutz", "muster", "einstufung")


@dataclass(frozen=True)
class Material:
    """What lies on the desk; a checkpoint that the run has not reached has no case."""

    cases: Mapping[CheckpointName, Case]
    pain_points: Mapping[PainPointId, PainPoint]
    statements: Mapping[StatementId, AnonymisedStatement]
    raw: Callable[[str], Any]
    """The statement as it was said, for the data protection review; None once it is forgotten."""
    embeddings: Callable[[], Embeddings | None]
    doubts: Callable[[], Sequence[Doubt]]
    """Which statements to look at first, the most doubtful first."""
    ledger: Ledger | None = None


@dataclass(frozen=True)
class Progress:
    """How many items of a checkpoint are where; ``open`` counts all that are not released."""

    checkpoint: CheckpointName
    reached: bool
    proposed: int = 0
    decided: int = 0
    open: int = 0
    reviewed: int = 0
    disputed: int = 0
    again: int = 0
    postponed: int = 0


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Desk:
    """Many people may sit at many desks of one run; the log alone knows what counts."""

    def __init__(
        self,
        material: Callable[[], Material],
        log: Log,
        rules: Rules,
        *,
        clock: Callable[[], str] = now,
    ) -> None:
        self._material = material
        self._log = log
        self.rules = rules
        self._clock = clock
        self._folds: dict[CheckpointName, tuple[Case, int, Fold]] = {}
        self._on_desk: Material | None = None
        self._said: Sequence[Decision] | None = None
        self._neighbours: Neighbours | None = None

    # looking

    def refresh(self) -> None:
        """Look whether the run has gone on and what others said; once for every request."""
        self._on_desk = self._material()
        self._said = self._log.decisions()

    @property
    def material(self) -> Material:
        if self._on_desk is None:
            self.refresh()
        assert self._on_desk is not None
        return self._on_desk

    @property
    def pain_points(self) -> Mapping[PainPointId, PainPoint]:
        return self.material.pain_points

    @property
    def statements(self) -> Mapping[StatementId, AnonymisedStatement]:
        return self.material.statements

    def raw(self, statement_id: str) -> Any:
        return self.material.raw(statement_id)

    def log(self) -> Sequence[Decision]:
        """As of the last refresh, and with what was said at this desk since."""
        if self._said is None:
            self._said = self._log.decisions()
        return self._said

    def ledger(self) -> Ledger | None:
        """Of the last run that came to its end."""
        return self.material.ledger

    def doubtful(self) -> Sequence[Doubt]:
        return self.material.doubts()

    def control_sample(self) -> list[StatementId]:
        """So many statements that, if none of them leaks, fewer than one in a hundred does."""
        ids = [StatementId(i) for i in self.material.cases["datenschutz"].candidates]
        return control_sample(ids, sample_size())

    def sample(self, pattern_id: str) -> Sample:
        pattern = self.item("muster", pattern_id).content
        return self._near().sample(pattern, self.pain_points) if pattern else Sample(())

    def similar(self, pattern_id: str) -> list[tuple[str, float]]:
        """Patterns that it might be merged with, and how alike the centres are (cosine)."""
        pattern = self.item("muster", pattern_id).content
        return self._near().similar(pattern) if pattern else []

    def nearest_patterns(
        self, pain_point_ids: Sequence[PainPointId]
    ) -> dict[PainPointId, list[tuple[str, float]]]:
        """For each the likest patterns, and how near it is to their centres (cosine)."""
        return self._near().nearest(pain_point_ids)

    def agreement(self) -> list[Agreement]:
        """Between people and with the machine, for every label that at least one item has."""
        return [a for c in self.material.cases for a in agreements(c, self.state(c))]

    def progress(self) -> list[Progress]:
        return [self._progress(checkpoint) for checkpoint in CHECKPOINTS]

    def items(self, checkpoint: CheckpointName, reviewer: str = "") -> list[Item]:
        """Everything to decide, what was postponed last; ``reviewer`` matters to a blind review."""
        items = to_decide(self.state(checkpoint).items.values())
        shown = [self._shown(checkpoint, item, reviewer) for item in items]
        return sorted(shown, key=lambda item: item.postponed)

    def item(self, checkpoint: CheckpointName, item_id: str, reviewer: str = "") -> Item:
        state = self.state(checkpoint)
        return self._shown(checkpoint, _known(state, item_id), reviewer)

    def rest(self) -> list[PainPoint]:
        """The Restmenge: what belongs to no pattern."""
        members = self.state("muster").items[REST].content.members
        return [self.pain_points[m] for m in members]

    def state(self, checkpoint: CheckpointName) -> Fold:
        """As it stands; not to be changed."""
        with self._log.mutex:
            return self._fold(checkpoint, self.log())

    def needed(self, checkpoint: CheckpointName) -> int:
        return int(getattr(self.rules, checkpoint))

    # deciding

    def preview(
        self, checkpoint: CheckpointName, item_id: str, action: Action, change: Change
    ) -> dict[str, Any]:
        """What the action would make of which items; None is one that would leave."""
        state = self.state(checkpoint)
        item = _known(state, item_id)
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
            item = _known(state, item_id)
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
            permit(then, _known(then, item_id), decision, change)
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

    # the state

    def _fold(self, checkpoint: CheckpointName, decisions: Sequence[Decision]) -> Fold:
        """What was folded before is taken from there; only the new words are added."""
        case = self.material.cases.get(checkpoint)
        if case is None:
            raise Refused(
                "So weit ist der Lauf noch nicht, oder die Originaltexte sind gelöscht. Rufen Sie "
                "schmerzpunkt run noch einmal auf."
            )
        known, count, state = self._folds.get(checkpoint, (None, 0, None))
        if known is not case:
            count = 0
        new = [d for d in decisions[count:] if d.checkpoint == checkpoint]
        if state is None or known is not case or any(d.action == "take_back" for d in new):
            state = self._anew(case, checkpoint, decisions)
        else:
            for decision in new:
                state.take(decision)
        # Somebody else at this desk may have folded further than these decisions go.
        self._folds[checkpoint] = (case, max(count, len(decisions)), state)
        return state

    def _anew(self, case: Case, checkpoint: CheckpointName, decisions: Sequence[Decision]) -> Fold:
        own = [d for d in decisions if d.checkpoint == checkpoint]
        return case.fold(own, needed=self.needed(checkpoint))

    def _fold_until(
        self, checkpoint: CheckpointName, decisions: Sequence[Decision], seen: str
    ) -> Fold:
        """The state that somebody saw who knew nothing after the decision ``seen``."""
        last = next((n for n, d in enumerate(decisions, 1) if d.hash == seen), 0)
        return self._anew(self.material.cases[checkpoint], checkpoint, decisions[:last])

    # showing

    def _near(self) -> Neighbours:
        state = self.state("muster")
        patterns = tuple(
            i.content for i in state.items.values() if i.content is not None and i.item_id != REST
        )
        if self._neighbours is None or self._neighbours.patterns != patterns:
            self._neighbours = Neighbours(patterns, self.material.embeddings())
        return self._neighbours

    def _blind(self, checkpoint: CheckpointName, item: Item, reviewer: str) -> bool:
        return (
            self.rules.blind
            and self.needed(checkpoint) > 1
            and item.status == "reviewed"
            and item.candidate is not None
            and reviewer not in item.hands
        )

    def _shown(self, checkpoint: CheckpointName, item: Item, reviewer: str) -> Item:
        if not self._blind(checkpoint, item, reviewer):
            return replace(item)
        return Item(
            item.item_id,
            item.candidate,
            item.candidate,
            digest=item.digest,
            needed=item.needed,
            blind=True,
        )

    def _progress(self, checkpoint: CheckpointName) -> Progress:
        if checkpoint not in self.material.cases:
            return Progress(checkpoint, reached=False)
        items = to_decide(self.state(checkpoint).items.values())
        statuses = [item.status for item in items]
        return Progress(
            checkpoint,
            reached=True,
            proposed=len(items),
            decided=statuses.count("released"),
            open=len(items) - statuses.count("released"),
            reviewed=statuses.count("reviewed"),
            disputed=statuses.count("disputed"),
            again=statuses.count("again"),
            postponed=sum(i.postponed and i.status != "released" for i in items),
        )


def _since(item: Item, seen: str) -> tuple[Decision, ...]:
    """What was said after the version that somebody knew."""
    known = next((n for n, d in enumerate(item.decisions, 1) if d.hash == seen), 0)
    return item.decisions[known:]


def _known(state: Fold, item_id: str) -> Item:
    item = state.items.get(state.name(item_id))
    if item is None:
        raise Refused(
            "Diesen Eintrag gibt es nicht mehr. Gehen Sie zurück zur Liste und wählen Sie neu."
        )
    return item


def _moved_on() -> Refused:
    return Refused(
        "Das geht mit dem heutigen Stand nicht mehr. Öffnen Sie die Seite neu und wählen Sie noch "
        "einmal."
    )
