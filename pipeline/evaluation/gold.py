"""Labelled statements, and which statement of a run each of them labels."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.evaluation.privacy import Stretch, read_marked
from pipeline.records import Lever, Statement
from pipeline.tools.readers.vtt import cue_numbers

NO_PATTERN = "NOISE"


@dataclass(frozen=True)
class GoldStatement:
    """``cues`` for a passage of a transcript, ``external_id`` for everything else."""

    source: str
    external_id: str | None
    cues: frozenset[int]
    text: str
    stretches: tuple[Stretch, ...]
    pattern: str | None
    """``NOISE`` for a statement that complains of nothing, None where nobody said."""


@dataclass(frozen=True)
class GoldLever:
    lever: Lever
    acceptable: frozenset[Lever]


def read_gold(path: Path) -> list[GoldStatement]:
    """One JSON object a line: ``id`` or ``cue``/``cues``, ``text`` with marks, ``pattern``."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        return [_gold(row, source=path.name.split(".")[0]) for row in rows]
    except FileNotFoundError:
        raise InputError(
            f"Die Datei {path} hinter --gold gibt es nicht. Prüfen Sie Pfad und Schreibweise."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{path} ist keine Gold-Datei. Erwartet wird je Zeile ein JSON-Objekt mit id oder cue, "
            "text und pattern."
        ) from None


def _gold(row: dict[str, Any], *, source: str) -> GoldStatement:
    text, stretches = read_marked(row["text"])
    cues = row.get("cues") or ([row["cue"]] if "cue" in row else [])
    return GoldStatement(
        source=source,
        external_id=row.get("id"),
        cues=frozenset(cues),
        text=text,
        stretches=tuple(stretches),
        pattern=row.get("pattern"),
    )


def read_levers(path: Path) -> dict[str, GoldLever]:
    """Gold pattern id to the lever that experts chose, and those they would also accept."""
    try:
        return {
            entry["id"]: GoldLever(
                lever=Lever[entry["lever"]],
                acceptable=frozenset(Lever[name] for name in entry["lever_acceptable"]),
            )
            for entry in json.loads(path.read_text(encoding="utf-8"))
        }
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{path} ist keine Liste von Goldmustern. Erwartet wird eine JSON-Liste, je Eintrag "
            "mit id, lever und lever_acceptable."
        ) from None


def match(
    gold: Iterable[GoldStatement], statements: Sequence[Statement]
) -> list[tuple[GoldStatement, Statement]]:
    """Each pair says the same: the same id, or a passage that lies in the statement's cues."""
    by_id = {s.external_id: s for s in statements if s.external_id}
    in_source: dict[str, list[tuple[frozenset[int], Statement]]] = {}
    for statement in statements:
        if statement.locator.startswith("Cue "):
            stem = Path(statement.source).name.split(".")[0]
            cues = frozenset(cue_numbers(statement.locator))
            in_source.setdefault(stem, []).append((cues, statement))
    pairs = []
    for truth in gold:
        if truth.external_id is not None:
            found = [by_id[truth.external_id]] if truth.external_id in by_id else []
        else:
            found = [s for cues, s in in_source.get(truth.source, []) if cues & truth.cues]
        pairs += [(truth, statement) for statement in found]
    return pairs
