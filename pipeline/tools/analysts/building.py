"""settings -> the analyst."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Llm
from pipeline.resources import resource
from pipeline.tools.analysts import Analyst
from pipeline.tools.llm import Notify, nobody

if TYPE_CHECKING:
    from pipeline.tools.analysts.rules import RuleAnalyst
    from pipeline.tools.leak_gate import LeakGate
    from pipeline.tools.llm.asking import Asker


def build_analyst(
    settings: Llm,
    *,
    journal: Path | None = None,
    notify: Notify = nobody,
    leak_gate: "LeakGate | None" = None,
) -> Analyst:
    """Like ``build_extractor``."""
    from pipeline.tools.llm.asking import build_asker
    from pipeline.tools.llm.connecting import connect

    model = connect(settings)
    if model is None:
        return rule_analyst(settings)
    return llm_analyst(build_asker(model, settings, journal, notify, leak_gate), settings)


def rule_analyst(settings: Llm) -> "RuleAnalyst":
    from pipeline.tools.analysts.branches import Branches
    from pipeline.tools.analysts.rules import RuleAnalyst
    from pipeline.tools.catalogue import Catalogue
    from pipeline.tools.llm.connecting import stand_in_label

    own = (settings.own_catalogue,) if settings.own_catalogue else ()
    catalogue = Catalogue(resource("data/katalog/ansatzpunkte.json"), *own)
    branches = Branches(resource("data/katalog/zweige.toml"))
    rules = resource("data/katalog/hebel.toml")
    return RuleAnalyst(catalogue, branches, rules, label=stand_in_label(settings))


def llm_analyst(asker: "Asker", settings: Llm) -> Analyst:
    from pipeline.tools.analysts.llm import LlmAnalyst
    from pipeline.tools.prompts import Prompt

    return LlmAnalyst(
        asker,
        rule_analyst(settings),
        Prompt("summarise"),
        Prompt("assess"),
        Prompt("same"),
        votes=settings.votes,
        num_predict=settings.num_predict,
        seed=settings.seed,
    )
