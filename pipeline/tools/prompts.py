"""A prompt is a file: German text with $blanks, all of which a call must fill."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Template

from pipeline.resources import resource


@dataclass(frozen=True)
class Rendered:
    """What a model is sent; ``source`` is the digest of the prompt file."""

    system: str
    user: str
    source: str


class Prompt:
    def __init__(self, name: str, folder: Path | None = None) -> None:
        self._file = (folder or resource("prompts")) / f"{name}.md"

    @cached_property
    def _parts(self) -> tuple[str, str]:
        system, _, user = self._file.read_text(encoding="utf-8").partition("\n---\n")
        return system.strip(), user.strip()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256("\n---\n".join(self._parts).encode()).hexdigest()[:12]

    @property
    def blanks(self) -> frozenset[str]:
        return frozenset(Template(self._parts[1]).get_identifiers())

    def render(self, **values: str) -> Rendered:
        """Raises ``KeyError`` for a blank without a value and for a value without a blank."""
        if values.keys() != self.blanks:
            raise KeyError(f"{self._file.name}: {sorted(values.keys() ^ self.blanks)}")
        system, user = self._parts
        return Rendered(system, Template(user).substitute(values), self.digest)
