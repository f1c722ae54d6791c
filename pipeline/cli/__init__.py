"""The door: one command per verb; the only room that prints."""

import io
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from pipeline import __version__
from pipeline.cli import models, pages, reporting, reviewing, running, standing
from pipeline.cli.door import refuse, show
from pipeline.cli.german import GermanCommand, GermanGroup, sentence

# Of typer, after Ctrl+C.
INTERRUPTED = 130

app = typer.Typer(
    name="schmerzpunkt",
    cls=GermanGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    # Local variables and messages of exceptions may hold what somebody said.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"schmerzpunkt {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", help="Zeigt die Fassung.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Aus Freitexten der Beschäftigten wird eine geprüfte KI-Potenziallandkarte.

    Alles bleibt auf diesem Rechner.

    Der übliche Weg: „run“ hält an jeder der drei Prüfungen. Sie entscheiden mit „review“ im
    Browser, ab Prüfung 2 auch mit „review-export“ in Excel, oder Sie nehmen mit „approve“ alle
    Vorschläge an; dann geht es mit „run“ weiter. Am Ende schreibt „report“ die Berichte. Zum
    Ausprobieren: „demo“.
    """


def _group(name: str, words: str) -> typer.Typer:
    group = typer.Typer(
        name=name, help=words, cls=GermanGroup, no_args_is_help=True, rich_markup_mode=None
    )
    app.add_typer(group)
    return group


for verb in (
    running.run,
    standing.status,
    reviewing.approve,
    pages.review,
    pages.account,
    reviewing.review_export,
    reviewing.review_import,
    reporting.report,
    reporting.evaluate,
    standing.forget,
    standing.verify,
    running.demo,
):
    app.command(cls=GermanCommand)(verb)

_models = _group("models", "Sprachmodelle für Vektoren auf diesem Rechner.")
_models.command("list", cls=GermanCommand)(models.list_models)
_models.command(cls=GermanCommand)(models.pull)
_models.command(cls=GermanCommand)(models.check)
_catalogue = _group("catalogue", "Der eigene Katalog bekannter Reibungen.")
_catalogue.command(cls=GermanCommand)(reporting.add)


def main() -> None:
    """Entry point; characters that an old console lacks become question marks, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = app(prog_name="schmerzpunkt", standalone_mode=False) or 0
    except typer.Abort:
        code = INTERRUPTED
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            show(error.message, sys.stderr)
        else:
            refuse(sentence(error), as_json="--json" in sys.argv)
        code = error.exit_code
    if code == INTERRUPTED:
        show("Abgebrochen. Fertige Schritte bleiben erhalten.", sys.stderr)
    sys.exit(code)
