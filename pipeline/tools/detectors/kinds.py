"""The kinds of personal data, what stands for them, and which wins where two meet."""

import re
from collections.abc import Iterable
from enum import StrEnum


class Kind(StrEnum):
    """In order of risk: where marks overlap, the kind that comes first names the whole."""

    IBAN = "IBAN"
    SV_NUMMER = "SVNUMMER"
    KV_NUMMER = "KVNUMMER"
    STEUER_ID = "STEUERID"
    BG_NUMMER = "BGNUMMER"
    KUNDENNUMMER = "KUNDENNUMMER"
    AKTENZEICHEN = "AKTENZEICHEN"
    EMAIL = "EMAIL"
    TELEFON = "TELEFON"
    ADRESSE = "ADRESSE"
    GEBURTSDATUM = "GEBURTSDATUM"
    KENNZEICHEN = "KENNZEICHEN"
    KENNUNG = "KENNUNG"
    PERSON = "PERSON"
    NUMMER = "NUMMER"
    TRAEGER = "TRÄGER"
    GEMEINDE = "GEMEINDE"
    DATUM = "DATUM"


RISK = {kind: rank for rank, kind in enumerate(Kind)}

# Generalised rather than masked: which municipality or provider it was is of no use to anybody
# who reads a quote, and a number would only make it traceable.
UNNUMBERED = frozenset({Kind.GEMEINDE, Kind.TRAEGER})

PLACEHOLDER = re.compile(rf"\[({'|'.join(re.escape(kind) for kind in Kind)})(?:_(\d+))?\]")

_NEUTRAL = {
    Kind.PERSON: "eine Person",
    Kind.GEMEINDE: "eine Gemeinde",
    Kind.TRAEGER: "ein Träger",
    Kind.ADRESSE: "eine Adresse",
    Kind.EMAIL: "eine Adresse",
    Kind.TELEFON: "eine Telefonnummer",
    Kind.GEBURTSDATUM: "ein Datum",
    Kind.DATUM: "ein Datum",
    Kind.AKTENZEICHEN: "ein Aktenzeichen",
    Kind.KENNZEICHEN: "ein Fahrzeug",
    Kind.KENNUNG: "eine Kennung",
}


def neutral(text: str) -> str:
    """Placeholders as ordinary words, so that no cluster forms around them.

    A title already says that a person follows: "Frau [PERSON_1]" becomes "Frau", not
    "Frau eine Person".
    """
    return PLACEHOLDER.sub(
        lambda placeholder: _NEUTRAL.get(Kind(placeholder.group(1)), "eine Nummer"),
        _AFTER_TITLE.sub(r"\1", text),
    )


_AFTER_TITLE = re.compile(r"\b(Frau|Fr\.|Herrn?|Hr\.|Familie|Kolleg(?:e|en|in)) \[PERSON_\d+\]")


def without_placeholders(text: str) -> str:
    """Of the same length, with a gap for each placeholder: no detector reads "PERSON" as a name."""
    return with_gaps(text, (found.span() for found in PLACEHOLDER.finditer(text)))


def with_gaps(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Of the same length, with "[__]" at each place, which looks like a placeholder from beside."""
    pieces, last = [], 0
    for start, end in sorted(places):
        if start >= last:
            pieces += [text[last:start], f"[{'_' * (end - start - 2)}]"[: end - start]]
        elif end > last:
            pieces.append(f"{'_' * (end - last - 1)}]")
        last = max(last, end)
    return "".join([*pieces, text[last:]])
