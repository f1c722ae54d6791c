"""candidates, decisions -> items: what stands now, who said so, and what waits for whom."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pipeline.records import Decision
from pipeline.review.changes import NOTHING, REST, Change, read
from pipeline.review.patterns import SAME, Stale, part_id

Status = Literal["open", "reviewed", "released", "disputed", "again"]

# These say something about an item without judging it.
REMARKS = frozenset({"comment", "postpone"})

GONE = object()
"""In place of a content that is no longer there."""


class Matter(Protocol):
    """What is judged at a checkpoint: patterns, assessments or maskings."""

    def lean(self, content: Any) -> dict[str, Any]: ...

    def likeness(self, then: Mapping[str, Any], content: Any) -> float: ...

    def carried(
        self, then: Mapping[str, Any], content: Any, change: Change, reason: str
    ) -> Any: ...

    def rebuilt(self, then: Mapping[str, Any], like: Any) -> Any: ...

    def unheld(self, content: Any, others: Sequence[Any]) -> Any: ...

    def worded(self, then: Mapping[str, Any], like: Any) -> Any: ...

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
    def parties(self) -> frozenset[str]:
        """Who has said something that a third person would have to decide about."""
        return frozenset([*self.hands, *(d.reviewer for d in self.pending)])


@dataclass
class Fold:
    """The state of one checkpoint, and the only place where a word takes effect."""

    matter: Matter
    items: dict[str, Item]
    generation: str
    """Digest of all candidates: within one, a content that differs was changed by people."""
    needed: int = 1
    known_as: dict[str, str] = field(default_factory=dict)
    """Candidates that carry on under the id of what was decided in an earlier run."""

    def take(self, decision: Decision, *, counts: bool = True) -> None:
        """The next decision of the log; one that was taken back is remembered and does nothing."""
        change = read(decision)
        before = json.loads(decision.before) if decision.before else {}
        judges = decision.action not in {*REMARKS, "take_back"}
        first = self._found(decision.item_id, before.get(decision.item_id) if judges else None)
        named = [self._found(name, before.get(name)) for name in change.names]
        if counts and judges:
            if first is None:
                first = self._set_aside(decision, before)
            else:
                first = self._judge(first, decision, change, before)
        elif first and counts and decision.action == "postpone":
            first.postponed = True
        for item in {i.item_id: i for i in (first, *named) if i}.values():
            item.decisions = (*item.decisions, decision)
            if change.taken_back:
                item.taken_back = (*item.taken_back, change.taken_back)

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
            self.items.setdefault(nearest, memory)
        return self._wait_again(self.items[nearest], decision, then)

    def _wait_again(self, item: Item, decision: Decision, then: Mapping[str, Any]) -> Item:
        """Still there, but no longer what was judged: both versions wait for a person."""
        while item.into:
            item = self.items[item.into]
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
        if merged.again and not known.get("again"):
            item.stale = (*item.stale, *merged.stale)
            item.was, item.again = merged.was, True

    # judging

    def _judge(
        self, item: Item, decision: Decision, change: Change, before: Mapping[str, Any]
    ) -> Item:
        """The item that the decision ends up with."""
        then = before.get(decision.item_id) or {}
        base = self._base(item, then, change, decision)
        others = [(self._found(n, before.get(n)), before.get(n) or {}) for n in change.names]
        bases = [o and self._other(o, remembered, decision) for o, remembered in others]
        try:
            if base is GONE or any(other is GONE or other is None for other in bases):
                raise Stale
            if then.get("blind"):
                self._compare(item, base, decision, change)
            else:
                item.content = base
                for (other, _), content in zip(others, bases, strict=True):
                    if other:
                        other.content = content
                self._effect(item, decision, change)
        except Stale:
            if item.item_id == REST:
                return self._set_aside_from_rest(decision, change)
            return self._wait_again(item, decision, then.get("content") or {})
        return item

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

    def would_make(self, item: Item, decision: Decision, change: Change) -> dict[str, Any]:
        """What the decision would make of which items; None is one that leaves. ``Stale``."""
        return self._made(item, item.content, decision, change)

    def _made(self, item: Item, base: Any, decision: Decision, change: Change) -> dict[str, Any]:
        if decision.action == "approve":
            return {item.item_id: base}

        def content(item_id: str) -> Any:
            return base if item_id == item.item_id else self.content(item_id)

        return self.matter.apply(content, item.item_id, decision, self._mapped(change))

    def _compare(self, item: Item, base: Any, decision: Decision, change: Change) -> None:
        """Said without knowing the last word: the same outcome agrees, another one is a dispute."""
        made = self._made(item, base, decision, change)
        alone = made.keys() <= {item.item_id, REST}
        if alone and self._equal(made.get(item.item_id, base), item.content) and not item.pending:
            item.hands = _added(item.hands, decision.reviewer)
        else:
            item.pending = (*item.pending, decision)

    def _equal(self, one: Any, other: Any) -> bool:
        if one is None or other is None:
            return one is other
        return self.matter.lean(one) == self.matter.lean(other)

    def _effect(self, item: Item, decision: Decision, change: Change) -> None:
        who = decision.reviewer
        if item.pending or change.chosen:
            return self._decide_dispute(item, decision, change)
        item.again = item.again and not self._knew(item, decision)
        made = self._made(item, item.content, decision, change)
        changed = {i for i, content in made.items() if not self._equal(content, self.content(i))}
        foreign = {h for i in changed if i in self.items for h in self.items[i].hands} - {who}
        against = decision.action == "reject" and item.hands and who not in item.hands
        if foreign and (self.needed > 1 or against):
            item.pending = (decision,)
            return None
        self._put(item, made, changed, decision, who)
        if decision.action != "move" and item.item_id != REST:
            item.hands = (who,) if item.item_id in changed else _added(item.hands, who)
        item.postponed = False
        return None

    def _decide_dispute(self, item: Item, decision: Decision, change: Change) -> None:
        """By a third person; a word of one who takes part in it only makes it longer."""
        who = decision.reviewer
        if item.pending and who in item.parties:
            item.pending = (*item.pending, decision)
            return
        item.again = item.again and not self._knew(item, decision)
        base = item.content
        chosen = next((d for d in item.decisions if d.hash == change.chosen), None)
        if change.chosen and not chosen:
            raise Stale
        if chosen:
            decision, change = chosen, read(chosen)
            then = json.loads(chosen.before or "{}").get(chosen.item_id) or {}
            if then.get("content") and (like := item.candidate or base):
                base = self.matter.worded(then["content"], self._unheld(item, base or like))
        made = self._made(item, base, decision, change)
        self._put(item, made, set(made), decision, who)
        item.pending, item.hands, item.resolved = (), (who,), True

    def _knew(self, item: Item, decision: Decision) -> bool:
        """Whether the person saw that the item waits to be looked at again."""
        then = json.loads(decision.before or "{}").get(decision.item_id)
        return then is None or bool(then["again"])

    def _unheld(self, item: Item, content: Any) -> Any:
        """What comes back takes nothing away from where it went meanwhile."""
        others = [i.content for i in self.items.values() if i is not item and i.content is not None]
        return self.matter.unheld(content, others)

    def _put(
        self,
        item: Item,
        made: Mapping[str, Any],
        changed: Collection[str],
        decision: Decision,
        who: str,
    ) -> None:
        for item_id, content in made.items():
            other = self.items.get(item_id)
            if other is None:
                other = Item(item_id, needed=self.needed, hands=(who,), decisions=(decision,))
                self.items[item_id] = other
            elif other.hands and item_id in changed:
                other.hands, other.resolved = (who,), False
            if decision.action == "merge" and content is None:
                other.into = item.item_id
                self._inherit(item, other, decision)
            other.content = content


def fold(
    matter: Matter,
    candidates: Mapping[str, Any],
    decisions: Sequence[Decision],
    *,
    needed: int,
    digests: Mapping[str, str],
    asked: Callable[[Any], bool] = bool,
) -> Fold:
    """``decisions`` of this checkpoint only, in the order of the log."""
    items = {
        i: Item(i, c, c, digest=digests.get(i, ""), needed=needed, asked=asked(c))
        for i, c in candidates.items()
    }
    state = Fold(matter, items, generation(digests), needed)
    withdrawn = {read(d).taken_back for d in decisions if d.action == "take_back"}
    for decision in decisions:
        state.take(decision, counts=decision.hash not in withdrawn)
    return state


def generation(digests: Mapping[str, str]) -> str:
    content = json.dumps(sorted(digests.items()))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def remembered(state: Fold, item_ids: Iterable[str], *, blind: bool = False) -> str:
    """What a decision keeps of the items that it touches, as JSON; ``blind`` if the person did not
    know the last word on them.
    """
    kept = {
        i: {
            "of": state.generation,
            "again": state.items[i].again,
            "made": state.items[i].candidate is None,
            "blind": blind,
            "content": None
            if (content := state.items[i].content) is None
            else state.matter.lean(content),
        }
        for i in item_ids
        if i in state.items and i != REST
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def to_decide(items: Iterable[Item]) -> list[Item]:
    """What the run waits for; a merged pattern waits with the one that it went into."""
    return [
        item
        for item in items
        if item.item_id != REST
        and item.into is None
        and (item.asked or item.hands or item.pending or item.again)
    ]


def _added(hands: tuple[str, ...], who: str) -> tuple[str, ...]:
    return hands if who in hands else (*hands, who)
