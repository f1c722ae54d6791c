"""settings -> the analyst."""

from pipeline.config import Llm
from pipeline.resources import resource
from pipeline.tools.analysts import Analyst


def build_analyst(settings: Llm) -> Analyst:
    from pipeline.tools.analysts.rules import RuleAnalyst
    from pipeline.tools.catalogue import Catalogue

    catalogue = Catalogue(resource("data/katalog/ansatzpunkte.json"))
    rules = resource("data/katalog/hebel.toml")
    return RuleAnalyst(catalogue, rules, label="Regelwerk (ohne Sprachmodell)")
