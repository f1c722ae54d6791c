"""Where a run stands, for people and programs."""

from dataclasses import asdict
from typing import Any

from pipeline.store import Store
from pipeline.tools.llm.journal import Journal
from pipeline.verbs.reviewing import open_desk


def state(store: Store) -> dict[str, Any]:
    """Where the run stands, for people and programs."""
    manifest = store.manifest
    if manifest is None:
        return {"run": str(store.folder), "outcome": "empty", "waits_for": None}
    reviews = _reviews(store)
    return {
        "run": str(store.folder),
        "outcome": "waiting"
        if manifest.outcome == "finished" and said_since(store)
        else manifest.outcome,
        "waits_for": next((name for name, r in reviews.items() if r["open"]), None)
        if manifest.outcome == "waiting"
        else None,
        "draft": manifest.draft,
        "forgotten": manifest.forgotten,
        "steps": {
            name: {"records": s.records, "left": s.left, "seconds": s.seconds}
            for name, s in manifest.steps.items()
        },
        "reviews": reviews,
        "ledger": manifest.ledger.model_dump() if manifest.ledger else None,
        "wave": manifest.wave.model_dump() if manifest.wave else None,
        "methods": [m.model_dump() for m in manifest.methods],
        "calls": _calls(store),
    }


def said_since(store: Store) -> bool:
    """Whether somebody has decided since the last run began."""
    decisions = store.decisions()
    known = store.manifest.last_decision if store.manifest else ""
    return bool(decisions) and decisions[-1].hash != known


def _reviews(store: Store) -> dict[str, dict[str, int]]:
    """How far each checkpoint has come, with what was said since the last run."""
    known = store.manifest.reviews.items() if store.manifest else ()
    progress: dict[str, Any] = dict(known)
    if said_since(store):
        progress |= {p.checkpoint: p for p in open_desk(store).progress() if p.reached}
    return {
        name: {"proposed": p.proposed, "decided": p.decided, "open": p.open}
        for name, p in progress.items()
    }


def _calls(store: Store) -> dict[str, Any] | None:
    """What a language model has been asked in this run so far."""
    file = store.folder / "journal.sqlite"
    return asdict(Journal(file).tally()) if file.exists() else None
