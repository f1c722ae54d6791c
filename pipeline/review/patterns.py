"""What a decision does to patterns: rename, merge, split, move, drop."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from pipeline.records import Decision, PainPoint, PainPointId, Pattern, PatternId, Quote
from pipeline.review.changes import REST, TEXTS, Change, Part
from pipeline.tools.leak_gate import GAP

# What two clusterings of the same statements share: below it hardly anybody takes one for the
# other (the convention for cluster stability is 0.75 for "valid" and 0.6 for "a pattern in it",
# Hennig 2007; 0.7 lies between).
SAME = 0.7

QUOTES = 3

Content = Callable[[str], Pattern | None]


class Stale(Exception):
    """The decision cannot be applied to what is there now."""


class Patterns:
    remembers = True

    def __init__(
        self, points: Mapping[PainPointId, PainPoint], noise: Collection[PainPointId] = ()
    ) -> None:
        self.points = points
        self.noise = noise

    def lean(self, pattern: Pattern) -> dict[str, Any]:
        """What a decision keeps of a pattern: enough to know it again and to restore its texts."""
        texts = {name: getattr(pattern, name) for name in TEXTS}
        return {**texts, "members": sorted(pattern.members)}

    def likeness(self, then: Mapping[str, Any], pattern: Pattern) -> float:
        return jaccard(then["members"], pattern.members)

    def carried(
        self, then: Mapping[str, Any], pattern: Pattern, change: Change, reason: str
    ) -> Pattern | None:
        """The pattern with the texts that were decided, or None where it is another one now."""
        if self.likeness(then, pattern) < SAME:
            return None
        return self.worded(then, pattern)

    def rebuilt(self, then: Mapping[str, Any], like: Pattern) -> Pattern:
        """As it was judged, to compare with; its members may be elsewhere by now."""
        members = tuple(PainPointId(m) for m in then["members"])
        return self.worded(then, like).model_copy(update={"members": members})

    def unheld(self, content: Pattern, others: Sequence[Pattern]) -> Pattern:
        held = {m for other in others for m in other.members}
        free = [m for m in content.members if m not in held]
        if not free:
            raise Stale
        return self.regrouped(content, free)

    def agree(self, one: Pattern, other: Pattern) -> bool:
        return self.lean(one) == self.lean(other)

    def worded(self, then: Mapping[str, Any], like: Pattern) -> Pattern:
        """The texts that were judged; who belongs to it may have changed since, and stays.

        So does a gap in its own words: what stood there has been masked since.
        """
        judged = {name: then[name] for name in TEXTS if GAP not in getattr(like, name)}
        return like.model_copy(update=judged)

    def apply(
        self, content: Content, item_id: str, decision: Decision, change: Change
    ) -> dict[str, Pattern | None]:
        """Only what changes; None is a pattern that leaves. Raises ``Stale``."""
        pattern = _there(content, item_id)
        texts = {name: text for name in TEXTS if (text := getattr(change, name)) is not None}
        match decision.action:
            case "edit":
                return {item_id: pattern.model_copy(update=texts)}
            case "merge":
                return self._merge(content, item_id, change, texts)
            case "split":
                return self._split(item_id, pattern, change, _members_then(decision))
            case "move":
                return self._move(content, item_id, change, _members_then(decision))
            case "discard" | "reject":
                return {item_id: None, **self._given_back(content, pattern)}
            case _:
                return {}

    def _given_back(self, content: Content, pattern: Pattern) -> dict[str, Pattern | None]:
        """What people took out of the Restmenge goes back there with the pattern they put it in."""
        loose = [m for m in pattern.members if m in self.noise]
        rest = content(REST)
        return {REST: self.regrouped(rest, [*rest.members, *loose])} if loose and rest else {}

    def _merge(
        self, content: Content, item_id: str, change: Change, texts: Mapping[str, str]
    ) -> dict[str, Pattern | None]:
        all_of_them = [_there(content, i) for i in (item_id, *change.with_patterns)]
        if len({p.pattern_id for p in all_of_them}) != len(all_of_them):
            raise Stale
        first = all_of_them[0]
        merged = first.model_copy(
            update={
                **texts,
                "members": tuple(m for p in all_of_them for m in p.members),
                "quotes": tuple(q for p in all_of_them for q in p.quotes),
                "exemplars": tuple(e for p in all_of_them for e in p.exemplars),
                "keyphrases": tuple(dict.fromkeys(k for p in all_of_them for k in p.keyphrases)),
                "stability": None,
                "cohesion": None,
            }
        )
        return {item_id: merged, **dict.fromkeys(change.with_patterns)}

    def _split(
        self, item_id: str, whole: Pattern, change: Change, then: set[str]
    ) -> dict[str, Pattern | None]:
        made: dict[str, Pattern | None] = {}
        left = set(whole.members)
        for part in change.parts:
            own = [m for m in part.members if m in left]
            if not own or len(own) < SAME * len(part.members):
                raise Stale
            left -= set(own)
            made[part_id(item_id, part)] = self._part(item_id, whole, part, own, change)
        remained = then - {m for part in change.parts for m in part.members}
        if left and then and not remained:
            # Nothing remained of it, and what has come since nobody has seen.
            raise Stale
        if not left and item_id != REST:
            _refuse_to_empty(remained)
            return {**made, item_id: None}
        rest = self.regrouped(whole, [m for m in whole.members if m in left])
        return {item_id: rest, **made}

    def _part(
        self, item_id: str, whole: Pattern, part: Part, own: list[PainPointId], change: Change
    ) -> Pattern:
        update: dict[str, Any] = {"pattern_id": part_id(item_id, part), "title": part.title}
        if item_id == REST:
            update |= {"summary": part.title, "quotes": (), "keyphrases": ()}
        if part.summary:
            update["summary"] = part.summary
        if change.field_of_action:
            update["field_of_action"] = change.field_of_action
        return self.regrouped(whole.model_copy(update=update), own)

    def _move(
        self, content: Content, item_id: str, change: Change, then: set[str]
    ) -> dict[str, Pattern | None]:
        source, target = _there(content, item_id), _there(content, change.to or "")
        there = set(target.members)
        moving = [m for m in change.members if m in set(source.members)]
        arrived = [m for m in change.members if m in there]
        if item_id == change.to or len(moving) + len(arrived) < SAME * len(change.members):
            raise Stale
        left = [m for m in source.members if m not in set(moving)]
        emptied = not left and item_id != REST
        if emptied:
            _refuse_to_empty(then - set(change.members))
        return {
            item_id: None if emptied else self.regrouped(source, left),
            str(change.to): self.regrouped(target, [*target.members, *moving]),
        }

    def regrouped(self, pattern: Pattern, members: Iterable[PainPointId]) -> Pattern:
        """With other members: quotes and exemplars of those that stay, new quotes if none does."""
        kept = tuple(dict.fromkeys(members))
        if kept == pattern.members and pattern.quotes:
            return pattern
        inside = set(kept)
        quotes = tuple(q for q in pattern.quotes if q.pain_point_id in inside)
        if pattern.pattern_id != REST:
            there = [m for m in kept if m in self.points]
            quotes = quotes or tuple(_quote(self.points[m]) for m in there[:QUOTES])
        return pattern.model_copy(
            update={
                "members": kept,
                "quotes": quotes,
                "exemplars": tuple(e for e in pattern.exemplars if e in inside),
                "stability": pattern.stability if kept == pattern.members else None,
                "cohesion": pattern.cohesion if kept == pattern.members else None,
            }
        )

    def remainder(self, members: Iterable[PainPointId]) -> Pattern:
        """The Restmenge in the shape of a pattern, so that it can be split and moved from."""
        return Pattern(
            pattern_id=PatternId(REST),
            title="Restmenge",
            summary="",
            cause="",
            effect="",
            quotes=(),
            members=tuple(sorted(members)),
            field_of_action="noch ohne Handlungsfeld",
            analyst="Prüfung",
        )


def jaccard(one: Iterable[str], other: Iterable[str]) -> float:
    """Shared members by all members; 1 for two empty sets."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def part_id(parent: str, part: Part) -> PatternId:
    """The same part of the same pattern is the same pattern, in every later run."""
    made_of = "\0".join([parent, *sorted(part.members)])
    return PatternId("M-" + hashlib.sha256(made_of.encode()).hexdigest()[:12])


def _there(content: Content, item_id: str) -> Pattern:
    pattern = content(item_id)
    if pattern is None:
        raise Stale
    return pattern


def _members_then(decision: Decision) -> set[str]:
    """Of the pattern when the decision was made."""
    before = json.loads(decision.before or "{}").get(decision.item_id) or {}
    return set((before.get("content") or {}).get("members", ()))


def _refuse_to_empty(left_then: set[str]) -> None:
    """What a person left in a pattern must not vanish because another run sees it elsewhere."""
    if left_then:
        raise Stale


def _quote(point: PainPoint) -> Quote:
    return Quote(
        pain_point_id=point.pain_point_id,
        statement_id=point.statement_id,
        start=point.start,
        end=point.end,
        text=point.text,
    )
