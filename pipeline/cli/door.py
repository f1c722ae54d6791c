"""What every command goes through: the only place that prints."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import typer

from pipeline.errors import PipelineError

HOUSE = Path(__file__).parents[1]


@contextmanager
def door(as_json: bool) -> Iterator[Callable[..., None]]:
    """Hands out the one answer of a command, and turns errors into a sentence and an exit code."""

    def answer(words: str, facts: dict[str, Any], *, quiet: bool = False) -> None:
        if as_json:
            show(json.dumps(facts, ensure_ascii=False), sys.stdout)
        elif not quiet:
            show(words, sys.stdout)

    try:
        yield answer
    except PipelineError as error:
        refuse(str(error), as_json)
        raise typer.Exit(error.exit_code) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        # Neither the message nor the values: both may quote a statement.
        frames = traceback.extract_tb(error.__traceback__)
        place = [frame for frame in frames if HOUSE in Path(frame.filename).parents][-1]
        refuse(
            f"Unerwarteter Fehler ({type(error).__name__} in {Path(place.filename).name}, "
            f"Zeile {place.lineno}). Das ist ein Fehler im Programm; bitte melden Sie ihn mit "
            "dieser Zeile. Fertige Schritte bleiben erhalten.",
            as_json,
        )
        raise typer.Exit(1) from None


def refuse(message: str, as_json: bool) -> None:
    """Whoever reads JSON gets the reason where it reads."""
    if as_json:
        show(json.dumps({"error": message}, ensure_ascii=False), sys.stdout)
    else:
        show(f"Fehler: {message}", sys.stderr)


def show(words: str, stream: TextIO) -> None:
    """To whoever still reads: with nobody there, the command ends as it would have."""
    try:
        print(words, file=stream, flush=True)
    except BrokenPipeError:
        # Otherwise Python tries once more when it ends, and complains about that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
