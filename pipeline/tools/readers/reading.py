"""The nouns of the readers: what is read, and what comes of it."""

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import Failure

MODERATION = "Moderation"
"""The role of a speaker who leads the conversation and reports no pain points."""


@dataclass(frozen=True)
class Source:
    """A file to read; ``sha256`` is of its raw bytes, ``name`` is what the run calls it."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True)
class Utterance:
    """What was said or written, raw but tidied; an empty cell is an utterance without text."""

    locator: str
    text: str
    external_id: str | None = None
    site: str | None = None
    area: str | None = None
    role: str | None = None
    question: str | None = None
    speaker: str | None = None
    process: str | None = None


@dataclass(frozen=True)
class Reading:
    """All that stands in one source; ``notices`` are German sentences for the screen.

    A failure goes by its row alone: which source it stands in, ``ingest`` says by number, because
    the name of a file may be somebody's and failures are told in the report.
    """

    source: str
    channel: str
    utterances: tuple[Utterance, ...]
    failures: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Words only, case folded: "k.A." and "K. A." are the same, and so are " – " and nothing."""
    return " ".join(re.findall(r"\w+", text.casefold()))
