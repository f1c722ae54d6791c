"""A GLiNER model for personal data from a local folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.local_folder import identity, package

_KINDS = {
    "person": Kind.PERSON,
    "phone number": Kind.TELEFON,
    "email": Kind.EMAIL,
    "address": Kind.ADRESSE,
    "date of birth": Kind.GEBURTSDATUM,
    "iban": Kind.IBAN,
    "license plate number": Kind.KENNZEICHEN,
    "username": Kind.KENNUNG,
}
# Pronouns and job titles come below this; the smaller models know no German ones.
_LEAST = 0.5


class GlinerModel:
    def __init__(self, folder: Path) -> None:
        self.identity = identity(folder, setting="gliner")
        self._folder = folder
        self._model: Any = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        if self._model is None:
            gliner = package("gliner", setting="gliner")
            self._model = gliner.GLiNER.from_pretrained(str(self._folder), local_files_only=True)
        found = [
            self._model.predict_entities(text, list(_KINDS), threshold=_LEAST) for text in texts
        ]
        return [
            [
                Mark(one["start"], one["end"], _KINDS[one["label"]], float(one["score"]), "gliner")
                for one in entities
            ]
            for entities in found
        ]
