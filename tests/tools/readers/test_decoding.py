import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.tools.readers.decoding import decode, tidy

SENTENCE = "Für die Prüfung fehlen größere Räume – „täglich“ kämpfen wir um Plätze."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_office_encodings_are_recognised(encoding: str) -> None:
    text, _ = decode(SENTENCE.encode(encoding), None, name="a.csv")

    assert text == SENTENCE


def test_windows_encoding_is_said_and_utf_8_is_not() -> None:
    assert "Windows-1252" in decode(SENTENCE.encode("cp1252"), None, name="a.csv")[1][0]
    assert decode(SENTENCE.encode(), None, name="a.csv")[1] == ()


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "utf-16-le"])
def test_other_encodings_are_refused_with_the_option_that_helps(encoding: str) -> None:
    data = "Die Räume größer, die Flure schöner machen".encode(encoding)

    with pytest.raises(InputError, match=r"a\.csv.*--encoding"):
        decode(data, None, name="a.csv")

    assert decode(data, encoding, name="a.csv")[0].startswith("Die Räume größer")


@pytest.mark.parametrize("encoding", ["utf-9", "ascii", "utf-16", "base64", "\x00"])
def test_a_wrong_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(InputError, match=r"a\.csv.*--encoding"):
        decode((SENTENCE + "!").encode(), encoding, name="a.csv")


def test_binary_junk_is_refused() -> None:
    with pytest.raises(InputError, match="Binärdaten"):
        decode(random.Random(7).randbytes(2000), None, name="a.csv")
    with pytest.raises(InputError, match=r"\.xlsx"):
        decode(b"PK\x03\x04 and so on", None, name="a.csv")


def test_umlauts_encoded_twice_are_reported_and_left_alone() -> None:
    twice = SENTENCE.replace("–", "-").encode().decode("cp1252", "ignore")

    text, notices = decode(twice.encode(), None, name="a.csv")

    assert text == twice
    assert "doppelt kodiert" in notices[0]


def test_nothing_invisible_is_left() -> None:
    hidden = "\ufeffAkten\u00adzeichen\u00a012\u200b3\u202e,\u2028a\u0308\x0b \r\n"

    assert tidy(hidden) == "Aktenzeichen 123,\nä"


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.binary(), st.sampled_from([None, "utf-8", "cp1252"]))
def test_any_bytes_are_text_or_refused(data: bytes, encoding: str | None) -> None:
    try:
        text, _ = decode(data, encoding, name="a.csv")
    except InputError:
        return

    assert not text.startswith(codecs.BOM_UTF8.decode())
