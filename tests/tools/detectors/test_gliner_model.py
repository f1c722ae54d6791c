import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Detect
from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.detectors.gliner_model import GlinerModel
from pipeline.tools.detectors.kinds import Kind

TEXT = "Zorb meldet: zorb@amt.example, Tel. 0176"

# Speaks to a folder as the real library does, and knows one thing of each label it is asked for.
LIBRARY = """
import json, pathlib

KNOWN = {"person": ("Zorb", 0.9), "email": ("zorb@amt.example", 0.8), "address": ("Tel.", 0.3)}


class GLiNER:
    @classmethod
    def from_pretrained(cls, folder, *, local_files_only=False):
        if not local_files_only:
            import socket

            socket.create_connection(("hub.example", 443))
        model = cls()
        model.config = json.loads((pathlib.Path(folder) / "gliner_config.json").read_text())
        return model

    def predict_entities(self, text, labels, threshold=0.5):
        found = []
        for label in labels:
            surface, score = KNOWN.get(label, ("", 0.0))
            start = text.find(surface)
            if surface and start >= 0 and score >= threshold:
                end = start + len(surface)
                found.append(
                    {"start": start, "end": end, "text": surface, "label": label, "score": score}
                )
        return found
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A model folder, and a library in its place, gone again afterwards."""
    library, model = tmp_path / "library", tmp_path / "model"
    library.mkdir()
    model.mkdir()
    (library / "gliner.py").write_text(LIBRARY, encoding="utf-8")
    (model / "gliner_config.json").write_text(json.dumps({"model": "small"}), encoding="utf-8")
    monkeypatch.syspath_prepend(library)
    yield model
    sys.modules.pop("gliner", None)


@pytest.mark.usefixtures("no_network")
def test_what_the_model_finds_is_marked_with_our_kinds(folder: Path) -> None:
    assert GlinerModel(folder).detect([TEXT, "Nichts."]) == [
        [
            Mark(0, 4, Kind.PERSON, 0.9, "gliner"),
            Mark(13, 29, Kind.EMAIL, 0.8, "gliner"),
        ],
        [],
    ]


@pytest.mark.usefixtures("no_network")
def test_it_only_adds_to_the_other_members(folder: Path) -> None:
    alone = build_detector(Detect(hanta=False)).detect([TEXT])[0]
    together = build_detector(Detect(hanta=False, gliner=folder)).detect([TEXT])[0]

    assert set(alone) < set(together)
    assert {mark.detector for mark in set(together) - set(alone)} >= {"gliner"}


def test_another_model_is_another_detector(folder: Path) -> None:
    before = GlinerModel(folder).identity
    (folder / "model.safetensors").write_bytes(b"weights")

    assert GlinerModel(folder).identity != before
