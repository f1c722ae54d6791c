"""What computes: run and demo."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import screen
from pipeline.cli.door import door
from pipeline.cli.options import Decisions, Json, Quiet, RunFolder
from pipeline.cli.progress import progress
from pipeline.cli.reporting import written
from pipeline.command import command
from pipeline.errors import UsageError

WAITING = 3


def run(
    run: RunFolder,
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="QUELLE",
            help="Dateien oder Ordner (CSV, XLSX, ODS, VTT, SRT, TXT). Ohne Angabe geht es mit den "
            "schon eingelesenen Aussagen weiter.",
        ),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            metavar="DATEI",
            help="TOML-Datei mit Spalten und Einstellungen; ohne sie gelten die des letzten Laufs.",
        ),
    ] = None,
    draft: Annotated[
        bool,
        typer.Option("--draft", help="Ohne Prüfungen weiter; jedes Ergebnis gilt als Entwurf."),
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROLLE=SPALTE",
            help="Legt fest, was eine Spalte enthält, zum Beispiel text=Antwort; mehrfach möglich. "
            "Rollen: id, text, site, area, role, question, speaker, process.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Zeichensatz (Kodierung) der Quellen, etwa cp1252."),
    ] = None,
    encoder: Annotated[
        Path | None,
        typer.Option(metavar="ORDNER", help="Sprachmodell für Vektoren (sentence-transformers)."),
    ] = None,
    patterns: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="ZAHL",
            help="Wie viele Muster Sie sich wünschen; ohne Angabe wie im letzten Lauf, im ersten "
            "so viele, wie die Daten ergeben.",
        ),
    ] = None,
    llm: Annotated[
        str | None,
        typer.Option(
            metavar="ART", help="Wer benennt und bewertet: auto, rules, ollama oder openai."
        ),
    ] = None,
    regroup: Annotated[
        bool,
        typer.Option(
            "--regroup", help="Gruppiert alle Aussagen neu, statt geprüfte Muster fortzuführen."
        ),
    ] = False,
    decisions: Decisions = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Verarbeitet die Quellen bis zur nächsten Prüfung."""
    with door(as_json) as answer:
        from pipeline import verbs

        given = {
            "ingest.encoding": encoding,
            "ingest.columns": _columns(column or []),
            "embed.encoder": encoder and str(encoder.absolute()),
            "cluster.patterns": patterns,
            "llm.analyst": llm,
        }
        overrides = {name: value for name, value in given.items() if value}
        with progress(silent=quiet or as_json) as watch:
            store, outcome = verbs.run(
                run,
                sources or [],
                profile=profile,
                overrides=overrides,
                draft=draft,
                afresh=regroup,
                database=decisions,
                watch=watch,
            )
        state = verbs.state(store)
        then = f"Bericht schreiben: {command('report', run=run)} --to xlsx,html"
        answer(screen.ending(state, then=then), state, quiet=quiet)
        if outcome.waits_for:
            raise typer.Exit(WAITING)


def demo(
    run: RunFolder = Path("data/runs/beispiel"),
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Rechnet das mitgelieferte Beispiel als Entwurf durch.

    Am Ende stehen die Berichte im Ordner des Laufs.
    """
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.resources import resource

        sample = resource("data/beispiel")
        with progress(silent=quiet or as_json) as watch:
            store, _ = verbs.run(
                run, [sample], profile=sample / "profil.toml", draft=True, watch=watch
            )
        reports, files = written(verbs.report(store, ["xlsx", "html"]))
        state = verbs.state(store)
        answer(screen.ending(state, then=reports), {**state, **files}, quiet=quiet)


def _columns(pairs: list[str]) -> dict[str, str]:
    unclear = next((pair for pair in pairs if "=" not in pair), None)
    if unclear:
        raise UsageError(
            f"„{unclear}“ hinter --column ist keine Zuordnung. Schreiben Sie zum Beispiel "
            "text=Antwort."
        )
    return dict(pair.split("=", 1) for pair in pairs)
