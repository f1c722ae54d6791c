"""Zweitprüfung: what waits for another person, what is disputed, what has changed since."""

from pipeline.app import wording
from pipeline.app.deciding import standing, titles, waits_for
from pipeline.app.visit import Answer, Page, Route, Visit
from pipeline.review.changes import REST

WAITING = ("disputed", "again", "reviewed")
# A page for each kind would hide how little it is; past this many there are the lists.
SHOWN = 50


def second(visit: Visit) -> Answer:
    desk, me = visit.desk, visit.account.name
    names = titles(visit)
    groups = {}
    for status in WAITING:
        found = [
            (p.checkpoint, item)
            for p in desk.progress()
            if p.reached
            for item in desk.items(p.checkpoint, me)
            if standing(item) == status and item.item_id != REST
        ]
        # What this person can bring further comes first.
        found.sort(key=lambda pair: (not waits_for(visit, pair[1]), pair[0], pair[1].item_id))
        groups[status] = found
    return Page(
        "zweitpruefung",
        {
            "groups": {s: found[:SHOWN] for s, found in groups.items()},
            "totals": {s: len(found) for s, found in groups.items()},
            "titles": names,
            "paths": wording.PATHS,
            "waits": lambda item: waits_for(visit, item),
        },
    )


ROUTES = (Route("GET", "/zweitpruefung", second),)
