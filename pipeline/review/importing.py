"""A workbook that comes back -> decisions: everything checked again, all of it or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import Refused
from pipeline.records import Decision
from pipeline.review.changes import check
from pipeline.review.desk import Desk, Said
from pipeline.review.sheets import (
    KEYS,
    REASON,
    SCHEMA,
    SHEETS,
    Sheet,
    change_in,
    ids_by_title,
    plain,
    sign,
)


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken; ``row`` as Excel counts."""

    sheet: str
    row: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.sheet}, Zeile {self.row}: {self.sentence}"


@dataclass(frozen=True)
class Row:
    number: int
    texts: Mapping[str, str]
    formulas: tuple[str, ...]

    @property
    def item_id(self) -> str:
        return self.texts[KEYS[0]]


@dataclass(frozen=True)
class Imported:
    """``before`` counts the rows that the same person has handed in before, word for word."""

    decisions: list[Decision]
    before: int


def import_workbook(
    desk: Desk, path: Path, *, run: str, key: bytes, reviewer: str, role: str, dry_run: bool
) -> Imported:
    """The decisions that were entered, written unless ``dry_run``. ``Refused`` names every row
    that does not hold, and then nothing is written.
    """
    if not reviewer.strip():
        raise Refused("Es fehlt, wer entschieden hat. Nennen Sie hinter --reviewer den Namen.")
    book = _opened(path)
    expected = _checked_meta(book, run, key)
    problems: list[Problem] = []
    words: list[tuple[Problem, Said]] = []
    for sheet in SHEETS:
        rows = list(_rows(book, sheet))
        problems += _strange(sheet, rows, expected.get(sheet.name, ()), key)
        bad = {problem.row for problem in problems if problem.sheet == sheet.name}
        ids = ids_by_title([row.texts for row in rows])
        for row in rows:
            if row.number in bad:
                continue
            place = Problem(sheet.name, row.number, "")
            try:
                word = _word(sheet, row, ids, reviewer, role)
            except (Refused, ValueError) as refusal:
                problems.append(replace(place, sentence=str(refusal)))
            else:
                words += [(place, word)] if word else []
    problems += _contradictions(words)
    wrong = {(problem.sheet, problem.row) for problem in problems}
    words = [(place, word) for place, word in words if (place.sheet, place.row) not in wrong]
    new = [(place, word) for place, word in words if not desk.said_before(word)]
    try_only = dry_run or bool(problems)
    spoken, refused = desk.decide_all([word for _, word in new], dry_run=try_only)
    problems += [replace(new[n][0], sentence=sentence) for n, sentence in refused.items()]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in sorted(problems, key=_order))
        raise Refused(
            f"{path.name} wurde nicht eingelesen; nichts ist entschieden. Berichtigen Sie die "
            f"Zeilen und lesen Sie die Datei noch einmal ein:\n{lines}"
        )
    return Imported(spoken, len(words) - len(new))


def _order(problem: Problem) -> tuple[str, int]:
    return problem.sheet, problem.row


def _opened(path: Path) -> Any:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(path)
    except FileNotFoundError:
        raise Refused(f"{path} gibt es nicht. Prüfen Sie Pfad und Schreibweise.") from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError):
        raise Refused(
            f"{path.name} ist keine lesbare Excel-Datei. Speichern Sie sie als .xlsx."
        ) from None


def _checked_meta(book: Any, run: str, key: bytes) -> dict[str, list[str]]:
    """Ids by sheet, as they were exported."""
    missing = [sheet.name for sheet in SHEETS if sheet.name not in book.sheetnames]
    if missing or "_Meta" not in book.sheetnames:
        what = f"fehlt das Blatt {', '.join(missing)}" if missing else "fehlt, was sie ausweist"
        raise Refused(
            f"In der Datei {what}. Nehmen Sie die Datei, wie sie "
            "ausgegeben wurde, oder geben Sie sie mit review-export neu aus."
        )
    cells = [plain(row[0].value) for row in book["_Meta"].iter_rows(max_col=1)]
    schema, of_run, _, signature, *named = [*cells, "", "", "", ""][: max(len(cells), 4)]
    if schema != str(SCHEMA):
        raise Refused(
            "Die Datei stammt aus einer anderen Fassung von Schmerzpunkt. Geben Sie sie mit "
            "review-export neu aus und übertragen Sie die Eintragungen."
        )
    if of_run != run:
        raise Refused("Die Datei gehört zu einem anderen Lauf. Prüfen Sie den Ordner hinter --run.")
    if signature != sign(key, schema, of_run, *named):
        raise Refused(
            "Die verborgenen Angaben der Datei wurden verändert. Geben Sie sie mit review-export "
            "neu aus und übertragen Sie die Eintragungen."
        )
    ids: dict[str, list[str]] = {}
    for name in named:
        sheet, item_id = name.split("/", 1)
        ids.setdefault(sheet, []).append(item_id)
    return ids


def _rows(book: Any, sheet: Sheet) -> Iterator[Row]:
    """Below the headings, which may stand in another order; empty rows are none."""
    grid = book[sheet.name].iter_rows()
    headings = [plain(cell.value) for cell in next(grid, ())]
    lost = [heading for heading in sheet.headings if heading not in headings]
    if lost:
        raise Refused(
            f"Auf dem Blatt {sheet.name} fehlt die Spalte {', '.join(lost)}. Geben Sie die Datei "
            "mit review-export neu aus und übertragen Sie die Eintragungen."
        )
    for cells in grid:
        named = {h: cell for h, cell in zip(headings, cells, strict=False) if h in sheet.headings}
        texts = {h: plain(cell.value) for h, cell in named.items()}
        texts = {h: texts.get(h, "") for h in sheet.headings}
        if any(texts.values()):
            formulas = tuple(cell.coordinate for cell in named.values() if cell.data_type == "f")
            yield Row(cells[0].row, texts, formulas)


def _strange(
    sheet: Sheet, rows: Sequence[Row], expected: Sequence[str], key: bytes
) -> Iterator[Problem]:
    """Rows that are not as they were exported."""
    seen: dict[str, int] = {}
    for row in rows:
        if row.formulas:
            sentence = f"In {row.formulas[0]} steht eine Formel. Tragen Sie Text ein."
        elif row.item_id not in expected:
            sentence = "Diese Kennung wurde nicht ausgegeben. Löschen Sie die Zeile."
        elif row.item_id in seen:
            sentence = f"Dieselbe Kennung steht schon in Zeile {seen[row.item_id]}."
        elif row.texts[KEYS[1]] != _signature(sheet, row, key):
            sentence = "Graue Zellen wurden verändert. Stellen Sie sie wieder her."
        else:
            seen[row.item_id] = row.number
            continue
        seen.setdefault(row.item_id, row.number)
        yield Problem(sheet.name, row.number, sentence)
    for item_id in expected:
        if item_id not in seen:
            sentence = f"Die Zeile {item_id} fehlt. Stellen Sie sie aus der ausgegebenen Datei her."
            yield Problem(sheet.name, 1, sentence)


def _contradictions(words: Sequence[tuple[Problem, Said]]) -> Iterator[Problem]:
    """Patterns that one row decides about and another one lets go into its own."""
    merged = {other: place.row for place, said in words for other in said.change.with_patterns}
    for place, said in words:
        muster = said.checkpoint == "muster" and said.action != "comment"
        if muster and said.item_id in merged:
            sentence = (
                f"Nach Zeile {merged[said.item_id]} geht dieses Muster in einem anderen auf. "
                "Leeren Sie eine der beiden Zeilen."
            )
            yield replace(place, sentence=sentence)


def _signature(sheet: Sheet, row: Row, key: bytes) -> str:
    shown = [row.texts[column.heading] for column in sheet.shown]
    return sign(key, sheet.name, row.item_id, row.texts[KEYS[2]], *shown)


def _word(sheet: Sheet, row: Row, ids: Mapping[str, str], reviewer: str, role: str) -> Said | None:
    entries = {entry.heading: row.texts[entry.heading] for entry in sheet.entries}
    found = change_in(sheet, entries, ids)
    if found is None:
        return None
    action, change = found
    check(sheet.checkpoint, action, change, entries[REASON])
    return Said(
        sheet.checkpoint,
        row.item_id,
        action,
        reviewer=reviewer,
        role=role,
        version=row.texts[KEYS[2]],
        change=change,
        reason=entries[REASON],
        channel="xlsx",
    )
