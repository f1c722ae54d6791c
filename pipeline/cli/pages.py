"""The review pages and who may open them: review and account."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.door import door
from pipeline.cli.options import RunFolder


def review(
    run: RunFolder,
    port: Annotated[
        int, typer.Option(metavar="ZAHL", help="Port, auf dem die Seiten erreichbar sind.")
    ] = 8750,
    listen: Annotated[
        str,
        typer.Option(
            metavar="ADRESSE",
            help="Adresse der Seiten; für andere Rechner nur mit TLS oder hinter einem Proxy.",
        ),
    ] = "127.0.0.1",
    host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Weiterer Rechnername, unter dem die Seiten aufgerufen werden; mehrfach möglich.",
        ),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="DATEI", help="Zertifikat (PEM).")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="DATEI", help="Schlüssel dazu (PEM).")
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Ein Proxy davor verschlüsselt.")
    ] = False,
    accounts: Annotated[
        Path | None,
        typer.Option(metavar="DATEI", help="Datei der Konten; sonst konten.json neben dem Lauf."),
    ] = None,
) -> None:
    """Öffnet die Prüfseiten auf diesem Rechner.

    Sie sind da, bis Sie mit Strg+C beenden.
    """
    with door(False) as answer:
        from pipeline.app.serving import Listening, serve

        place = Listening(
            listen, port, tuple(host or ()), tls_cert, tls_key, behind_proxy=behind_proxy
        )
        server = serve(run, place, accounts)
        answer(f"Die Prüfseiten: {place.url}\nBeenden mit Strg+C.", {})
        with suppress(KeyboardInterrupt):
            server.run()


def account(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Vor- und Nachname.")],
    run: RunFolder,
    role: Annotated[
        str | None,
        typer.Option(
            metavar="ROLLE",
            help="Prüfung, Freigabe, Lesen oder Verwaltung; nötig bei einem neuen Konto.",
        ),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Löscht das Konto.")] = False,
    accounts: Annotated[
        Path | None,
        typer.Option(metavar="DATEI", help="Datei der Konten; sonst konten.json neben dem Lauf."),
    ] = None,
) -> None:
    """Legt ein Konto für die Prüfseiten an oder ändert es.

    Fragt nach dem Passwort des Kontos.
    """
    with door(False) as answer:
        from pipeline.app.accounts import Accounts, accounts_file

        known = Accounts(accounts or accounts_file(run))
        if remove:
            known.remove(name)
            return answer(f"Das Konto „{name}“ ist gelöscht.", {})
        password = typer.prompt(
            "Passwort (mindestens 12 Zeichen)",
            hide_input=sys.stdin.isatty(),
            confirmation_prompt="Noch einmal",
            err=True,
        )
        made = known.put(name, role, password)
        answer(f"Das Konto „{made.name}“ ({made.role}) kann sich anmelden.", {})
