"""A potential map as a run would leave it: 22 potentials of all verdicts, made up throughout."""

from dataclasses import dataclass, replace

import pytest
from made import pattern_of, point_of, quote_of

from pipeline.config import Publish
from pipeline.potential_map import PotentialMap
from pipeline.records import (
    AnonymisedStatement,
    Argument,
    Assessment,
    Cluster,
    ClusterId,
    Criterion,
    Decision,
    Failure,
    FieldId,
    Lever,
    Member,
    PainPoint,
    Pattern,
    Rating,
    StatementId,
    Verdict,
    Vote,
)
from pipeline.run_facts import Audit, Input, Ledger, Method, Review, RunFacts
from pipeline.stages.compile import compile_map

KI, VOR, NICHT, UNKLAR = (
    Verdict.KI,
    Verdict.KI_NACH_VORARBEIT,
    Verdict.NICHT_KI,
    Verdict.UNKLAR,
)

# title, field of action, verdict, lever, statements, the eight ratings in the order of Criterion
TOPICS: tuple[
    tuple[str, str, Verdict | None, Lever | None, int, tuple[int | None, ...]], ...
] = (
    ("Unterlagen prüfen und nachfordern", "Dokumente", KI, Lever.KI, 41, (5, 5, 4, 4, 3, 4, 3, 5)),
    ("Bescheide sind schwer zu verstehen", "Texte", KI, Lever.KI, 22, (4, 4, 4, 4, 2, 4, 2, 5)),
    ("Gesprächsvermerke nach der Beratung", "Beratung", VOR, Lever.KI, 28,
     (5, 5, 3, 3, 4, 4, 3, 5)),
    ("Fristen in Tabellen und auf Zetteln", "Steuerung", NICHT, Lever.DIGITALISIERUNG, 19,
     (4, 4, 4, 4, 2, 4, 2, 4)),
    ("Verständigung ohne gemeinsame Sprache", "Beratung", KI, Lever.KI, 17,
     (4, 4, 4, 4, 2, 4, 2, 5)),
    ("Stellen finden, die zum Profil passen", "Beratung", VOR, Lever.KI, 15,
     (4, 3, 3, 2, 4, 3, 3, 4)),
    ("Immer dieselben Fragen im Sammelpostfach", "Texte", KI, Lever.KI, 20,
     (4, 4, 4, 4, 2, 4, 2, 5)),
    ("Vermerke und Stellungnahmen schreiben", "Texte", KI, Lever.KI, 12,
     (4, 3, 4, 3, 2, 4, 2, 5)),
    ("Dieselben Daten in drei Verfahren eintippen", "Systeme", NICHT, Lever.DIGITALISIERUNG, 33,
     (5, 5, 3, 4, 2, 4, 4, 4)),
    ("Ausdrucken, unterschreiben, wieder einscannen", "Dokumente", NICHT, Lever.DIGITALISIERUNG,
     21, (4, 4, 4, 4, 2, 4, 2, 5)),
    ("Fachverfahren langsam oder nicht erreichbar", "Systeme", NICHT, Lever.IT_BETRIEB, 24,
     (4, 4, 2, 3, 1, 5, 4, 2)),
    ("Wer ist zuständig, wenn ein Fall die Abteilung wechselt und beide Seiten auf die jeweils "
     "andere verweisen?", "Zusammenarbeit", NICHT, Lever.PROZESS, 18, (3, 3, 3, 2, 2, 4, 2, 2)),
    ("Veraltete Vorlagen", "Texte", NICHT, Lever.STANDARDISIERUNG, 14, (3, 3, 5, 4, 1, 4, 1, 4)),
    ("Anschriften und Rufnummern stimmen nicht", "Systeme", VOR, Lever.DATENQUALITAET, 9,
     (3, 2, 4, 2, 2, 4, 2, 4)),
    ("Zu wenig Personal, keine Vertretung", "Rahmen", NICHT, Lever.ORGANISATION, 26,
     (5, 5, 1, 3, 3, 2, 5, 3)),
    ("Eingeladene erscheinen nicht", "Steuerung", NICHT, Lever.DIGITALISIERUNG, 11,
     (4, 3, 5, 4, 2, 4, 2, 5)),
    ("Mitzeichnung dauert Wochen", "Zusammenarbeit", NICHT, Lever.PROZESS, 10,
     (3, 2, 4, 3, 2, 3, 2, 3)),
    ("Weisungen ändern sich und widersprechen einander", "Rahmen", NICHT, Lever.RECHT, 8,
     (3, 2, 2, 3, 4, 3, 4, 4)),
    ("Andere Behörden antworten nicht", "Zusammenarbeit", UNKLAR, Lever.PROZESS, 7,
     (3, 2, 2, 2, 3, 3, 4, 4)),
    ("In der eAkte nichts auffindbar", "Dokumente", VOR, Lever.STANDARDISIERUNG, 16,
     (4, 4, 4, 3, 2, 4, 2, 4)),
    ("Trägerrechnungen von Hand nachrechnen", "Abrechnung", UNKLAR, None, 5,
     (None, 2, None, None, None, None, None, 2)),
    ("Kleinstbeträge mit großem Aufwand", "Abrechnung", None, None, 4, ()),
)  # fmt: skip

AREAS = ("Leistung", "Vermittlung", "Eingangszone", None)
ROLES = ("Sachbearbeitung", "Arbeitsvermittlung", "Teamleitung", None)
CHANNELS = ("umfrage", "umfrage", "interview", "workshop")
FORMULA = '=HYPERLINK("http://boese.example","hier klicken")'
SCRIPT = "Die Seite zeigt nur <script>alert('x')</script> & sonst nichts."

AUDIT = Audit(statements=9, masked_statements=2, kinds={"PERSON": 3}, forgotten=False)


@dataclass(frozen=True)
class Material:
    """What ``compile_map`` takes, by the name of its parameter."""

    anonymised: tuple[AnonymisedStatement, ...]
    pain_points: tuple[PainPoint, ...]
    clusters: tuple[Cluster, ...]
    patterns: tuple[Pattern, ...]
    assessments: tuple[Assessment, ...]

    def compiled(self, facts: RunFacts) -> PotentialMap:
        return compile_map(
            self.anonymised,
            self.pain_points,
            self.clusters,
            self.patterns,
            self.assessments,
            facts=facts,
        )


def statement(number: int, text: str) -> AnonymisedStatement:
    return AnonymisedStatement(
        statement_id=StatementId(f"s{number:05x}"),
        external_id=f"U-{number:04d}",
        text=text,
        site=f"JC-{number % 16 + 1:02d}",
        area=AREAS[number % 4],
        role=ROLES[number % 4],
        question="Was kostet Sie am meisten Zeit?",
        channel=CHANNELS[number % 4],
    )


def pain_point(of: AnonymisedStatement) -> PainPoint:
    return point_of(of.statement_id, of.text, "p" + of.statement_id[1:])


def assessment(pattern: Pattern, verdict: Verdict, lever: Lever | None,
               values: tuple[int | None, ...]) -> Assessment:  # fmt: skip
    statement_ids = tuple(q.statement_id for q in pattern.quotes)
    helps = verdict in (KI, VOR)
    return Assessment(
        pattern_id=pattern.pattern_id,
        verdict=verdict,
        lever=lever,
        reason="Die Aufgabe ist gut abgegrenzt, die Entscheidung bleibt beim Menschen."
        if helps
        else "Die Ursache liegt im Ablauf, nicht im Umgang mit Texten oder Daten.",
        arguments_for=(Argument(text="Viele gleichartige Fälle.", evidence=statement_ids[:2]),),
        arguments_against=(Argument(text="Die Eingänge sind uneinheitlich."),),
        enablers=("Schnittstelle zum Fachverfahren", "Dienstvereinbarung") if helps else (),
        solution="Ein Assistent prüft Eingänge gegen eine Soll-Liste." if helps else "",
        human_in_the_loop="Die Sachbearbeitung bestätigt jeden Vorschlag." if helps else "",
        risks=("Fehlende Unterlagen bleiben unbemerkt.",) if helps else (),
        ratings=tuple(
            Rating(
                criterion=criterion,
                value=value,
                reason="Aus den Aussagen abgeleitet." if value else "Dazu sagt niemand etwas.",
            )
            for criterion, value in zip(Criterion, values, strict=True)
        ),
        votes=(Vote(verdict=verdict, share=0.8), Vote(verdict=UNKLAR, share=0.2)),
        analyst="Regeln",
    )


def material() -> Material:
    statements: list[AnonymisedStatement] = []
    clusters, patterns, assessments = [], [], []
    for index, (title, field, verdict, lever, count, values) in enumerate(TOPICS):
        own = [
            statement(
                len(statements) + n,
                f"{title}: Das kostet uns jede Woche Stunden, sagt auch [PERSON_1]. "
                f"Im letzten Monat waren es {n + 3} Fälle, und jedes Mal fängt es von vorn an.",
            )
            for n in range(count)
        ]
        if index == 0:
            own[0] = own[0].model_copy(update={"text": FORMULA})
            own[1] = own[1].model_copy(update={"text": SCRIPT})
        points = [pain_point(s) for s in own]
        pattern = pattern_of(
            f"m{index:03x}",
            points,
            title=title,
            summary=f"{title}: Viele Beschäftigte berichten von wiederkehrendem Aufwand, der "
            "neben der eigentlichen Arbeit anfällt und sich über Jahre nicht verringert hat.",
            cause="Die Angaben kommen auf vielen Wegen und in vielen Formen an.",
            effect="Fälle bleiben liegen, und Rückfragen häufen sich.",
            keyphrases=("Aufwand", "jede Woche", "von vorn"),
            quotes=tuple(quote_of(p) for p in points[:3]),
            field_of_action=field,
            stability=0.4,
        )
        statements += own
        patterns.append(pattern)
        clusters.append(
            Cluster(
                cluster_id=ClusterId(index),
                field_id=FieldId(index % 5),
                members=tuple(Member(pain_point_id=m, membership=1) for m in pattern.members),
            )
        )
        if verdict is not None:
            assessments.append(assessment(pattern, verdict, lever, values))
    rest = [statement(len(statements) + n, "Der Kaffee ist auch nicht besser geworden.")
            for n in range(6)]  # fmt: skip
    content = statement(len(statements) + 6, "Bei uns läuft alles gut.")
    clusters.append(
        Cluster(
            cluster_id=ClusterId(-1),
            field_id=FieldId(-1),
            members=tuple(
                Member(pain_point_id=pain_point(s).pain_point_id, membership=0) for s in rest
            ),
        )
    )
    return Material(
        anonymised=(*statements, *rest, content),
        pain_points=tuple(pain_point(s) for s in (*statements, *rest)),
        clusters=tuple(clusters),
        patterns=tuple(patterns),
        assessments=tuple(assessments),
    )


def facts(given: Material, *, decided: bool = False) -> RunFacts:
    kept, points = len(given.anonymised), len(given.pain_points)
    patterns, assessed = len(given.patterns), len(given.assessments)
    approval = Decision(
        checkpoint="muster",
        item_id="m000",
        candidate_digest="d0",
        action="approve",
        reviewer="Prüfperson A",
        at="2026-03-02T09:15:00+00:00",
        reason="Passt so.",
        previous_hash="",
        hash="h1",
    )
    return RunFacts(
        ledger=Ledger(
            read=kept + 9, kept=kept, blank=5, duplicate=3, rejected=1, failed=0,
            statements_with_complaint=points, statements_without_complaint=1, statements_failed=0,
            pain_points=points, clustered=points - 6, noise=6, pain_points_failed=0,
        ),
        reviews=(
            Review(checkpoint="datenschutz", proposed=kept, decided=kept,
                   reviewers=("Prüfperson A",), last_at="2026-03-01T16:40:00+00:00"),
            Review(checkpoint="muster", proposed=patterns, decided=patterns if decided else 1,
                   reviewers=("Prüfperson A",), last_at="2026-03-02T09:15:00+00:00"),
            Review(checkpoint="einstufung", proposed=assessed, decided=assessed if decided else 0),
        ),
        inputs=(
            Input(number=1, channel="umfrage", kind="CSV", statements=kept - 80, sha256="ab" * 32),
            Input(number=2, channel="workshop", kind="WebVTT", statements=80, sha256="cd" * 32),
        ),
        methods=(
            Method(stage="detect", label="Muster und Listen", identity="regeln-1"),
            Method(stage="embed", label="Ersatzverfahren: Zeichenfolgen (TF-IDF, SVD)",
                   identity="tfidf-3-5",
                   limits="Vergleicht Zeichen statt Bedeutung; gleiche Anliegen in anderen Worten "
                   "werden oft nicht erkannt."),
            Method(stage="summarise", label="Ersatzverfahren: Regeln", identity="regeln-1",
                   limits="Titel und Zusammenfassung sind aus den Aussagen ausgewählt, nicht "
                   "formuliert."),
        ),
        failures=(
            Failure(item_id=given.anonymised[-1].statement_id, stage="extract",
                    kind="no_complaint", reason="Keine Beschwerde erkannt."),
            Failure(item_id="m015", stage="assess", kind="failed",
                    reason="Die Antwort des Modells war dreimal nicht lesbar."),
            Failure(item_id="S-MODERATION", stage="ingest", kind="rejected", reason="Moderation"),
        ),
        decisions=(approval,),
        publish=Publish(people=1, sources=1),
        audit=AUDIT,
    )  # fmt: skip


@pytest.fixture(scope="session")
def draft_map() -> PotentialMap:
    given = material()
    return given.compiled(facts(given))


@pytest.fixture(scope="session")
def final_map() -> PotentialMap:
    given = material()
    return given.compiled(facts(given, decided=True))


@pytest.fixture(scope="session")
def unsure_map() -> PotentialMap:
    """What is unclear names an enabler of its own."""
    given = material()
    unsure = tuple(
        a.model_copy(update={"enablers": ("Orakel",)}) if a.verdict is UNKLAR else a
        for a in given.assessments
    )
    return replace(given, assessments=unsure).compiled(facts(given))
