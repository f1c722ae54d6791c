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


def changed(
    number: int, *, before: int, joined: int = 0, moved_in: int = 0, left: int = 0
) -> Change:
    return Change(
        pattern_id=PatternId(f"m{number:03x}"),
        before=before,
        after=before + joined + moved_in - left,
        joined=points(*(f"j{number}-{n}" for n in range(joined))),
        moved_in=points(*(f"i{number}-{n}" for n in range(moved_in))),
        left=points(*(f"l{number}-{n}" for n in range(left))),
    )


def waved(draft_map: PotentialMap, *changes: Change, assigned: int) -> PotentialMap:
    wave = Wave(
        pain_points=386, stayed=300 - assigned, assigned=assigned, founded=70, rest=12, stopped=4,
        gone=1, changes=changes,
    )  # fmt: skip
    return draft_map.model_copy(update={"wave": wave, "publish": Publish(people=5, sources=1)})


@pytest.fixture
def after_a_wave(draft_map: PotentialMap) -> PotentialMap:
    """Two patterns grew and one of them shrank as well, one is gone."""
    return waved(
        draft_map,
        changed(0, before=40, joined=9, left=8, moved_in=6),
        changed(8, before=27, joined=6),
        Change(pattern_id=GONE, before=7, after=0, moved_out=points("b")),
        assigned=15,
    )


def test_the_summary_says_what_a_wave_changed(after_a_wave: PotentialMap) -> None:
    (told,) = (s for s in summary(after_a_wave) if "vorigen Prüfung" in s)

    assert told == (
        "Gegenüber der vorigen Prüfung sind 2 Muster gewachsen, 1 geschrumpft oder entfallen und "
        "0 neu oder bis dahin ungeprüft; 15 Schmerzpunkte sind zu geprüften Mustern gekommen; 6 "
        "verschoben."
    )


def test_the_wave_is_a_row_of_the_ledger_that_adds_up(after_a_wave: PotentialMap) -> None:
    *_, (label, total, parts) = accounts.map_rows(after_a_wave)

    assert label == "Gegenüber der vorigen Prüfung"
    assert total == sum(count for _, count in parts) == 386
    assert dict(parts)["neu in geprüften Mustern"] == 15


def test_each_change_is_told(after_a_wave: PotentialMap) -> None:
    first, second = accounts.wave_rows(after_a_wave)

    assert first[0] == "RM-01"
    assert first[2:] == ("40", "15", "8", "47")
    assert second[2:] == ("27", "6", "0", "33")


def test_small_changes_are_told_in_no_column_and_no_other_gives_them_back(
    draft_map: PotentialMap,
) -> None:
    one, other = changed(0, before=39, joined=2), changed(8, before=27, joined=6)
    small = waved(draft_map, one, other, assigned=8)

    first, second = accounts.wave_rows(small)

    assert first[2:] == ("–", "–", "0", "41")
    assert second[2:] == ("–", "–", "0", "33")


def test_a_new_pattern_tells_its_size_and_a_withheld_one_nothing(draft_map: PotentialMap) -> None:
    first, second, *others = draft_map.potentials
    hidden = second.model_copy(update={"withheld": True, "statements": 0})
    map = draft_map.model_copy(update={"potentials": (first, hidden, *others)})
    waves = (changed(0, before=0, joined=41), changed(8, before=2, joined=1))

    new, small = accounts.wave_rows(waved(map, *waves, assigned=1))

    assert new[2:] == ("0", "41", "0", "41")
    assert small[2:] == ("–", "–", "–", "wenige")


def test_totals_that_would_tell_a_small_change_are_not_told(draft_map: PotentialMap) -> None:
    small = waved(draft_map, changed(0, before=39, joined=2), assigned=2)
    (told,) = (s for s in summary(small) if "vorigen Prüfung" in s)
    *_, (_, total, parts) = accounts.map_rows(small)

    assert told.endswith("0 neu oder bis dahin ungeprüft.")
    assert parts == (("in Mustern oder Restmenge", 382), ("verworfen oder fehlerhaft", 4))
    assert total == 386


@pytest.mark.parametrize("heading", ["Veränderung seit der vorigen Prüfung", "dazugekommen"])
def test_both_reports_tell_the_change(after_a_wave: PotentialMap, heading: str) -> None:
    page = render_html(after_a_wave).decode()
    sheet = load_workbook(BytesIO(render_xlsx(after_a_wave)))["Protokoll"]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}

    assert heading in page
    assert heading in cells


def test_a_first_run_tells_no_change(draft_map: PotentialMap) -> None:
    assert "vorigen Prüfung" not in render_html(draft_map).decode()
