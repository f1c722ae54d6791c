"""What keeps a run honest and lean: verify and forget."""

from pathlib import Path
from typing import Any

from pipeline.command import command
from pipeline.errors import LedgerError, RunFolderError, UsageError
from pipeline.facts import audit
from pipeline.flow import FLOW
from pipeline.ledger import check_total
from pipeline.manifest import Manifest
from pipeline.review.log import first_broken
from pipeline.store import Store


def verify(store: Store) -> dict[str, Any]:
    """How many files and decisions were found unchanged; raises where one was not.

    That none is missing at the end of the log is known for the ``anchored`` decisions alone, those
    that the last run knew of. Whoever keeps ``last_decision`` elsewhere can prove it for all.
    """
    if store.manifest is None:
        raise RunFolderError(f"In {store.folder} liegt kein Lauf.")
    signed = [step.writes for step in FLOW if step.writes.name in store.manifest.steps]
    kept = [a for a in signed if not (store.manifest.forgotten and a.removable)]
    changed = [a.file for a in kept if not store.holds(a)]
    if changed:
        raise RunFolderError(
            f"In {store.folder} wurden Dateien nach dem Lauf verändert oder gelöscht: "
            f"{', '.join(changed)}. Rufen Sie schmerzpunkt run mit den Quellen noch einmal auf; "
            "was nicht mehr stimmt, wird neu berechnet."
        )
    if store.manifest.ledger:
        check_total(store.manifest.ledger)
    decisions = store.log.read_anew()
    remedy = f"Stellen Sie das Protokoll ({store.log.where}) aus einer Sicherung wieder her."
    if (broken := first_broken(decisions)) is not None:
        raise LedgerError(
            f"Die Kette der Entscheidungen ist bei Eintrag {broken + 1} gebrochen: Er wurde "
            f"nachträglich verändert, oder es fehlt einer davor. {remedy}"
        )
    hashes = ["", *(decision.hash for decision in decisions)]
    if store.manifest.last_decision not in hashes:
        raise LedgerError(
            "Am Ende der Kette fehlen Entscheidungen, die der letzte Lauf noch kannte, oder sie "
            f"wurde neu geschrieben. {remedy}"
        )
    return {
        "ledger": store.manifest.ledger is not None,
        "files": len(kept),
        "decisions": len(decisions),
        "anchored": hashes.index(store.manifest.last_decision),
        "last_decision": hashes[-1],
    }


def forget(store: Store) -> None:
    """Delete what was really said and who said it; every later file still works."""
    if store.manifest is None or "anonymised" not in store.manifest.steps:
        raise UsageError(
            "Noch ist nichts maskiert; ohne Originaltexte wäre der Lauf verloren. Rufen Sie "
            f"zuerst auf: {command('run', run=store.folder)}"
        )
    steps = store.manifest.steps
    read = steps["anonymised"].reads
    if any(name not in steps or steps[name].content != was for name, was in read.items()):
        raise UsageError(
            f"Neue Aussagen in {store.folder} sind noch nicht geprüft und maskiert. Schließen Sie "
            f"erst Prüfung 1 ab: {command('run', run=store.folder)}"
        )
    with store.locked():
        account = audit(store).model_copy(update={"forgotten": True})
        store.save_manifest(_nameless(store.manifest).model_copy(update={"audit": account}))
        store.delete_raw(step.writes for step in FLOW)


def _nameless(manifest: Manifest) -> Manifest:
    """Without the names of files, and without what the raw steps were made of: earlier versions
    named the speakers there."""
    inputs = (
        file.model_copy(update={"name": f"Eingang {number}{Path(file.name).suffix}", "path": ""})
        for number, file in enumerate(manifest.inputs, 1)
    )
    raw = {step.writes.name for step in FLOW if step.writes.holds_raw_text}
    steps = {
        name: signed.model_copy(update={"fingerprint": "", "means": {}}) if name in raw else signed
        for name, signed in manifest.steps.items()
    }
    return manifest.model_copy(
        update={"forgotten": True, "inputs": tuple(inputs), "notices": (), "steps": steps}
    )
