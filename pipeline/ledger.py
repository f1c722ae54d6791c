"""The ledger: what came in is what went on, plus what stopped, with a reason."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.errors import LedgerError
from pipeline.manifest import Signature
from pipeline.records import Failure
from pipeline.run_facts import Ledger


def check_ids(
    stage: str, came: Iterable[str], went: Iterable[str], stopped: Sequence[Failure]
) -> None:
    """No id may vanish, appear from nowhere, or both go on and stop."""
    came_ids, went_ids, stopped_ids = set(came), set(went), {f.item_id for f in stopped}
    astray = came_ids ^ (went_ids | stopped_ids) | (went_ids & stopped_ids)
    if astray:
        raise LedgerError(
            f"Die Bilanz des Schritts {stage} geht nicht auf: {len(astray)} Einträge sind "
            f"verloren, doppelt oder erfunden (zum Beispiel {min(astray)}). Das ist ein Fehler im "
            "Programm; bitte melden Sie ihn mit der Datei run.json."
        )


def check_count(stage: str, came: int, went: int, stopped: Sequence[Failure]) -> None:
    if came != went + len(stopped):
        raise LedgerError(
            f"Die Bilanz des Schritts {stage} geht nicht auf: {came} Einträge gelesen, "
            f"{went} behalten, {len(stopped)} ausgeschieden. Das ist ein Fehler im Programm; "
            "bitte melden Sie ihn mit der Datei run.json."
        )


def total(steps: Mapping[str, Signature], *, clustered: int, noise: int) -> Ledger:
    """The whole run in one account, from the signatures of its steps."""
    ingest, extract = steps["statements"], steps["pain_points"]
    left = {kind: ingest.left.get(kind, 0) for kind in ("blank", "duplicate", "rejected", "failed")}
    without = extract.left.get("no_complaint", 0)
    not_extracted = sum(extract.left.values()) - without
    not_anonymised = sum(steps["anonymised"].left.values())
    not_embedded = sum(steps["embeddings"].left.values())
    rejected = steps["patterns"].left.get("discarded", 0) if "patterns" in steps else 0
    lost = sum(sum(steps[name].left.values()) for name in ("clusters", "candidate_patterns"))
    return Ledger(
        read=ingest.records + sum(left.values()),
        kept=ingest.records,
        **left,
        statements_with_complaint=ingest.records - without - not_extracted - not_anonymised,
        statements_without_complaint=without,
        statements_failed=not_extracted + not_anonymised,
        pain_points=extract.records,
        clustered=clustered,
        noise=noise,
        pain_points_failed=not_embedded + lost,
        pain_points_rejected=rejected,
    )


def check_total(ledger: Ledger) -> None:
    statements = ledger.kept + ledger.blank + ledger.duplicate + ledger.rejected + ledger.failed
    complaints = (
        ledger.statements_with_complaint
        + ledger.statements_without_complaint
        + ledger.statements_failed
    )
    pain_points = (
        ledger.clustered + ledger.noise + ledger.pain_points_failed + ledger.pain_points_rejected
    )
    sums = (
        ("gelesene Aussagen", ledger.read, statements),
        ("behaltene Aussagen", ledger.kept, complaints),
        ("Schmerzpunkte", ledger.pain_points, pain_points),
    )
    for name, stated, counted in sums:
        if stated != counted:
            raise LedgerError(
                f"Die Bilanz des Laufs geht nicht auf: {stated} {name}, aber nur {counted} haben "
                "einen Verbleib. Das ist ein Fehler im Programm; bitte melden Sie ihn mit der "
                "Datei run.json."
            )
