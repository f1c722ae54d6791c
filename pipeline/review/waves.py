"""What stands -> what a new wave finds, and what it makes of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pipeline.records import Chapter, Decision, Known, PainPointId, Pattern, PatternId
from pipeline.review.changes import REST
from pipeline.review.folding import REMARKS, Fold, generation
from pipeline.review.items import Item, destination
from pipeline.review.patterns import SAME, Patterns

Members = Collection[PainPointId]


def known(
    state: Fold, candidates: Mapping[str, Pattern], said: Sequence[Decision], before: Known
) -> Known:
    """What people have said about the patterns by now; ``said`` about ``candidates`` and earlier
    ones. Where nobody has said a word, nothing is known; nothing new, where nobody has since.
    """
    if not said:
        return Known()
    if before.chapters and said[-1].hash == before.chapters[-1].until:
        return before
    held = _held(state.items.values())
    rest = tuple(state.items[REST].content.members)
    patterns, discarded = [], []
    for item in _spoken_of(state):
        pattern = item.candidate or item.content
        if item.content is not None:
            members = item.content.members
        elif pattern is None or not _discarded(item, state.items):
            continue
        else:
            members = tuple(m for m in pattern.members if m not in held and m not in set(rest))
            discarded.append(PatternId(item.item_id))
        update = {"pattern_id": item.item_id, "members": members}
        patterns.append(pattern.model_copy(update=update))
    proposed = tuple(c for i, c in candidates.items() if i != REST)
    chapter = Chapter(candidates=proposed, rest=candidates[REST].members, until=said[-1].hash)
    return Known(
        patterns=tuple(patterns),
        discarded=tuple(discarded),
        rest=rest,
        chapters=(*before.chapters, chapter),
    )


def turn(
    state: Fold, matter: Any, candidates: Mapping[str, Pattern], digests: Mapping[str, str]
) -> Fold:
    """The same items in the light of a new wave; of what nobody spoke of, only what is proposed.

    What somebody settled keeps id, texts and hands, loses the members that are gone and gains the
    newcomers proposed for it and for what went into it. Where it shares less than ``SAME`` with
    what people last saw of it, it waits to be looked at again.
    """
    there = {m for candidate in candidates.values() for m in candidate.members}
    items = {
        item.item_id: item
        for item in state.items.values()
        if item.item_id != REST and (item.decisions or item.item_id in candidates)
    }
    taken = _held(items.values()) | set(state.items[REST].content.members)
    for item in items.values():
        item.candidate = candidates.get(item.item_id)
        merged = [
            candidates[other]
            for other in items
            if other in candidates and destination(items[other], items) is item
        ]
        _go_on(item, sorted(merged, key=lambda c: c is not item.candidate), taken, there, matter)
        item.digest = digests.get(item.item_id, "")
    home = {m: item.item_id for item in items.values() for m in _held([item])}
    for name, candidate in candidates.items():
        if name in items or name == REST:
            continue
        free = [m for m in candidate.members if m not in home]
        items[name] = Item(
            name,
            candidate,
            matter.regrouped(candidate, free) if free else None,
            digest=digests[name],
            needed=state.needed,
            # Somebody took back what had set them free.
            into=None if free else home[candidate.members[0]],
        )
    dropped = {
        m
        for item in items.values()
        if item.candidate is not None and _discarded(item, items)
        for m in item.candidate.members
    }
    rest = state.items[REST]
    rest.candidate, rest.digest = candidates[REST], digests[REST]
    rest.content = matter.remainder(there - _held(items.values()) - dropped)
    return Fold(
        matter, {**items, REST: rest}, generation(digests), state.needed, known_as=state.known_as
    )


def _go_on(
    item: Item, proposed: Sequence[Pattern], taken: Members, there: Members, matter: Patterns
) -> None:
    """``proposed`` for it: its own candidate first, then those of what was merged into it."""
    free = [m for candidate in proposed for m in candidate.members if m not in taken]
    content = item.content
    if content is None:
        if item.lost and free:
            again = proposed[0].model_copy(update={"pattern_id": item.item_id})
            item.content = matter.regrouped(again, free)
            item.lost, item.resolved, item.hands = False, False, ()
        return
    members = [*(m for m in content.members if m in there), *free]
    stood = item.was or matter.lean(content)
    # Those of the candidates stand so in the statements of today.
    quotes = [q for c in proposed for q in c.quotes if q.pain_point_id in members]
    quoting = content.model_copy(update={"quotes": tuple(quotes)})
    item.content = matter.regrouped(quoting, members) if members else None
    item.lost = not members
    if set(members) == set(content.members) or not (item.hands or item.pending or item.resolved):
        return
    item.was = stood
    if item.content is None or matter.likeness(stood, item.content) < SAME:
        words = [d for d in item.decisions if d.action not in {*REMARKS, "take_back"}]
        item.stale = tuple(dict.fromkeys([*item.stale, *words]))
        item.again, item.resolved, item.hands = True, False, ()


def _discarded(item: Item, items: Mapping[str, Item]) -> bool:
    """By people: itself, or what it went into."""
    end = destination(item, items)
    return end.content is None and not end.lost


def _spoken_of(state: Fold) -> list[Item]:
    return [i for i in state.items.values() if i.decisions and i.item_id != REST]


def _held(items: Collection[Item]) -> set[PainPointId]:
    return {
        m for i in items if i.content is not None and i.item_id != REST for m in i.content.members
    }
