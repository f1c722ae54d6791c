"""How much personal data got through, and how much was masked for nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from pipeline.tools.detectors.dates import to_month
from pipeline.tools.detectors.kinds import Kind

_MARKED = re.compile(r"\[\[(\w+):(.*?)\]\]|\{(\w+)\|(.*?)\}", re.DOTALL)
_WORD = re.compile(r"\w+")

# Labels of the various gold standards, by what they mean here.
_TYPES = {
    "PER": "PERSON",
    "TEL": "TELEFON",
    "PHONE": "TELEFON",
    "MAIL": "E-MAIL",
    "EMAIL": "E-MAIL",
    "CASE": "AKTENZEICHEN",
    "BG_NUMMER": "AKTENZEICHEN",
    "KUNDENNUMMER": "AKTENZEICHEN",
    "TAX": "STEUER-ID",
    "STEUERID": "STEUER-ID",
    "SVNR": "SV-NUMMER",
    "KVNR": "SV-NUMMER",
    "KFZ": "KENNZEICHEN",
    "ADDR": "ADRESSE",
    "ADDRESS": "ADRESSE",
    "DOB": "GEBURTSDATUM",
    "DATE_OF_BIRTH": "GEBURTSDATUM",
    "LOC": "GEMEINDE",
    "ORG": "TRÄGER",
    "ACCOUNT": "KENNUNG",
    "JOB": "BERUF",
}


@dataclass(frozen=True)
class Stretch:
    """``text[start:end]``, and of what type; the type does not matter where it was masked."""

    start: int
    end: int
    type: str = ""


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``, with its 95 % interval after Wilson."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """E. B. Wilson (1927), Probable inference, JASA 22: 209–212."""
        if not self.whole:
            return None
        n, p, z = self.whole, self.part / self.whole, 1.96
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, centre - half), min(1.0, centre + half)


def read_marked(marked: str) -> tuple[str, list[Stretch]]:
    """The plain text and its gold stretches, from ``[[TYPE:surface]]`` or ``{TYPE|surface}``."""
    plain: list[str] = []
    gold: list[Stretch] = []
    length = last = 0
    for mark in _MARKED.finditer(marked):
        label, surface = (mark[1], mark[2]) if mark[1] else (mark[3], mark[4])
        before = marked[last : mark.start()]
        start = length + len(before)
        length = start + len(surface)
        plain += [before, surface]
        gold.append(Stretch(start, length, _TYPES.get(label, label)))
        last = mark.end()
    return "".join([*plain, marked[last:]]), gold


def leaks(text: str, gold: Sequence[Stretch], masked: Iterable[Stretch]) -> list[Stretch]:
    """The gold stretches of which at least one letter or digit is not masked."""
    covered = _positions(masked)
    return [
        stretch
        for stretch in gold
        if any(text[i].isalnum() and i not in covered for i in range(stretch.start, stretch.end))
    ]


def leak_recall(
    texts: Sequence[str],
    gold: Sequence[Sequence[Stretch]],
    masked: Sequence[Sequence[Stretch]],
) -> Mapping[str, Share]:
    """By type: how many gold stretches are covered, every letter and digit, by any mask at all."""
    found: dict[str, list[int]] = {}
    for text, truth, prediction in zip(texts, gold, masked, strict=True):
        leaking = set(leaks(text, truth, prediction))
        for stretch in truth:
            counts = found.setdefault(stretch.type, [0, 0])
            counts[0] += stretch not in leaking
            counts[1] += 1
    return {type_: Share(*counts) for type_, counts in sorted(found.items())}


def over_redaction(
    texts: Sequence[str],
    gold: Sequence[Sequence[Stretch]],
    masked: Sequence[Sequence[Stretch]],
) -> Share:
    """Words outside every gold stretch, and how many of them a mask takes away.

    A date is kept to the month: "15. Mai 2009" loses its day and nothing else.
    """
    hit = total = 0
    for text, truth, prediction in zip(texts, gold, masked, strict=True):
        protected = _positions(truth)
        covered = _positions(lost for mask in prediction for lost in _lost(text, mask))
        for word in _WORD.finditer(text):
            if protected.isdisjoint(range(*word.span())):
                total += 1
                hit += not covered.isdisjoint(range(*word.span()))
    return Share(hit, total)


def _lost(text: str, mask: Stretch) -> Iterator[Stretch]:
    if mask.type != Kind.DATUM:
        yield mask
        return
    kept = to_month(text[mask.start : mask.end]).split()
    for word in _WORD.finditer(text, mask.start, mask.end):
        if word.group() not in kept:
            yield Stretch(*word.span())


def _positions(stretches: Iterable[Stretch]) -> set[int]:
    return {i for stretch in stretches for i in range(stretch.start, stretch.end)}
