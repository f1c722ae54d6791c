from collections.abc import Callable

import pytest

from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.places import Places

Found = Callable[[Detector, str], list[tuple[str, str]]]


def test_a_place_that_is_called_after_its_river_is_one_behind_in(found: Found) -> None:
    assert found(Places(), "Das läuft in Oberfulse anders.") == [("GEMEINDE", "Oberfulse")]


def test_a_place_on_a_river_is_one_and_a_thing_in_a_school_is_none(found: Found) -> None:
    assert found(Places(), "Das läuft in Fulsbrück an der Efze anders.") == [
        ("GEMEINDE", "Fulsbrück an der Efze")
    ]
    assert found(Places(), "Wir sprachen über Pixelzeug in der Schule.") == []


@pytest.mark.parametrize("noun", ["Unterlagen", "Obergeschoss", "Niederlassungen", "Berlin"])
def test_a_noun_that_begins_like_a_place_and_a_large_city_stay(found: Found, noun: str) -> None:
    assert found(Places(), f"Das steht in {noun} anders.") == []
