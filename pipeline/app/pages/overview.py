"""Übersicht: how far it is, what waits, and for whom; and the way in and out."""

from pipeline.app import wording
from pipeline.app.deciding import waits_for
from pipeline.app.visit import Answer, Elsewhere, Page, Route, Visit
from pipeline.reports.accounts import ledger_rows


def overview(visit: Visit) -> Answer:
    desk = visit.desk
    progress = desk.progress()
    forgotten = desk.material.forgotten
    to_come = [p for p in progress if not p.reached and not (forgotten and p is progress[0])]
    ledger = desk.ledger()
    mine = {
        p.checkpoint: sum(waits_for(visit, i) for i in desk.items(p.checkpoint, visit.account.name))
        if p.reached
        else 0
        for p in progress
    }
    return Page(
        "uebersicht",
        {
            "progress": progress,
            "mine": mine,
            "paths": wording.PATHS,
            "next": next((p for p in progress if p.reached and mine[p.checkpoint]), None),
            "finished": not to_come and not any(p.open for p in progress),
            "stops": bool(to_come),
            "forgotten": forgotten,
            "ledger": ledger_rows(ledger) if ledger else [],
        },
    )


def sign_in(visit: Visit) -> Answer:
    if visit.session:
        return Elsewhere("/")
    return Page("anmelden", {"next": "/", "name": "", "error": "", "unsent": ()})


def password(visit: Visit) -> Answer:
    return Page("passwort", {"error": ""})


def accessibility(visit: Visit) -> Answer:
    return Page("barrierefreiheit")


def elsewhere(visit: Visit) -> Answer:
    """Answered by the doors before it gets here."""
    return Elsewhere("/")


ROUTES = (
    Route("GET", "/", overview),
    Route("GET", "/anmelden", sign_in, open=True),
    Route("POST", "/anmelden", elsewhere, open=True),
    Route("POST", "/abmelden", elsewhere),
    Route("GET", "/passwort", password),
    Route("POST", "/passwort", elsewhere),
    Route("GET", "/barrierefreiheit", accessibility, open=True),
)
