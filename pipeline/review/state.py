"""What stands at a checkpoint, and what of it another run goes on with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.records import Decision
from pipeline.review.changes import NOTHING, REST, Change, read
from pipeline.review.items import Item, Matter, destination
from pipeline.review.patterns import SAME, Stale, part_id

GONE = object()
"""In place of a content that is no longer there."""


@dataclass
class State:
    """The items of one checkpoint, known again by what people saw when they decided."""

    matter: Matter
    items: dict[str, Item]
    generation: str
    """Digest of all candidates: within one, a content that differs was changed by people."""
    needed: int = 1
    known_as: dict[str, str] = field(default_factory=dict)
    """Candidates that carry on under the id of what was decided in an earlier run."""

    def name(self, item_id: str) -> str:
        return self.known_as.get(item_id, item_id)

    def content(self, item_id: str) -> Any:
        return self.items[item_id].content if item_id in self.items else None

    # finding again

    def _found(self, name: str, then: Mapping[str, Any] | None) -> Item | None:
        """By id; after another run by likeness, and then it goes on under the decided id."""
        item = self.items.get(self.name(name))
        if item or not then or then["content"] is None or then.get("made"):
            return item
        for other in list(self.items.values()):
            there = other.candidate is not None and other.content is not None
            if (
                there
                and other.item_id != REST
                and self.matter.likeness(then["content"], other.content) >= SAME
            ):
                return self._renamed(other, name)
        return None

    def _renamed(self, item: Item, name: str) -> Item:
        if item.item_id in self.known_as.values():
            self.known_as[name] = item.item_id
            return item
        del self.items[item.item_id]
        self.known_as[item.item_id] = name
        item.item_id = name
        item.candidate = item.candidate.model_copy(update={"pattern_id": name})
        item.content = item.content.model_copy(update={"pattern_id": name})
        self.items[name] = item
        return item

    def _set_aside(self, decision: Decision, before: Mapping[str, Any]) -> Item:
        """What it was about is gone: the likest item waits for a person, or the memory of it."""
        then = before.get(decision.item_id, {}).get("content") or {}
        likeness = {
            i: self.matter.likeness(then, item.content)
            for i, item in self.items.items()
            if then and item.content is not None and i != REST
        }
        nearest = max(likeness, key=lambda i: likeness[i], default=decision.item_id)
        if not likeness.get(nearest):
            nearest = decision.item_id
            memory = Item(nearest, needed=self.needed)
            if not self.matter.remembers:
                return memory
            self.items.setdefault(nearest, memory)
        return self._wait_again(self.items[nearest], decision, then)

    def _wait_again(self, item: Item, decision: Decision, then: Mapping[str, Any]) -> Item:
        """Still there, but no longer what was judged: both versions wait for a person."""
        item = destination(item, self.items)
        item.stale = (*item.stale, decision)
        item.was = self._left(item, decision, then)
        item.again = True
        item.resolved = False
        item.hands = ()
        return item

    def _left(self, item: Item, decision: Decision, then: Mapping[str, Any]) -> Mapping[str, Any]:
        """How the person left the content that was judged."""
        like = item.candidate if item.content is None else item.content
        if not then or like is None or item.item_id == REST:
            return then
        base = self.matter.rebuilt(then, like)
        try:
            made = self.matter.apply(lambda _: base, decision.item_id, decision, read(decision))
        except Stale:
            return then
        content = made.get(decision.item_id, base)
        return then if content is None else self.matter.lean(content)

    def _inherit(self, item: Item, merged: Item, decision: Decision) -> None:
        """What waited at the merged pattern waits here now, unless the person knew of it."""
        known = json.loads(decision.before or "{}").get(merged.item_id) or {}
        if merged.pending or (merged.again and not known.get("again")):
            item.stale = (*item.stale, *merged.stale, *merged.pending)
            item.was = merged.was or self.matter.lean(merged.content)
            item.again, merged.pending = True, ()

    def _set_aside_from_rest(self, decision: Decision, change: Change) -> Item:
        """The Restmenge itself waits for nobody: the pattern does that was to get something."""
        part = change.parts[0] if change.parts else None
        item_id = part_id(REST, part) if part else self.name(change.to or "")
        item = self.items.setdefault(item_id, Item(item_id, needed=self.needed))
        then = {"title": part.title, "members": list(part.members)} if part else {}
        return self._wait_again(item, decision, then)

    def _base(self, item: Item, then: Mapping[str, Any], change: Change, decision: Decision) -> Any:
        """The content that was judged, as far as it is still there; ``GONE`` if it is another."""
        if item.item_id == REST:
            return item.content
        if not then:
            return item.content if decision.candidate_digest == item.digest else GONE
        judged, blind = then["content"], then.get("blind")
        now = None if item.content is None else self.matter.lean(item.content)
        if now == judged:
            return item.content
        if judged is None:
            return GONE
        if then["of"] == self.generation and not blind:
            return GONE
        content, candidate = item.content, item.candidate
        if then["of"] == self.generation:
            like = content if candidate is None else candidate
            return GONE if like is None else self.matter.rebuilt(judged, like)
        if blind and (content is None or self._likes(judged, candidate, content)):
            content = candidate
        if content is None:
            return GONE
        carried = self.matter.carried(judged, content, self._mapped(change), decision.reason)
        return GONE if carried is None else carried

    def _other(self, item: Item, then: Mapping[str, Any], decision: Decision) -> Any:
        """The content of a pattern that something goes into, as far as it is still the same."""
        judged = then.get("content")
        if item.content is None:
            return GONE
        if item.item_id == REST or not judged or then["of"] == self.generation:
            return item.content
        carried = self.matter.carried(judged, item.content, NOTHING, decision.reason)
        return GONE if carried is None else carried

    def _likes(self, judged: Mapping[str, Any], candidate: Any, content: Any) -> bool:
        """Whether it was the candidate that was judged, rather than what others made of it."""
        if candidate is None:
            return False
        like = self.matter.likeness
        return like(judged, candidate) >= like(judged, content)

    def _mapped(self, change: Change) -> Change:
        """With the ids under which the others go on."""
        return change.model_copy(
            update={
                "with_patterns": tuple(self.name(n) for n in change.with_patterns),
                "to": change.to and self.name(change.to),
            }
        )
