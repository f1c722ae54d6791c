"""Muster: the list, and one pattern with everything that speaks for and against it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.app import wording
from pipeline.app.deciding import decide, next_open, standing, titles, waits_for
from pipeline.app.paging import paged
from pipeline.app.visit import DECIDING, Answer, Page, Route, Visit
from pipeline.doubts import doubts
from pipeline.errors import Refused
from pipeline.records import PainPointId
from pipeline.review.changes import REST, TEXTS, Change

# The likest to look at beside a pattern; the form for merging lists all.
SIMILAR = 5

SORTS: Mapping[str, str] = {
    "umfang": "Umfang",
    "standorte": "Standorte",
    "stabilitaet": "Stabilität",
    "zweifel": "Zweifel",
    "titel": "Titel",
}


IN_DOUBT = {"disputed": "strittig", "again": "geändert seit der Entscheidung"}


@dataclass(frozen=True)
class Line:
    item: Any
    pattern: Any
    statements: int
    sites: int
    doubts: tuple[str, ...]
    mine: bool


def line(visit: Visit, item: Any, there: Collection[str]) -> Line:
    """``there`` are the ids of the patterns that stand."""
    pattern = item.content or item.candidate
    points, statements = visit.desk.pain_points, visit.desk.statements
    said = {points[m].statement_id for m in pattern.members if m in points}
    sites = {statements[i].site for i in said if i in statements} - {None, ""}
    found = doubts(
        pattern,
        statements=len(said),
        sites=len(sites),
        alike=len(set(pattern.alike) & set(there) - {item.item_id}),
        texts=(statements[i].text for i in said if i in statements),
    )
    return Line(
        item,
        pattern,
        len(said),
        len(sites),
        (*found, *(name for status, name in IN_DOUBT.items() if item.status == status)),
        waits_for(visit, item),
    )


def patterns(visit: Visit) -> Answer:
    listed = [i for i in visit.desk.items("muster", visit.account.name) if _listed(i)]
    there = {i.item_id for i in listed}
    lines = [line(visit, i, there) for i in listed]
    status, field = visit.query.one("stand"), visit.query.one("feld")
    words = visit.query.one("suche").casefold().split()
    kept = [
        one
        for one in lines
        if (not status or standing(one.item) == status or (status == "ich" and one.mine))
        and (not field or one.pattern.field_of_action == field)
        and all(word in _searched(one.pattern) for word in words)
    ]
    sort = visit.query.one("sortierung", "umfang")
    return Page(
        "muster_liste",
        {
            "lines": paged(_sorted(kept, sort), visit.query, "/muster"),
            "all": len(lines),
            "status": status,
            "field": field,
            "search": visit.query.one("suche"),
            "sort": sort if sort in SORTS else "umfang",
            "sorts": SORTS,
            "fields": sorted({one.pattern.field_of_action for one in lines}),
            "rest": len(visit.desk.rest()),
        },
    )


def _listed(item: Any) -> bool:
    return item.item_id != REST and item.into is None and bool(item.content or item.candidate)


def _searched(pattern: Any) -> str:
    return " ".join((pattern.title, pattern.summary, *pattern.keyphrases)).casefold()


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    """What is put off comes last in every order."""

    def key(one: Line) -> tuple[Any, ...]:
        orders: Mapping[str, tuple[Any, ...]] = {
            "standorte": (-one.sites, -one.statements),
            "stabilitaet": (one.pattern.stability is None, one.pattern.stability or 0.0),
            "zweifel": (-len(one.doubts), -one.statements),
            "titel": (one.pattern.title.casefold(),),
        }
        order = orders.get(sort, (-one.statements, -one.sites))
        return (one.item.postponed, *order, one.item.item_id)

    return sorted(lines, key=key)


def pattern(visit: Visit, error: str = "") -> Page:
    desk = visit.desk
    item = desk.item("muster", visit.place["item_id"], visit.account.name)
    known = titles(visit)
    standing = {i.item_id: i.content for i in desk.items("muster") if i.content}
    one = line(visit, item, standing) if item.content or item.candidate else None
    there = item.content is not None
    similar = desk.similar(item.item_id)[:SIMILAR] if there else []
    fields = {content.field_of_action for content in standing.values()}
    return Page(
        "muster",
        {
            "item": item,
            "line": one,
            "pattern": one.pattern if one else None,
            "sample": desk.sample(item.item_id) if there else None,
            "similar": [(i, known[i], cosine) for i, cosine in similar if i in known],
            "alike": one.pattern.alike if one else (),
            "statements": desk.statements,
            "points": desk.pain_points,
            "titles": known,
            "fields": sorted(fields - {""}),
            "came": _came(item),
            "was": wording.rows("muster", item.was) if item.was else [],
            "now": wording.rows("muster", item.content),
            "form": visit.form,
            "error": error,
        },
    )


def _came(item: Any) -> list[PainPointId]:
    """What a wave has brought since people last spoke of the pattern."""
    if item.content is None or not item.was:
        return []
    old = set(item.was["members"])
    return [m for m in item.content.members if m not in old]


def decide_pattern(visit: Visit) -> Answer:
    item_id, action = visit.place["item_id"], visit.form.one("schritt")
    item = visit.desk.item("muster", item_id, visit.account.name)
    if action == "edit":
        change = edited(visit, item)
        if not change.given():
            return pattern(
                visit, "Sie haben nichts geändert. Zum Annehmen nehmen Sie „Bestätigen“."
            )
    elif action in ("approve", "discard", "reject", "postpone", "comment", "take_back"):
        change = plain(visit)
    else:
        raise Refused("Diese Entscheidung gibt es hier nicht. Öffnen Sie die Seite neu.")
    stay = f"/muster/{item_id}"
    onwards = action in ("approve", "discard", "reject", "postpone")
    return decide(
        visit,
        "muster",
        item_id,
        action,
        change,
        then=(lambda: next_open(visit, "muster")) if onwards else stay,
        notice=lambda: said(action, _name(visit, item)),
        again=lambda why: pattern(visit, why),
    )


def plain(visit: Visit) -> Change:
    """What approving, dropping and taking back need beyond the item itself."""
    return Change(
        chosen=visit.form.one("gewaehlt") or None, taken_back=visit.form.one("zurueck") or None
    )


def edited(visit: Visit, item: Any) -> Change:
    """Only the texts that differ from what stands."""
    typed = {name: visit.form.one(name).strip() for name in TEXTS}
    now = item.content or item.candidate
    return Change(**{n: text for n, text in typed.items() if text != getattr(now, n)})


def said(action: str, what: str) -> str:
    word = wording.ACTIONS[action]  # type: ignore[index]
    return f"„{what}“ {word}." if what else f"{word}."


def _name(visit: Visit, was: Any) -> str:
    """The title that came out of it; the last one where nothing is left."""
    item = visit.desk.item("muster", was.item_id, visit.account.name)
    content = item.content or was.content or was.candidate
    return content.title if content else ""


ROUTES = (
    Route("GET", "/muster", patterns),
    Route("GET", "/muster/{item_id}", pattern),
    Route("POST", "/muster/{item_id}", decide_pattern, DECIDING),
)
