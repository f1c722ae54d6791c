"""Plain text: turns where names stand before a colon, else one statement per line."""

import re
from collections.abc import Iterator

from pipeline.config import Ingest
from pipeline.tools.readers.decoding import decode, tidy
from pipeline.tools.readers.reading import Reading, Source
from pipeline.tools.readers.turns import (
    Turn,
    announced,
    carried,
    merged,
    profile_of,
    split_name,
    to_reading,
)

_BULLET = re.compile(r"\A\s*(?:[-–•*·o]|\d{1,3}[.)])\s+(?=\S)")
_HEADING = re.compile(r"#{1,6}\s+")


def read_minutes(source: Source, settings: Ingest) -> Reading:
    """A line that begins with ``#`` is a heading: the question of the lines below it."""
    text, notices = decode(source.path.read_bytes(), settings.encoding, name=source.name)
    lines = [
        (number, line.strip())
        for number, line in enumerate(tidy(text).split("\n"), start=1)
        if line.strip()
    ]
    profile = profile_of(source, settings)
    names = announced([line for _, line in lines if not _HEADING.match(line)], profile)
    parts = _turns(lines, names)
    turns = merged(carried(parts)) if names else list(parts)
    kind = "Namen vor dem Doppelpunkt sprechen" if names else "jede Zeile ist eine Aussage"
    return to_reading(
        source,
        turns,
        [f"Zeile {turn.span}" for turn in turns],
        settings,
        channel="Protokoll",
        notices=(*notices, f"{source.name}: {kind}."),
    )


def _turns(lines: list[tuple[int, str]], names: frozenset[str]) -> Iterator[Turn]:
    heading: str | None = None
    for number, line in lines:
        if _HEADING.match(line):
            heading = _HEADING.sub("", line).strip() or None
            continue
        name, text = split_name(line, names)
        yield Turn(number, number, name, _BULLET.sub("", text, count=1), heading)
