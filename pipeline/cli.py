"""The door: one command per verb; the only room that prints."""

import io
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from pipeline import __version__, screen
from pipeline.errors import PipelineError, UsageError
from pipeline.german import GermanCommand, GermanGroup, sentence

if TYPE_CHECKING:
    from pipeline.runner import Outcome
    from pipeline.store import Store

WAITING = 3

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

models = typer.Typer(
    name="models",
    help="Sprachmodelle für Vektoren auf diesem Rechner.",
    cls=GermanGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(models)
catalogue = typer.Typer(
    name="catalogue",
    help="Der eigene Katalog bekannter Reibungen.",
    cls=GermanGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(catalogue)

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
    """


@app.command(cls=GermanCommand)
def run(
    run: RunFolder,
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SOURCE",
            help="Dateien oder Ordner (CSV, XLSX, ODS, VTT, SRT, TXT). Ohne Angabe geht es mit den "
            "schon eingelesenen Aussagen weiter.",
        ),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            help="TOML-Datei mit Spalten und Einstellungen; ohne sie gelten die des letzten Laufs."
        ),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Ohne Prüfungen weiter; alles Ergebnis ist Entwurf.")
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(help="Spalte festlegen, zum Beispiel text=Antwort.", metavar="ROLE=HEADING"),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Zeichensatz der Quellen, zum Beispiel cp1252.")
    ] = None,
    encoder: Annotated[
        Path | None, typer.Option(help="Ordner eines sentence-transformers-Modells.")
    ] = None,
    patterns: Annotated[
        int | None,
        typer.Option(min=1, help="Wunsch nach so vielen Mustern; ohne ihn zeigen es die Daten."),
    ] = None,
    llm: Annotated[
        str | None, typer.Option(help="Wer benennt und bewertet: auto, rules, ollama oder openai.")
    ] = None,
    regroup: Annotated[
        bool,
        typer.Option(
            "--regroup", help="Alle Aussagen neu gruppieren, statt geprüfte Muster fortzuführen."
        ),
    ] = False,
    decisions: Decisions = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Verarbeitet die Quellen bis zur nächsten Prüfung."""
    with _door(as_json) as answer:
        from pipeline import verbs

        given = {
            "ingest.encoding": encoding,
            "ingest.columns": _columns(column or []),
            "embed.encoder": encoder and str(encoder.absolute()),
            "cluster.patterns": patterns,
            "llm.analyst": llm,
        }
        overrides = {name: value for name, value in given.items() if value}
        silent = quiet or as_json
        store, outcome = _run(
            run, sources or [], profile, overrides, draft, silent, decisions, afresh=regroup
        )
        state = verbs.state(store)
        then = f"Bericht schreiben: schmerzpunkt report --run {run} --to xlsx,html"
        answer(screen.ending(state, then=then), state, quiet=quiet)
        if outcome.waits_for:
            raise typer.Exit(WAITING)


@app.command(cls=GermanCommand)
def status(run: RunFolder, as_json: Json = False) -> None:
    """Zeigt, wo ein Lauf steht, was auf wen wartet und wo jede Aussage geblieben ist."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        state = verbs.state(Store(run))
        answer(screen.status_page(state), state)


@app.command(cls=GermanCommand)
def approve(
    run: RunFolder,
    checkpoint: Annotated[
        str, typer.Option(help="datenschutz, muster oder einstufung.", show_default=False)
    ],
    reviewer: Annotated[
        str, typer.Option(help="Wer entscheidet: Name oder Kürzel.", show_default=False)
    ],
    reason: Annotated[str, typer.Option(help="Begründung für das Protokoll.")] = "",
    role: Role = "Prüfung",
    decisions: Decisions = None,
    as_json: Json = False,
) -> None:
    """Nimmt alle offenen Vorschläge einer Prüfung an."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        store = Store(run, database=decisions)
        count = verbs.approve(store, checkpoint, reviewer=reviewer, role=role, reason=reason)
        answer(
            f"{screen.counted(count, 'Vorschlag', 'Vorschläge')} angenommen. "
            f"Weiter mit: schmerzpunkt run --run {run}",
            {"checkpoint": checkpoint, "approved": count},
        )


@app.command(cls=GermanCommand)
def review(
    run: RunFolder,
    port: Annotated[int, typer.Option(help="Port.", metavar="ZAHL")] = 8750,
    listen: Annotated[
        str, typer.Option(help="Adresse; außerhalb dieses Rechners nur mit TLS oder Proxy.")
    ] = "127.0.0.1",
    host: Annotated[
        list[str] | None,
        typer.Option(help="Weiterer Name, unter dem die Seiten aufgerufen werden."),
    ] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Zertifikat (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Schlüssel dazu (PEM).")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Ein Proxy davor verschlüsselt.")
    ] = False,
    accounts: Annotated[
        Path | None, typer.Option(help="Datei der Konten; sonst konten.json neben dem Lauf.")
    ] = None,
) -> None:
    """Öffnet die Prüfseiten auf diesem Rechner, bis Sie mit Strg+C beenden."""
    with _door(False) as answer:
        from pipeline.app.serving import Listening, serve

        place = Listening(
            listen, port, tuple(host or ()), tls_cert, tls_key, behind_proxy=behind_proxy
        )
        server = serve(run, place, accounts)
        answer(f"Die Prüfseiten: {place.url}\nBeenden mit Strg+C.", {})
        server.run()


@app.command(cls=GermanCommand)
def account(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Vor- und Nachname.")],
    run: RunFolder,
    role: Annotated[
        str | None, typer.Option(help="Prüfung, Freigabe, Lesen oder Verwaltung.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Löscht das Konto.")] = False,
    accounts: Annotated[
        Path | None, typer.Option(help="Datei der Konten; sonst konten.json neben dem Lauf.")
    ] = None,
) -> None:
    """Legt ein Konto für die Prüfseiten an oder gibt ihm ein neues Passwort; fragt danach."""
    with _door(False) as answer:
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


@app.command(cls=GermanCommand)
def review_export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Excel-Datei, die entsteht.")],
    run: RunFolder,
    decisions: Decisions = None,
    as_json: Json = False,
) -> None:
    """Gibt die Vorschläge als Excel-Datei aus, in der sich prüfen lässt."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        content = verbs.review_export(Store(run, database=decisions))
        try:
            file.write_bytes(content)
        except OSError as error:
            raise UsageError(
                f"{file} lässt sich nicht schreiben ({error.strerror}). Nennen Sie einen anderen "
                "Ort."
            ) from None
        answer(
            f"Zum Prüfen: {file}\nDanach: schmerzpunkt review-import {file} --run {run} "
            "--reviewer NAME",
            {"file": str(file)},
        )


@app.command(cls=GermanCommand)
def review_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ausgefüllte Excel-Datei.")],
    run: RunFolder,
    reviewer: Annotated[
        str, typer.Option(help="Wer entschieden hat: Name oder Kürzel.", show_default=False)
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Nur prüfen, nichts einlesen.")
    ] = False,
    role: Role = "Prüfung",
    decisions: Decisions = None,
    as_json: Json = False,
) -> None:
    """Liest eine ausgefüllte Excel-Datei ein: alles oder nichts."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        store = Store(run, database=decisions)
        said = verbs.review_import(store, file, reviewer=reviewer, role=role, dry_run=dry_run)
        words = screen.counted(len(said), "Entscheidung", "Entscheidungen")
        answer(
            f"{words} gültig, nichts eingelesen. Einlesen: derselbe Befehl ohne --dry-run"
            if dry_run
            else f"{words} eingelesen. Weiter mit: schmerzpunkt run --run {run}",
            {"decisions": len(said), "dry_run": dry_run},
        )


@app.command(cls=GermanCommand)
def report(
    run: RunFolder,
    to: Annotated[str, typer.Option(help="Formate, mit Komma getrennt.")] = "xlsx,html",
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Schreibt die Berichte eines abgeschlossenen Laufs in dessen Ordner."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        answer(*_reports(verbs.report(Store(run), _listed(to))), quiet=quiet)


@app.command(cls=GermanCommand)
def evaluate(
    run: RunFolder,
    gold: Annotated[
        list[Path],
        typer.Option(help="JSONL mit id oder cue, text und pattern.", show_default=False),
    ],
    patterns: Annotated[
        Path | None,
        typer.Option(help="JSON der Goldmuster mit Hebeln; sonst patterns.json neben dem Gold."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Misst einen Lauf an Aussagen, deren richtiges Ergebnis bekannt ist."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        evaluation = verbs.evaluate(Store(run), gold, patterns).model_dump()
        answer(screen.evaluation_page(evaluation), evaluation)


@app.command(cls=GermanCommand)
def forget(run: RunFolder, as_json: Json = False) -> None:
    """Löscht die Originaltexte eines Laufs; alle späteren Ergebnisse bleiben brauchbar."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        verbs.forget(Store(run))
        answer(f"Die Originaltexte in {run} sind gelöscht.", {"forgotten": True})


@app.command(cls=GermanCommand)
def verify(run: RunFolder, as_json: Json = False) -> None:
    """Prüft Bilanz, Dateien und die Kette der Entscheidungen."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        facts = verbs.verify(Store(run))
        answer(
            f"Die Bilanz geht auf, {facts['files']} Dateien sind unverändert, "
            f"{facts['decisions']} Entscheidungen lückenlos verkettet.",
            facts,
        )


@app.command(cls=GermanCommand)
def demo(
    run: Annotated[Path, typer.Option("--run", help="Ordner des Laufs.")] = Path(
        "data/runs/beispiel"
    ),
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Rechnet das mitgelieferte Beispiel als Entwurf durch und schreibt die Berichte."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.resources import resource

        sample = resource("data/beispiel")
        silent = quiet or as_json
        store, _ = _run(run, [sample], sample / "profil.toml", {}, True, silent)
        reports, written = _reports(verbs.report(store, ["xlsx", "html"]))
        state = verbs.state(store)
        answer(screen.ending(state, then=reports), {**state, **written}, quiet=quiet)


@catalogue.command(cls=GermanCommand)
def add(
    run: RunFolder,
    to: Annotated[Path, typer.Option(help="Datei des eigenen Katalogs.")] = Path("katalog.json"),
    as_json: Json = False,
) -> None:
    """Nimmt geprüfte Muster eines Laufs in den eigenen Katalog auf."""
    with _door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        count = verbs.teach(Store(run), to)
        answer(
            f"{count} Einträge stehen jetzt in {to}. Damit Einstufungen sie nutzen, nennen Sie die "
            'Datei im Profil: [llm] own_catalogue = "…"',
            {"added": count, "catalogue": str(to)},
        )


ModelFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Ordner des Modells.")]


@models.command("list", cls=GermanCommand)
def list_models(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="FOLDER", help="Wo Modelle liegen.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Zeigt mitgelieferte, vorhandene und empfohlene Modelle."""
    with _door(as_json) as answer:
        from pipeline.tools.models import list_models

        entries = [entry.model_dump() for entry in list_models(folders or [Path("models")])]
        answer(screen.model_table(entries), {"models": entries})


@models.command(cls=GermanCommand)
def pull(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Ein empfohlenes Modell.")],
    revision: Annotated[
        str, typer.Option(help="Stand des Modells: 40 Zeichen, wie ihn die Modellseite nennt.")
    ],
    into: Annotated[Path, typer.Option(help="Wohin.")] = Path("models"),
    as_json: Json = False,
) -> None:
    """Lädt ein empfohlenes Modell herunter – der einzige Befehl, der ins Internet geht."""
    with _door(as_json) as answer:
        from pipeline.tools.download import pull

        folder = pull(name, revision=revision, into=into)
        answer(
            f"{folder} ist da. Verwenden: schmerzpunkt run QUELLE --run ORDNER --encoder {folder}",
            {"folder": str(folder)},
        )


@models.command(cls=GermanCommand)
def check(folder: ModelFolder, as_json: Json = False) -> None:
    """Prüft ein Modell auf Vollständigkeit und Sicherheit und misst, wie schnell es hier ist."""
    with _door(as_json) as answer:
        from pipeline.tools.models import check_model

        found = check_model(folder).model_dump()
        answer(screen.model_check(found), found)


# what is shown


@contextmanager
def _door(as_json: bool) -> Iterator[Callable[..., None]]:
    """Hands out the one answer of a command, and turns errors into a sentence and an exit code."""

    def answer(words: str, facts: dict[str, Any], *, quiet: bool = False) -> None:
        if as_json:
            print(json.dumps(facts, ensure_ascii=False))
        elif not quiet:
            print(words)

    try:
        yield answer
    except PipelineError as error:
        _refuse(str(error), as_json)
        raise typer.Exit(error.exit_code) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        # Neither the message nor the values: both may quote a statement.
        frames = traceback.extract_tb(error.__traceback__)
        place = [frame for frame in frames if Path(__file__).parent.name in frame.filename][-1]
        _refuse(
            f"Unerwarteter Fehler ({type(error).__name__} in {Path(place.filename).name}, "
            f"Zeile {place.lineno}). Das ist ein Fehler im Programm; bitte melden Sie ihn mit "
            "dieser Zeile. Fertige Schritte bleiben erhalten.",
            as_json,
        )
        raise typer.Exit(1) from None


def _refuse(message: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    else:
        print(f"Fehler: {message}", file=sys.stderr)


def _columns(pairs: list[str]) -> dict[str, str]:
    unclear = next((pair for pair in pairs if "=" not in pair), None)
    if unclear:
        raise UsageError(
            f"„{unclear}“ hinter --column ist keine Zuordnung. Schreiben Sie zum Beispiel "
            "text=Antwort."
        )
    return dict(pair.split("=", 1) for pair in pairs)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _run(
    folder: Path,
    sources: list[Path],
    profile: Path | None,
    overrides: dict[str, Any],
    draft: bool,
    silent: bool,
    decisions: str | None = None,
    *,
    afresh: bool = False,
) -> "tuple[Store, Outcome]":
    from rich.console import Console

    from pipeline import verbs
    from pipeline.runner import Event

    # Progress goes to stderr, so that stdout holds nothing but the answer.
    console = Console(stderr=True, quiet=silent, highlight=False, soft_wrap=True)

    with console.status("Vorbereiten …") as spinner:

        def watch(event: Event) -> None:
            title = screen.title(event.what)
            if event.kind == "starts":
                spinner.update(f"{title} …")
            elif event.kind == "goes":
                spinner.update(f"{event.what} …")
            elif event.kind == "notice":
                console.print(f"  · {event.what}", markup=False)
            elif event.kind == "unchanged":
                console.print(f"= {title}: unverändert", markup=False)
            else:
                left = f", {event.left} ausgeschieden" if event.left else ""
                console.print(
                    f"✓ {title}: {event.records}{left} ({event.seconds:.1f} s)", markup=False
                )

        return verbs.run(
            folder,
            sources,
            profile=profile,
            overrides=overrides,
            draft=draft,
            afresh=afresh,
            database=decisions,
            watch=watch,
        )


def _reports(paths: list[Path]) -> tuple[str, dict[str, Any]]:
    return "\n".join(f"Bericht: {path}" for path in paths), {"reports": [str(p) for p in paths]}


def main() -> None:
    """Entry point; characters that an old console lacks become question marks, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(app(prog_name="schmerzpunkt", standalone_mode=False) or 0)
    except typer.Abort:
        print("Abgebrochen. Fertige Schritte bleiben erhalten.", file=sys.stderr)
        sys.exit(1)
    except TyperException as error:
        print(sentence(error), file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
