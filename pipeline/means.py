"""settings -> the tools that the steps work with; none loads its model before it is used."""

from typing import Any

from pydantic import BaseModel

from pipeline.config import Settings
from pipeline.tools.analysts.building import build_analyst
from pipeline.tools.clusterer import build_clusterer
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.encoder import build_encoder
from pipeline.tools.extractors.building import build_extractor


def build_means(settings: Settings) -> dict[str, Any]:
    return {
        "settings": settings.ingest,
        "detector": build_detector(settings.detect),
        "extractor": build_extractor(settings.llm),
        "encoder": build_encoder(settings.embed),
        "clusterer": build_clusterer(settings.cluster),
        "analyst": build_analyst(settings.llm),
    }


def identity(mean: Any) -> str:
    """What of a mean decides the result: it enters the fingerprint of every step that uses it."""
    return mean.model_dump_json() if isinstance(mean, BaseModel) else str(mean.identity)
