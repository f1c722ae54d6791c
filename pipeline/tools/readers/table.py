"""Rows of cells to utterances: one per row and text column."""

from collections.abc import Callable, Sequence

from pipeline.config import ColumnRole, Ingest
from pipeline.errors import InputError
from pipeline.records import Failure
from pipeline.tools.readers.columns import (
    Columns,
    asks,
    find_columns,
    is_known,
    lettered,
    shown,
)
from pipeline.tools.readers.decoding import decode, tidy
from pipeline.tools.readers.delimited import Row, parse
from pipeline.tools.readers.reading import Reading, Source, Utterance

_GERMAN: dict[ColumnRole, str] = {
    "id": "Kennung",
    "site": "Standort",
    "area": "Bereich",
    "role": "Funktion",
    "question": "Frage",
    "speaker": "Sprecher",
    "process": "Prozess",
}
_DELIMITERS = {";": "Semikolon", "\t": "Tabulator", ",": "Komma", "|": "senkrechter Strich"}


def read_delimited(source: Source, settings: Ingest) -> Reading:
    """A CSV or TSV file; a row with too many or too few cells is a failure with its number."""
    text, notices = decode(source.path.read_bytes(), settings.encoding, name=source.name)
    delimiter, rows = parse(text, settings.delimiter)
    separator = f"{source.name}: Trennzeichen {_DELIMITERS.get(delimiter, delimiter)}."
    return to_reading(
        source,
        rows,
        settings,
        place=source.name,
        locate=lambda row, _: f"Zeile {row}",
        notices=(*notices, separator),
    )


def to_reading(
    source: Source,
    rows: Sequence[Row],
    settings: Ingest,
    *,
    place: str,
    locate: Callable[[int, int], str],
    notices: tuple[str, ...] = (),
) -> Reading:
    """``locate`` gets the row number, from 1, and the index of the text column, from 0."""
    start, headings = _header(rows, place)
    body = [row for row in rows[start:] if row.fault or any(cell.strip() for cell in row.cells)]
    if not body:
        raise InputError(
            f"{place} enthält unter der Kopfzeile keine Zeilen. Prüfen Sie den Export."
        )
    sound = [row for row in body if not row.fault]
    columns = find_columns(headings, [row.cells for row in sound], settings, place=place)
    return Reading(
        source=source.name,
        channel="Umfrage",
        utterances=tuple(
            _utterance(row, text, question, columns, locate)
            for row in sound
            for text, question in columns.texts
        ),
        failures=tuple(
            Failure(item_id=f"Zeile {row.number}", stage="ingest", reason=row.fault)
            for row in body
            if row.fault
        ),
        notices=(*notices, _notice(place, headings, columns)),
    )


def _header(rows: Sequence[Row], place: str) -> tuple[int, list[str]]:
    """Index of the first row below the headings, and these. Titles above fill few of the cells."""
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows[:50]]
    if not any(filled):
        raise InputError(f"{place} enthält keine Zellen mit Inhalt. Prüfen Sie den Export.")
    at = next(index for index, count in enumerate(filled) if 2 * count >= max(filled))
    headings = [" ".join(tidy(cell).split()) for cell in rows[at].cells]
    if _is_data(headings):
        return at, [lettered(column) for column, _ in enumerate(headings)]
    return at + 1, headings


def _is_data(cells: Sequence[str]) -> bool:
    """A list without headings begins with a sentence; better one too many than one lost.

    A heading of four words or more asks, or stands beside one that does or is known.
    """
    if any(map(is_known, cells)):
        return False
    sentences = [cell for cell in cells if len(cell.split()) >= 4 and not asks(cell)]
    ended = any(cell.endswith((".", "!")) for cell in sentences)
    return ended or (bool(sentences) and not any(map(asks, cells)))


def _utterance(
    row: Row, text: int, question: str | None, columns: Columns, locate: Callable[[int, int], str]
) -> Utterance:
    def value(role: ColumnRole) -> str | None:
        cells = (
            row.cells[index] for index in columns.roles.get(role, ()) if index < len(row.cells)
        )
        return " / ".join(filter(None, (" ".join(tidy(cell).split()) for cell in cells))) or None

    return Utterance(
        locator=locate(row.number, text),
        # Said once, however many rows it is drawn over.
        text=tidy(row.cells[text]) if text < len(row.cells) and text not in row.merged else "",
        external_id=value("id"),
        site=value("site"),
        area=value("area"),
        role=value("role"),
        question=value("question") or question,
        speaker=value("speaker"),
        process=value("process"),
    )


def _notice(place: str, headings: Sequence[str], columns: Columns) -> str:
    names = shown(headings)

    def named(indices: Sequence[int]) -> str:
        return ", ".join(names[index] for index in indices)

    texts = [index for index, _ in columns.texts]
    used = {*texts, *columns.dropped, *(i for indices in columns.roles.values() for i in indices)}
    used |= set(columns.missed)
    unread = [i for i, heading in enumerate(headings) if i not in used and heading]
    parts = [f"Text aus {named(texts)}"]
    parts += [f"{_GERMAN[role]} aus {named(at)}" for role, at in columns.roles.items()]
    parts += (
        [f"als Personenangabe weggelassen: {named(columns.dropped)}"] if columns.dropped else []
    )
    parts += [f"nicht gelesen: {named(unread)}"] if unread else []
    if columns.missed:
        parts.append(
            f"nicht gelesen, obwohl dort Freitext zu stehen scheint: {named(columns.missed)}"
        )
    return f"{place}: {'; '.join(parts)}. Anders im Profil unter [ingest.columns]."
