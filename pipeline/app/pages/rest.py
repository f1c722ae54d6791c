"""Restmenge: what belongs to no pattern, and what may be made of it."""

from pipeline.app.deciding import titles
from pipeline.app.pages.regrouping import read_move, steps, targets
from pipeline.app.paging import paged
from pipeline.app.visit import DECIDING, Answer, Page, Route, Visit
from pipeline.errors import Refused
from pipeline.review.changes import REST, Change, Part

SIZE = 50
# More than two guesses are no help: what belonged to one of them clearly would not be here.
PROPOSED = 2


def rest(visit: Visit, error: str = "") -> Page:
    points = paged(visit.desk.rest(), visit.query, "/restmenge", SIZE)
    known = titles(visit)
    shown = [p.pain_point_id for p in points.items]
    nearest = visit.desk.nearest_patterns(shown)
    return Page(
        "restmenge",
        {
            "points": points,
            "near": {
                point: [(i, known[i], cosine) for i, cosine in found[:PROPOSED] if i in known]
                for point, found in nearest.items()
            },
            "fitting": visit.desk.fitting(shown),
            "statements": visit.desk.statements,
            "targets": targets(visit, REST),
            "item": visit.desk.item("muster", REST, visit.account.name),
            "form": visit.form,
            "error": error,
        },
    )


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
