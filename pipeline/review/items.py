"""What there is to decide, and where it stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pipeline.records import Decision
from pipeline.review.changes import REST, Change

Status = Literal["open", "reviewed", "released", "disputed", "again"]


class Matter(Protocol):
    """What is judged at a checkpoint: patterns, assessments or maskings."""

    remembers: bool
    """Whether what was decided about something that is gone waits for a person."""

    def lean(self, content: Any) -> dict[str, Any]: ...

    def likeness(self, then: Mapping[str, Any], content: Any) -> float: ...

    def carried(
        self, then: Mapping[str, Any], content: Any, change: Change, reason: str
    ) -> Any: ...

    def rebuilt(self, then: Mapping[str, Any], like: Any) -> Any: ...

    def unheld(self, content: Any, others: Sequence[Any]) -> Any: ...

    def worded(self, then: Mapping[str, Any], like: Any) -> Any: ...

    def agree(self, one: Any, other: Any) -> bool:
        """Whether two who did not know of each other have judged the same."""

    def apply(
        self, content: Callable[[str], Any], item_id: str, decision: Decision, change: Change
    ) -> dict[str, Any]: ...


@dataclass
class Item:
    """Something to decide: ``candidate`` as proposed, ``content`` as it stands after all words.

    No candidate: people made it, or what was decided is gone. No content: it left the flow, or
    went into ``into``.
    """

    item_id: str
    candidate: Any = None
    content: Any = None
    digest: str = ""
    """Of the candidate."""
    needed: int = 1
    """How many people must agree."""
    asked: bool = True
    """The run waits for it; else a person may decide and need not."""
    hands: tuple[str, ...] = ()
    """Who agrees with the content as it stands."""
    pending: tuple[Decision, ...] = ()
    """Words against the content as it stands, until a third person decides."""
    decisions: tuple[Decision, ...] = ()
    taken_back: tuple[str, ...] = ()
    stale: tuple[Decision, ...] = ()
    """Words on a content that has changed since."""
    was: Mapping[str, Any] | None = None
    """That content, as the last of these people left it."""
    again: bool = False
    resolved: bool = False
    postponed: bool = False
    into: str | None = None
    lost: bool = False
    """Nobody discarded it: a wave took its last member away."""
    blind: bool = False
    """Shown to a second person who must not see the first one's word."""

    @property
    def version(self) -> str:
        """Changes with every word on the item, comments excepted."""
        return next((d.hash for d in reversed(self.decisions) if d.action != "comment"), "")

    @property
    def status(self) -> Status:
        if self.pending:
            return "disputed"
        if self.again:
            return "again"
        if self.resolved or len(self.hands) >= self.needed:
            return "released"
        return "reviewed" if self.hands else "open"

    @property
    def spoken(self) -> tuple[str, ...]:
        """Who has said something about it that counts, or did until it changed."""
        words = [w for w in (*self.stale, *self.pending) if w.hash not in self.taken_back]
        return tuple(dict.fromkeys([*self.hands, *(word.reviewer for word in words)]))

    @property
    def parties(self) -> frozenset[str]:
        """Who has said something that a third person would have to decide about."""
        return frozenset([*self.hands, *(d.reviewer for d in self.pending)])


def destination(item: Item, items: Mapping[str, Item]) -> Item:
    """What a pattern is merged into in the end; itself, where it stands on its own."""
    passed: set[str] = set()
    while item.into and item.into in items and item.into not in passed:
        passed.add(item.into)
        item = items[item.into]
    return item


def to_decide(items: Iterable[Item]) -> list[Item]:
    """What the run waits for; a merged pattern waits with the one that it went into."""
    return [
        item
        for item in items
        if item.item_id != REST
        and item.into is None
        and (item.asked or item.hands or item.pending or item.again)
    ]
