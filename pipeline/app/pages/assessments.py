"""Einstufung: is AI the answer, what else is, and how the eight criteria stand."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pipeline.app import governance, wording
from pipeline.app.deciding import decide, next_open, standing, titles, waits_for
from pipeline.app.pages.patterns import plain, said
from pipeline.app.paging import paged
from pipeline.app.visit import DECIDING, Answer, Page, Route, Visit
from pipeline.errors import Refused
from pipeline.records import Criterion, Lever, Verdict
from pipeline.resources import resource
from pipeline.review.changes import REASON, Change
from pipeline.tools.catalogue import Catalogue, Near

OPEN_LEVER = "offen"
ACTIONS = frozenset(
    {"approve", "override", "discard", "reject", "postpone", "comment", "take_back"}
)
SORTS: Mapping[str, str] = {"zweifel": "Unsicherheit", "titel": "Titel", "urteil": "Urteil"}


def assessments(visit: Visit) -> Answer:
    names = titles(visit)
    items = [
        i
        for i in visit.desk.items("einstufung", visit.account.name)
        if i.into is None and (i.content or i.candidate)
    ]
    status, verdict = visit.query.one("stand"), visit.query.one("urteil")
    kept = [
        i
        for i in items
        if (not status or standing(i) == status or (status == "ich" and waits_for(visit, i)))
        and (not verdict or (not i.blind and (i.content or i.candidate).verdict == verdict))
    ]
    sort = visit.query.one("sortierung", "zweifel")
    orders: Mapping[str, Any] = {
        "titel": lambda i: names.get(i.item_id, "").casefold(),
        "urteil": lambda i: (i.blind, list(Verdict).index((i.content or i.candidate).verdict)),
    }
    kept.sort(key=lambda i: (i.postponed, orders.get(sort, lambda i: -doubt(i))(i), i.item_id))
    return Page(
        "einstufung_liste",
        {
            "items": paged(kept, visit.query, "/einstufung"),
            "all": len(items),
            "titles": names,
            "doubt": doubt,
            "status": status,
            "verdict": verdict,
            "sort": sort if sort in SORTS else "zweifel",
            "sorts": SORTS,
        },
    )


def doubt(item: Any) -> float:
    """The share of votes against the verdict; most of all where it is unclear or disputed.

    None where not even this may be told.
    """
    if item.blind:
        return 0.0
    content = item.content or item.candidate
    if item.status in ("disputed", "again") or content.verdict is Verdict.UNKLAR:
        return 1.0
    return 1.0 - max((vote.share for vote in content.votes), default=1.0)


def assessment(visit: Visit, error: str = "") -> Page:
    desk = visit.desk
    item = desk.item("einstufung", visit.place["item_id"], visit.account.name)
    content = item.content or item.candidate
    pattern = _pattern(visit, item.item_id)
    return Page(
        "einstufung",
        {
            "item": item,
            "content": content,
            "pattern": pattern,
            "title": titles(visit).get(item.item_id, item.item_id),
            "ratings": {r.criterion: r for r in content.ratings} if content else {},
            "neighbours": neighbours(visit, pattern) if pattern and not item.blind else (),
            "hints": governance.hints(content) if content and not item.blind else (),
            "statements": desk.statements,
            "titles": titles(visit),
            "was": wording.rows("einstufung", item.was) if item.was else [],
            "now": wording.rows("einstufung", item.content),
            "form": visit.form,
            "error": error,
        },
    )


def _pattern(visit: Visit, pattern_id: str) -> Any:
    try:
        item = visit.desk.item("muster", pattern_id)
    except Refused:
        return None
    return item.content or item.candidate


def neighbours(visit: Visit, pattern: Any) -> tuple[Near, ...]:
    points = visit.desk.pain_points
    texts = tuple(points[m].issue for m in pattern.members if m in points)
    return _nearest(texts) if texts else ()


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return Catalogue(resource("data/katalog/ansatzpunkte.json"))


@lru_cache(maxsize=512)
def _nearest(texts: tuple[str, ...]) -> tuple[Near, ...]:
    return tuple(_catalogue().nearest([texts], top=3)[0])


def decide_assessment(visit: Visit) -> Answer:
    item_id, action = visit.place["item_id"], visit.form.one("schritt")
    item = visit.desk.item("einstufung", item_id, visit.account.name)
    if action not in ACTIONS:
        raise Refused("Diese Entscheidung gibt es hier nicht. Öffnen Sie die Seite neu.")
    change = plain(visit)
    if action == "override":
        change = judged(visit, item)
        if missing := _missing(visit, item):
            return assessment(visit, missing).refused()
        if not change.given():
            if not item.blind:
                why = "Sie haben nichts geändert. Zum Annehmen nehmen Sie „Bestätigen“."
                return assessment(visit, why).refused()
            action = "approve"
    onwards = action in ("approve", "override", "discard", "reject", "postpone") and not item.blind
    return decide(
        visit,
        "einstufung",
        item_id,
        action,
        change,
        then=(lambda: next_open(visit, "einstufung")) if onwards else f"/einstufung/{item_id}",
        notice=lambda: said(action, titles(visit).get(item_id, "")),
        again=lambda why: assessment(visit, why),
    )


def _missing(visit: Visit, item: Any) -> str:
    """What the form lacks. To who sees no proposal the answer must not tell what it says, so they
    give everything, reason included, whether they deviate or not.
    """
    form = visit.form
    if not form.one("urteil"):
        return "Wählen Sie ein Urteil."
    if item.blind and not form.one("hebel"):
        return "Wählen Sie einen Hebel; auch „offen“ ist eine Antwort."
    if item.blind and len(form.one("grund").strip()) < REASON:
        return f"Begründen Sie Ihre Einstufung mit mindestens {REASON} Zeichen."
    return ""


def judged(visit: Visit, item: Any) -> Change:
    """Only what differs from what stands; values that no form offers are as good as none.

    Where the form hides what stands, a criterion without a value was not rated, which the review
    knows how to take.
    """
    form, now = visit.form, item.content or item.candidate
    verdict = next((v for v in Verdict if v == form.one("urteil")), None)
    lever = next((lv for lv in Lever if lv == form.one("hebel")), None)
    stands = {r.criterion: r.value for r in now.ratings}
    ratings: dict[Criterion, int | None] = {}
    for criterion in Criterion:
        typed = form.one(f"wert-{criterion.name}", "unverändert")
        value = int(typed) if typed in ("1", "2", "3", "4", "5") else None
        if typed in ("", "1", "2", "3", "4", "5") and value != stands.get(criterion):
            ratings[criterion] = value
    chose_lever = bool(form.one("hebel")) and lever != now.lever
    return Change(
        verdict=verdict if verdict != now.verdict else None,
        lever=(lever or OPEN_LEVER) if chose_lever else None,
        ratings=ratings,
    )


ROUTES = (
    Route("GET", "/einstufung", assessments),
    Route("GET", "/einstufung/{item_id}", assessment),
    Route("POST", "/einstufung/{item_id}", decide_assessment, DECIDING),
)
