"""typer in German: its help pages, and a sentence for every call that is off."""

import re
from collections.abc import Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_WORDS = {
    "Usage: ": "Aufruf: ",
    "Commands:": "Befehle:",
    "Show this message and exit.": "Zeigt diese Hilfe.",
    "[OPTIONS] COMMAND [ARGS]...": "[OPTIONEN] BEFEHL [ANGABEN]...",
    "[OPTIONS]": "[OPTIONEN]",
    "[required]": "[nötig]",
    "[default:": "[Vorgabe:",
    "[x>=1]": "[ab 1]",
    # Braces around what a call needs are typer's own custom.
    "{": "",
    "}": "",
}
_ENGLISH = re.compile("|".join(re.escape(words) for words in _WORDS))


def _german(page: str) -> str:
    return _ENGLISH.sub(lambda found: _WORDS[found[0]], page)


def _lists(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:
    """As typer writes them, but an argument goes by its name alone, without a Python type."""
    for title, kind in (("Angaben", "argument"), ("Optionen", "option")):
        params = [p for p in command.get_params(ctx) if p.param_type_name == kind]
        records = [record for p in params if (record := p.get_help_record(ctx))]
        if kind == "argument":
            records = [(name.split()[0], words) for name, words in records]
        if records:
            with formatter.section(title):
                formatter.write_dl(records)


class GermanCommand(TyperCommand):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for param in self.params:
            # Whoever opens a file knows better why it cannot be read.
            param.type_descriptor.parameter_info.readable = False  # type: ignore[attr-defined]

    def get_help(self, ctx: Any) -> str:
        return _german(super().get_help(ctx))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _lists(self, ctx, formatter)


class GermanGroup(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _german(super().get_help(ctx))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _lists(self, ctx, formatter)
        self.format_commands(ctx, formatter)


def sentence(error: TyperException | Any) -> str:
    """typer's own words are partly English and fixed, so the kind of the error decides."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    help_call = f"Hilfe: {context.command_path if context else 'schmerzpunkt'} --help"
    sentences = {
        "NoSuchOption": "Die Option {option} gibt es nicht.",
        "BadOptionUsage": "Hinter der Option {option} fehlt ein Wert.",
        "MissingParameter": "Es fehlt {parameter}.",
        "BadParameter": "Der Wert für {parameter} passt nicht{expected}.",
    }
    words = sentences.get(kind, "Diesen Befehl oder diese Angabe gibt es nicht.")
    filled = words.format(
        option=getattr(error, "option_name", ""),
        parameter=_parameter(error),
        expected=_expected(error),
    )
    return f"{filled} {help_call}"


def _expected(error: Any) -> str:
    param = getattr(error, "param", None)
    least = getattr(param, "min", None)
    name = getattr(param, "metavar", None)
    return (f"; erwartet wird {name}" if name else "") + (f" ab {least}" if least else "")


def _parameter(error: Any) -> str:
    hint = getattr(error, "param_hint", None)
    if hint is None and getattr(error, "param", None) is not None:
        hint = error.param.get_error_hint()
    parts: Sequence[str] = [hint] if isinstance(hint, str) else hint or ["eine Angabe"]
    return " / ".join(part.strip("'") for part in parts)
