"""Which column of a table means what: by profile, by heading, else by what stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.config import ColumnRole, Ingest
from pipeline.errors import InputError, SettingsError
from pipeline.tools.readers.reading import folded

_HEADINGS: dict[ColumnRole, str] = {
    "id": "id, nr, nummer, lfd nr, laufende nummer, antwort id, response id, aussage id, "
    "statement id, external id, teilnehmer nr, teilnehmernummer, bogen nr, fragebogen nr, "
    "datensatz nr, respondent id",
    "site": "standort, site, jobcenter, dienststelle, einrichtung, behörde, haus, organisation, "
    "geschäftsstelle, jc",
    "area": "bereich, area, abteilung, department, leistungsbereich, sachgebiet, team, "
    "fachbereich, arbeitsbereich",
    "role": "funktion, rolle, role, position, tätigkeit, aufgabe",
    "question": "frage, question, fragestellung, fragetext, leitfrage",
    "speaker": "sprecher, sprecherin, speaker, person, teilnehmer, teilnehmerin, teilnehmende",
    "process": "prozess, process, prozessschritt, verfahren, geschäftsprozess",
}
_TEXT = "text, aussage, statement, antwort, freitext, antworttext, pain point, painpoint, \
schmerzpunkt, zitat, rückmeldung, answer"
# Weaker names: a survey may end with one of these after columns that are named by their questions.
_REMARK = "kommentar, kommentare, comment, comments, anmerkung, anmerkungen, bemerkung, \
bemerkungen, beschreibung, description, sonstiges, notiz, feedback"
# What survey tools add about the person who answers; nobody needs it for a friction pattern.
_PERSONAL = "token, ipaddr, ip adresse, ip address, refurl, e mail, email, mail, e mail adresse, \
name, vorname, nachname, telefon, telefonnummer, personalnummer, benutzer, username"
_TECHNICAL = "submitdate, lastpage, startlanguage, seed, startdate, datestamp, startzeit, \
fertigstellungszeit, start time, completion time, last modified time, letzte änderungszeit, \
zeitstempel, timestamp, datum, date"

# Nobody is spoken to in the first word: "Sie hören nie zu" is a statement.
_ADDRESS = re.compile(r"(?<=\s)(?:Sie|Ihnen|Ihre?[nmrs]?)\b")


@dataclass(frozen=True)
class Columns:
    """Indices into a row; each text column with the question it answers, if its heading is one.

    ``missed`` are columns that read like texts, too, and were not asked for.
    """

    texts: tuple[tuple[int, str | None], ...]
    roles: dict[ColumnRole, tuple[int, ...]]
    dropped: tuple[int, ...]
    missed: tuple[int, ...] = ()


def is_known(heading: str) -> bool:
    """Whether the heading is one of those that survey tools and offices use."""
    return folded(heading) in _set(
        ",".join((*_HEADINGS.values(), _TEXT, _REMARK, _PERSONAL, _TECHNICAL))
    )


def asks(heading: str) -> bool:
    """Whether the heading puts a question to the reader: "Was Sie uns noch sagen wollen"."""
    return heading.rstrip().endswith(("?", ":")) or _ADDRESS.search(heading) is not None


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def lettered(column: int) -> str:
    """What a column is called that has no heading."""
    return f"Spalte {letters(column)}"


def shown(headings: Sequence[str]) -> list[str]:
    """Each heading as it may stand on a screen.

    Where none is known, the row may hold the first statements of a list: of those that neither ask
    nor are a single word, only the letter is shown.
    """
    sure = any(map(is_known, headings))
    return [
        f"„{heading.strip()[:60]}“"
        if sure or asks(heading) or len(heading.split()) == 1
        else lettered(column)
        for column, heading in enumerate(headings)
    ]


def find_columns(
    headings: Sequence[str], rows: Sequence[Sequence[str]], settings: Ingest, *, place: str
) -> Columns:
    """Raise ``SettingsError`` for a heading that is not there, ``InputError`` without any text."""
    names = [folded(heading) for heading in headings]
    given: dict[ColumnRole, tuple[int, ...]] = {
        role: tuple(_position(heading, names, headings, place) for heading in wanted)
        for role, wanted in settings.columns.given().items()
    }
    taken = {index for positions in given.values() for index in positions}
    roles: dict[ColumnRole, tuple[int, ...]] = {
        role: positions for role, positions in given.items() if role != "text"
    }
    for role, known in _HEADINGS.items():
        guess = next((i for i, n in enumerate(names) if n in _set(known) and i not in taken), None)
        if role not in roles and guess is not None:
            roles[role] = (guess,)
            taken.add(guess)
    dropped = tuple(i for i, name in enumerate(names) if name in _set(_PERSONAL) and i not in taken)
    free = [
        i
        for i, name in enumerate(names)
        if i not in taken and i not in dropped and name not in _set(_TECHNICAL)
    ]
    blanks = {folded(token) for token in settings.blank_tokens} | {""}
    prose = [i for i in free if _prose(headings[i], _said(i, rows, blanks))]
    terse = [i for i in free if _prose(headings[i], _said(i, rows, blanks), words=2)]
    texts = given.get("text") or _texts(names, free, prose, terse)
    if not texts:
        raise InputError(
            f"{place} hat keine Spalte mit Freitext; vorhanden sind: {_listed(headings)}. "
            "Nennen Sie die Textspalte mit --column text=ÜBERSCHRIFT oder im Profil unter "
            '[ingest.columns] mit text = "ÜBERSCHRIFT"; fehlt die Kopfzeile, ergänzen Sie eine.'
        )
    return Columns(
        tuple((i, _question(i, headings, names, len(texts))) for i in texts),
        roles,
        dropped,
        () if "text" in given else tuple(i for i in prose if i not in texts),
    )


def _texts(
    names: Sequence[str], free: Sequence[int], prose: Sequence[int], terse: Sequence[int]
) -> list[int]:
    """A column called Text settles it, unless others alone read like prose ("Text" is ja or nein).

    Otherwise remarks and every column that reads like prose.
    """
    named = [i for i in free if names[i] in _set(_TEXT)]
    if named and (not prose or any(i in terse for i in named)):
        return named
    return [i for i in free if names[i] in _set(_REMARK) or i in prose]


def _said(index: int, rows: Sequence[Sequence[str]], blanks: set[str]) -> list[str]:
    cells = (row[index] for row in rows if index < len(row))
    return [cell for cell in cells if folded(cell) not in blanks]


def _prose(heading: str, cells: Sequence[str], *, words: int = 3) -> bool:
    """Sentences of their own: a choice from a list repeats itself, a code has one or two words.

    Under a heading that asks, one word may be an answer ("Drucker"), but still no repeated one.
    """
    worded = [cell for cell in cells if any(character.isalpha() for character in cell)]
    if not worded or 2 * len(worded) < len(cells):
        return False
    various = 2 * len(set(worded)) > len(worded)
    usual = median(len(cell.split()) for cell in worded)
    return various and (usual >= words or heading.rstrip().endswith("?"))


def _question(
    index: int, headings: Sequence[str], names: Sequence[str], columns: int
) -> str | None:
    if columns == 1 and names[index] in _set(_TEXT) | _set(_REMARK):
        return None
    heading = " ".join(re.sub(r"<[^>]+>", " ", headings[index]).split())
    same = [i for i, name in enumerate(names) if name == names[index]]
    return heading if len(same) == 1 else f"{heading} ({same.index(index) + 1})"


def _position(wanted: str, names: Sequence[str], headings: Sequence[str], place: str) -> int:
    if wanted in headings:
        return headings.index(wanted)
    if folded(wanted) in names:
        return names.index(folded(wanted))
    if wanted in (by_letter := [lettered(column) for column, _ in enumerate(headings)]):
        return by_letter.index(wanted)
    raise SettingsError(
        f"{place} hat keine Spalte „{wanted}“; vorhanden sind: {_listed(headings)}. "
        "Berichtigen Sie --column oder das Profil unter [ingest.columns]."
    )


def _listed(headings: Sequence[str]) -> str:
    named = zip(headings, shown(headings), strict=True)
    return ", ".join(name for heading, name in named if heading.strip())


def _set(names: str) -> frozenset[str]:
    return frozenset(folded(name) for name in names.split(","))
