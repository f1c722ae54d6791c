"""The sheets on which people decide in Excel: what they show, what is entered, what it means."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
Ids = Mapping[str, str]


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
    change: Callable[[Entries, Ids], Change]

    @property
    def headings(self) -> tuple[str, ...]:
        return (*KEYS, *(s.heading for s in self.shown), *(e.heading for e in self.entries))


DECISION, REASON, MERGE = "Entscheidung", "Begründung", "Zusammenführen mit"
TITLE = "Titel"
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


def ids_by_title(rows: Iterable[Entries]) -> dict[str, str]:
    """Of titles that only one pattern has; in whatever case they are typed."""
    named = [(row[TITLE].casefold(), row[KEYS[0]]) for row in rows if TITLE in row]
    count = Counter(title for title, _ in named)
    return {title: item_id for title, item_id in named if count[title] == 1}


def _changed_pattern(entries: Entries, ids: Ids) -> Change:
    texts = {field: entries[h] for h, field in _NEW_TEXTS.items() if entries[h]}
    # A title may have commas of its own.
    whole = entries[MERGE]
    parts = [whole] if whole.casefold() in ids else [p.strip() for p in whole.split(",")]
    merged = tuple(ids.get(part.casefold(), part) for part in parts if part)
    return Change.model_validate({**texts, "with_patterns": merged})


def _changed_assessment(entries: Entries, ids: Ids) -> Change:
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
        Shown(TITLE, 30, _content("title")),
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


def change_in(sheet: Sheet, entries: Entries, ids: Ids) -> tuple[Action, Change] | None:
    """What a row says; None where nothing was entered. Raises ``Refused``.

    ``ids`` by title, for those who name a pattern by it.
    """
    entries = {h: _from_list(sheet, h, text) for h, text in entries.items()}
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
    action = sheet.actions[said[DECISION]]
    _check_entries(action, said)
    return action, sheet.change(entries, ids)


def _from_list(sheet: Sheet, heading: str, text: str) -> str:
    """As the list spells it, however it was typed."""
    lists = choices(())
    known = next(lists.get(e.choices or "", ()) for e in sheet.entries if e.heading == heading)
    return next((value for value in known if value.casefold() == text.casefold()), text)


def _check_entries(action: Action, said: Entries) -> None:
    """``Refused`` where the cells of a row do not fit its decision."""
    chosen = said[DECISION]
    more = [heading for heading in said if heading not in (DECISION, REASON)]
    if action == "merge" and MERGE not in said:
        raise Refused(f"Zu „{chosen}“ fehlt, womit. Tragen Sie es unter „{MERGE}“ ein.")
    if action in ("edit", "override") and not more:
        raise Refused(
            f"Zu „{chosen}“ fehlt, was anders sein soll. Füllen Sie eine Zelle dafür aus."
        )
    strange = more if action not in ("edit", "override", "merge") else []
    if action == "edit" and MERGE in said:
        strange = [MERGE]
    if strange:
        raise Refused(
            f"Zu „{chosen}“ gehört kein Eintrag unter „{strange[0]}“. Leeren Sie die Zelle, oder "
            "wählen Sie eine andere Entscheidung."
        )


def plain(text: object) -> str:
    """As it is compared: spreadsheet programs change white space and line ends."""
    if isinstance(text, datetime):
        return f"{text:%d.%m.%Y}"
    return " ".join(str(text).split()) if text is not None else ""


def sign(key: bytes, *parts: str) -> str:
    """HMAC-SHA256, as much of it as nobody guesses."""
    message = "\x1f".join(plain(part) for part in parts).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
