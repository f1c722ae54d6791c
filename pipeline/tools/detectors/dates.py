"""Birth dates, and other dates that are kept to the month."""

import re

from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.rule import rule

_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:Jan(?:uar|\.)?|Feb(?:ruar|\.)?|März|Mrz\.?|Apr(?:il|\.)?|Mai|Juni?|Juli?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Okt(?:ober|\.)?|Nov(?:ember|\.)?|Dez(?:ember|\.)?)"
)
DATE = (
    rf"(?<![\d.,/])(?:\d{{1,2}}\. ?(?:\d{{1,2}}|[IVX]{{1,4}})\. ?(?:{_YEAR}|\d\d)"
    rf"|\d{{1,2}}[/\-]\d{{1,2}}[/\-](?:{_YEAR}|\d\d)|{_YEAR}-\d\d-\d\d"
    rf"|\d{{1,2}}\. ?{_MONTH} ?(?:{_YEAR}|'?\d\d))(?![\d/])"
)
DAY = rf"(?<![\d.,/])\d{{1,2}}\. ?(?:\d{{1,2}}\.(?! ?\d)|{_MONTH}\b)"
# Younger than this a date may well be that of a letter; older, it is most likely a birthday.
_BORN_BEFORE = 2006

RULES = (
    rule(
        Kind.GEBURTSDATUM, 1.0,
        r"\b(?:geb(?:oren(?:en|e|er)?)?|Geburts(?:datum|tage?n?|daten)|GebDat|Jahrgang|\*)",
        rf"[ .:]{{0,3}}(?:am |ist |war |von |ist der |bei uns )?(?P<it>{DATE})",
        digits=3, case=False,
    ),
    rule(
        Kind.GEBURTSDATUM, 0.9,
        r"\b(?:geb(?:oren)?\.? (?P<it>\d{6}|\d{8})(?!\d))",
        digits=6, case=False,
    ),
    rule(
        Kind.GEBURTSDATUM, 0.9,
        r"\bJahrgang (?P<it>(?:19|20)\d\d)(?!\d)",
        digits=4, case=False,
    ),
    rule(
        Kind.GEBURTSDATUM, 1.0,
        rf"\b(?:am|den|vom) (?P<it>{DATE}),? (?:in \w{{2,30}} )?geboren",
        digits=3, case=False,
    ),
    rule(Kind.DATUM, 0.6, DATE, digits=3, case=False),
    rule(Kind.DATUM, 0.5, DAY, case=False),
)  # fmt: skip


def date_kind(date: str) -> Kind | None:
    """Old enough for a birthday, a day to be coarsened, or, with 1., 30. or 31., a term for all."""
    year = re.search(r"(?:19|20)\d\d|(?<=[./\- '])\d\d$", date) if len(date) > 5 else None
    if year is None:
        day = re.match(r"\d{1,2}", date)
        return None if day and int(day.group()) in (1, 30, 31) else Kind.DATUM
    number = int(year.group())
    if number < 100:
        number += 2000 if number < 30 else 1900
    return Kind.GEBURTSDATUM if number < _BORN_BEFORE else Kind.DATUM
