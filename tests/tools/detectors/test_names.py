from collections.abc import Callable

import pytest

from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.names import Names
from pipeline.tools.detectors.organisations import Organisations
from pipeline.tools.detectors.places import Places

Found = Callable[[Detector, str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Gudrun", "Das weiß nur die Gudrun."),
        ("Jolanta Wiśniewska-Braun", "bei Jolanta Wiśniewska-Braun fehlt es"),
        ("Hedwig von Bracht", "Rückruf bei Hedwig von Bracht"),
        ("tunde", "am ende war es sein bruder tunde"),
    ],
)
def test_an_unmistakable_first_name_takes_its_surname_along(
    found: Found, name: str, text: str
) -> None:
    assert ("PERSON", name) in found(Names(), text)


def test_what_follows_an_abbreviation_with_a_hyphen_is_no_first_name(found: Found) -> None:
    assert found(Names(), "Die DLV-Gala und der CFA-Franc.") == []
    assert found(Names(), "Die Gudrun-Liste ist weg.") == [("PERSON", "Gudrun-Liste")]


def test_words_that_are_names_as_well_need_more_than_a_list(found: Found) -> None:
    assert found(Names(), "Im Ernst, der Wolf kam im August, Adam und Eva auch.") == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("Bad Trollenhagen", "eine Frau aus Bad Trollenhagen rief an"),
        ("Wüstenrode", "Er kommt aus Wüstenrode mit dem Bus."),
        ("Melsungen", "Der Kurs in Melsungen ist voll."),
        ("Oberlinzbach", "Oberlinzbach hat eigene Regeln."),
    ],
)
def test_small_places_are_found(found: Found, place: str, text: str) -> None:
    assert ("GEMEINDE", place) in found(Places(), text)


def test_large_cities_and_ordinary_nouns_are_no_municipality(found: Found) -> None:
    text = "Aus Berlin kommt Druck, in Hamburg auch, nach Lage der Akten in Rente, in Ordnung."

    assert found(Places(), text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Bildungswerk Lahnaue gGmbH", "Der Träger Bildungswerk Lahnaue gGmbH meldet nichts."),
        ("Hartwig Sand + Kies KG", "bei Hartwig Sand + Kies KG waren wir"),
        ("Okafor & Söhne Trockenbau", "Die Firma Okafor & Söhne Trockenbau schickt ein PDF"),
        ("Gerüstbau Kwiatkowski", "im Vertrag mit Gerüstbau Kwiatkowski stand"),
    ],
)
def test_providers_are_found_by_form_or_trade(found: Found, name: str, text: str) -> None:
    assert ("TRÄGER", name) in found(Organisations(), text)
