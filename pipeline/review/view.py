"""What is proposed, what has been said about it and where it stands: nothing is changed here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.config import Review as Rules
from pipeline.errors import Refused
from pipeline.records import (
    AnonymisedStatement,
    CheckpointName,
    Decision,
    Embeddings,
    PainPoint,
    PainPointId,
    Span,
    StatementId,
)
from pipeline.review.agreement import Agreement, agreements
from pipeline.review.changes import REST, Change, write
from pipeline.review.folding import Fold
from pipeline.review.items import Item, to_decide
from pipeline.review.log import Log
from pipeline.review.neighbours import Neighbours, Sample
from pipeline.review.privacy import Doubt, control_sample, sample_size
from pipeline.review.proposing import Case
from pipeline.run_facts import Ledger
from pipeline.tools.leak_gate import Objection

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
    withheld: Mapping[str, str] | None = None
    """Why the leak gate holds a pattern back from the reports, by its id."""
    forgotten: bool = False
    """Whether the raw texts are gone, and the first checkpoint with them."""
    objection: Callable[[str, Sequence[Span]], Objection | None] = lambda text, marked: None
    """Why what somebody typed may not be written down, given what is ``marked`` by now."""


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


class View:
    """Of one run; ``refresh`` says when to look anew."""

    def __init__(self, material: Callable[[], Material], log: Log, rules: Rules) -> None:
        self._material = material
        self._log = log
        self.rules = rules
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

    def withheld(self, pattern_id: str) -> str:
        """Why the reports hold the pattern back, as of the last run; or nothing."""
        return (self.material.withheld or {}).get(pattern_id, "")

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

    def fitting(self, pain_point_ids: Sequence[PainPointId]) -> set[PainPointId]:
        """Those that probably belong to the likest pattern."""
        return self._near().fitting(pain_point_ids)

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
        return self._shown(checkpoint, known(state, item_id), reviewer)

    def versions(self, checkpoint: CheckpointName, item_id: str) -> list[tuple[Decision, Item]]:
        """In a dispute, each word with what would stand if a third person chose it."""
        item = known(self.state(checkpoint), item_id)
        found = []
        for word in item.pending:
            choice = Decision(
                checkpoint=checkpoint,
                item_id=item.item_id,
                candidate_digest=item.digest,
                action="approve",
                after=write(Change(chosen=word.hash)),
                reviewer="",
                at="",
                previous_hash="",
                hash="",
            )
            case = self.material.cases[checkpoint]
            state = self._anew(case, checkpoint, [*self.log(), choice])
            found.append((word, state.items[item.item_id]))
        return found

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

    # the state

    def _fold(self, checkpoint: CheckpointName, decisions: Sequence[Decision]) -> Fold:
        """What was folded before is taken from there; only the new words are added."""
        case = self.material.cases.get(checkpoint)
        if case is None:
            raise Refused(
                "Diese Prüfung ist abgeschlossen; die Originaltexte sind gelöscht."
                if self.material.forgotten and checkpoint == "datenschutz"
                else "So weit ist der Lauf noch nicht. Rufen Sie schmerzpunkt run noch einmal auf."
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


def known(state: Fold, item_id: str) -> Item:
    item = state.items.get(state.name(item_id))
    if item is None:
        raise Refused(
            "Diesen Eintrag gibt es nicht mehr. Gehen Sie zurück zur Liste und wählen Sie neu."
        )
    return item
