"""The branches of administration, and which topics of the catalogue may lend their words."""

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pipeline.tools.catalogue import Near


class Branches:
    def __init__(self, file: Path) -> None:
        self._file = file
        self.digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]

    @cached_property
    def _pieces(self) -> dict[str, list[str]]:
        branches = tomllib.loads(self._file.read_text(encoding="utf-8"))["zweig"]
        return {branch["titel"]: branch["wortstuecke"] for branch in branches}

    def lenders(self, near: Sequence[Near], said: str) -> list[Near]:
        """Without the topics of branches that nobody speaks of in ``said``."""
        spoken = self.of(said)
        return [n for n in near if not (own := self.of(_words(n))) or own & spoken]

    def of(self, text: str) -> set[str]:
        small = text.lower()
        return {name for name, pieces in self._pieces.items() if any(p in small for p in pieces)}


def _words(near: Near) -> str:
    return f"{near.entry.title} {near.entry.description} {near.entry.reason}"
