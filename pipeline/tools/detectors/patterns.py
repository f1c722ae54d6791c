"""Structured personal data: what has a shape of its own or a label in front of it.

Repetitions are bounded or can start only at the beginning of a word, so the time is linear in the
length of the text.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark, addresses, contacts, dates, identifiers
from pipeline.tools.detectors.kinds import Kind, with_gaps
from pipeline.tools.detectors.rule import Rule, rule

_FOREIGN = r"\u0370-\u1dff\u1f00-\u1fff\u2c00-\ud7ff\uf900-\ufaff\ufb13-\ufdff\ufe70-\ufeff"
_NAMES = (
    # A word with a letter that is not Latin: a foreign name, or a Latin one in disguise.
    rule(
        Kind.PERSON, 0.7,
        rf"(?<![\w'’.-])[\w'’.-]*[{_FOREIGN}][\w'’.-]*",
        digits=0,
    ),
    rule(
        Kind.PERSON, 0.7, r"(?<![\w'’])[OD]['’´`][A-ZÄÖÜ][a-zäöüß]{2,20}(?!\w)",
        digits=0, holds="'’´`",
    ),
    # An umlaut that did not survive: "M?ller".
    rule(Kind.PERSON, 0.5, r"(?<!\w)[A-ZÄÖÜ][a-z]{0,10}\?[a-z]{2,20}(?!\w)", digits=0, holds="?"),
)  # fmt: skip

_ALL: tuple[Rule, ...] = (
    *identifiers.RULES, *contacts.RULES, *addresses.RULES, *dates.RULES, *_NAMES,
)  # fmt: skip

_QUANTITIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{dates.DATE}|{dates.DAY}",
        r"(?:\w{1,4}\.? )?(?:[12]\d{3}[ /\-–.]{1,3}){1,9}(?:[12]\d{3}|\d\d)",  # years
        r"\d{1,3}(?:\.\d{3})+ ?[-–] ?\d{1,3}(?:\.\d{3})+",  # from one amount to another
        r"\d{1,2}[.:]\d\d ?[-–/] ?\d{1,2}[.:]\d\d",  # from one time of day to another
        r"(?:\w{1,6} )?(?:0?[1-9]|1[0-2])/(?:19|20)?\d\d",  # month and year of an edition
    )
)
_BOOK = re.compile(r"(?:ISBN|ISSN|PMID)\b")
_AMOUNT = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,\d\d)?")
_UNIT = re.compile(
    r" ?(?:€|Euro|EUR|Mio|Mrd|Millionen|Tsd|%|Prozent|Stück|Seiten|Einwohner)|,\d\d\b"
)
_COULD_BE_A_QUANTITY = frozenset({Kind.NUMMER, Kind.TELEFON, Kind.KUNDENNUMMER, Kind.AKTENZEICHEN})
_DIGIT = re.compile(r"[\d²³]")


# Two do for what people write; a megabyte without a blank could otherwise be peeled for hours.
_PASSES = 5


class Patterns:
    identity = "patterns-4"

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        return [self._all_marks(text) for text in texts]

    def _all_marks(self, text: str) -> list[Mark]:
        """Also what comes to light only beside a gap: half an address behind another one."""
        found: list[Mark] = []
        for _ in range(_PASSES):
            new = list(self._marks(text))
            if not new:
                break
            found += new
            text = with_gaps(text, ((mark.start, mark.end) for mark in new))
        return found

    def _marks(self, text: str) -> Iterator[Mark]:
        digits, characters = len(_DIGIT.findall(text)), set(text)
        for one in _ALL:
            # Most texts hold less than most rules ask for, and looking for that is quick.
            if one.digits > digits or (one.holds and one.holds.isdisjoint(characters)):
                continue
            for match in one.pattern.finditer(text):
                start, end = match.span("it" if "it" in one.pattern.groupindex else 0)
                surface = text[start:end].rstrip(" .,:;-–/(")
                kind = _kind(
                    one,
                    surface,
                    text[max(0, start - dates.BEFORE) : start],
                    text[start + len(surface) :][:12],
                )
                if kind is not None:
                    yield Mark(start, start + len(surface), kind, one.score, "patterns")


def _kind(one: Rule, surface: str, before: str, after: str) -> Kind | None:
    """None where the match is a date, a quantity or too short to be what it looks like."""
    if one.kind is Kind.DATUM:
        return dates.date_kind(surface, before)
    if one.digits and sum(character.isdigit() for character in surface) < one.digits:
        return None
    if one.kind in _COULD_BE_A_QUANTITY and one.digits:
        if _BOOK.search(before[-12:] + surface):
            return None
        if any(quantity.fullmatch(surface) for quantity in _QUANTITIES):
            return None
        if _AMOUNT.fullmatch(surface) and (one.kind is Kind.NUMMER or _UNIT.match(after)):
            return None
    return one.kind
