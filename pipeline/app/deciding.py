"""From a form to a decision: the one place where the pages write."""

from collections.abc import Callable
from typing import Any, cast

from pipeline.app import wording
from pipeline.app.visit import Answer, Elsewhere, Page, Visit
from pipeline.errors import Conflict, Refused
from pipeline.records import Action, CheckpointName, Decision
from pipeline.review.changes import Change, read
from pipeline.review.desk import Said
from pipeline.review.permits import RELEASING

# What the form carries for itself; everything else is what a person typed or chose.
OWN_FIELDS = frozenset({"csrf", "version", "schritt"})


def decide(
    visit: Visit,
    checkpoint: CheckpointName,
    item_id: str,
    action: str,
    change: Change,
    *,
    then: str | Callable[[], str],
    notice: Callable[[], str],
    again: Callable[[str], Page],
) -> Answer:
    """``action`` is one that the page offers, ``then`` is where to go afterwards, ``notice`` says
    what was decided, and ``again`` is the page with the form and the reason why not.

    Where something else was decided meanwhile, both versions are shown and the input is kept.
    """
    try:
        said = Said(
            checkpoint,
            item_id,
            cast(Action, action),
            reviewer=visit.account.name,
            role=visit.account.role,
            version=visit.form.one("version"),
            change=change,
            reason=visit.form.one("grund"),
        )
        decision = visit.desk.decide(said)
    except Conflict as conflict:
        last = conflict.by[-1] if conflict.by else None
        if last and said_by(visit, last) and (last.action, read(last)) == (action, change):
            return Elsewhere(_path(then), f"Das haben Sie schon entschieden: {notice()}")
        return _both(visit, checkpoint, item_id, action, change, conflict)
    except Refused as refusal:
        return again(str(refusal)).refused()
    told = f"Gespeichert: {notice()}"
    if any(decision in i.pending for i in visit.desk.state(checkpoint).items.values()):
        told += " Jemand sieht es anders: Eine dritte Person entscheidet, welche Fassung gilt."
    return Elsewhere(_path(then), told)


def said_by(visit: Visit, decision: Decision) -> bool:
    return decision.reviewer.casefold() == visit.account.name.casefold()


def _path(then: str | Callable[[], str]) -> str:
    return then if isinstance(then, str) else then()


def next_open(visit: Visit, checkpoint: str) -> str:
    """The path of the next item that waits for this person, or of the list where none does."""
    items = visit.desk.items(checkpoint, visit.account.name)
    waiting = [i for i in items if waits_for(visit, i)]
    path = wording.PATHS[checkpoint]
    return f"{path}/{waiting[0].item_id}" if waiting else path


def waits_for(visit: Visit, item: Any) -> bool:
    """Whether this person could bring it further."""
    if item.postponed or item.into or item.status == "released":
        return False
    return standing(item) in ("open", "again") or not hindered(visit, item)


def standing(item: Any) -> str:
    """Where it stands: an item that is shown blind hides what the first person said, not that
    they did.
    """
    return "reviewed" if item.blind else str(item.status)


def barred(visit: Visit, item: Any) -> str:
    """Why this person can judge it in no way at all; empty where they can."""
    me = visit.account.name
    if item.pending and me in item.parties:
        return "Darüber entscheidet eine dritte Person."
    others = item.blind or item.pending or set(item.hands) - {me}
    if item.needed > 1 and others and visit.account.role != RELEASING:
        return "Das entscheidet jemand mit der Rolle Freigabe."
    return ""


def hindered(visit: Visit, item: Any) -> str:
    """Why this person can neither agree nor decide a dispute; empty where they can."""
    if visit.account.name in item.hands and not item.pending:
        done = item.status == "released"
        return "Sie haben zugestimmt." + ("" if done else " Jetzt ist eine zweite Person dran.")
    return barred(visit, item)


def titles(visit: Visit) -> dict[str, str]:
    """Of all patterns, also of those that left: their history still names them."""
    try:
        shown = {i.item_id: i for i in visit.desk.items("muster", visit.account.name)}
        items = {**visit.desk.state("muster").items, **shown}
    except Refused:
        return {}
    contents = {i: item.content or item.candidate for i, item in items.items()}
    return {i: content.title for i, content in contents.items() if content}


def unseen(visit: Visit) -> set[tuple[str, str]]:
    """Checkpoint and id of what this person shall judge without knowing what the first one said."""
    return {
        (p.checkpoint, item.item_id)
        for p in visit.desk.progress()
        if p.reached and visit.desk.rules.blind
        for item in visit.desk.items(p.checkpoint, visit.account.name)
        if item.blind
    }


def _both(
    visit: Visit, checkpoint: str, item_id: str, action: str, change: Change, conflict: Conflict
) -> Page:
    current = conflict.current
    names = {
        "checkpoint": checkpoint,
        "item": current,
        "rows": wording.rows(checkpoint, current.content),
        "newer": conflict.by,
        "own": bool(conflict.by) and all(said_by(visit, d) for d in conflict.by),
        "action": action,
        "mine": wording.described(change, titles(visit) if checkpoint == "muster" else {}, {}),
        "reason": visit.form.one("grund"),
        "fields": [(k, v) for k, v in visit.form.pairs if k not in OWN_FIELDS],
        "step": visit.form.one("schritt"),
        "back": f"{wording.PATHS[checkpoint]}/{item_id}",
    }
    return Page("konflikt", names, 409)
