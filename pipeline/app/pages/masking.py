"""Datenschutz: what was really said, with the places that will be masked. The only such page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pipeline.app import wording
from pipeline.app.deciding import decide, next_open, said_by, waits_for
from pipeline.app.pages.patterns import plain, said
from pipeline.app.paging import paged
from pipeline.app.visit import DECIDING, Answer, Elsewhere, Page, Route, Visit
from pipeline.errors import Conflict, Refused
from pipeline.reports.wording import KINDS
from pipeline.review.changes import Change, Mask
from pipeline.review.desk import Said
from pipeline.review.masking import HAND
from pipeline.review.privacy import sampled

SIZE = 20
KEPT_READING = ("liste", "stand", "seite")


@dataclass(frozen=True)
class Piece:
    """Running text, or a place with what it is."""

    text: str
    kind: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class Statement:
    """A statement on the page; without a text once the raw texts are forgotten."""

    item: Any
    raw: Any
    pieces: tuple[Piece, ...]
    reasons: tuple[str, ...]
    mine: bool


def maskings(visit: Visit) -> Answer:
    desk, which = visit.desk, visit.query.one("liste", "risiko")
    items = desk.state("datenschutz").items
    lists = _lists(visit)
    status = visit.query.one("stand")
    kept = [i for i in lists.get(which, ()) if not status or items[i].status == status]
    page = paged(kept, visit.query, "/datenschutz", SIZE)
    reasons = {d.statement_id: d.reasons for d in desk.doubtful()}
    shown = [statement(visit, i, reasons.get(i, ())) for i in page.items]
    return Page(
        "datenschutz_liste",
        {
            "slice": page,
            "shown": shown,
            "list": which,
            "status": status,
            "counts": {name: len(ids) for name, ids in lists.items()},
            "approvable": [s for s in shown if s.mine and s.item.status == "open"],
            "sample": sampled(items),
            "kept": [(n, v) for n in KEPT_READING if (v := visit.query.one(n))],
            # What was accepted leaves a list of the open ones, and stays in every other.
            "after": page.number + 1 if not status and page.number < page.pages else 0,
            "error": "",
        },
    )


def _lists(visit: Visit) -> dict[str, list[str]]:
    """Ids in the order of each list; by risk, what gives reason to doubt comes first."""
    desk = visit.desk
    every = desk.state("datenschutz").items
    doubtful = [d.statement_id for d in desk.doubtful() if d.statement_id in every]
    known = set(doubtful)
    listed = desk.items("datenschutz")
    marked = {i.item_id for i in listed if i.asked or i.content.spans}
    risky = [i.item_id for i in listed if i.item_id in marked or i.status != "released"]
    return {
        "risiko": [*doubtful, *(i for i in risky if i not in known)],
        "treffer": [i.item_id for i in listed if i.item_id in marked],
        "stichprobe": [i for i in desk.control_sample() if i in every],
        "alle": sorted(every),
    }


def statement(visit: Visit, item_id: str, reasons: Sequence[str] = ()) -> Statement:
    item, raw = visit.desk.item("datenschutz", item_id, visit.account.name), visit.desk.raw(item_id)
    spans = item.content.spans if item.content else ()
    return Statement(
        item,
        raw,
        pieces(raw.text, spans) if raw else (),
        tuple(reasons),
        waits_for(visit, item),
    )


def pieces(text: str, spans: Sequence[Any]) -> tuple[Piece, ...]:
    """The text cut at its spans; a span within another one is shown with it."""
    cut, at = [], 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.start < at:
            continue
        cut += [
            Piece(text[at : span.start]),
            Piece(text[span.start : span.end], span.kind, getattr(span, "score", 1.0) < 0.5),
        ]
        at = span.end
    return tuple(piece for piece in (*cut, Piece(text[at:])) if piece.text)


def masking(visit: Visit, error: str = "") -> Page:
    item_id = visit.place["item_id"]
    reasons = {d.statement_id: d.reasons for d in visit.desk.doubtful()}
    shown = statement(visit, item_id, reasons.get(item_id, ()))
    item = shown.item
    return Page(
        "datenschutz",
        {
            "item": item,
            "shown": shown,
            "spans": _ticks(visit, item),
            "by_hand": HAND,
            "was": wording.rows("datenschutz", item.was) if item.was else [],
            "now": wording.rows("datenschutz", item.content),
            "form": visit.form,
            "error": error,
        },
    )


def _ticks(visit: Visit, item: Any) -> list[tuple[Any, bool]]:
    """The places that can be masked by a tick, and which of them are ticked."""
    now = item.content.spans if item.content else ()
    refused = visit.form.all("stelle") if visit.form.one("schritt") == "edit" else None
    return [
        (s, s in now if refused is None else f"{s.start}-{s.end}" in refused)
        for s in _offered(item)
    ]


def _offered(item: Any) -> list[Any]:
    """What is masked, and what a detector found where nothing is: a removed mark can come back."""
    now = item.content.spans if item.content else ()
    found = item.candidate.spans if item.candidate else ()
    free = [s for s in found if not any(s.start < n.end and n.start < s.end for n in now)]
    return sorted((*now, *free), key=lambda s: s.start)


def decide_masking(visit: Visit) -> Answer:
    item_id, action = visit.place["item_id"], visit.form.one("schritt")
    item = visit.desk.item("datenschutz", item_id, visit.account.name)
    if action not in ("approve", "edit", "discard", "reject", "postpone", "comment", "take_back"):
        raise Refused("Diese Entscheidung gibt es hier nicht. Öffnen Sie die Seite neu.")
    try:
        change = _masks(visit, item) if action == "edit" else plain(visit)
    except Refused as refusal:
        return masking(visit, str(refusal)).refused()
    onwards = action not in ("comment", "take_back")
    return decide(
        visit,
        "datenschutz",
        item_id,
        action,
        change,
        then=(lambda: next_open(visit, "datenschutz")) if onwards else f"/datenschutz/{item_id}",
        notice=lambda: said(action, item_id),
        again=lambda why: masking(visit, why),
    )


def _masks(visit: Visit, item: Any) -> Change:
    """What stays ticked, and every place of the words that were typed in."""
    raw = visit.desk.raw(item.item_id)
    if raw is None:
        raise Refused("Der Originaltext ist gelöscht; an der Maskierung lässt sich nichts ändern.")
    kept = set(visit.form.all("stelle"))
    masks = [
        Mask(start=s.start, end=s.end, kind=s.kind)
        for s in _offered(item)
        if f"{s.start}-{s.end}" in kept
    ]
    kind = visit.form.one("art")
    kind = kind if kind in KINDS else "PERSON"
    for words in filter(None, (line.strip() for line in visit.form.one("neu").split("\n"))):
        places = _places(words, raw.text)
        if not places:
            raise Refused(
                "Die zusätzliche Stelle kommt so nicht in der Aussage vor. Schreiben Sie sie genau "
                "so ab, wie sie dort steht."
            )
        masks += [
            Mask(start=start, end=end, kind=kind)
            for start, end in places
            if not any(m.start < end and start < m.end for m in masks)
        ]
    return Change(spans=tuple(sorted(masks, key=lambda m: m.start)))


def _places(words: str, text: str) -> list[tuple[int, int]]:
    """Every place where the words stand as words; within other words only where nowhere else."""
    whole = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    return whole or [m.span() for m in re.finditer(re.escape(words), text)]


def approve_page(visit: Visit) -> Answer:
    """Every statement that was shown on the page, each as a decision of its own."""
    me = visit.account
    kept = {name: v for name in KEPT_READING if (v := visit.form.one(name)).isalnum()}
    if following := visit.form.whole("danach", 0):
        kept["seite"] = str(following)
    done = own = missed = 0
    for pair in visit.form.all("aussage"):
        item_id, _, version = pair.partition(":")
        try:
            visit.desk.decide(Said("datenschutz", item_id, "approve", me.name, me.role, version))
            done += 1
        except (Conflict, Refused) as why:
            mine = any(said_by(visit, d) for d in getattr(why, "by", ()))
            own, missed = own + mine, missed + (not mine)
    notice = f"{done} Aussagen angenommen." if done != 1 else "Eine Aussage angenommen."
    if own:
        notice += f" Über {own} hatten Sie schon entschieden."
    if missed:
        notice += f" {missed} nicht: Jemand anderes hat inzwischen darüber entschieden."
    return Elsewhere(f"/datenschutz?{urlencode(kept)}", notice)


ROUTES = (
    Route("GET", "/datenschutz", maskings, DECIDING),
    Route("POST", "/datenschutz", approve_page, DECIDING),
    Route("GET", "/datenschutz/{item_id}", masking, DECIDING),
    Route("POST", "/datenschutz/{item_id}", decide_masking, DECIDING),
)
