"""What an organisation knows itself: its staff, to be masked, and its terms, to be kept."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.normalised import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class OwnNames:
    """Every word of every name in the file, one name a line; a genitive s counts as well."""

    def __init__(self, path: Path) -> None:
        lines, digest = _read(path)
        self.identity = f"own-names:{digest}"
        # Initials and particles ("von", "K.") are no names of their own.
        self._names = {
            fold(word) for line in lines for word in _WORD.findall(line) if len(word) > 2
        } - {"von", "van", "der", "den"}

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        return [
            [
                Mark(*match.span(), Kind.PERSON, 1.0, "own-names")
                for match in _WORD.finditer(text)
                if self._known(fold(match.group()))
            ]
            for text in texts
        ]

    def _known(self, word: str) -> bool:
        return word in self._names or word.removesuffix("s") in self._names


class OwnTerms:
    """Takes back marks that are nothing but one of the terms in the file, one a line."""

    def __init__(self, detector: Detector, path: Path) -> None:
        lines, digest = _read(path)
        self.identity = f"{detector.identity}-own-terms:{digest}"
        self._detector = detector
        self._terms = {fold(line) for line in lines}

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        return [
            [mark for mark in marks if fold(text[mark.start : mark.end]) not in self._terms]
            for text, marks in zip(texts, self._detector.detect(texts), strict=True)
        ]


def _read(path: Path) -> tuple[list[str], str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"Die Liste {path} lässt sich nicht lesen. Sie muss eine Textdatei in UTF-8 sein, "
            "mit einem Eintrag in jeder Zeile; prüfen Sie den Pfad in den Einstellungen."
        ) from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines, hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
