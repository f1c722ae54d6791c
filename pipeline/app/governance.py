"""What has to be settled before AI may be used: by risk and rating, with the rule behind it."""

from collections.abc import Mapping
from typing import Any

from pipeline.records import Criterion, Verdict

# A word in a risk, and whom or what it calls for.
BY_RISK: Mapping[str, str] = {
    "sozialdaten": "Sozialdaten: Datenschutzbeauftragte beteiligen und prüfen, ob eine "
    "Datenschutz-Folgenabschätzung nötig ist (Art. 35 DSGVO, § 67 SGB X).",
    "ermessen": "Ermessen: Eine Entscheidung darf nicht vollständig automatisch ergehen, wenn ein "
    "Einzelfall zu würdigen ist (§ 31a SGB X). Ein Mensch entscheidet.",
    "hochrisiko": "Möglicher Hochrisiko-Fall der KI-Verordnung (Anhang III Nr. 5 Buchst. a: Zugang "
    "zu öffentlichen Leistungen): rechtlich einordnen lassen.",
    "gleichbehandlung": "Gleichbehandlung: vor dem Einsatz auf Benachteiligung prüfen und das "
    "Ergebnis festhalten.",
    "erfunden": "Erfundene Angaben: Quellen mit anzeigen und jede Ausgabe von einem Menschen "
    "prüfen lassen.",
}
CO_DETERMINATION = (
    "Personalvertretung früh beteiligen: Technik, die Verhalten oder Leistung erfassen kann, ist "
    "mitbestimmungspflichtig."
)
SENSITIVE = (
    "Die rechtliche Sensibilität ist hoch bewertet: Rechtsgrundlage vor der technischen Planung "
    "klären."
)
HIGH = 4


def hints(assessment: Any) -> tuple[str, ...]:
    """For people who decide; none where AI is not the answer."""
    if assessment.verdict not in (Verdict.KI, Verdict.KI_NACH_VORARBEIT):
        return ()
    risks = " ".join(assessment.risks).casefold()
    found = [hint for word, hint in BY_RISK.items() if word in risks]
    values = {r.criterion: r.value for r in assessment.ratings}
    if (values.get(Criterion.RECHTLICHE_SENSIBILITAET) or 0) >= HIGH:
        found.append(SENSITIVE)
    return (*found, CO_DETERMINATION)
