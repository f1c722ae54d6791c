"""settings -> the analyst."""

from pathlib import Path

from pipeline.config import Llm
from pipeline.resources import resource
from pipeline.tools.analysts import Analyst


def build_analyst(settings: Llm, *, journal: Path | None = None) -> Analyst:
    """Like ``build_extractor``."""
    from pipeline.tools.analysts.llm import LlmAnalyst
    from pipeline.tools.analysts.rules import RuleAnalyst
    from pipeline.tools.catalogue import Catalogue
    from pipeline.tools.llm.asking import build_asker
    from pipeline.tools.llm.connecting import connect, stand_in_label
    from pipeline.tools.prompts import Prompt

    catalogue = Catalogue(resource("data/katalog/ansatzpunkte.json"))
    rules = RuleAnalyst(
        catalogue, resource("data/katalog/hebel.toml"), label=stand_in_label(settings)
    )
    model = connect(settings)
    if model is None:
        return rules
    return LlmAnalyst(
        build_asker(model, settings, journal),
        rules,
        Prompt("summarise"),
        Prompt("assess"),
        votes=settings.votes,
        num_predict=settings.num_predict,
        seed=settings.seed,
    )
