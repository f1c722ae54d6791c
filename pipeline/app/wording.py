"""What the review pages say: labels, statuses, decisions in words."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.records import Action, Criterion, Decision
from pipeline.reports.wording import KINDS, counted
from pipeline.review.changes import REST, TEXTS, Change, read

CHECKPOINTS = {"datenschutz": "Datenschutz", "muster": "Muster", "einstufung": "Einstufung"}
PATHS = {"datenschutz": "/datenschutz", "muster": "/muster", "einstufung": "/einstufung"}
NOUNS = {
    "datenschutz": ("Aussage", "Aussagen"),
    "muster": ("Muster", "Muster"),
    "einstufung": ("Einstufung", "Einstufungen"),
}

# Word, and the kind of badge; the sign in front says the same as the colour.
STATUS = {
    "open": ("offen", "plain", "○"),
    "reviewed": ("wartet auf zweite Person", "info", "◐"),
    "released": ("freigegeben", "success", "✓"),
    "disputed": ("strittig", "danger", "⚡"),
    "again": ("erneut prüfen", "warning", "↻"),
}

ACTIONS: Mapping[Action, str] = {
    "approve": "bestätigt",
    "edit": "bearbeitet",
    "merge": "zusammengeführt",
    "split": "geteilt",
    "move": "verschoben",
    "override": "abweichend eingestuft",
    "discard": "verworfen",
    "reject": "abgelehnt",
    "postpone": "zurückgestellt",
    "comment": "kommentiert",
    "take_back": "zurückgenommen",
}
CHANNELS = {"web": "Prüfseite", "xlsx": "Excel", "cli": "Kommandozeile"}

# What 1, 3 and 5 mean. Two people who read the same scale differ less.
ANCHORS: Mapping[Criterion, tuple[str, str, str]] = {
    Criterion.NUTZEN: (
        "spart kaum Zeit oder Ärger",
        "spart einem Team regelmäßig Zeit",
        "entlastet viele jeden Tag spürbar",
    ),
    Criterion.FALLZAHL: (
        "weniger als halb so oft wie ein mittleres Muster",
        "etwa wie ein mittleres Muster",
        "mindestens doppelt so oft",
    ),
    Criterion.STANDARDISIERBARKEIT: (
        "jeder Fall ist anders",
        "gleiche Grundform, viele Ausnahmen",
        "läuft fast immer gleich ab",
    ),
    Criterion.DATENLAGE: (
        "nur auf Papier oder in Köpfen",
        "digital, aber verstreut oder lückenhaft",
        "vollständig, aktuell, zugänglich",
    ),
    Criterion.RECHTLICHE_SENSIBILITAET: (
        "keine Daten über Personen",
        "Sozialdaten, aber kein Einfluss auf Ansprüche",
        "berührt Ansprüche oder Ermessen",
    ),
    Criterion.AKZEPTANZ: (
        "Ablehnung ist zu erwarten",
        "geteilte Meinungen",
        "von den Beschäftigten gewünscht",
    ),
    Criterion.UMSETZUNGSAUFWAND: (
        "in Wochen mit eigenen Mitteln",
        "Monate, mit Beschaffung oder Schnittstelle",
        "über ein Jahr, mehrere Verfahren oder Träger",
    ),
    Criterion.TRANSFERFAEHIGKEIT: (
        "nur an einem Standort genannt",
        "an einem Viertel bis zur Hälfte der Standorte",
        "an drei Vierteln der Standorte oder mehr",
    ),
}
UNFAVOURABLE = frozenset({Criterion.RECHTLICHE_SENSIBILITAET, Criterion.UMSETZUNGSAUFWAND})

Row = tuple[str, str]


def percent(share: float | None) -> str:
    return "–" if share is None else f"{round(share * 100)} %".replace("-", "−")


@cache
def _here() -> tzinfo:
    """German time; where the system knows no time zones, that of the log."""
    try:
        return ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return UTC


def moment(iso: str) -> str:
    """ISO 8601 as "02.03.2026, 10:15 Uhr"."""
    at = datetime.fromisoformat(iso).astimezone(_here())
    return f"{at:%d.%m.%Y, %H:%M} Uhr{' (UTC)' if at.tzinfo is UTC else ''}"


def origin(statement: Any) -> str:
    """Where a masked statement comes from, as far as that passed the wall."""
    if statement is None:
        return "Herkunft unbekannt"
    parts = (statement.channel.capitalize(), statement.site, statement.area, statement.role)
    return ", ".join(part for part in parts if part)


def rows(checkpoint: str, content: Any) -> list[Row]:
    """A content, or what a decision remembers of one, as label and text."""
    if content is None:
        return [("Stand", "verworfen")]
    value = content if isinstance(content, Mapping) else content.model_dump(mode="json")
    if checkpoint == "muster":
        texts = [(label, value.get(name) or "–") for name, label in TEXTS.items()]
        return [*texts, ("Umfang", counted(len(value["members"]), "Schmerzpunkt", "Schmerzpunkte"))]
    if checkpoint == "einstufung":
        ratings = [(r["criterion"], str(r["value"] or "offen")) for r in value["ratings"]]
        said = [("Urteil", value["verdict"]), ("Hebel", value["lever"] or "offen")]
        return [*said, ("Begründung", value["reason"]), *ratings]
    return [("Maskiert", _places([_place(span) for span in value["spans"]]))]


def change_rows(
    decision: Decision, titles: Mapping[str, str], points: Mapping[str, Any]
) -> list[Row]:
    return described(read(decision), titles, points)


def described(change: Change, titles: Mapping[str, str], points: Mapping[str, Any]) -> list[Row]:
    """What a change says, one line for each thing that it names."""

    def title(pattern_id: str) -> str:
        return "Restmenge" if pattern_id == REST else titles.get(pattern_id, pattern_id)

    found = [(label, text) for name, label in TEXTS.items() if (text := getattr(change, name))]
    if change.with_patterns:
        found.append(("Dazu", ", ".join(title(i) for i in change.with_patterns)))
    for part in change.parts:
        found.append(("Neues Muster", f"{part.title} ({len(part.members)})"))
    if change.to:
        texts = [points[m].text if m in points else m for m in change.members[:3]]
        more = f" und {len(change.members) - 3} weitere" if len(change.members) > 3 else ""
        found.append(("Verschoben", " · ".join(texts) + more))
        found.append(("Wohin", title(change.to)))
    if change.verdict:
        found.append(("Urteil", change.verdict.value))
    if change.lever:
        found.append(("Hebel", change.lever))
    found += [(criterion.value, str(v or "offen")) for criterion, v in change.ratings.items()]
    if change.spans is not None:
        found.append(("Maskiert", _places([(m.start, m.end, m.kind) for m in change.spans])))
    return found


def regrouped_since(decision: Decision, content: Any) -> bool:
    """Whether other pain points belong to the pattern than when this was said about it."""
    then = json.loads(decision.before or "{}").get(decision.item_id) or {}
    members = (then.get("content") or {}).get("members", ())
    return bool(members and content) and {*members} != {*content.members}


def _place(span: Any) -> tuple[int, int, str]:
    """A decision remembers a span as a list, a content holds it as an object."""
    start, end, kind = (
        (span["start"], span["end"], span["kind"]) if isinstance(span, Mapping) else span
    )
    return start, end, kind


def _places(places: Sequence[tuple[int, int, str]]) -> str:
    named = [f"{KINDS.get(kind, kind)} (Zeichen {start}–{end})" for start, end, kind in places]
    return ", ".join(named) or "nichts"
