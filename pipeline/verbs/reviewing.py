"""Where people decide: all at once, on paper, or one after the other at a desk."""

from collections.abc import Callable
from pathlib import Path

from pipeline.command import command
from pipeline.config import check_settings
from pipeline.errors import UsageError
from pipeline.flow import CHECKPOINTS
from pipeline.review.desk import Desk, now
from pipeline.review.exporting import on_sheets, workbook
from pipeline.review.importing import Imported, import_workbook
from pipeline.shelf import Shelf
from pipeline.store import Store


def open_desk(store: Store, *, clock: Callable[[], str] = now) -> Desk:
    """Where people decide about this run, one after the other or many at once."""
    settings = check_settings(store.settings(), origin="run.json")
    return Desk(Shelf(store.folder), store.log, settings.review, clock=clock)


def approve(
    store: Store, checkpoint: str, *, reviewer: str, role: str = "Prüfung", reason: str = ""
) -> int:
    """Accept every open proposal of a checkpoint; how many there were."""
    names = {c.name: c for c in CHECKPOINTS}
    if checkpoint not in names:
        raise UsageError(f"Die Prüfung „{checkpoint}“ gibt es nicht. Es gibt: {', '.join(names)}.")
    if not reviewer.strip():
        raise UsageError("Nennen Sie hinter --reviewer, wer entscheidet.")
    with store.locked():
        approved = open_desk(store).approve_all(
            names[checkpoint].name, reviewer=reviewer.strip(), role=role, reason=reason
        )
        update = {"outcome": "waiting", "decisions_at": store.decisions_at}
        if approved and store.manifest:
            store.save_manifest(store.manifest.model_copy(update=update))
    return approved


def review_export(store: Store) -> bytes:
    """What waits, as a workbook; refused where nothing waits that it can hold."""
    desk = open_desk(store)
    items = [item for sheet in on_sheets(desk).values() for item in sheet]
    if all(item.status == "released" for item in items):
        raise UsageError(
            f"In {store.folder} wartet nichts, was sich in Excel prüfen lässt; dort stehen nur "
            "Muster und Einstufungen. Der Datenschutz und die verdeckte Zweitprüfung einer "
            f"Einstufung gehen auf den Prüfseiten: {command('review', run=store.folder)}"
        )
    return workbook(desk, run=store.run_id, key=store.key())


def review_import(
    store: Store, path: Path, *, reviewer: str, role: str = "Prüfung", dry_run: bool = False
) -> Imported:
    """The decisions in a workbook that came back, taken over unless ``dry_run``."""
    desk = open_desk(store)
    return import_workbook(
        desk,
        path,
        run=store.run_id,
        key=store.key(),
        reviewer=reviewer,
        role=role,
        dry_run=dry_run,
    )
