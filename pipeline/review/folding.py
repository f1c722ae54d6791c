"""candidates, decisions -> items: what stands now, who said so, and what waits for whom."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from pipeline.records import Decision
from pipeline.review.assessments import rated
from pipeline.review.changes import REST, Change, read
from pipeline.review.items import Item, Matter
from pipeline.review.masking import uncovers
from pipeline.review.patterns import Stale
from pipeline.review.state import GONE, State

# These say something about an item without judging it.
REMARKS = frozenset({"comment", "postpone"})


class Fold(State):
    """The state of one checkpoint, and the only place where a word takes effect."""

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
            gone = base is GONE or any(other is GONE or other is None for other in bases)
            if gone or (then.get("blind") and item.into):
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
        change = self._knowing(item, base, decision, change)
        made = self._made(item, base, decision, change)
        alone = made.keys() <= {item.item_id, REST}
        if alone and self._agree(made.get(item.item_id, base), item.content) and not item.pending:
            item.hands = _added(item.hands, decision.reviewer)
        else:
            item.pending = (*item.pending, decision)

    def _knowing(self, item: Item, base: Any, decision: Decision, change: Change) -> Change:
        """On a page that hides what stands, a criterion left open is not rated."""
        before = json.loads(decision.before or "{}").get(decision.item_id) or {}
        unseen = before.get("blind") and decision.channel != "xlsx"
        return rated(change, item.content or base) if unseen and change.ratings else change

    def _agree(self, one: Any, other: Any) -> bool:
        if one is None or other is None:
            return one is other
        return self.matter.agree(one, other)

    def _equal(self, one: Any, other: Any) -> bool:
        if one is None or other is None:
            return one is other
        return self.matter.lean(one) == self.matter.lean(other)

    def _effect(self, item: Item, decision: Decision, change: Change) -> None:
        who = decision.reviewer
        if item.pending or change.chosen:
            return self._decide_dispute(item, decision, change)
        self._seen(item, decision)
        made = self._made(item, item.content, decision, change)
        changed = {i for i, content in made.items() if not self._equal(content, self.content(i))}
        foreign = {h for i in changed if i in self.items for h in self.items[i].hands} - {who}
        # One person suffices, but not against another to throw away or to uncover.
        opens = uncovers(item.content, made.get(item.item_id))
        against = item.hands and who not in item.hands
        against = against and (decision.action == "reject" or opens)
        if foreign and (self.needed > 1 or against):
            place = self._where_it_waits(item, changed)
            place.pending = (*place.pending, decision)
            return None
        self._put(item, made, changed, decision, who)
        if decision.action != "move" and item.item_id != REST:
            item.hands = (who,) if item.item_id in changed else _added(item.hands, who)
        item.postponed = False
        return None

    def _where_it_waits(self, item: Item, changed: Collection[str]) -> Item:
        """The Restmenge is on nobody's list: the pattern does that something of it would change."""
        if item.item_id != REST:
            return item
        touched = [self.items[i] for i in sorted(changed) if i in self.items]
        return next(other for other in touched if other.hands)

    def _decide_dispute(self, item: Item, decision: Decision, change: Change) -> None:
        """By a third person; a word of one who takes part in it only makes it longer."""
        who = decision.reviewer
        if item.pending and who in item.parties:
            item.pending = (*item.pending, decision)
            return
        self._seen(item, decision)
        base, source = item.content, item
        chosen = next((d for d in item.decisions if d.hash == change.chosen), None)
        if change.chosen and not chosen:
            raise Stale
        if chosen and chosen.item_id == REST:
            decision, change, source = chosen, read(chosen), self.items[REST]
            base = source.content
        elif chosen:
            decision, change = chosen, read(chosen)
            then = json.loads(chosen.before or "{}").get(chosen.item_id) or {}
            if then.get("content") and (like := item.candidate or base):
                base = self.matter.worded(then["content"], self._unheld(item, base or like))
            change = self._knowing(item, base, decision, change)
        made = self._made(source, base, decision, change)
        self._put(item, made, set(made), decision, who)
        item.pending, item.hands, item.resolved = (), (who,), True

    def _seen(self, item: Item, decision: Decision) -> None:
        """Whoever saw that the item waits to be looked at again has looked; what it was is past."""
        then = json.loads(decision.before or "{}").get(decision.item_id)
        item.again = item.again and then is not None and not then["again"]
        item.was = item.was if item.again else None

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


def opened(
    matter: Matter,
    candidates: Mapping[str, Any],
    *,
    needed: int,
    digests: Mapping[str, str],
    asked: Callable[[Any], bool] = bool,
) -> Fold:
    """What was proposed, before anybody has said a word."""
    items = {
        i: Item(i, c, c, digest=digests.get(i, ""), needed=needed, asked=asked(c))
        for i, c in candidates.items()
    }
    return Fold(matter, items, generation(digests), needed)


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


def _added(hands: tuple[str, ...], who: str) -> tuple[str, ...]:
    return hands if who in hands else (*hands, who)
