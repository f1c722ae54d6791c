"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

RunFolder = Annotated[Path, typer.Option("--run", help="Ordner des Laufs.", show_default=False)]
Role = Annotated[str, typer.Option(help="Prüfung oder Freigabe.")]
Decisions = Annotated[
    str | None,
    typer.Option(
        help="Datenbank der Entscheidungen (postgresql://…); sonst liegen sie im Ordner des Laufs.",
        metavar="URL",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Nur Fehler zeigen.")]
Json = Annotated[bool, typer.Option("--json", help="Ein JSON-Objekt auf der Standardausgabe.")]
