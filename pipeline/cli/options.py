"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

RunFolder = Annotated[Path, typer.Option("--run", metavar="ORDNER", help="Ordner des Laufs.")]
Reviewer = Annotated[str, typer.Option(metavar="NAME", help="Wer entscheidet: Name oder Kürzel.")]
Role = Annotated[
    str, typer.Option(metavar="ROLLE", help="In welcher Rolle: Prüfung oder Freigabe.")
]
Decisions = Annotated[
    str | None,
    typer.Option(
        help="Datenbank der Entscheidungen (postgresql://…); sonst liegen sie im Ordner des Laufs.",
        metavar="URL",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Nur Fehler zeigen.")]
Json = Annotated[bool, typer.Option("--json", help="Antwortet mit einem JSON-Objekt.")]
