"""settings -> the extractor."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Llm
from pipeline.resources import resource
from pipeline.tools.extractors import Extractor
from pipeline.tools.llm import Notify, nobody

if TYPE_CHECKING:
    from pipeline.tools.leak_gate import LeakGate
    from pipeline.tools.llm.asking import Asker


def build_extractor(
    settings: Llm,
    *,
    journal: Path | None = None,
    notify: Notify = nobody,
    leak_gate: "LeakGate | None" = None,
) -> Extractor:
    """Asks the server whether it is there; loads nothing heavy.

    Without ``journal``, a killed run asks again for what was already answered. ``notify`` is told
    in German how many calls are ahead. ``leak_gate`` knows what was masked in the run.
    """
    from pipeline.tools.extractors.rules import RuleExtractor
    from pipeline.tools.llm.asking import build_asker
    from pipeline.tools.llm.connecting import connect, stand_in_label

    model = connect(settings)
    if model is None:
        if settings.analyst == "auto":
            notify(
                f"Kein Sprachmodell auf {settings.host}: Das Regelwerk wertet aus "
                "(Ersatzverfahren). Was fehlt, sagt --llm ollama."
            )
        return RuleExtractor(resource("data/modelle/klage.npz"), label=stand_in_label(settings))
    return llm_extractor(build_asker(model, settings, journal, notify, leak_gate), settings)


def llm_extractor(asker: "Asker", settings: Llm) -> Extractor:
    from pipeline.tools.extractors.llm import LlmExtractor
    from pipeline.tools.prompts import Prompt

    return LlmExtractor(
        asker,
        Prompt("extract"),
        batch=settings.batch,
        num_predict=settings.num_predict,
        seed=settings.seed,
    )
