"""What the door's commands do, without a terminal: arguments in, facts out, errors raised."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.config import Settings, check_settings, load_settings
from pipeline.errors import LedgerError, RunFolderError, UsageError
from pipeline.evaluation.gold import match, read_gold, read_levers
from pipeline.evaluation.scoring import (
    Evaluation,
    score_assessments,
    score_patterns,
    score_privacy,
)
from pipeline.flow import (
    ASSESSMENTS,
    CANDIDATE_ASSESSMENTS,
    CANDIDATE_SPANS,
    CHECKPOINTS,
    CLUSTERS,
    FLOW,
    PAIN_POINTS,
    PATTERNS,
    POTENTIAL_MAP,
    STATEMENTS,
)
from pipeline.leaks import masked_in
from pipeline.ledger import check_total
from pipeline.means import build_means
from pipeline.records import Decision
from pipeline.reports import RENDERERS
from pipeline.review.desk import Desk, now
from pipeline.review.exporting import workbook
from pipeline.review.importing import import_workbook
from pipeline.review.log import first_broken
from pipeline.runner import Event, Outcome, Runner
from pipeline.shelf import Shelf
from pipeline.store import Store
from pipeline.tools.catalogue import Catalogue, catalogue_file, learned
from pipeline.tools.llm.journal import Journal
from pipeline.tools.readers import find_sources, skipped_files


def run(
    folder: Path,
    paths: Sequence[Path],
    *,
    profile: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    draft: bool = False,
    afresh: bool = False,
    database: str | None = None,
    watch: Callable[[Event], None],
) -> tuple[Store, Outcome]:
    """As far as the next checkpoint.

    Without a profile the settings of the last run in the folder hold; ``overrides`` name single
    settings as "section.key" and win over both. ``afresh`` groups all statements anew instead of
    keeping the patterns that people have decided about.
    """
    sources = find_sources(paths) if paths else None
    profiled = load_settings(profile) if profile else None
    store = Store(folder, create=bool(paths), database=database)
    with store.locked():
        settings = _settings(store, profiled, overrides or {})
        for name in skipped_files(paths):
            watch(Event("notice", f"{name} bleibt ungelesen: Das Format ist nicht bekannt."))
        runner = Runner(
            store,
            means=build_means(
                settings,
                folder=folder,
                masked=partial(masked_in, store),
                notify=lambda words, *, passing=False: watch(
                    Event("goes" if passing else "notice", words)
                ),
            ),
            settings=settings,
            sources=sources,
            draft=draft,
            watch=watch,
            afresh=afresh,
        )
        return store, runner.run()


def _settings(store: Store, profiled: Settings | None, overrides: Mapping[str, Any]) -> Settings:
    if profiled is None:
        profiled = check_settings(store.settings(), origin="run.json")
    values = profiled.model_dump(mode="json")
    for name, value in overrides.items():
        section, key = name.split(".")
        kept = values[section][key]
        values[section][key] = {**kept, **value} if isinstance(value, dict) else value
    return check_settings(values, origin="Aufruf")


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


def open_desk(store: Store, *, clock: Callable[[], str] = now) -> Desk:
    """Where people decide about this run, one after the other or many at once."""
    settings = check_settings(store.settings(), origin="run.json")
    return Desk(Shelf(store.folder), store.log, settings.review, clock=clock)


def review_export(store: Store) -> bytes:
    """What waits, as a workbook."""
    return workbook(open_desk(store), run=store.run_id, key=store.key())


def review_import(
    store: Store, path: Path, *, reviewer: str, role: str = "Prüfung", dry_run: bool = False
) -> list[Decision]:
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


def report(store: Store, formats: Sequence[str]) -> list[Path]:
    unknown = [f for f in formats if f not in RENDERERS]
    if unknown or not formats:
        raise UsageError(
            f"Das Format „{', '.join(unknown)}“ gibt es nicht. Es gibt: {', '.join(RENDERERS)}."
        )
    if store.manifest is None or store.manifest.outcome != "finished":
        raise RunFolderError(
            f"Der Lauf in {store.folder} ist nicht abgeschlossen. Rufen Sie zuerst auf: "
            f"schmerzpunkt run --run {store.folder} (als Entwurf mit --draft)"
        )
    if _said_since(store):
        raise RunFolderError(
            f"Seit dem letzten Lauf in {store.folder} wurde entschieden, und der Bericht wüsste "
            f"nichts davon. Rufen Sie zuerst auf: schmerzpunkt run --run {store.folder} (als "
            "Entwurf mit --draft)"
        )
    potential_map = store.load(POTENTIAL_MAP)
    return [store.save_report(f"report.{f}", RENDERERS[f](potential_map)) for f in formats]


def evaluate(store: Store, gold_files: Sequence[Path], patterns_file: Path | None) -> Evaluation:
    """Against labelled statements; without ``patterns_file`` a patterns.json beside the gold."""
    gold = [truth for path in gold_files for truth in read_gold(path)]
    beside = gold_files[0].with_name("patterns.json")
    levers = patterns_file or (beside if beside.exists() else None)
    if not store.holds(STATEMENTS):
        raise RunFolderError(
            f"In {store.folder} fehlen die Originaltexte; ohne sie lässt sich nichts vergleichen. "
            "Rechnen Sie die Quellen in einem neuen Ordner noch einmal durch."
        )
    pairs = match(gold, store.load(STATEMENTS))
    if not pairs:
        raise UsageError(
            "Keine Zeile der Gold-Datei passt zu einer Aussage des Laufs. Die id muss die Kennung "
            "der Quelle sein, bei Transkripten der Dateiname mit dem Gold übereinstimmen."
        )
    arrived = store.holds(CLUSTERS)
    assessed = store.holds(CANDIDATE_ASSESSMENTS) and store.holds(PATTERNS) and levers
    points = store.load(PAIN_POINTS) if arrived else ()
    return Evaluation(
        labelled=len(gold),
        matched=len({id(truth) for truth, _ in pairs}),
        privacy=score_privacy(pairs, store.load(CANDIDATE_SPANS)),
        patterns=score_patterns(pairs, points, store.load(CLUSTERS)) if arrived else None,
        levers=score_assessments(
            pairs,
            points,
            store.load(PATTERNS),
            store.load(CANDIDATE_ASSESSMENTS),
            read_levers(levers),
        )
        if assessed and levers
        else None,
    )


def teach(store: Store, catalogue: Path) -> int:
    """Add what people have settled in this run to a catalogue of one's own; how many entries."""
    reviews = store.manifest.reviews if store.manifest else {}
    if any(name not in reviews or reviews[name].open for name in ("muster", "einstufung")):
        raise UsageError(
            f"In {store.folder} sind Muster oder Einstufungen noch nicht geprüft. In den Katalog "
            "kommt nur, was Menschen entschieden haben."
        )
    new = learned(store.load(PATTERNS), store.load(ASSESSMENTS), store.load(PAIN_POINTS))
    beside = catalogue.with_name(f".{catalogue.name}.neu")
    try:
        beside.write_bytes(catalogue_file(Catalogue(catalogue).entries, new))
        beside.replace(catalogue)
    except OSError as error:
        raise RunFolderError(
            f"{catalogue} lässt sich nicht schreiben ({error.strerror}). "
            "Prüfen Sie Pfad und Rechte."
        ) from None
    return len(new)


def forget(store: Store) -> None:
    """Delete what was really said; every later file still works."""
    if store.manifest is None or "anonymised" not in store.manifest.steps:
        raise UsageError(
            "Noch ist nichts maskiert; ohne Originaltexte wäre der Lauf verloren. Rufen Sie "
            f"zuerst auf: schmerzpunkt run --run {store.folder}"
        )
    steps = store.manifest.steps
    read = steps["anonymised"].reads
    if any(name not in steps or steps[name].content != was for name, was in read.items()):
        raise UsageError(
            f"Neue Aussagen in {store.folder} sind noch nicht geprüft und maskiert. Schließen Sie "
            f"erst Prüfung 1 ab: schmerzpunkt run --run {store.folder}"
        )
    with store.locked():
        store.save_manifest(store.manifest.model_copy(update={"forgotten": True}))
        store.delete_raw(step.writes for step in FLOW)


def verify(store: Store) -> dict[str, int]:
    """How many files and decisions were found unchanged; raises where one was not."""
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
    broken = first_broken(decisions)
    last = store.manifest.last_decision
    if broken is None and last and last not in {d.hash for d in decisions}:
        broken = len(decisions)
    if broken is not None:
        raise LedgerError(
            f"Die Kette der Entscheidungen in {store.folder} ist bei Eintrag {broken + 1} "
            "gebrochen: Er wurde nachträglich verändert oder es fehlt einer davor. Stellen Sie "
            "decisions.sqlite aus einer Sicherung wieder her."
        )
    return {"files": len(kept), "decisions": len(decisions)}


def state(store: Store) -> dict[str, Any]:
    """Where the run stands, for people and programs."""
    manifest = store.manifest
    if manifest is None:
        return {"run": str(store.folder), "outcome": "empty", "waits_for": None}
    return {
        "run": str(store.folder),
        "outcome": "waiting"
        if manifest.outcome == "finished" and _said_since(store)
        else manifest.outcome,
        "waits_for": next((name for name, r in manifest.reviews.items() if r.open), None)
        if manifest.outcome == "waiting"
        else None,
        "draft": manifest.draft,
        "forgotten": manifest.forgotten,
        "steps": {
            name: {"records": s.records, "left": s.left, "seconds": s.seconds}
            for name, s in manifest.steps.items()
        },
        "reviews": _reviews(store),
        "ledger": manifest.ledger.model_dump() if manifest.ledger else None,
        "wave": manifest.wave.model_dump() if manifest.wave else None,
        "methods": [m.model_dump() for m in manifest.methods],
        "calls": _calls(store),
    }


def _reviews(store: Store) -> dict[str, dict[str, int]]:
    """How far each checkpoint has come, with what was said since the last run."""
    known = store.manifest.reviews.items() if store.manifest else ()
    progress: dict[str, Any] = dict(known)
    if _said_since(store):
        progress |= {p.checkpoint: p for p in open_desk(store).progress() if p.reached}
    return {
        name: {"proposed": p.proposed, "decided": p.decided, "open": p.open}
        for name, p in progress.items()
    }


def _said_since(store: Store) -> bool:
    """Whether somebody has decided since the last run began."""
    decisions = store.decisions()
    known = store.manifest.last_decision if store.manifest else ""
    return bool(decisions) and decisions[-1].hash != known


def _calls(store: Store) -> dict[str, Any] | None:
    """What a language model has been asked in this run so far."""
    file = store.folder / "journal.sqlite"
    return asdict(Journal(file).tally()) if file.exists() else None
