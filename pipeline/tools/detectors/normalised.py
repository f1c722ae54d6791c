"""A text as detectors should read it, and the way back to the offsets of the original."""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

# Nearly every statement consists of these characters only and needs no second look.
_PLAIN = re.compile(
    r"[\t\n\r -%'-;=-~§°€ÄÖÜäöüßáàâçéèêëíîïñóôúûÇÉğışŞİćčšžŁłńśż„“”‚‘’–—…·•×→↔²³½«»]*"
)
# Composing is quadratic in the number of accents on one letter, hence the bound.
_SEGMENT = re.compile(
    r"&#?\w{2,8};|</?[A-Za-z]\w{0,12}(?: [^<>]{0,200})?/?>|.[\u0300-\u036f]{0,12}", re.DOTALL
)
# Tags that stand inside a line or even a word; any other breaks the line.
_INLINE = re.compile(r"</?(?:a|b|em|font|i|mark|small|span|strong|sub|sup|u)[ />]", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SPACE = {"\u00a0", "\u202f", "\u2007", "\u2009", "\u200a", "\u2002", "\u2003", "\u3000"}
_HYPHEN = {"\u2010", "\u2011", "\u2012", "\u2212", "\ufe63", "\uff0d"}


@dataclass(frozen=True)
class Normalised:
    """``origin[i]`` is where character i of ``text`` begins in the original, ``ends[i]`` where it
    ends; None: at i itself.
    """

    text: str
    origin: tuple[int, ...] | None
    ends: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the original, with what nobody sees in it
        and behind it, but without the tag behind it.
        """
        if self.origin is None:
            return start, end
        return self.origin[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    """Compose accents, fold compatibility forms, drop what nobody sees (NFKC without Cf)."""
    if _PLAIN.fullmatch(text):
        return Normalised(text, None)
    return _by_segment(text, _plain)


def folded(text: str) -> Normalised:
    """For comparing names: normalised, lower case, without accents, ß as ss."""
    if _PLAIN.fullmatch(text):
        small = text.casefold().translate(_WITHOUT_ACCENT)
        if len(small) == len(text):
            return Normalised(small, None)
    return _by_segment(text, _small)


def spellings(text: str) -> tuple[Normalised, Normalised]:
    """Folded, and with umlauts as two letters: "Müller" is "muller" and "mueller"."""
    return folded(text), _by_segment(text, _two_letters)


@lru_cache(maxsize=60_000)
def fold(text: str) -> str:
    return normalise(text).text.casefold().translate(_WITHOUT_ACCENT)


def spelt_words(text: str) -> set[tuple[str, ...]]:
    """Word by word, in both spellings."""
    return {tuple(_WORD.findall(spelling.text)) for spelling in spellings(text)}


class _Bare(dict[int, str]):
    """The letter under the accents, worked out once for each character that occurs."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code))
        self[code] = "".join(c for c in decomposed if not unicodedata.combining(c))
        return self[code]


_WITHOUT_ACCENT = _Bare({ord("ı"): "i"})
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def _by_segment(text: str, reading: Callable[[str], str]) -> Normalised:
    characters: list[str] = []
    origin: list[int] = []
    ends: list[int] = []
    for segment in _SEGMENT.finditer(text):
        for character in reading(segment.group()):
            characters.append(character)
            origin.append(segment.start())
            ends.append(segment.end())
        if ends and ends[-1] == segment.start() and not segment.group().startswith("<"):
            ends[-1] = segment.end()
    return Normalised("".join(characters), tuple(origin), tuple(ends))


def _plain(segment: str) -> str:
    if _PLAIN.fullmatch(segment):
        return segment
    if segment in _SPACE:
        return " "
    if segment in _HYPHEN:
        return "-"
    if segment.startswith("<") and len(segment) > 2:
        return "" if _INLINE.match(segment) else "\n"
    if segment.startswith("&") and len(segment) > 1:
        segment = html.unescape(segment)
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in unicodedata.normalize("NFKC", segment)
        if unicodedata.category(character) != "Cf"
    )


def _small(segment: str) -> str:
    return _plain(segment).casefold().translate(_WITHOUT_ACCENT)


def _two_letters(segment: str) -> str:
    return _plain(segment).casefold().translate(_TWO_LETTERS).translate(_WITHOUT_ACCENT)
