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
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
# "1.Mai2024" is one, "Julia" and "Maifeiertag" are none.
_NAMES = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS)
_MONTH_NAME = re.compile(rf"(?<![^\W\d_])(?:{_NAMES}|Sept)(?![^\W\d_])", re.IGNORECASE)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# Younger than this a date may well be that of a letter; older, it is most likely a birthday.
_BORN_BEFORE = 2006
# Room for the longest of "Änderungsbescheid der Bundesversicherungsanstalt vom ".
BEFORE = 60
# "am 4. Juli 1984": on such a day something happened; who was born on it has a rule of his own.
_EVENT = re.compile(r"\b(?:am|ab|bis|nach|seit|vor|zum)(?: dem| zum)? $", re.IGNORECASE)
# "Gesetz vom 24.12.2003", "Bescheid der Familienkasse vom 3.5.1998". So long ago nearly nothing but
# a person is "vom" a day, "Kunde Meier vom 03.05.1971"; a certificate of birth is as good as one.
_WRITING = re.compile(
    r"(?:schreiben|brief|mail|fax|antr[aä]g|vertr[aä]g|bescheid|gesetz|verordnung|satzung|richtlinie|erlass"
    r"|weisung|urteil|beschluss|verfügung|vereinbarung|kündigung|rechnung|widerspruch|gutachten"
    r"|protokoll|vermerk|bericht|mitteilung|meldung|entscheidung|anfrage|einladung|fassung|stand"
    r"|BGBl)(?:e?n?s?|\.?)"
    r"(?: (?:des|der) (?!Kund|Klient|Frau|Antragstell)[\w-]+)? vom $",
    re.IGNORECASE,
)

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


def date_kind(date: str, before: str = "") -> Kind | None:
    """Old enough for a birthday, a day to be coarsened, or, with 1., 30. or 31., a term for all.

    ``before`` is what stands before it, as far as ``BEFORE`` characters back.
    """
    year = re.search(r"(?:19|20)\d\d|(?<=[./\- '])\d\d$", date) if len(date) > 5 else None
    if year is None:
        day = re.match(r"\d{1,2}", date)
        return None if day and int(day.group()) in (1, 30, 31) else Kind.DATUM
    number = int(year.group())
    if number < 100:
        number += 2000 if number < 30 else 1900
    spelt = _MONTH_NAME.search(date) is not None and _EVENT.search(before)
    happened = spelt or _WRITING.search(before)
    return Kind.GEBURTSDATUM if number < _BORN_BEFORE and not happened else Kind.DATUM


def to_month(date: str) -> str:
    """ "14.03.2024" is kept as "März 2024", "14.03." as "März", of "Ostern" only that it is one."""
    word = _MONTH_NAME.search(date)
    numbers = re.findall(r"\d+|\b[IVX]+\b", date)
    if len(numbers) < (1 if word else 2):
        return f"[{Kind.DATUM}]"
    if word:
        month = next(m for m in _MONTHS if m.casefold().startswith(word.group().casefold()))
        year = re.search(r"\d\d(?:\d\d)?$", date[word.end() :])
    else:
        if len(numbers[0]) == 4:
            numbers = numbers[1:] + numbers[:1]
            numbers[0], numbers[1] = numbers[1], numbers[0]
        number = _number(numbers[1])
        if not 1 <= number <= 12:
            return f"[{Kind.DATUM}]"
        month = _MONTHS[number - 1]
        year = re.fullmatch(r"\d\d(?:\d\d)?", numbers[2]) if len(numbers) > 2 else None
    if year is None:
        return month
    return f"{month} {year.group() if len(year.group()) == 4 else '20' + year.group()}"


def _number(month: str) -> int:
    return _ROMAN.index(month) + 1 if month in _ROMAN else int(month) if month.isdigit() else 0
