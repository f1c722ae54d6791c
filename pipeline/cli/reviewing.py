"""Where a person decides without the pages: approve, review-export and review-import."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import screen
from pipeline.cli.door import door
from pipeline.cli.options import Decisions, Json, Role, RunFolder
from pipeline.command import command
from pipeline.errors import UsageError, reason


def approve(
    run: RunFolder,
    checkpoint: Annotated[
        str, typer.Option(metavar="PRÜFUNG", help="datenschutz, muster oder einstufung.")
    ],
    reviewer: Annotated[
        str, typer.Option(metavar="NAME", help="Wer entscheidet: Name oder Kürzel.")
    ],
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
        count = verbs.approve(store, checkpoint, reviewer=reviewer, role=role, reason=reason)
        answer(
            f"{screen.counted(count, 'Vorschlag', 'Vorschläge')} angenommen. "
            f"Weiter mit: {command('run', run=run)}",
            {"checkpoint": checkpoint, "approved": count},
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
        back = f"{command('review-import', file, run=run)} --reviewer NAME"
        try:
            with file.open("xb") as new:
                new.write(content)
        except FileExistsError:
            raise UsageError(
                f"{file} gibt es schon und bleibt, wie es ist. Nennen Sie einen anderen Namen, "
                f"oder lesen Sie die Datei ein, falls sie ausgefüllt ist: {back}"
            ) from None
        except OSError as error:
            raise UsageError(
                f"{file} lässt sich nicht schreiben ({reason(error)}). Nennen Sie einen anderen "
                "Ort."
            ) from None
        answer(
            f"Zum Prüfen: {file}\nDanach: {back}",
            {"file": str(file)},
        )


def review_import(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Ausgefüllte Excel-Datei.")],
    run: RunFolder,
    reviewer: Annotated[
        str, typer.Option(metavar="NAME", help="Wer entschieden hat: Name oder Kürzel.")
    ],
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
        count = len(found.decisions)
        known = screen.counted(found.before, "Zeile steht", "Zeilen stehen")
        lines = [f"{known} schon so im Protokoll."] if found.before else []
        if count or not found.before:
            lines.insert(0, screen.taken(count, file=file, run=run, dry_run=dry_run))
        answer(
            "\n".join(lines),
            {"decisions": count, "before": found.before, "dry_run": dry_run},
        )
