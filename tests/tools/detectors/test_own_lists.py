from pathlib import Path

import pytest

from pipeline.config import Detect
from pipeline.errors import SettingsError
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.detectors.kinds import Kind, neutral
from pipeline.tools.detectors.own_lists import OwnNames


def test_own_staff_is_always_masked(tmp_path: Path) -> None:
    staff = tmp_path / "personal.txt"
    staff.write_text("Tisch, Karla\nDr. Bernd von Stuhl\n", encoding="utf-8")
    text = "der tisch wackelt, Stuhls Liste fehlt, von Karla nichts"

    marks = OwnNames(staff).detect([text])[0]

    assert [text[m.start : m.end] for m in marks] == ["tisch", "Stuhls", "Karla"]


def test_own_terms_are_never_masked(tmp_path: Path) -> None:
    terms = tmp_path / "begriffe.txt"
    terms.write_text("Lissa\n", encoding="utf-8")
    text = "Die Lissa stürzt ab, sagt Gudrun."
    detector = build_detector(Detect(hanta=False, own_terms=terms))

    surfaces = {text[m.start : m.end] for m in detector.detect([text])[0]}

    assert "Gudrun" in surfaces
    assert "Lissa" not in surfaces


def test_another_list_is_another_identity(tmp_path: Path) -> None:
    staff = tmp_path / "personal.txt"
    staff.write_text("Karla Tisch\n", encoding="utf-8")
    before = build_detector(Detect(own_names=staff)).identity
    staff.write_text("Karla Stuhl\n", encoding="utf-8")

    assert OwnNames(staff).identity not in before


def test_a_missing_list_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"fehlt\.txt.*UTF-8"):
        OwnNames(tmp_path / "fehlt.txt")


def test_neutral_words_leave_no_placeholder_behind() -> None:
    text = "Frau [PERSON_1] aus [GEMEINDE], Az. [AKTENZEICHEN_2], schrieb [PERSON_2] am [DATUM]."

    assert neutral(text) == (
        "Frau aus eine Gemeinde, Az. ein Aktenzeichen, schrieb eine Person am ein Datum."
    )
    assert all("[" not in neutral(f"[{kind}_1] [{kind}]") for kind in Kind)
