"""What comes of a run: report, evaluate and catalogue add."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli import screen
from pipeline.cli.door import door
from pipeline.cli.options import Json, Quiet, RunFolder


def report(
    run: RunFolder,
    to: Annotated[
        str, typer.Option(metavar="FORMATE", help="Mit Komma getrennt: xlsx, html.")
    ] = "xlsx,html",
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Schreibt die Berichte eines Laufs in dessen Ordner."""
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        answer(*written(verbs.report(Store(run), _listed(to))), quiet=quiet)


def evaluate(
    run: RunFolder,
    gold: Annotated[
        list[Path],
        typer.Option(
            metavar="DATEI",
            help="Je Zeile ein JSON-Objekt mit id oder cue, text und pattern; mehrfach möglich.",
        ),
    ],
    patterns: Annotated[
        Path | None,
        typer.Option(
            metavar="DATEI",
            help="JSON der richtigen Muster mit Hebeln; sonst patterns.json neben der ersten "
            "Datei hinter --gold.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Misst einen Lauf an Aussagen, deren Ergebnis bekannt ist."""
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        evaluation = verbs.evaluate(Store(run), gold, patterns).model_dump()
        answer(screen.evaluation_page(evaluation), evaluation)


def add(
    run: RunFolder,
    to: Annotated[Path, typer.Option(metavar="DATEI", help="Datei des eigenen Katalogs.")] = Path(
        "katalog.json"
    ),
    as_json: Json = False,
) -> None:
    """Nimmt geprüfte Muster eines Laufs in den eigenen Katalog auf."""
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        count = verbs.teach(Store(run), to)
        entries = screen.counted(count, "Eintrag steht", "Einträge stehen")
        answer(
            f"{entries} jetzt in {to}. Damit Einstufungen sie nutzen, nennen Sie die Datei im "
            'Profil: [llm] own_catalogue = "…"',
            {"added": count, "catalogue": str(to)},
        )


def written(paths: list[Path]) -> tuple[str, dict[str, Any]]:
    return "\n".join(f"Bericht: {path}" for path in paths), {"reports": [str(p) for p in paths]}


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]
