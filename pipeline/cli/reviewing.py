"""Where a person decides without the pages: approve, review-export and review-import."""

from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import screen
from pipeline.cli.door import door
from pipeline.cli.options import Decisions, Json, Reviewer, Role, RunFolder
from pipeline.command import command
from pipeline.errors import UsageError, reason


def approve(
    run: RunFolder,
    checkpoint: Annotated[
        str, typer.Option(metavar="PRÜFUNG", help="datenschutz, muster oder einstufung.")
    ],
    reviewer: Reviewer,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Begründung für das Protokoll.")] = "",
    role: Role = "Prüfung",
    decisions: Decisions = None,
    as_json: Json = False,
) -> None:
    """Nimmt alle offenen Vorschläge einer Prüfung an."""
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        store = Store(run, database=decisions)
        approved = verbs.approve(store, checkpoint, reviewer=reviewer, role=role, reason=reason)
        answer(
            f"{screen.counted(approved, 'Vorschlag', 'Vorschläge')} angenommen. "
            f"Weiter mit: {command('run', run=run)}",
            {"checkpoint": checkpoint, "approved": approved},
        )


def review_export(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Excel-Datei, die entsteht.")],
    run: RunFolder,
    decisions: Decisions = None,
    as_json: Json = False,
) -> None:
    """Gibt die Vorschläge als Excel-Datei zum Prüfen aus."""
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        if file.suffix.lower() != ".xlsx":
            raise UsageError(f"{file} ist keine Excel-Datei. Nennen Sie einen Namen auf .xlsx.")
        content = verbs.review_export(Store(run, database=decisions))
        try:
            kept = _put_aside(file)
            file.write_bytes(content)
        except OSError as error:
            raise UsageError(
                f"{file} lässt sich nicht schreiben ({reason(error)}). Nennen Sie einen anderen "
                "Ort, oder schließen Sie die Datei."
            ) from None
        lines = [
            f"Zum Prüfen: {file}",
            f"Danach: {command('review-import', file, run=run)} --reviewer NAME",
        ]
        if kept:
            lines.insert(0, f"Die Datei, die schon so hieß, heißt jetzt {kept}.")
        answer("\n".join(lines), {"file": str(file), "kept": kept and str(kept)})


def _put_aside(file: Path) -> Path | None:
    """Nobody's entries are written over: what is there already gets another name."""
    if not file.exists():
        return None
    names = (file.with_stem(f"{file.stem} (bisher {number})") for number in count(1))
    other = next(name for name in names if not name.exists())
    return file.rename(other)


def review_import(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Ausgefüllte Excel-Datei.")],
    run: RunFolder,
    reviewer: Reviewer,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Nur prüfen, nichts einlesen.")
    ] = False,
    role: Role = "Prüfung",
    decisions: Decisions = None,
    as_json: Json = False,
) -> None:
    """Liest eine ausgefüllte Excel-Datei ein: alles oder nichts."""
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        store = Store(run, database=decisions)
        found = verbs.review_import(store, file, reviewer=reviewer, role=role, dry_run=dry_run)
        taken = len(found.decisions)
        known = screen.counted(found.before, "Zeile steht", "Zeilen stehen")
        lines = [f"{known} schon so im Protokoll."] if found.before else []
        if taken or not found.before:
            lines.insert(0, screen.taken(taken, file=file, run=run, dry_run=dry_run))
        answer(
            "\n".join(lines),
            {"decisions": taken, "before": found.before, "dry_run": dry_run},
        )
