"""Out and back: what was entered is decided, and nothing else gets in."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from paper import Paper, assessment, assessments, patterns

from pipeline.config import Review as Rules
from pipeline.errors import Refused
from pipeline.records import Criterion, Lever, Verdict
from pipeline.review.changes import Change, read
from pipeline.review.exporting import workbook
from pipeline.review.importing import import_workbook

KEY = b"a key of the run"


class Desk(Paper):
    """A desk with three patterns and their assessments, and a file to carry them away in."""

    def __init__(self, folder: Path, rules: Rules | None = None) -> None:
        super().__init__(rules)
        self.file = folder / "prüfung.xlsx"
        groups = {"M-1": range(5), "M-2": range(5, 9), "M-3": range(9, 12)}
        self.lay(
            muster=patterns(groups), einstufung=assessments(*(assessment(name) for name in groups))
        )

    def export(self, run: str = "run-1") -> "Desk":
        self.file.write_bytes(workbook(self.desk, run=run, key=KEY))
        return self

    def fill(self, sheet: str, row: int, **entries: str) -> "Desk":
        """Cells by the heading of their column, blanks as underscores."""
        book = load_workbook(self.file)
        page = book[sheet]
        headings = {str(cell.value): cell.column for cell in page[1]}
        for heading, value in entries.items():
            cell = page.cell(row, headings[heading.replace("_", " ")])
            # Typed into a cell of format text, a formula is text; openpyxl would make it one.
            cell.value, cell.data_type = value, "s"
        book.save(self.file)
        return self

    def damage(self, change) -> "Desk":
        book = load_workbook(self.file)
        change(book)
        book.save(self.file)
        return self

    def read(self, reviewer: str = "B", **options):
        return self.imported(reviewer, **options).decisions

    def imported(self, reviewer: str = "B", *, run: str = "run-1", dry_run: bool = False):
        return import_workbook(
            self.desk,
            self.file,
            run=run,
            key=KEY,
            reviewer=reviewer,
            role="Freigabe",
            dry_run=dry_run,
        )


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path).export()


def test_an_untouched_file_decides_nothing(desk):
    assert desk.read() == []
    assert desk.log.written == []


def test_a_file_that_was_opened_and_saved_decides_nothing(desk):
    assert desk.damage(lambda book: None).read() == []


def test_what_was_entered_is_decided_and_nothing_else(desk):
    desk.fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="So heißt es")
    desk.fill("Muster", 3, Entscheidung="zusammenführen", Zusammenführen_mit="M-3")
    desk.fill(
        "Einstufung", 2, Entscheidung="ändern", Neue_Einstufung="Nicht-KI", Neuer_Hebel="Prozess",
        Begründung="Der Ablauf ist das Problem.", **{"Neu: Nutzen": "1"},
    )  # fmt: skip
    desk.fill("Einstufung", 3, Entscheidung="bestätigen")

    said = desk.read()

    assert [(d.action, d.item_id) for d in said] == [
        ("edit", "M-1"), ("merge", "M-2"), ("override", "M-1"), ("approve", "M-2"),
    ]  # fmt: skip
    assert all((d.reviewer, d.channel) == ("B", "xlsx") for d in said)
    assert desk.content("M-1").title == "So heißt es"
    assert len(desk.content("M-2").members) == 7
    judged = desk.content("M-1", "einstufung")
    assert (judged.verdict, judged.lever) == (Verdict.NICHT_KI, Lever.PROZESS)
    assert {r.criterion: r.value for r in judged.ratings}[Criterion.NUTZEN] == 1


def test_a_dry_run_decides_nothing_and_says_how_much_it_would(desk):
    desk.fill("Muster", 2, Entscheidung="bestätigen")

    assert len(desk.read(dry_run=True)) == 1
    assert desk.log.written == []
    assert desk.status("M-1") == "open"


def test_what_begins_like_a_formula_stays_text(tmp_path):
    desk = Desk(tmp_path)
    for n, title in enumerate(("=1+1", "+49 ist die Vorwahl", "-1", "@SUM(A1)"), 1):
        if n < 4:
            desk.say(f"M-{n}", "edit", change=Change(title=title))
    desk.say("M-3", "edit", change=Change(title="@SUM(A1)"))
    page = load_workbook(desk.export().file)["Muster"]
    cells = [page.cell(row, 4) for row in range(2, 5)]

    assert [cell.value for cell in cells] == ["=1+1", "+49 ist die Vorwahl", "@SUM(A1)"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert desk.read() == []


@pytest.fixture
def lengthy(tmp_path):
    """The first pattern has a summary that no cell holds."""
    desk = Desk(tmp_path)
    desk.say("M-1", "edit", change=Change(summary="lang " * 10_000))
    return desk.export()


def test_a_text_that_no_cell_holds_is_cut_visibly_and_stays_whole(lengthy):
    shown = load_workbook(lengthy.file)["Muster"]["E2"].value
    lengthy.fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="So heißt es").read()

    assert shown.endswith("[gekürzt, mehr fasst eine Zelle nicht]")
    assert lengthy.content("M-1").title == "So heißt es"
    assert lengthy.content("M-1").summary == "lang " * 10_000


def test_a_cut_text_is_not_taken_for_a_new_one(lengthy):
    shown = load_workbook(lengthy.file)["Muster"]["E2"].value
    lengthy.fill(
        "Muster", 2, Entscheidung="ändern", Neue_Zusammenfassung=f"{shown[:90]}{shown[-90:]}"
    )

    with pytest.raises(Refused, match="Zeile 2: In „Neue Zusammenfassung“ steht ein gekürzter"):
        lengthy.read()

    assert lengthy.content("M-1").summary == "lang " * 10_000


def test_a_row_that_was_decided_otherwise_meanwhile_becomes_a_dispute(desk):
    desk.say("M-1", "edit", "A", change=Change(title="Von A"))
    desk.fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="Von B").read()

    assert desk.status("M-1") == "disputed"
    assert desk.content("M-1").title == "Von A"
    assert read(desk.desk.item("muster", "M-1").pending[0]).title == "Von B"


def test_two_who_say_the_same_meanwhile_agree(tmp_path):
    desk = Desk(tmp_path, Rules(muster=2)).export()
    desk.say("M-1", "approve", "A")
    desk.fill("Muster", 2, Entscheidung="bestätigen").read()

    assert desk.status("M-1") == "released"


def test_a_verdict_that_shall_be_judged_unseen_is_on_no_sheet(tmp_path):
    desk = Desk(tmp_path, Rules(einstufung=2, blind=True))
    desk.say("M-1", "approve", "A", checkpoint="einstufung")
    page = load_workbook(desk.export().file)["Einstufung"]

    assert [page.cell(row, 1).value for row in (2, 3, 4)] == ["M-2", "M-3", None]


def test_all_of_it_or_nothing_and_every_reason_is_named(desk):
    desk.fill("Muster", 2, Entscheidung="bestätigen")
    desk.fill("Muster", 3, Entscheidung="verwerfen", Begründung="zu kurz")
    desk.fill("Einstufung", 4, Entscheidung="ändern", Neue_Einstufung="unklar")

    with pytest.raises(Refused) as refused:
        desk.read()

    assert "Muster, Zeile 3: " in str(refused.value)
    assert "Einstufung, Zeile 4: " in str(refused.value)
    assert desk.log.written == []


def test_a_name_in_a_cell_is_refused_with_its_row(desk):
    desk.unspeakable = "Zwackelmann"
    desk.fill("Muster", 2, Entscheidung="bestätigen", Begründung="Das ist schlüssig.")
    desk.fill("Muster", 3, Entscheidung="ändern", Neuer_Titel="Was Zwackelmann sagt")

    with pytest.raises(Refused, match=r"Muster, Zeile 3: „Titel“.*„Zwackelmann“"):
        desk.read()
    assert desk.log.written == []


@pytest.mark.parametrize(
    ("decision", "entry"), [("bestätigen", "Neuer Titel"), ("ändern", "Zusammenführen mit")]
)
def test_what_does_not_belong_to_a_decision_is_said_cell_by_cell(desk, decision, entry):
    desk.fill("Muster", 2, **{"Entscheidung": decision, entry: "M-2"})

    with pytest.raises(Refused, match=f"Zu „{decision}“ gehört kein Eintrag unter „{entry}“"):
        desk.read()


@pytest.mark.parametrize("typed", ["Bestätigen ", "BESTÄTIGEN", " bestätigen"])
def test_a_decision_counts_however_it_is_typed(desk, typed):
    (said,) = desk.fill("Muster", 2, Entscheidung=typed).read()

    assert said.action == "approve"


@pytest.mark.parametrize("named", ["Muster M-2", "muster m-2", "M-2"])
def test_a_pattern_may_be_named_by_its_title(desk, named):
    desk.fill("Muster", 2, Entscheidung="zusammenführen", Zusammenführen_mit=named).read()

    assert desk.desk.item("muster", "M-2").into == "M-1"


def test_a_title_with_commas_or_two_of_them(tmp_path):
    desk = Desk(tmp_path)
    desk.say("M-2", "edit", "A", change=Change(title="Post, Scan, Ablage"))
    desk.export()
    desk.fill("Muster", 2, Entscheidung="zusammenführen", Zusammenführen_mit="post, scan, ablage")
    (said,) = desk.read()
    desk.export().fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="Muster M-3").read()
    desk.export().fill("Muster", 2, Entscheidung="zusammenführen", Zusammenführen_mit="Muster M-3")

    assert read(said).with_patterns == ("M-2",)
    with pytest.raises(Refused, match="Zielmuster gibt es nicht"):
        desk.read()


def test_a_date_is_written_as_people_write_it(desk):
    desk.damage(set_cell("Muster", "S2", datetime(2026, 11, 26)))
    (said,) = desk.fill("Muster", 2, Entscheidung="kommentieren").read()

    assert said.reason == "26.11.2026"


def test_the_same_file_with_more_rows_adds_only_those(desk):
    desk.fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="Neu")
    desk.fill("Muster", 3, Entscheidung="kommentieren", Begründung="Kenne ich.").read()
    found = desk.fill("Muster", 4, Entscheidung="bestätigen").imported()

    assert [(d.action, d.item_id) for d in found.decisions] == [("approve", "M-3")]
    assert found.before == 2
    assert len(desk.log.written) == 3


def test_another_person_with_the_same_file_speaks_for_himself(tmp_path):
    desk = Desk(tmp_path, Rules(muster=2)).export()
    desk.fill("Muster", 2, Entscheidung="bestätigen").read("A")
    found = desk.imported("B")

    assert found.before == 0
    assert desk.status("M-1") == "released"


@pytest.mark.parametrize(
    "other",
    [
        {"Entscheidung": "bestätigen"},
        {"Entscheidung": "zusammenführen", "Zusammenführen_mit": "M-1"},
        {"Entscheidung": "zusammenführen", "Zusammenführen_mit": "M-3"},
    ],
)
def test_rows_that_contradict_each_other_are_refused(desk, other):
    desk.fill("Muster", 2, Entscheidung="zusammenführen", Zusammenführen_mit="M-2")
    desk.fill("Muster", 3, **other)

    with pytest.raises(Refused, match="Zeile 3: Nach Zeile 2 geht dieses Muster in einem anderen"):
        desk.read()
    assert desk.log.written == []


def test_names_and_other_problems_are_told_in_one_go(desk):
    desk.unspeakable = "Zwackelmann"
    desk.fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="Was Zwackelmann sagt")
    desk.fill("Muster", 3, Entscheidung="vielleicht")

    with pytest.raises(Refused, match=r"(?s)Zeile 2: „Titel“.*Zeile 3: „Entscheidung“"):
        desk.read()
    assert desk.log.written == []


def test_a_refusal_that_only_the_desk_knows_leaves_nothing_either(desk):
    desk.fill("Muster", 2, Entscheidung="bestätigen")
    desk.fill("Muster", 3, Entscheidung="ändern", Neuer_Titel="Muster M-2")

    with pytest.raises(Refused, match="Zeile 3: Es hat sich nichts geändert"):
        desk.read()

    assert desk.log.written == []
    assert desk.status("M-1") == "open"


def doubled(book):
    page = book["Muster"]
    for column in range(1, page.max_column + 1):
        page.cell(4, column).value = page.cell(2, column).value


def set_cell(sheet, place, value):
    def change(book):
        book[sheet][place].value = value

    return change


CORRUPTIONS = {
    "row deleted": (lambda book: book["Muster"].delete_rows(3), "Die Zeile M-2 fehlt"),
    "id doubled": (doubled, "Dieselbe Kennung steht schon in Zeile 2"),
    "id invented": (set_cell("Muster", "A2", "M-9"), "wurde nicht ausgegeben"),
    "text changed": (set_cell("Muster", "D2", "Etwas anderes"), "Graue Zellen wurden verändert"),
    "version changed": (set_cell("Muster", "C2", "abc"), "Graue Zellen wurden verändert"),
    "signature gone": (set_cell("Muster", "B2", None), "Graue Zellen wurden verändert"),
    "old schema": (set_cell("_Meta", "A1", "0"), "anderen Fassung"),
    "rows forged": (set_cell("_Meta", "A5", "Muster/M-9"), "verborgenen Angaben"),
    "sheet deleted": (lambda book: book.remove(book["Einstufung"]), "fehlt das Blatt Einstufung"),
    "column deleted": (lambda book: book["Muster"].delete_cols(4), "fehlt die Spalte Titel"),
    "formula injected": (set_cell("Muster", "M2", "=1+1"), "In M2 steht eine Formel"),
    "dropdown bypassed": (set_cell("Muster", "L2", "löschen"), "kennt diesen Wert nicht"),
    "decision missing": (set_cell("Muster", "M2", "Neu"), "keine Entscheidung gewählt"),
    "merged with nothing": (set_cell("Muster", "L2", "zusammenführen"), "fehlt, womit"),
    "changed to nothing": (set_cell("Muster", "L2", "ändern"), "fehlt, was anders"),
    "hidden sheet deleted": (lambda book: book.remove(book["_Meta"]), "fehlt, was sie ausweist"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_file_is_refused_with_its_sentence(desk, name):
    change, sentence = CORRUPTIONS[name]
    desk.fill("Muster", 4, Entscheidung="bestätigen").damage(change)

    with pytest.raises(Refused, match=sentence):
        desk.read()

    assert desk.log.written == []


def test_a_file_of_another_run_is_refused(desk):
    with pytest.raises(Refused, match="zu einem anderen Lauf"):
        desk.read(run="run-2")


@pytest.mark.parametrize("reviewer", ["", "  "])
def test_nobody_decides_nothing(desk, reviewer):
    with pytest.raises(Refused, match="Nennen Sie hinter --reviewer"):
        desk.read(reviewer)


def test_what_is_no_workbook_is_refused(desk):
    desk.file.write_bytes(b"no workbook")

    with pytest.raises(Refused, match="keine lesbare Excel-Datei"):
        desk.read()


def test_sorted_rows_decide_the_same(desk):
    desk.fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="Neu")

    def turned_round(book):
        page = book["Muster"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                page.cell(number, column).value = value

    (said,) = desk.damage(turned_round).read()

    assert (said.item_id, said.action) == ("M-1", "edit")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_real_spreadsheet_program_changes_nothing_but_what_was_entered(desk, tmp_path):
    desk.fill("Muster", 2, Entscheidung="ändern", Neuer_Titel="=1+1 ist 2, „ganz“ einfach")
    desk.fill("Einstufung", 3, Entscheidung="bestätigen")
    saved = tmp_path / "saved"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved), str(desk.file),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )  # fmt: skip
    desk.file = saved / desk.file.name

    said = desk.read()

    assert [(d.action, d.item_id) for d in said] == [("edit", "M-1"), ("approve", "M-2")]
    assert desk.content("M-1").title == "=1+1 ist 2, „ganz“ einfach"
