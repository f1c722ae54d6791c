"""What a person may change, by which action, at which checkpoint."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from pipeline.errors import Refused
from pipeline.records import (
    Action,
    CheckpointName,
    Criterion,
    Decision,
    Lever,
    PainPointId,
    Record,
    Verdict,
)
from pipeline.run_facts import ControlSample

REST = "rest"
"""The item id of the Restmenge: what belongs to no pattern."""

SAMPLE = "stichprobe"
"""The item id of the control sample; only its result is written under it."""

REASON = 10
"""So many characters at least say more than "falsch"."""

TEXTS: Mapping[str, str] = {
    "title": "Titel",
    "summary": "Beschreibung",
    "cause": "Ursache",
    "effect": "Auswirkung",
    "field_of_action": "Handlungsfeld",
}
"""What is written about a pattern, and what people know it as."""


class Mask(Record):
    """Shall be masked: ``text[start:end]`` of the statement."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    kind: str


class Part(Record):
    """A new pattern out of these members; without a summary that of the whole stays."""

    title: str
    members: tuple[PainPointId, ...]
    summary: str = ""


class Change(Record):
    """What a decision changes; a plain approval changes nothing. ``None`` leaves as it is."""

    title: str | None = None
    summary: str | None = None
    cause: str | None = None
    effect: str | None = None
    field_of_action: str | None = None
    with_patterns: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    members: tuple[PainPointId, ...] = ()
    to: str | None = None
    verdict: Verdict | None = None
    lever: Lever | Literal["offen"] | None = None
    ratings: dict[Criterion, int | None] = {}
    spans: tuple[Mask, ...] | None = None
    chosen: str | None = None
    """In a dispute, the hash of the decision that shall hold."""
    taken_back: str | None = None
    """The hash of the decision that shall no longer count."""
    sample: ControlSample | None = None
    """What the control sample showed when the first checkpoint was closed."""

    @property
    def names(self) -> tuple[str, ...]:
        """The other items that it touches."""
        return (*self.with_patterns, *([self.to] if self.to else ()))

    def given(self) -> set[str]:
        return set(self.model_dump(exclude_defaults=True))


NOTHING = Change()


def read(decision: Decision) -> Change:
    return Change.model_validate_json(decision.after) if decision.after else NOTHING


def typed(change: Change, reason: str) -> Iterator[tuple[str, str]]:
    """Everything that a person has put into words, under the name of its field."""
    for name, label in TEXTS.items():
        yield label, getattr(change, name) or ""
    for part in change.parts:
        yield TEXTS["title"], part.title
        yield TEXTS["summary"], part.summary
    yield "Begründung", reason


def write(change: Change) -> str | None:
    """``None`` where nothing changes."""
    return change.model_dump_json(exclude_defaults=True) if change.given() else None


# For each action: what must be given, what may be, and where.
_EDITS: Mapping[CheckpointName, tuple[str, ...]] = {
    "datenschutz": ("spans",),
    "muster": tuple(TEXTS),
    "einstufung": (),
}
_MAY: Mapping[Action, tuple[str, ...]] = {
    "approve": ("chosen",),
    "merge": ("with_patterns", *TEXTS),
    "split": ("parts", "field_of_action"),
    "move": ("members", "to"),
    "override": ("verdict", "lever", "ratings"),
    "take_back": ("taken_back",),
}
_MUST: Mapping[Action, tuple[str, ...]] = {
    "merge": ("with_patterns",),
    "split": ("parts",),
    "move": ("members", "to"),
    "take_back": ("taken_back",),
}
_WHERE: Mapping[Action, CheckpointName] = {
    "merge": "muster",
    "split": "muster",
    "move": "muster",
    "override": "einstufung",
}
_NEED_REASON: frozenset[Action] = frozenset({"override", "discard", "reject"})


def check(checkpoint: CheckpointName, action: Action, change: Change, reason: str) -> None:
    """Raises ``Refused`` where the change does not fit the action, whatever it is about."""
    may = _EDITS[checkpoint] if action == "edit" else _MAY.get(action, ())
    given = change.given()
    fits = _WHERE.get(action, checkpoint) == checkpoint and given <= set(may)
    enough = set(_MUST.get(action, ())) <= given and (
        action not in ("edit", "override") or bool(given)
    )
    if not (fits and enough):
        raise Refused(
            "Diese Angaben passen nicht zu dieser Entscheidung. Öffnen Sie die Seite neu und "
            "tragen Sie die Änderung noch einmal ein."
        )
    if action in _NEED_REASON and len(reason.strip()) < REASON:
        raise Refused(
            f"Wer vom Vorschlag abweicht, begründet das mit mindestens {REASON} Zeichen. "
            "Ergänzen Sie die Begründung."
        )
    if action == "comment" and not reason.strip():
        raise Refused("Der Kommentar ist leer. Schreiben Sie etwas hinein oder lassen Sie ihn weg.")
    titles = [change.title, *(part.title for part in change.parts)]
    if any(title is not None and not title.strip() for title in titles):
        raise Refused("Ein Muster braucht einen Titel. Tragen Sie einen ein.")
    parts = [" ".join(part.title.split()).casefold() for part in change.parts]
    if len(set(parts)) < len(parts):
        raise Refused("Zwei Teile heißen gleich. Geben Sie jedem einen eigenen Titel.")
    if any(value is not None and not 1 <= value <= 5 for value in change.ratings.values()):
        raise Refused("Eine Bewertung geht von 1 bis 5 oder bleibt offen. Ändern Sie den Wert.")
