"""Zusammenführen, Teilen, Verschieben: a form, a preview of the result, and only then the word."""

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.app.deciding import OWN_FIELDS, barred, decide, titles
from pipeline.app.pages.patterns import said
from pipeline.app.visit import DECIDING, Answer, Page, Route, Visit
from pipeline.errors import Refused
from pipeline.review.changes import REST, Change, Part

# So many new parts at once, the first ones in sight; more is what splitting again is for.
PARTS = ("A", "B", "C", "D", "E", "F")
IN_SIGHT = 3

# The preview has its own; the version stays the one that the form was filled in with.
LEFT_OUT = OWN_FIELDS - {"version"}

Reads = Callable[[Visit], Change]


def merge_form(visit: Visit, error: str = "") -> Page:
    item, names = _basics(visit, error)
    similar = dict(visit.desk.similar(item.item_id))
    others = [
        (i.item_id, i.content, similar.get(i.item_id))
        for i in visit.desk.items("muster")
        if i.content and i.item_id not in (item.item_id, REST)
    ]
    others.sort(key=lambda o: (-(o[2] or 0.0), o[1].title.casefold()))
    return Page("zusammenfuehren", {**names, "others": others})


def split_form(visit: Visit, error: str = "") -> Page:
    _, names = _basics(visit, error)
    more = {*PARTS[IN_SIGHT:], *(f"titel-{part}" for part in PARTS[IN_SIGHT:])}
    used = any(value and more & {name, value} for name, value in visit.form.pairs)
    return Page("teilen", {**names, "parts": PARTS, "in_sight": IN_SIGHT, "more": used})


def move_form(visit: Visit, error: str = "") -> Page:
    item, names = _basics(visit, error)
    near = [i for i, _ in visit.desk.similar(item.item_id)]
    return Page("verschieben", {**names, "targets": targets(visit, item.item_id, near)})


def targets(visit: Visit, item_id: str, first: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Where a pain point could go: the likest patterns, then the others by title."""
    known = {i.item_id: i.content.title for i in visit.desk.items("muster") if i.content}
    others = {i: title for i, title in known.items() if i not in (item_id, REST)}
    order = {i: n for n, i in enumerate(first)}
    return sorted(others.items(), key=lambda t: (order.get(t[0], len(order)), t[1].casefold()))


def _basics(visit: Visit, error: str) -> tuple[Any, dict[str, Any]]:
    item = visit.desk.item("muster", visit.place["item_id"], visit.account.name)
    if item.content is None:
        raise Refused("Dieses Muster gibt es nicht mehr, deshalb lässt es sich nicht ändern.")
    if why := barred(visit, item):
        raise Refused(why)
    points = [visit.desk.pain_points[m] for m in item.content.members]
    return item, {
        "item": item,
        "pattern": item.content,
        "members": points,
        "statements": visit.desk.statements,
        "form": visit.form,
        "error": error,
    }


def read_merge(visit: Visit) -> Change:
    chosen = visit.form.all("mit")
    if not chosen:
        raise Refused("Wählen Sie mindestens ein Muster, das dazukommen soll.")
    return Change(
        with_patterns=chosen,
        title=visit.form.one("title").strip() or None,
        summary=visit.form.one("summary").strip() or None,
    )


def read_split(visit: Visit) -> Change:
    members: dict[str, list[str]] = {}
    for name, value in visit.form.pairs:
        if name.startswith("teil-") and value in PARTS:
            members.setdefault(value, []).append(name.removeprefix("teil-"))
    if not members:
        raise Refused("Wählen Sie für mindestens einen Schmerzpunkt einen neuen Teil.")
    parts = []
    for part in sorted(members):
        title = visit.form.one(f"titel-{part}").strip()
        if not title:
            raise Refused(f"Geben Sie dem Teil {part} einen Titel.")
        parts.append(Part(title=title, members=tuple(members[part])))
    return Change(parts=tuple(parts))


def read_move(visit: Visit) -> Change:
    if not visit.form.all("punkt"):
        raise Refused("Wählen Sie mindestens einen Schmerzpunkt, der verschoben werden soll.")
    if not visit.form.one("ziel"):
        raise Refused("Wählen Sie das Muster, in das verschoben werden soll.")
    return Change(members=visit.form.all("punkt"), to=visit.form.one("ziel"))


def steps(action: str, reads: Reads, form: Callable[[Visit, str], Page]) -> Callable[..., Answer]:
    """Preview first; the same form, sent again with the other button, decides."""

    def page(visit: Visit) -> Answer:
        item_id = visit.place.get("item_id", REST)
        try:
            change = reads(visit)
        except Refused as refusal:
            return form(visit, str(refusal)).refused()
        if visit.form.one("schritt") == "ausfuehren":
            title = titles(visit).get(item_id, "Restmenge")
            return decide(
                visit,
                "muster",
                item_id,
                action,
                change,
                then="/restmenge" if item_id == REST else f"/muster/{item_id}",
                notice=lambda: said(action, title),
                again=lambda why: form(visit, why),
            )
        if visit.form.one("schritt") == "zurueck":
            return form(visit, "")
        try:
            made = visit.desk.preview("muster", item_id, action, change)
        except Refused as refusal:
            return form(visit, str(refusal)).refused()
        return _preview(visit, item_id, action, made)

    return page


def _preview(visit: Visit, item_id: str, action: str, made: dict[str, Any]) -> Page:
    now = {i.item_id: i.content for i in visit.desk.items("muster")}
    points = visit.desk.pain_points
    changes = []
    for name, content in made.items():
        before = now.get(name)
        old = set(before.members) if before else set()
        new = set(content.members) if content else set()
        changes.append(
            {
                "before": before,
                "after": content,
                "rest": name == REST,
                "gained": [points[m] for m in (content.members if content else ()) if m not in old],
                "lost": [points[m] for m in (before.members if before else ()) if m not in new],
            }
        )
    return Page(
        "vorschau",
        {
            "action": action,
            "changes": changes,
            "fields": [(k, v) for k, v in visit.form.pairs if k not in LEFT_OUT],
            "path": visit.path,
            "back": "/restmenge" if item_id == REST else f"/muster/{item_id}",
        },
    )


merge = steps("merge", read_merge, merge_form)
split = steps("split", read_split, split_form)
move = steps("move", read_move, move_form)

ROUTES = (
    Route("GET", "/muster/{item_id}/zusammenfuehren", merge_form, DECIDING),
    Route("POST", "/muster/{item_id}/zusammenfuehren", merge, DECIDING),
    Route("GET", "/muster/{item_id}/teilen", split_form, DECIDING),
    Route("POST", "/muster/{item_id}/teilen", split, DECIDING),
    Route("GET", "/muster/{item_id}/verschieben", move_form, DECIDING),
    Route("POST", "/muster/{item_id}/verschieben", move, DECIDING),
)
