"""settings -> the extractor."""

from pipeline.config import Llm
from pipeline.resources import resource
from pipeline.tools.extractors import Extractor


def build_extractor(settings: Llm) -> Extractor:
    from pipeline.tools.extractors.rules import RuleExtractor

    return RuleExtractor(resource("data/modelle/klage.npz"))
