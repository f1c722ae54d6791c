"""A German spaCy pipeline from a local folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.local_folder import identity, package

_KINDS = {"PER": Kind.PERSON, "PERSON": Kind.PERSON}
# spaCy gives no probabilities; nouns among its persons are common, so this is a guess.
_SCORE = 0.5


class SpacyPipeline:
    def __init__(self, folder: Path) -> None:
        self.identity = identity(folder, setting="spacy")
        self._folder = folder
        self._nlp: Any = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        if self._nlp is None:
            self._nlp = package("spacy", setting="spacy").load(self._folder)
        return [
            [
                Mark(entity.start_char, entity.end_char, _KINDS[entity.label_], _SCORE, "spacy")
                for entity in document.ents
                if entity.label_ in _KINDS
            ]
            for document in self._nlp.pipe(texts)
        ]
