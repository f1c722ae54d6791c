"""Restmenge: what belongs to no pattern, and what may be made of it."""

from collections import defaultdict

from pipeline.app.pages.regrouping import read_move, steps, targets
from pipeline.app.paging import paged
from pipeline.app.visit import DECIDING, Answer, Page, Route, Visit
from pipeline.errors import Refused
from pipeline.review.changes import REST, Change, Part

SIZE = 50


def rest(visit: Visit, error: str = "") -> Page:
    points = visit.desk.rest()
    item = visit.desk.item("muster", REST, visit.account.name)
    return Page(
        "restmenge",
        {
            "points": paged(points, visit.query, "/restmenge", SIZE),
            "near": _near(visit),
            "statements": visit.desk.statements,
            "targets": targets(visit, REST),
            "item": item,
            "form": visit.form,
            "error": error,
        },
    )


def _near(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    """For each pain point that is among the nearest outside of a pattern, those patterns."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    loose = {p.pain_point_id for p in visit.desk.rest()}
    for item in visit.desk.items("muster") if loose else ():
        if item.content and item.item_id != REST:
            for point in visit.desk.sample(item.item_id).outside:
                if point.pain_point_id in loose:
                    found[point.pain_point_id].append((item.item_id, item.content.title))
    return dict(found)


def read_new(visit: Visit) -> Change:
    title = visit.form.one("titel").strip()
    members = visit.form.all("punkt")
    if not members:
        raise Refused("Wählen Sie mindestens einen Schmerzpunkt für das neue Muster.")
    if not title:
        raise Refused("Geben Sie dem neuen Muster einen Titel.")
    return Change(parts=(Part(title=title, members=members),))


moving = steps("move", read_move, rest)
making = steps("split", read_new, rest)


def regroup(visit: Visit) -> Answer:
    return making(visit) if visit.form.one("was") == "neu" else moving(visit)


ROUTES = (
    Route("GET", "/restmenge", rest),
    Route("POST", "/restmenge", regroup, DECIDING),
)
