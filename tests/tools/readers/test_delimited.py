import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tools.readers.delimited import DELIMITERS, parse

cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"))


def cells_of(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in parse(text)[1]]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_with_the_evenest_rows_is_chosen(delimiter: str) -> None:
    rows = [["id", "Text"], ["1", '"Erst, dann; und | so"'], ["2", "Kurz, aber gut"]]

    assert parse("\n".join(delimiter.join(row) for row in rows))[0] == delimiter


def test_commas_in_sentences_do_not_make_columns() -> None:
    assert cells_of("Text\nErst das, dann das\nSo, so, und so\n") == [
        ("Text",),
        ("Erst das, dann das",),
        ("So, so, und so",),
    ]


def test_a_sep_line_decides_and_is_no_row() -> None:
    delimiter, rows = parse("sep=|\nid|Text\n1|a;b\n")

    assert delimiter == "|"
    assert rows[0].number == 1
    assert rows[1].cells == ("1", "a;b")


def test_a_cell_may_hold_line_ends_and_delimiters() -> None:
    rows = parse('id;Text\r\n1;"erste\nzweite; dritte"\r\n2;b\r\n')[1]

    assert rows[1].cells == ("1", "erste\nzweite; dritte")
    assert (rows[2].number, rows[2].cells) == (3, ("2", "b"))


def test_a_ragged_row_is_faulty_and_the_rest_is_not() -> None:
    rows = parse("id;Ort;Text\n1;a;b\n2;a\n3;a;b;c\n4;a;b;;\n")[1]

    assert [row.number for row in rows if row.fault] == [3, 4]
    assert rows[2].fault == "2 statt 3 Zellen"
    assert rows[4].cells == ("4", "a", "b")


def test_a_quote_that_never_closes_costs_no_other_row() -> None:
    rows = parse('id;Ort;Text\n1;a;"offen\n2;b;normal\n3;c;"mit ""Zitat"""\n4;d;"e\nf"\n')[1]

    assert [row.cells for row in rows] == [
        ("id", "Ort", "Text"),
        ("1", "a", '"offen'),
        ("2", "b", "normal"),
        ("3", "c", 'mit "Zitat"'),
        ("4", "d", "e\nf"),
    ]


def test_a_quote_that_closes_in_another_row_is_taken_apart() -> None:
    rows = parse('id;Ort;Text\n1;"offen;b\n2;c";d;e\n3;b;gut\n')[1]

    assert [row.cells for row in rows if not row.fault][1:] == [
        ("1", '"offen', "b"),
        ("3", "b", "gut"),
    ]
    assert [row.number for row in rows if row.fault] == [3]


def test_a_cell_may_be_as_long_as_a_book() -> None:
    book = "Alles dauert. " * 80_000

    assert cells_of(f'id;Text\n1;{book}\n2;"{book}"\n') == [
        ("id", "Text"),
        ("1", book),
        ("2", book),
    ]


def test_a_cell_without_end_is_refused_with_its_row() -> None:
    rows = parse(f"id;Text\n1;a\n2;{'x' * 10_000_001}\n3;c\n")[1]

    assert [(row.number, row.fault or "") for row in rows if row.fault] == [
        (3, "eine Zelle hat mehr als 10 Millionen Zeichen; teilen Sie sie auf mehrere Zeilen auf")
    ]
    assert rows[3].cells == ("3", "c")


@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8), st.sampled_from([";", "\t"])
)
def test_what_excel_writes_is_read_as_it_was(
    written: list[tuple[str, str, str]], delimiter: str
) -> None:
    table = io.StringIO()
    csv.writer(table, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [("id", "Ort", "Text"), *written]
    )

    rows = parse(table.getvalue(), delimiter)[1]

    assert [row.cells for row in rows[1:]] == written
    assert not any(row.fault for row in rows)


@given(st.text(st.sampled_from('ab";\n\r'), max_size=60))
def test_no_line_gets_lost(text: str) -> None:
    """Every letter of the file stands in a cell or in a row that is reported as faulty."""
    rows = parse(text, ";")[1]

    letters = sum(cell.count("a") for row in rows for cell in row.cells if not row.fault)
    assert letters == text.count("a") or any(row.fault for row in rows)
