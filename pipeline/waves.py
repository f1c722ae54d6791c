"""A new wave: what the run knows when it comes, and what it changed in the end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import leaks
from pipeline.artefact import Artefact
from pipeline.config import Review as Rules
from pipeline.errors import LedgerError
from pipeline.flow import CANDIDATE_PATTERNS, CHECKPOINTS, CLUSTERS, EMBEDDINGS, KNOWN, PAIN_POINTS
from pipeline.records import NOISE, NOTHING_KNOWN, Failure, Known, PainPointId, Pattern, PatternId
from pipeline.result import Result
from pipeline.review import waves
from pipeline.run_facts import Change, Wave
from pipeline.store import Store
from pipeline.tools.leak_gate import LeakGate

Members = Mapping[PatternId, Collection[PainPointId]]


@dataclass(frozen=True)
class Memory:
    """What people have said about the patterns of this folder up to now."""

    store: Store
    rules: Rules
    gate: LeakGate
    identity: str
    """Of the clusterer: to group in another way is a wave, too."""
    afresh: bool = False
    """All is grouped anew, and decided words hold where the members overlap."""

    def known(self) -> Known:
        if self.afresh or not self.store.holds(KNOWN):
            return NOTHING_KNOWN
        before = self.store.load(KNOWN)
        if not self._complete():
            # The last wave was cut off: what stood before it still stands.
            return before
        (checkpoint,) = (c for c in CHECKPOINTS if c.of is CANDIDATE_PATTERNS)
        said = [d for d in self.store.decisions() if d.checkpoint == checkpoint.name]
        case = checkpoint.open(self.store)
        state = case.fold(said, needed=getattr(self.rules, checkpoint.name))
        return waves.known(state, case.candidates, said, before)

    def silenced(self, pattern: Pattern) -> Pattern:
        return leaks.silenced(pattern, self.gate)

    def _complete(self) -> bool:
        """Whether the proposals were made of the clusters and the knowledge beside them."""
        steps = self.store.manifest.steps if self.store.manifest else {}
        proposed = steps.get(CANDIDATE_PATTERNS.name)
        beside: Sequence[Artefact[Any]] = (CLUSTERS, KNOWN)
        return (
            proposed is not None
            and self.store.holds(CANDIDATE_PATTERNS)
            and all(self.store.holds(a) for a in beside)
            and all(proposed.reads[a.name] == steps[a.name].content for a in beside)
        )


def wave(store: Store, settled: Result[Pattern]) -> Wave | None:
    """What became of the pain points since people last looked; nothing in a first run.

    Raises ``LedgerError`` where a pain point is nowhere or in two places.
    """
    made: Sequence[Artefact[Any]] = (EMBEDDINGS, CLUSTERS, CANDIDATE_PATTERNS)
    stopped = {f.item_id for artefact in made for f in store.failures(artefact)}
    stopped |= {f.item_id for f in settled.failures if f.kind == "discarded"}
    return _compared(
        store.load(KNOWN),
        settled.records,
        {p.pain_point_id for p in store.load(PAIN_POINTS)},
        rest=len(rest(store, settled.records, settled.failures)),
        stopped=len(stopped),
    )


def rest(store: Store, patterns: Sequence[Pattern], failures: Sequence[Failure]) -> set[str]:
    """What belongs to no pattern: by the clusters, or because people took it out of one."""
    found: set[str] = {f.item_id for f in failures if f.kind == "rest"}
    noise = (c for c in store.load(CLUSTERS) if c.cluster_id == NOISE)
    found |= {m.pain_point_id for c in noise for m in c.members}
    return found.difference(m for p in patterns for m in p.members)


def _compared(
    known: Known,
    settled: Sequence[Pattern],
    pain_points: Collection[PainPointId],
    *,
    rest: int,
    stopped: int,
) -> Wave | None:
    """``stopped`` counts the pain points that went no further, with a reason."""
    before = {
        p.pattern_id: p.members for p in known.patterns if p.pattern_id not in known.discarded
    }
    if not before:
        return None
    after = {p.pattern_id: p.members for p in settled}
    old = {m for members in before.values() for m in members}
    in_known = {m for name, members in after.items() if name in before for m in members}
    in_new = {m for name, members in after.items() if name not in before for m in members}
    found = Wave(
        pain_points=len(pain_points),
        stayed=len((in_known | in_new) & old),
        assigned=len(in_known - old),
        founded=len(in_new - old),
        rest=rest,
        stopped=stopped,
        gone=len(old.difference(pain_points)),
        changes=difference(before, after),
    )
    if found.accounted != len(pain_points):
        raise LedgerError(
            f"Die Bilanz der neuen Welle geht nicht auf: {len(pain_points)} Schmerzpunkte, aber "
            f"{found.accounted} haben einen Verbleib. Das ist ein Fehler im Programm; bitte melden "
            "Sie ihn mit der Datei run.json."
        )
    return found


def difference(before: Members, after: Members) -> tuple[Change, ...]:
    """Only the patterns that changed, among them the new (before 0) and the gone (after 0)."""
    home = {m: name for name, members in after.items() for m in members}
    origin = {m: name for name, members in before.items() for m in members}
    changes = []
    for name in sorted({*before, *after}):
        old, new = set(before.get(name, ())), set(after.get(name, ()))
        if old != new:
            change = Change(
                pattern_id=name,
                before=len(old),
                after=len(new),
                joined=tuple(sorted(m for m in new - old if m not in origin)),
                left=tuple(sorted(m for m in old - new if m not in home)),
                moved_in=tuple(sorted(m for m in new - old if m in origin)),
                moved_out=tuple(sorted(m for m in old - new if m in home)),
            )
            changes.append(change)
    return tuple(changes)
