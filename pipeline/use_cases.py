"""Potentials to what is handed on: canvases, non-use-cases, enablers."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.potential_map import Canvas, Enabler, NonUseCase, Potential
from pipeline.records import Assessment, Criterion, Lever, Verdict
from pipeline.resources import resource

# What AI can do here, by how people and the catalogue speak of it.
ROLES: Mapping[str, str] = {
    "Übersetzen": "übersetz|dolmetsch",
    "Auslesen": "auslesen|texterkennung|extra(?:ktion|hier)",
    "Ordnen und Zuordnen": "klassifi|zuordn|sortier",
    "Suchen und Abgleichen": "(?<!be)suche|abgleich|fundstelle",
    "Zusammenfassen": "zusammenfass|verdicht|chronologie",
    "Entwerfen": "entw[uü]rf|formulier",
}
MEASURED = (
    "Wie viele Aussagen die nächste Befragung noch zu diesem Muster bringt, und wie lange ein "
    "Vorgang vorher und nachher dauert."
)
UNCLEAR = (
    "Den Hebel fachlich klären.",
    "Der Hebel ist benannt und seine Wirkung abgeschätzt.",
)


def canvases(potentials: Sequence[Potential]) -> tuple[Canvas, ...]:
    """One for every potential of AI, at once or after preparation; what nobody knows stays ""."""
    wanted = (Verdict.KI, Verdict.KI_NACH_VORARBEIT)
    return tuple(_canvas(p) for p in potentials if p.assessment.verdict in wanted)


def non_use_cases(potentials: Sequence[Potential]) -> tuple[NonUseCase, ...]:
    return tuple(_non_use_case(p) for p in potentials if p.assessment.verdict is Verdict.NICHT_KI)


def enablers(potentials: Sequence[Potential]) -> tuple[Enabler, ...]:
    """Titles that differ only in case or spaces are one enabler; the most needed comes first."""
    titles: dict[str, str] = {}
    needed_by: defaultdict[str, list[str]] = defaultdict(list)
    for potential in potentials:
        for title in potential.assessment.enablers:
            key = " ".join(title.casefold().split())
            titles.setdefault(key, title)
            if potential.number not in needed_by[key]:
                needed_by[key].append(potential.number)
    ordered = sorted(needed_by, key=lambda key: (-len(needed_by[key]), key))
    return tuple(Enabler(title=titles[k], needed_by=tuple(needed_by[k])) for k in ordered)


def _canvas(potential: Potential) -> Canvas:
    pattern, assessment = potential.pattern, potential.assessment
    return Canvas(
        number=potential.number,
        title=pattern.title,
        field_of_action=pattern.field_of_action,
        problem=" ".join(filter(None, (pattern.summary, pattern.cause, pattern.effect))),
        target_group=", ".join(area.name for area in potential.areas),
        benefit=_rated(Criterion.NUTZEN, assessment),
        measure=MEASURED,
        ai_role=_role(assessment.reason),
        solution=_solution(assessment) or _usual_measure(Lever.KI),
        alternative=_alternative(assessment),
        human_in_the_loop=assessment.human_in_the_loop,
        data=_rated(Criterion.DATENLAGE, assessment),
        enablers=assessment.enablers,
        risks=assessment.risks,
        statements=potential.statements,
        sites=len(potential.sites),
        evidence=potential.evidence,
    )


def _rated(criterion: Criterion, assessment: Assessment) -> str:
    for rating in assessment.ratings:
        if rating.criterion is criterion and rating.value is not None:
            return f"{criterion.value} {rating.value} von 5: {rating.reason}"
    return ""


def _role(reason: str) -> str:
    roles = [role for role, said in ROLES.items() if re.search(said, reason, re.IGNORECASE)]
    return f"{', '.join(roles)}: Die KI schlägt vor, ein Mensch entscheidet." if roles else ""


def _alternative(assessment: Assessment) -> str:
    lever = assessment.alternative
    return f"{lever.value}: {_usual_measure(lever)}" if lever else ""


def _non_use_case(potential: Potential) -> NonUseCase:
    assessment, lever = potential.assessment, potential.assessment.lever
    measure, revisit_when = UNCLEAR
    if lever and lever is not Lever.KI:
        measure, revisit_when = _usual_measure(lever), _levers()[lever]["ki_neu_pruefen_wenn"]
    return NonUseCase(
        number=potential.number,
        title=potential.pattern.title,
        field_of_action=potential.pattern.field_of_action,
        lever=lever,
        measure=_solution(assessment) or measure,
        reason=assessment.reason,
        revisit_when=revisit_when,
        statements=potential.statements,
        evidence=potential.evidence,
    )


def _solution(assessment: Assessment) -> str:
    """What is usual for a lever says nothing once a person has chosen another one."""
    usual = {lever["massnahme"] for lever in _levers().values()}
    return "" if assessment.solution in usual else assessment.solution


def _usual_measure(lever: Lever) -> str:
    return str(_levers()[lever]["massnahme"])


@cache
def _levers() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resource("data/katalog/hebel.toml").read_text(encoding="utf-8"))
