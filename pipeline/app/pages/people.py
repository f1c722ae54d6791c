"""Konten: who may do what; read by those who manage accounts, changed on the command line."""

from pipeline.app.accounts import ROLES
from pipeline.app.visit import RUNNING, Answer, Page, Route, Visit

MAY = {
    "Prüfung": "sieht alles, entscheidet als erste Person",
    "Freigabe": "sieht alles, entscheidet als erste, zweite oder dritte Person",
    "Lesen": "sieht Muster, Einstufungen und Protokoll, aber keine Originaltexte",
    "Verwaltung": "sieht Muster, Einstufungen, Protokoll und Konten, entscheidet nicht",
}


def people(visit: Visit) -> Answer:
    return Page("konten", {"roles": ROLES, "may": MAY})


ROUTES = (Route("GET", "/konten", people, RUNNING),)
