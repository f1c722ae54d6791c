"""Names that stand on the lists and can be taken for nothing else."""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import LISTS, Lexicon, digest, lexicon

_WORD = re.compile(r"[A-ZÄÖÜŁŠŽÇŞİĐŽĆČ][^\W\d_]+(?:['’-][^\W\d_]+)*")
_NEXT = re.compile(
    r" ((?:(?:von|van|de|da|di|del|al|el|bin|zu|v\.|der|den|und) ){0,2}"
    r"[A-ZÄÖÜŁŠŽÇŞİĐĆČ][^\W\d_]*(?:['’-][^\W\d_]+)*)"
)
# People of whom everybody speaks and nobody in particular.
_SMALL = re.compile(r"(?<![\w.@-])[a-zäöüßçğışéèłčćžš]{4,20}(?![\w@-]|\.\w)")
_IDIOM = re.compile(r"Adam und? Eva|Kaiser Wilhelm|Otto Normal\w*|Hinz und Kunz")


class Names:
    def __init__(self) -> None:
        self.identity = f"names-2:{digest(*LISTS)}"

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        words = lexicon()
        return [list(self._people(text, words)) for text in texts]

    def _people(self, text: str, words: Lexicon) -> Iterator[Mark]:
        idioms = [idiom.span() for idiom in _IDIOM.finditer(text)]
        for match in _WORD.finditer(text):
            parts = match.group().split("-")
            # "CFA-Franc", "DLV-Gala": in front of a first name stands none in capitals.
            first = any(words.first_name(part) for part in parts if len(part) > 1)
            if first and len(parts) > 1 and parts[0].isupper() and not parts[-1].isupper():
                continue
            double = len(parts) == 2 and all(words.surname(part) for part in parts)
            if (first or double) and not any(a <= match.start() < b for a, b in idioms):
                end = _through_surname(text, match.end(), words) if first else match.end()
                yield Mark(match.start(), end, Kind.PERSON, 0.7 if first else 0.6, "names")
        for match in _SMALL.finditer(text):
            word = match.group()
            if word in words.first_folded and not words.ordinary(word.capitalize()):
                yield Mark(*match.span(), Kind.PERSON, 0.6, "names")


def _through_surname(text: str, end: int, words: Lexicon) -> int:
    following = _NEXT.match(text, end)
    if following:
        surname = following.group(1).split()[-1]
        if words.name(surname) or not words.ordinary(surname):
            return following.end()
    return end
