"""What code can see of an answer that is wrong; each check says so in German, or says nothing."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

_WORD = re.compile(r"[a-zäöüß]+")
# One running text each, because sixty quoted words read worse.
_GERMAN = frozenset(
    """
    der die das und ist nicht ein eine einen mit für von zu auf wird werden den dem des im es sich
    bei oder als auch an aus nach keine durch sind über wenn weil ohne in
    """.split()  # noqa: SIM905
)
_ENGLISH = frozenset(
    """
    the and is not a with for of to on are be it that this or as also at from by no when because
    without has have which their they must into
    """.split()  # noqa: SIM905
)


def texts_of(value: Any) -> Iterable[str]:
    """Every string in an answer, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item)


def not_german(texts: Iterable[str]) -> str:
    """Counts function words; a text with none of either language passes, like "WBA-Rücklauf"."""
    words = _WORD.findall(" ".join(texts).lower())
    german = sum(word in _GERMAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    return "Die Antwort ist nicht auf Deutsch." if english > german else ""


def thinking(texts: Iterable[str]) -> str:
    leaked = any("<think" in text.lower() or "</think" in text.lower() for text in texts)
    return "Die Antwort enthält Gedankengänge statt eines Ergebnisses." if leaked else ""


def where(error: ValidationError) -> str:
    """Where the first fault lies, without what stands there."""
    first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "extra_forbidden":  # the model has made up the name, too
        return "Die Antwort enthält ein Feld, das nicht vorgesehen ist."
    place = ".".join(str(part) for part in first["loc"]) or "Anfang"
    kind = {
        "missing": "fehlt",
        "json_invalid": "ist kein JSON",
        "enum": "ist keiner der erlaubten Werte",
        "literal_error": "ist keiner der erlaubten Werte",
        "string_too_long": "ist zu lang",
        "too_short": "hat zu wenige Einträge",
        "too_long": "hat zu viele Einträge",
    }
    return f"Das Feld „{place}“ {kind.get(first['type'], 'ist ungültig')}."
