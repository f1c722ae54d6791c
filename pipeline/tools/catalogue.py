"""The known friction topics of German administration, and those nearest to a group of texts."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from pipeline.errors import InputError, SettingsError, reason
from pipeline.records import Assessment, Lever, PainPoint, Pattern, Record
from pipeline.tools.likeness import Likeness

_PLACEHOLDER = re.compile(r"\[([A-ZÄÖÜ]+)(?:_[A-Z\d]+)*\]")


class Example(Record):
    """An anonymised statement and, where known, the same in one neutral sentence."""

    text: str
    issue: str = ""


class Entry(Record):
    """A topic, what helps against it and why. ``acceptable`` holds the lever, too."""

    entry_id: str
    title: str
    description: str
    field: str
    lever: Lever
    acceptable: tuple[Lever, ...]
    reason: str
    risks: tuple[str, ...] = ()
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Near:
    entry: Entry
    similarity: float
    """Cosine, 0 to 1. Two groups of a dozen statements on one topic reach 0.3 to 0.5."""


_ENTRIES = TypeAdapter(tuple[Entry, ...])


class Catalogue:
    def __init__(self, *files: Path) -> None:
        """A file that does not exist holds no entries: so begins the one with a user's own.

        ``InputError`` where one is no catalogue.
        """
        self._content = {file: _bytes_of(file) for file in files if file.exists()}
        self.digest = hashlib.sha256(b"\0".join(self._content.values())).hexdigest()[:12]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self._content.items() for entry in _entries_in(*part))

    def nearest(self, groups: Sequence[Sequence[str]], *, top: int = 5) -> list[list[Near]]:
        """For each group, all its texts together, the entries that speak most alike, best first."""
        if not groups:
            return []
        similarities = self._likeness.to([plain(" ".join(texts)) for texts in groups])
        return [self._top(row, top) for row in similarities]

    def _top(self, similarities: npt.NDArray[np.float64], top: int) -> list[Near]:
        order = sorted(
            range(len(self.entries)),
            key=lambda i: (-round(float(similarities[i]), 6), self.entries[i].entry_id),
        )
        return [Near(self.entries[i], round(float(similarities[i]), 6)) for i in order[:top]]

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness([_all_of(entry) for entry in self.entries])


def check_catalogue(file: Path) -> None:
    """``SettingsError`` or ``InputError`` unless it is there and can be read."""
    if not file.exists():
        raise SettingsError(
            f"Den eigenen Katalog {file} gibt es nicht. Prüfen Sie own_catalogue im Profil unter "
            "[llm], oder nehmen Sie die Zeile heraus."
        )
    _entries_in(file, _bytes_of(file))


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(
            f"Der Katalog {file} lässt sich nicht lesen ({reason(error)}). Prüfen Sie Pfad und "
            "Rechte."
        ) from None


def _entries_in(file: Path, content: bytes) -> tuple[Entry, ...]:
    try:
        return _ENTRIES.validate_json(content)
    except ValidationError:
        raise InputError(
            f"{file} ist kein Katalog, wie ihn „schmerzpunkt catalogue add“ schreibt. Nennen Sie "
            "eine andere Datei."
        ) from None


def learned(
    patterns: Sequence[Pattern],
    assessments: Sequence[Assessment],
    pain_points: Sequence[PainPoint],
) -> tuple[Entry, ...]:
    """Entries from what people have settled; a pattern without a lever teaches nothing."""
    points = {point.pain_point_id: point for point in pain_points}
    judged = {a.pattern_id: a for a in assessments if a.lever is not None}
    return tuple(
        Entry(
            entry_id=f"eigen-{pattern.pattern_id}",
            title=pattern.title,
            description=pattern.summary,
            field=pattern.field_of_action,
            lever=judged[pattern.pattern_id].lever,
            acceptable=(judged[pattern.pattern_id].lever,),
            reason=judged[pattern.pattern_id].reason,
            examples=tuple(
                Example(text=points[i].text, issue=points[i].issue) for i in pattern.members
            ),
        )
        for pattern in patterns
        if pattern.pattern_id in judged
    )


def catalogue_file(known: Iterable[Entry], new: Iterable[Entry]) -> bytes:
    """The content of a catalogue with both; of the same pattern the new entry counts."""
    entries = {entry.entry_id: entry for entry in (*known, *new)}
    lines = [entries[i].model_dump_json() for i in sorted(entries)]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def plain(text: str) -> str:
    """Placeholders as words: „[PERSON_1]“ and „[PERSON]“ are the same."""
    return _PLACEHOLDER.sub(lambda match: match.group(1).capitalize(), text)


def _all_of(entry: Entry) -> str:
    said = (f"{example.text} {example.issue}" for example in entry.examples)
    # The title twice: of few words, and they are the topic.
    return plain(" ".join((entry.title, entry.title, entry.description, *said)))
