from collections.abc import Callable

import pytest

from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.dates import to_month
from pipeline.tools.detectors.patterns import Patterns

Found = Callable[[Detector, str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("kind", "surface", "text"),
    [
        ("IBAN", "DE44 5001 0517 5407 3249 31", "auf DE44 5001 0517 5407 3249 31, zurück"),
        ("IBAN", "de44500105175407324931", "konto de44500105175407324931 stimmt nicht"),
        ("IBAN", "NL91 ABNA 0417 1643 00", "Ihr Konto NL91 ABNA 0417 1643 00 ist in Holland."),
        ("SVNUMMER", "12 190367 K 054", "die SV-Nr. 12 190367 K 054 fehlt"),
        ("SVNUMMER", "12190367k054", "svnr 12190367k054"),
        ("KVNUMMER", "A123456780", "Versichertennummer A123456780 falsch"),
        ("STEUERID", "47 036 892 816", "Steuer-ID 47 036 892 816"),
        ("BGNUMMER", "43502//0012894", "BG 43502//0012894 ist offen"),
        ("BGNUMMER", "43502 bg 0012894", "zur 43502 bg 0012894 kam nichts"),
        ("KUNDENNUMMER", "435 D 123 456", "Kd Nr. 435 D 123 456"),
        ("KUNDENNUMMER", "VK 20-77319", "Kd.-Nr. VK 20-77319, wartet"),
        ("AKTENZEICHEN", "S 14 AS 882/24 ER", "Klage S 14 AS 882/24 ER läuft"),
        ("AKTENZEICHEN", "50.31-E 774/25", "Unser Zeichen 50.31-E 774/25 fehlt."),
        ("AKTENZEICHEN", "32-4711/19-Ke", "gefunden haben wir 32-4711/19-Ke, zufällig"),
        ("TELEFON", "+49 (0)171/40 22 918", "Tel. +49 (0)171/40 22 918"),
        ("TELEFON", "0 61 51 - 88 40 217", "Rückruf 0 61 51 - 88 40 217 erbeten"),
        ("TELEFON", "-4127", "Ihre Nummer -4127 klingelt"),
        ("EMAIL", "a.b_c@gmx.example", "Mail an a.b_c@gmx.example, danke"),
        ("EMAIL", "info (at) verein (punkt) de", "schreib an info (at) verein (punkt) de"),
        ("ADRESSE", "Am Kalkofen 7 a, 35999 Wieda", "wohnt Am Kalkofen 7 a, 35999 Wieda seit Mai"),
        ("ADRESSE", "Karl-Marx-Str. 3, 2. OG links", "an Karl-Marx-Str. 3, 2. OG links geschickt"),
        ("ADRESSE", "am alten sägewerk 9, 35396 gießen", "jetzt am alten sägewerk 9, 35396 gießen"),
        ("GEBURTSDATUM", "9. Mai 1941", "geboren 9. Mai 1941 in Hof"),
        ("GEBURTSDATUM", "03.11.2018", "geb. 03.11.2018"),
        ("GEBURTSDATUM", "14.2.77", "Im Ausweis steht 14.2.77."),
        ("GEBURTSDATUM", "4. Mai 1999", "Sie wurde am 4. Mai 1999 geboren."),
        ("GEBURTSDATUM", "12. März 1985", "Frau X, 12. März 1985, ruft an."),
        ("DATUM", "14.03.2024", "Der Bescheid vom 14.03.2024 ist falsch."),
        ("DATUM", "24.12.2003", "Das Gesetz vom 24.12.2003 gilt noch."),
        ("DATUM", "3.5.1998", "Der Bescheid der Familienkasse vom 3.5.1998 fehlt."),
        ("DATUM", "12. März 1999", "Im Mietvertrag vom 12. März 1999 steht nichts davon."),
        ("DATUM", "03.05.2024", "Kunde Aydin vom 03.05.2024 war nur ein Termin."),
        ("GEBURTSDATUM", "03.05.1971", "Kunde Aydin vom 03.05.1971 wartet."),
        ("GEBURTSDATUM", "3.5.71", "Akte Winter, Herr, vom 3.5.71 liegt hier."),
        ("GEBURTSDATUM", "12. März 1985", "Der Antrag der Kundin vom 12. März 1985 fehlt."),
        ("DATUM", "4. Juli 1984", "Am 4. Juli 1984 wurde das Haus eröffnet."),
        ("KENNZEICHEN", "MKK-RT 772", "Kz. MKK-RT 772"),
        ("KENNZEICHEN", "HR KX 77", "der Wagen HR KX 77 steht im Weg"),
        ("KENNUNG", "brehmes04", "alle unter brehmes04 gebucht"),
        ("KENNUNG", "JC-WS-0417", "mein Rechner JC-WS-0417 ist langsam"),
        ("NUMMER", "1 234 567 89", "da stand 1 234 567 89 auf dem Zettel"),
        ("NUMMER", "null eins sieben zwei, elf", "es war null eins sieben zwei, elf und weg"),
        ("PERSON", "Кузнецова", "Zeugnis auf Кузнецова ausgestellt"),
        ("PERSON", "Мüller", "Herr Мüller mit kyrillischem M"),
    ],
)  # fmt: skip
def test_what_has_a_shape_is_found_whole(found: Found, kind: str, surface: str, text: str) -> None:
    assert (kind, surface) in found(Patterns(), text)


@pytest.mark.parametrize(
    "text",
    [
        "Das kostet 1.250.000 Euro im Jahr.",
        "Es sind 1.500–1.600 Vorgänge, seit 1890-1895 gebaut, ISBN 3-770-72914-5.",
        "Das betrifft 12000 Mitarbeiter, und der Motor 3 läuft.",
        "Von 1987 bis 1991 war nichts, 2019-2023 auch nicht.",
        "Geöffnet 08:00-12:30 und 13.30 - 16.00 Uhr.",
        "Frist ist immer der 31.12. oder der 1.7.",
        "Nach § 16i SGB II und § 44 SGB X, Absatz 2 Satz 3.",
        "Im Team 3 sitzen 12 Leute auf 84 Quadratmetern.",
        "Am Ende 63 Euro, im Winter 240, im Sommer 1.100.",
        "Stand 03/22, DA 11/2014, Formular 7.",
        "Das Dokument final_neu.docx liegt auf Laufwerk G.",
    ],
)
def test_quantities_terms_and_paragraphs_are_left_alone(found: Found, text: str) -> None:
    assert found(Patterns(), text) == []


@pytest.mark.parametrize("name", ["O'Brien", "D’Angelo"])
def test_a_name_with_an_apostrophe_is_one(found: Found, name: str) -> None:
    assert ("PERSON", name) in found(Patterns(), f"{name} antwortet nie, d'accord?")


def test_a_mistyped_iban_still_counts(found: Found) -> None:
    assert ("IBAN", "DE00 0000 0000 0000 0000 01") in found(
        Patterns(), "auf DE00 0000 0000 0000 0000 01 überwiesen"
    )


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        ("14.03.2024", "März 2024"),
        ("2024-03-07", "März 2024"),
        ("9. XI. 2021", "November 2021"),
        ("14. Sept. 24", "September 2024"),
        ("1.Mai2024", "Mai 2024"),
        ("Mai 2019", "Mai 2019"),
        *((date, "[DATUM]") for date in ("2019", "Sommer 2019", "gestern", "Ostern", "²", "")),
        *((date, "[DATUM]") for date in ("Julia", "Maifeiertag 2019", "Mai")),
    ],
)
def test_of_a_date_the_month_is_kept_if_it_has_one(date: str, kept: str) -> None:
    assert to_month(date) == kept
