"""What both reports say in the same words: sentences, labels, German numbers and dates."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.config import Publish
from pipeline.potential_map import Canvas, NonUseCase, Potential, PotentialMap, Spread
from pipeline.records import Decision, Verdict
from pipeline.run_facts import Method, Review

TITLE = "KI-Potenziallandkarte"
DRAFT = "ENTWURF – ungeprüft"
REVIEWED = "geprüft"
OPEN = "noch offen"
NOT_RATED = "nicht bewertet"

LETTERS = {
    Verdict.KI: "K",
    Verdict.KI_NACH_VORARBEIT: "V",
    Verdict.NICHT_KI: "N",
    Verdict.UNKLAR: "?",
}

CHECKPOINTS = {
    "datenschutz": "Prüfung 1: Datenschutz",
    "muster": "Prüfung 2: Muster",
    "einstufung": "Prüfung 3: Einstufung",
}

# A step is known by its stage or by the tool that does the work in it.
STEPS = {
    "ingest": "Einlesen",
    "detect": "Personenbezug erkennen",
    "anonymise": "Anonymisieren",
    "extract": "Schmerzpunkte herauslösen",
    "embed": "Bedeutung vergleichen",
    "cluster": "Gruppieren",
    "summarise": "Muster beschreiben",
    "assess": "Einstufen",
    "compile": "Zusammenstellen",
    "leak_gate": "Leckprüfung",
    "detector": "Personenbezug erkennen",
    "extractor": "Schmerzpunkte herauslösen",
    "encoder": "Bedeutung vergleichen",
    "clusterer": "Gruppieren",
    "analyst": "Muster beschreiben und einstufen",
}

ACTIONS = {
    "approve": "bestätigt",
    "edit": "geändert",
    "merge": "zusammengeführt",
    "split": "geteilt",
    "move": "verschoben",
    "override": "anders eingestuft",
    "discard": "verworfen",
    "reject": "abgelehnt",
    "postpone": "zurückgestellt",
    "comment": "kommentiert",
    "take_back": "zurückgenommen",
}

LEFT = {
    "blank": "leer",
    "duplicate": "doppelt",
    "rejected": "Moderation",
    "failed": "fehlerhaft",
    "no_complaint": "kein Schmerzpunkt",
    "discarded": "verworfen",
    "rest": "Restmenge",
}

WAVE = ("Nr.", "Reibungsmuster", "bisher geprüft", "dazugekommen", "weggefallen", "jetzt")

KINDS = {
    "IBAN": "IBAN",
    "SVNUMMER": "Sozialversicherungsnummer",
    "KVNUMMER": "Krankenversichertennummer",
    "STEUERID": "Steuer-ID",
    "BGNUMMER": "BG-Nummer",
    "KUNDENNUMMER": "Kundennummer",
    "AKTENZEICHEN": "Aktenzeichen",
    "EMAIL": "E-Mail-Adresse",
    "TELEFON": "Telefonnummer",
    "ADRESSE": "Anschrift",
    "GEBURTSDATUM": "Geburtsdatum",
    "KENNZEICHEN": "Kfz-Kennzeichen",
    "KENNUNG": "Kennung",
    "PERSON": "Person",
    "NUMMER": "andere Nummer",
    "TRÄGER": "Träger oder Firma",
    "GEMEINDE": "Gemeinde",
    "DATUM": "Datum",
}

GUIDE = (
    (
        "Entlastungswirkung",
        "Mittel aus Nutzen und Fallzahl. Die Fallzahl wird gezählt, nicht geschätzt.",
    ),
    (
        "Umsetzbarkeit",
        "Mittel aus Standardisierbarkeit, Akzeptanz sowie – umgekehrt gezählt, also 6 minus Wert – "
        "Umsetzungsaufwand und rechtlicher Sensibilität.",
    ),
    ("Datenlage", "Wie im Bewertungsraster."),
    ("Übertragbarkeit", "Die Transferfähigkeit aus dem Bewertungsraster."),
    (
        "Quadrant",
        "Als hoch gilt ein Wert über 3. Quick Win: beides hoch. Strategisch: nur die Entlastung "
        "hoch. Mitnehmen: nur die Umsetzbarkeit hoch. Zurückstellen: keines von beiden. Offen: "
        "die Einstufung ist unklar, oder ein Wert fehlt.",
    ),
    (
        "Stern (*)",
        "Der Wert beruht nicht auf allen Kriterien; was niemand beurteilen kann, bleibt außen vor.",
    ),
    (
        "KI nach Vorarbeit",
        "KI hilft erst, wenn eine Voraussetzung geschaffen ist. Auch bei einem Quick Win kommt "
        "dann die Vorarbeit zuerst.",
    ),
)


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def few(value: int) -> str:
    """A count that was withheld is 0 and reads "wenige"."""
    return number(value) if value else "wenige"


def said(value: int) -> str:
    return f"{few(value)} {'Aussage' if value == 1 else 'Aussagen'}"


def proof(case: Canvas | NonUseCase) -> str:
    """Where the workbook shows the statements behind it."""
    where = f": im Blatt „Aussagen“ nach Muster {case.number} filtern" if case.evidence else ""
    return said(case.statements) + where


def lever(potential: Potential) -> str:
    """ "" as long as nobody knows: of what is unclear the lever is a guess."""
    found = potential.assessment.lever
    unclear = potential.assessment.verdict is Verdict.UNKLAR
    return "" if unclear or found is None else found.value


def stability(potential: Potential) -> str:
    found = potential.pattern.stability
    if found is None:
        return "nicht gemessen"
    return f"in {found:.0%} der Stichproben aus den Daten wiedergefunden".replace("%", " %")


def first_review(potential_map: PotentialMap) -> Review | None:
    return next((r for r in potential_map.reviews if r.checkpoint == "datenschutz"), None)


def threshold(publish: Publish) -> str:
    sites = counted(publish.sources, "Standort", "Standorten")
    spread = f" aus mindestens {sites}" if publish.sources else ""
    return (
        f"Einzelheiten und Zitate stehen hier nur zu Mustern mit mindestens {publish.people} "
        f"Aussagen{spread}. Standort, Bereich und Funktion stehen nur dabei, soweit mindestens "
        f"{publish.people} Aussagen derselben Quelle sie teilen; bei einer Aussage fehlen sie und "
        "die Quelle auch dort, wo die Zahl ihres Musters dafür nicht gezeigt wird. „–“ steht für "
        "kleinere Zahlen, für solche, aus denen sie sich errechnen ließen, und für das, was fehlt."
    )


def counted(value: int, one: str, many: str) -> str:
    return f"{number(value)} {one if value == 1 else many}"


def decimal(value: float | None) -> str:
    """3.5 as "3,5"; what is not rated is a dash, never a number."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def moment(iso: str | None) -> str:
    """ISO 8601 as "02.03.2026, 09:15 Uhr (UTC)"."""
    return datetime.fromisoformat(iso).strftime("%d.%m.%Y, %H:%M Uhr (UTC)") if iso else "–"


def source(channel: str) -> str:
    """The channel as a heading shows it: "umfrage" as "Umfrage"."""
    return channel[:1].upper() + channel[1:]


def spread(parts: Sequence[Spread]) -> str:
    return ", ".join(f"{part.name} ({_shown(part)})" for part in parts) or "keine Angabe"


def sources(parts: Sequence[Spread]) -> str:
    return ", ".join(f"{source(part.name)} ({_shown(part)})" for part in parts)


def _shown(part: Spread) -> str:
    return "–" if part.statements is None else number(part.statements)


def stand_ins(methods: Sequence[Method]) -> list[tuple[str, str]]:
    """Steps with a limit worth knowing, and what it is; a stand-in names itself in its label."""
    return [
        (step(m.stage), ": ".join(filter(None, (m.label, m.limits))))
        for m in methods
        if m.limits or "Ersatzverfahren" in m.label
    ]


def step(name: str) -> str:
    return STEPS.get(name, name)


def state(potential_map: PotentialMap) -> str:
    return DRAFT if potential_map.draft else REVIEWED


def reviewed(potential: Potential) -> str:
    if potential.pattern_reviewed and potential.assessment_reviewed:
        return REVIEWED
    if not potential.pattern_reviewed and not potential.assessment_reviewed:
        return "ungeprüft"
    return "Einstufung ungeprüft" if potential.pattern_reviewed else "Muster ungeprüft"


def in_bulk(decision: Decision) -> bool:
    """Agreed to at once with everything else that waited, as the command line does."""
    return decision.action == "approve" and decision.channel == "cli"


def action(decision: Decision) -> str:
    if in_bulk(decision):
        return "gesammelt bestätigt"
    changed = decision.action == "approve" and decision.before != decision.after
    return "geändert" if changed else ACTIONS[decision.action]


def canvas_rows(canvas: Canvas) -> tuple[tuple[str, str], ...]:
    return (
        ("Problem", canvas.problem),
        ("Zielgruppe", canvas.target_group),
        ("Lösung", canvas.solution),
        ("Rolle der KI", canvas.ai_role),
        ("Mensch in der Schleife", canvas.human_in_the_loop),
        ("Erwarteter Nutzen", canvas.benefit),
        ("Messgröße", canvas.measure),
        ("Daten", canvas.data),
        ("Alternative ohne KI", canvas.alternative),
    )
