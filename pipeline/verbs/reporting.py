"""What comes of a finished run: reports, and entries of one's own catalogue."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.command import command
from pipeline.errors import RunFolderError, UsageError, reason
from pipeline.flow import ASSESSMENTS, PAIN_POINTS, PATTERNS, POTENTIAL_MAP
from pipeline.reports import RENDERERS
from pipeline.store import Store
from pipeline.tools.catalogue import Catalogue, catalogue_file, learned
from pipeline.verbs.standing import said_since


def report(store: Store, formats: Sequence[str]) -> list[Path]:
    unknown = [f for f in formats if f not in RENDERERS]
    if unknown or not formats:
        raise UsageError(
            f"Das Format „{', '.join(unknown)}“ gibt es nicht. Es gibt: {', '.join(RENDERERS)}."
        )
    if store.manifest is None or store.manifest.outcome != "finished":
        raise RunFolderError(
            f"Der Lauf in {store.folder} ist nicht abgeschlossen. Rufen Sie zuerst auf: "
            f"{command('run', run=store.folder)} (als Entwurf mit --draft)"
        )
    if said_since(store):
        raise RunFolderError(
            f"Seit dem letzten Lauf in {store.folder} wurde entschieden, und der Bericht wüsste "
            f"nichts davon. Rufen Sie zuerst auf: {command('run', run=store.folder)} (als "
            "Entwurf mit --draft)"
        )
    potential_map = store.load(POTENTIAL_MAP)
    return [store.save_report(f"report.{f}", RENDERERS[f](potential_map)) for f in formats]


def teach(store: Store, catalogue: Path) -> int:
    """Add what people have settled in this run to a catalogue of one's own; how many entries.

    What the leak gate withholds from the reports goes into no other run either.
    """
    reviews = store.manifest.reviews if store.manifest else {}
    if any(name not in reviews or reviews[name].open for name in ("muster", "einstufung")):
        raise UsageError(
            f"In {store.folder} sind Muster oder Einstufungen noch nicht geprüft. In den Katalog "
            "kommt nur, was Menschen entschieden haben."
        )
    audit = store.manifest.audit if store.manifest else None
    withheld = audit.leak_checks.withheld if audit else {}
    patterns = [p for p in store.load(PATTERNS) if p.pattern_id not in withheld]
    new = learned(patterns, store.load(ASSESSMENTS), store.load(PAIN_POINTS))
    beside = catalogue.with_name(f".{catalogue.name}.neu")
    try:
        beside.write_bytes(catalogue_file(Catalogue(catalogue).entries, new))
        beside.replace(catalogue)
    except OSError as error:
        raise RunFolderError(
            f"{catalogue} lässt sich nicht schreiben ({reason(error)}). Prüfen Sie Pfad und Rechte."
        ) from None
    return len(new)
