"""Local encoders: models list, pull and check."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import screen
from pipeline.cli.door import door
from pipeline.cli.options import Json
from pipeline.command import command


def list_models(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="ORDNER", help="Wo Modelle liegen; sonst in models."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Zeigt mitgelieferte, vorhandene und empfohlene Modelle."""
    with door(as_json) as answer:
        from pipeline.tools.models import list_models

        entries = [entry.model_dump() for entry in list_models(folders or [Path("models")])]
        answer(screen.model_table(entries), {"models": entries})


def pull(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Ein empfohlenes Modell.")],
    revision: Annotated[
        str,
        typer.Option(
            metavar="STAND", help="Stand des Modells: 40 Zeichen, wie ihn die Modellseite nennt."
        ),
    ],
    into: Annotated[Path, typer.Option(metavar="ORDNER", help="Wohin.")] = Path("models"),
    as_json: Json = False,
) -> None:
    """Lädt ein empfohlenes Modell herunter.

    Der einzige Befehl, der ins Internet geht.
    """
    with door(as_json) as answer:
        from pipeline.tools.download import pull

        folder = pull(name, revision=revision, into=into)
        answer(
            f"{folder} ist da. Verwenden: "
            f"{command('run', 'QUELLE', '--run', 'ORDNER', '--encoder', folder)}",
            {"folder": str(folder)},
        )


def check(
    folder: Annotated[Path, typer.Argument(metavar="ORDNER", help="Ordner des Modells.")],
    as_json: Json = False,
) -> None:
    """Prüft ein Modell und misst, wie schnell es hier ist.

    Geprüft wird, ob es vollständig ist und nichts Ausführbares enthält.
    """
    with door(as_json) as answer:
        from pipeline.tools.models import check_model

        found = check_model(folder).model_dump()
        answer(screen.model_check(found), found)
