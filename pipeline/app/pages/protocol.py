"""Protokoll: every word in order, and how far people agree with each other and the machine."""

from pipeline.app import wording
from pipeline.app.deciding import titles, unseen
from pipeline.app.paging import paged
from pipeline.app.visit import Answer, Page, Route, Visit
from pipeline.review.changes import SAMPLE
from pipeline.review.log import first_broken

SIZE = 50


def protocol(visit: Visit) -> Answer:
    log = visit.desk.log()
    checkpoint, who = visit.query.one("pruefung"), visit.query.one("wer")
    kept = [
        d
        for d in reversed(log)
        if (not checkpoint or d.checkpoint == checkpoint) and (not who or d.reviewer == who)
    ]
    return Page(
        "protokoll",
        {
            "entries": paged(kept, visit.query, "/protokoll", SIZE),
            "all": len(log),
            "broken": first_broken(log),
            "checkpoint": checkpoint,
            "who": who,
            "reviewers": sorted({d.reviewer for d in log}),
            "titles": titles(visit),
            "unseen": unseen(visit),
            "points": visit.desk.pain_points,
            "paths": wording.PATHS,
            "sample_id": SAMPLE,
        },
    )


def agreement(visit: Visit) -> Answer:
    return Page("uebereinstimmung", {"agreement": visit.desk.agreement()})


ROUTES = (
    Route("GET", "/protokoll", protocol),
    Route("GET", "/protokoll/uebereinstimmung", agreement),
)
