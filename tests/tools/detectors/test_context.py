from collections.abc import Callable

import pytest

from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.context import Context

Found = Callable[[Detector, str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Winter", "Frau Winter ist im Winter nie da."),
        ("gül", "fr. gül wohnt nicht mehr dort"),
        ("von der Heide", "Herr von der Heide rief an."),
        ("Dr. Sonnenschein", "Frau Dr. Sonnenschein hat Urlaub."),
        ("Nguyen Van Thanh", "Herr Nguyen Van Thanh kommt um neun."),
        ("ÖZDEMIR", "FRAU ÖZDEMIR HAT GESCHRIEBEN"),
        ("Wiebke", "Kollegin Wiebke schafft das."),
        ("Finn-Luca", "mein Sohn Finn-Luca ist krank"),
        ("G. Bartuschek", "gezeichnet hat G. Bartuschek."),
        ("Schmidt, K.", "Schmidt, K. haben wir oft."),
        ("Bah, Mariama", "Aktenzeichen zu Bah, Mariama fehlt."),
        ("Müller", "HerrMüller gibt nichts raus"),
        ("Yilmaz", "Termin bei Fr.Yilmaz"),
        ("B e r n d", "B e r n d S c h m i d t ruft nie an"),
        ("h. bergedieck", "liegt bei h. bergedieck seit mai"),
    ],
)
def test_a_name_after_a_cue_is_found_whole(found: Found, name: str, text: str) -> None:
    assert ("PERSON", name) in found(Context(), text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Frau am Empfang und der Herr daneben.",
        "Frau Ministerin und Herr Landrat kamen nicht.",
        "Der Kunde Antrag hin, Antrag her.",
        "Die Familienkasse schreibt dem Kollegen nicht.",
        "Die Frau vom Sozialdienst war da.",
        "Herrlich, das FrauenHaus!",
        "D r u c k e r geht s e h r langsam",
        "Fallmanager U25",
        "z. B. Anträge, d. h. Arbeit",
    ],
)
def test_people_without_a_name_are_left_alone(found: Found, text: str) -> None:
    assert found(Context(), text) == []
