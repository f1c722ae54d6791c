"""settings -> the extractor."""

from pathlib import Path

from pipeline.config import Llm
from pipeline.resources import resource
from pipeline.tools.extractors import Extractor


def build_extractor(settings: Llm, *, journal: Path | None = None) -> Extractor:
    """Asks the server whether it is there; loads nothing heavy.

    Without ``journal``, a killed run asks again for what was already answered.
    """
    from pipeline.tools.extractors.llm import LlmExtractor
    from pipeline.tools.extractors.rules import RuleExtractor
    from pipeline.tools.llm.asking import build_asker
    from pipeline.tools.llm.connecting import connect, stand_in_label
    from pipeline.tools.prompts import Prompt

    model = connect(settings)
    if model is None:
        return RuleExtractor(resource("data/modelle/klage.npz"), label=stand_in_label(settings))
    return LlmExtractor(
        build_asker(model, settings, journal),
        Prompt("extract"),
        batch=settings.batch,
        num_predict=settings.num_predict,
        seed=settings.seed,
    )
