"""settings -> the tools that the steps work with; none loads its model before it is used."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from pipeline.config import Settings
from pipeline.tools.analysts.building import build_analyst
from pipeline.tools.clusterer import build_clusterer
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.encoder import build_encoder
from pipeline.tools.extractors.building import build_extractor
from pipeline.tools.leak_gate import LeakGate, Masked
from pipeline.tools.llm import Notify, nobody

NAMING_PEOPLE = {"transcripts"}
"""Of the settings of ``ingest``; they are written where ``forget`` deletes them, and only there."""


def build_means(
    settings: Settings,
    *,
    folder: Path | None = None,
    masked: Callable[[], Masked] = Masked,
    notify: Notify = nobody,
) -> dict[str, Any]:
    """``folder`` keeps what a model has answered and encoded, so that nothing is asked twice.

    ``masked`` tells the leak gate what must not come back. ``notify`` hears, in German, what a
    long step is about to do and how far it is.
    """
    leak_gate = LeakGate(build_detector(settings.detect), masked)
    journal = folder / "journal.sqlite" if folder else None
    vectors = folder / "vectors.sqlite" if folder else None
    return {
        "settings": settings.ingest,
        "leak_gate": leak_gate,
        "detector": build_detector(settings.detect),
        "extractor": build_extractor(
            settings.llm, journal=journal, notify=notify, leak_gate=leak_gate
        ),
        "encoder": build_encoder(settings.embed, cache=vectors),
        "clusterer": build_clusterer(settings.cluster),
        "analyst": build_analyst(settings.llm, journal=journal, notify=notify, leak_gate=leak_gate),
    }


def identity(mean: Any, *, stage: str) -> str:
    """What of a mean decides the result: it enters the fingerprint of every step that uses it.

    A mean that serves several stages may state what of it concerns each, in ``identities``.
    """
    if isinstance(mean, BaseModel):
        return mean.model_dump_json(exclude=NAMING_PEOPLE)
    return str(getattr(mean, "identities", {}).get(stage, mean.identity))
