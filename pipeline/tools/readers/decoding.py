"""Bytes to tidy text, by a fixed ladder instead of a guess.

Detectors that guess were wrong on short German cp1252 texts; office data comes in three encodings.
"""

import codecs
import re
import unicodedata

from pipeline.errors import InputError

_MOJIBAKE = re.compile(r"Ã[¤¶¼Ÿ„–œ]|â€[“”žœ™¦]|Â[ §]")
_GERMAN = "äöüÄÖÜßéèêëàâçîïôñ’–"
# Control characters that no text file holds; tab, line ends and form feed are text.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, encoding: str | None, *, name: str) -> tuple[str, tuple[str, ...]]:
    """The text without byte order mark, and notices; ``encoding`` overrides the ladder."""
    text, used = _override(data, encoding, name) if encoding else _ladder(data, name)
    notices = []
    if used not in ("utf-8", encoding):
        notices.append(f"{name}: gelesen als {used}; anders mit --encoding.")
    if hits := len(_MOJIBAKE.findall(text)):
        notices.append(
            f"{name}: An {hits} Stellen sind Umlaute offenbar doppelt kodiert. Der Text bleibt, "
            "wie er ist; exportieren Sie die Datei besser neu."
        )
    return text.removeprefix("\ufeff"), tuple(notices)


def tidy(text: str) -> str:
    """NFC; every kind of space is a space, nothing invisible is left, line ends are ``\\n``."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(_visible(character) for character in text).strip()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Zs":
        return " "
    return "" if category in ("Cf", "Cc", "Cs") and character not in "\n\t" else character


def _override(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        codecs.lookup(encoding)
        text = data.decode(encoding)
    except LookupError:
        raise InputError(
            f"{name}: Die Kodierung „{encoding}“ ist unbekannt. "
            "Geben Sie bei --encoding zum Beispiel utf-8, cp1252 oder utf-16 an."
        ) from None
    except ValueError as error:
        place = f" (Byte {error.start + 1})" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(
            f"{name} lässt sich nicht als {encoding} lesen{place}. "
            "Geben Sie mit --encoding die Kodierung an, in der die Datei gespeichert ist."
        ) from None
    if not _latin(text):
        raise InputError(
            f"{name}, als {encoding} gelesen, ergibt keine Wörter. "
            "Geben Sie mit --encoding die Kodierung an, in der die Datei gespeichert ist."
        )
    return text, encoding


def _latin(text: str) -> bool:
    """UTF-8 read as UTF-16 decodes without complaint, to Chinese signs."""
    letters = [character for character in text[:10_000] if character.isalpha()]
    return 2 * sum(character < "\u0250" for character in letters) >= len(letters)


def _ladder(data: bytes, name: str) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _override(data, "utf-16", name)
    if data.startswith(b"PK\x03\x04"):
        raise InputError(
            f"{name} ist keine Textdatei, sondern ein Excel- oder ZIP-Dokument. "
            "Benennen Sie die Datei in .xlsx um, oder exportieren Sie sie als CSV."
        )
    if _BINARY.search(data):
        raise InputError(
            f"{name} enthält keine Texte, sondern Binärdaten. Exportieren Sie die Datei neu; "
            "ist es doch ein Text, geben Sie die Kodierung mit --encoding an."
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not _plausible(text):
        raise InputError(
            f"Die Kodierung von {name} ist nicht zu erkennen. Speichern Sie die Datei als "
            "„CSV UTF-8“, oder geben Sie die Kodierung an, zum Beispiel --encoding cp850."
        )
    return text, "Windows-1252"


def _plausible(text: str) -> bool:
    """What stands inside words are German letters; DOS or Mac text would show „, Š or ” there.

    Half is enough: every German text has more umlauts than foreign names have accents.
    """
    inside = re.findall(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])", text)
    return bool(text) and 2 * sum(character in _GERMAN for character in inside) >= len(inside)
