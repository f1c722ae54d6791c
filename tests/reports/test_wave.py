from io import BytesIO

import pytest
from openpyxl import load_workbook

from pipeline.config import Publish
from pipeline.potential_map import PotentialMap
from pipeline.records import PainPointId, PatternId
from pipeline.reports import accounts
from pipeline.reports.html import render_html
from pipeline.reports.summary import summary
from pipeline.reports.xlsx import render_xlsx
from pipeline.run_facts import Change, Wave

GONE = PatternId("m-gone")


def points(*names: str) -> tuple[PainPointId, ...]:
    return tuple(PainPointId(name) for name in names)


@pytest.fixture
def after_a_wave(draft_map: PotentialMap) -> PotentialMap:
    """One pattern grew by two and lost one, one is small, one is gone."""
    first, second, *_ = (p.pattern.pattern_id for p in draft_map.potentials)
    changes = (
        Change(
            pattern_id=first, before=40, after=41, joined=points("a"), moved_in=points("b"),
            left=points("c"),
        ),
        Change(pattern_id=second, before=3, after=33, joined=points("d")),
        Change(pattern_id=GONE, before=7, after=0, moved_out=points("b")),
    )  # fmt: skip
    wave = Wave(
        pain_points=386, stayed=300, assigned=2, founded=70, rest=10, stopped=4, gone=1,
        changes=changes,
    )  # fmt: skip
    return draft_map.model_copy(update={"wave": wave, "publish": Publish(people=5, sources=1)})


def test_the_summary_says_what_a_wave_changed(after_a_wave: PotentialMap) -> None:
    (told,) = (s for s in summary(after_a_wave) if "vorigen Prüfung" in s)

    assert told == (
        "Gegenüber der vorigen Prüfung sind 2 Muster gewachsen, 1 geschrumpft oder entfallen und "
        "0 neu oder bis dahin ungeprüft; 2 Schmerzpunkte sind zu geprüften Mustern gekommen; 1 "
        "verschoben."
    )


def test_the_wave_is_a_row_of_the_ledger_that_adds_up(after_a_wave: PotentialMap) -> None:
    *_, (label, total, parts) = accounts.ledger_rows(after_a_wave.ledger, after_a_wave.wave)

    assert label == "Gegenüber der vorigen Prüfung"
    assert total == sum(count for _, count in parts) == 386


def test_each_change_is_told_and_small_numbers_are_not(after_a_wave: PotentialMap) -> None:
    first, second = accounts.wave_rows(after_a_wave)

    assert first[0] == "RM-01"
    assert first[2:] == ("40", "2", "1", "41")
    assert second[2:] == ("wenige",) * 4


@pytest.mark.parametrize("heading", ["Veränderung seit der vorigen Prüfung", "dazugekommen"])
def test_both_reports_tell_the_change(after_a_wave: PotentialMap, heading: str) -> None:
    page = render_html(after_a_wave).decode()
    sheet = load_workbook(BytesIO(render_xlsx(after_a_wave)))["Protokoll"]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}

    assert heading in page
    assert heading in cells


def test_a_first_run_tells_no_change(draft_map: PotentialMap) -> None:
    assert "vorigen Prüfung" not in render_html(draft_map).decode()
