"""``run.json``: what a run was made from and how far it is signed."""

import json
from typing import Any, Literal
from uuid import uuid4

from pydantic import Field, ValidationError

from pipeline.errors import RunFolderError
from pipeline.records import Record
from pipeline.run_facts import Audit, Ledger, Method, Review, Wave

FORMAT = 1


class InputFile(Record):
    """A source of the run; ``path`` as it was given, for people only.

    Names of files are names of people: once the run is forgotten, ``name`` is a number.
    """

    name: str
    path: str
    channel: str
    sha256: str
    utterances: int


class Signature(Record):
    """A finished step: made from ``fingerprint``, with ``content`` on the disk."""

    fingerprint: str
    reads: dict[str, str] = {}
    """The content of each artefact that it was made of."""
    content: str
    failures: str
    records: int
    left: dict[str, int]
    """How many items left the flow here, by kind of failure."""
    means: dict[str, str]
    seconds: float


class Manifest(Record):
    format: int = FORMAT
    version: str
    """Of Schmerzpunkt, as of the last run."""
    run_id: str = Field(default_factory=lambda: uuid4().hex[:16])
    """Tells this run from every other, wherever its folder is moved to."""
    decisions_at: str | None = None
    """Address of the database of decisions, without a password; else the folder holds them."""
    last_decision: str = ""
    """Hash of the last decision that the run knew of: the log may grow behind it, not shrink."""
    libraries: dict[str, str] = {}
    settings: dict[str, Any]
    inputs: tuple[InputFile, ...] = ()
    notices: tuple[str, ...] = ()
    steps: dict[str, Signature] = {}
    reviews: dict[str, Review] = {}
    methods: tuple[Method, ...] = ()
    ledger: Ledger | None = None
    audit: Audit | None = None
    wave: Wave | None = None
    """What changed against what people had decided about before; none in a first run."""
    outcome: Literal["running", "waiting", "finished"] = "running"
    draft: bool = False
    forgotten: bool = False
    """Raw text was deleted; the steps above the wall can no longer be repeated."""


def read_manifest(content: bytes, *, where: str) -> Manifest:
    broken = RunFolderError(
        f"{where}/run.json ist beschädigt. Stellen Sie die Datei aus einer Sicherung wieder her "
        "oder beginnen Sie mit --run in einem neuen Ordner."
    )
    try:
        values = json.loads(content)
        version = int(values["format"])
    except (ValueError, KeyError, TypeError):
        raise broken from None
    if version > FORMAT:
        raise RunFolderError(
            f"Der Ordner {where} stammt aus einer neueren Fassung von Schmerzpunkt "
            f"(Ordnerformat {version}, hier {FORMAT}). Aktualisieren Sie Schmerzpunkt "
            "oder wählen Sie mit --run einen neuen Ordner."
        )
    try:
        return Manifest.model_validate(values)
    except ValidationError:
        raise broken from None
