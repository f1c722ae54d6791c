"""Potentials to what is handed on: canvases, non-use-cases, enablers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.potential_map import Canvas, Enabler, NonUseCase, Potential
from pipeline.records import Assessment, Criterion, Lever, Verdict

# What to do instead where nobody says it closer, and what would have to change before AI is
# looked at again.
MEASURES: Mapping[Lever | None, tuple[str, str]] = {
    Lever.KI: (
        "Den Hebel fachlich klären: Einstufung und Hebel passen noch nicht zusammen.",
        "Die Einstufung wird mit den Fachleuten neu vorgenommen.",
    ),
    Lever.DIGITALISIERUNG: (
        "Mit klassischer Digitalisierung lösen: Online-Formular, Schnittstelle oder feste "
        "Automatik im Fachverfahren.",
        "Die Daten liegen digital vor, und es bleibt ein Rest an Freitext oder Ermessen, den feste "
        "Regeln nicht fassen.",
    ),
    Lever.PROZESS: (
        "Den Ablauf vereinfachen: Schritte streichen, Übergaben und Freigaben neu ordnen.",
        "Der vereinfachte Ablauf ist eingeführt, und der Aufwand je Fall ist noch immer hoch.",
    ),
    Lever.STANDARDISIERUNG: (
        "Vereinheitlichen: gemeinsame Vorlagen, Checklisten und Begriffe für alle Standorte.",
        "Der gemeinsame Standard gilt, und das Befüllen oder Prüfen bindet weiter viel Zeit.",
    ),
    Lever.DATENQUALITAET: (
        "Die Daten bereinigen und ihre Pflege regeln: Zuständigkeit, Pflichtfelder, Abgleich.",
        "Die Daten sind vollständig und aktuell genug, um darauf aufzubauen.",
    ),
    Lever.ORGANISATION: (
        "Organisatorisch lösen: Zuständigkeiten, Vertretung, Personal oder Einarbeitung regeln.",
        "Die Zuständigkeiten sind geklärt, und es bleibt wiederkehrende Arbeit mit Texten oder "
        "Daten.",
    ),
    Lever.RECHT: (
        "Die Rechtslage klären oder eine Änderung anregen; bis dahin gilt der vorgeschriebene "
        "Ablauf.",
        "Die Rechtsgrundlage ändert sich oder lässt den geplanten Einsatz ausdrücklich zu.",
    ),
    Lever.IT_BETRIEB: (
        "Den IT-Betrieb verbessern: Ausstattung, Verfügbarkeit, Rechte oder Störungsbehebung.",
        "Der Betrieb ist stabil, und die Arbeit selbst bleibt aufwendig.",
    ),
    None: (
        "Noch offen: Der Hebel ist fachlich zu klären.",
        "Der Hebel ist benannt und seine Wirkung abgeschätzt.",
    ),
}


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
        measure="",
        ai_role="",
        solution=assessment.solution,
        alternative="",
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


def _non_use_case(potential: Potential) -> NonUseCase:
    assessment = potential.assessment
    measure, revisit_when = MEASURES[assessment.lever]
    return NonUseCase(
        number=potential.number,
        title=potential.pattern.title,
        field_of_action=potential.pattern.field_of_action,
        lever=assessment.lever,
        measure=assessment.solution or measure,
        reason=assessment.reason,
        revisit_when=revisit_when,
        statements=potential.statements,
        evidence=potential.evidence,
    )
