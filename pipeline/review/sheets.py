"""The sheets on which people decide in Excel: what they show, what is entered, what it means."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import Refused
from pipeline.records import Action, CheckpointName, Criterion, Lever, Verdict
from pipeline.review.changes import Change
from pipeline.review.items import Item
from pipeline.tools.text_workbook import CUT

SCHEMA = 1

# In front of what is shown on every sheet: who it is, whether it was changed, what was seen.
KEYS = ("Kennung", "Prüfziffer", "Stand")

OPEN = "offen"

Titles = Mapping[str, str]
Entries = Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """A locked column."""

    heading: str
    width: float
    text: Callable[[Item, Titles], str]


@dataclass(frozen=True)
class Entry:
    """A column to fill in; ``choices`` names a list of ``choices()``."""

    heading: str
    width: float
    choices: str | None = None


@dataclass(frozen=True)
class Sheet:
    name: str
    checkpoint: CheckpointName
    shown: tuple[Shown, ...]
    entries: tuple[Entry, ...]
    actions: Mapping[str, Action]
    change: Callable[[Entries], Change]

    @property
    def headings(self) -> tuple[str, ...]:
        return (*KEYS, *(s.heading for s in self.shown), *(e.heading for e in self.entries))


DECISION, REASON, MERGE = "Entscheidung", "Begründung", "Zusammenführen mit"
VERDICT, LEVER = "Neue Einstufung", "Neuer Hebel"

STATUS = {
    "open": "offen",
    "reviewed": "einmal geprüft",
    "released": "freigegeben",
    "disputed": "strittig",
    "again": "erneut prüfen",
}

_COMMON: Mapping[str, Action] = {
    "bestätigen": "approve",
    "verwerfen": "discard",
    "ablehnen": "reject",
    "zurückstellen": "postpone",
    "kommentieren": "comment",
}

_NEW_TEXTS = {
    "Neuer Titel": "title",
    "Neue Zusammenfassung": "summary",
    "Neue Ursache": "cause",
    "Neue Auswirkung": "effect",
    "Neues Handlungsfeld": "field_of_action",
}


def _content(name: str) -> Callable[[Item, Titles], str]:
    return lambda item, titles: str(getattr(item.content, name))


def _quotes(item: Item, titles: Titles) -> str:
    return "\n".join(f"„{quote.text}“" for quote in item.content.quotes[:3])


def _members(item: Item, titles: Titles) -> str:
    return str(len(item.content.members))


def _status(item: Item, titles: Titles) -> str:
    return STATUS[item.status]


def _lever(item: Item, titles: Titles) -> str:
    return str(item.content.lever or OPEN)


def _rating(criterion: Criterion) -> Callable[[Item, Titles], str]:
    def text(item: Item, titles: Titles) -> str:
        values = {r.criterion: r.value for r in item.content.ratings}
        return str(values.get(criterion) or OPEN)

    return text


def _changed_pattern(entries: Entries) -> Change:
    texts = {field: entries[h] for h, field in _NEW_TEXTS.items() if entries[h]}
    merged = tuple(part.strip() for part in entries[MERGE].split(",") if part.strip())
    return Change.model_validate({**texts, "with_patterns": merged})


def _changed_assessment(entries: Entries) -> Change:
    values: dict[str, Any] = {
        "verdict": entries[VERDICT] or None,
        "lever": entries[LEVER] or None,
        "ratings": {
            c: None if entries[_new(c)] == OPEN else int(entries[_new(c)])
            for c in Criterion
            if entries[_new(c)]
        },
    }
    return Change.model_validate(values)


def _new(criterion: Criterion) -> str:
    return f"Neu: {criterion.value}"


PATTERNS = Sheet(
    name="Muster",
    checkpoint="muster",
    shown=(
        Shown("Titel", 30, _content("title")),
        Shown("Zusammenfassung", 40, _content("summary")),
        Shown("Ursache", 26, _content("cause")),
        Shown("Auswirkung", 26, _content("effect")),
        Shown("Handlungsfeld", 18, _content("field_of_action")),
        Shown("Schmerzpunkte", 14, _members),
        Shown("Zitate", 50, _quotes),
        Shown("Prüfstand", 14, _status),
    ),
    entries=(
        Entry(DECISION, 16, "Entscheidungen_Muster"),
        *(Entry(heading, 28) for heading in _NEW_TEXTS),
        Entry(MERGE, 18, "Kennungen_Muster"),
        Entry(REASON, 36),
    ),
    actions={**_COMMON, "ändern": "edit", "zusammenführen": "merge"},
    change=_changed_pattern,
)

ASSESSMENTS = Sheet(
    name="Einstufung",
    checkpoint="einstufung",
    shown=(
        Shown("Muster", 30, lambda item, titles: titles.get(item.item_id, item.item_id)),
        Shown("Einstufung", 18, lambda item, titles: item.content.verdict.value),
        Shown("Hebel", 18, _lever),
        Shown("Warum", 44, _content("reason")),
        *(Shown(criterion.value, 12, _rating(criterion)) for criterion in Criterion),
        Shown("Prüfstand", 14, _status),
    ),
    entries=(
        Entry(DECISION, 16, "Entscheidungen_Einstufung"),
        Entry(VERDICT, 18, "Einstufungen"),
        Entry(LEVER, 18, "Hebel"),
        *(Entry(_new(criterion), 12, "Stufen") for criterion in Criterion),
        Entry(REASON, 36),
    ),
    actions={**_COMMON, "ändern": "override"},
    change=_changed_assessment,
)

SHEETS = (PATTERNS, ASSESSMENTS)


def choices(ids: Sequence[str]) -> dict[str, Sequence[str]]:
    """Every list that a dropdown shows, by the name of its range."""
    return {
        "Entscheidungen_Muster": tuple(PATTERNS.actions),
        "Entscheidungen_Einstufung": tuple(ASSESSMENTS.actions),
        "Kennungen_Muster": ids or ("–",),
        "Einstufungen": tuple(v.value for v in Verdict),
        "Hebel": (*(lever.value for lever in Lever), OPEN),
        "Stufen": ("1", "2", "3", "4", "5", OPEN),
    }


def change_in(sheet: Sheet, entries: Entries) -> tuple[Action, Change] | None:
    """What a row says; None where nothing was entered. Raises ``Refused``."""
    said = {heading: text for heading, text in entries.items() if text}
    if not said:
        return None
    if DECISION not in said:
        raise Refused("Es ist etwas eingetragen, aber keine Entscheidung gewählt.")
    lists = choices(())
    for entry in sheet.entries:
        known = lists.get(entry.choices or "", ())
        text = said.get(entry.heading)
        if text and known and entry.choices != "Kennungen_Muster" and text not in known:
            raise Refused(f"„{entry.heading}“ kennt diesen Wert nicht. Wählen Sie aus der Liste.")
        if text and plain(CUT) in text:
            raise Refused(
                f"In „{entry.heading}“ steht ein gekürzter Text; der Rest ginge verloren. Ändern "
                "Sie ihn auf den Prüfseiten."
            )
    return sheet.actions[said[DECISION]], sheet.change(entries)


def plain(text: object) -> str:
    """As it is compared: spreadsheet programs change white space and line ends."""
    return " ".join(str(text).split()) if text is not None else ""


def sign(key: bytes, *parts: str) -> str:
    """HMAC-SHA256, as much of it as nobody guesses."""
    message = "\x1f".join(plain(part) for part in parts).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
