import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tools.llm.quotes import locate

TEXT = "Na ja: „Drei Stempel“ –  für einen\nBleistift! Und der Antrag liegt bei [PERSON_1]."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Und der Antrag", "Und der Antrag"),
        ('"Drei Stempel" - für einen Bleistift', "„Drei Stempel“ –  für einen\nBleistift"),
        ("und der antrag liegt bei [PERSON_1]", "Und der Antrag liegt bei [PERSON_1]"),
        ("  für einen Bleistift. ", "für einen\nBleistift"),
    ],
)
def test_a_quote_is_found_but_for_spaces_and_typography(quote, found):
    place = locate(quote, TEXT)

    assert place
    assert TEXT[slice(*place)].strip('„“ "') == found.strip('„“ "')


@pytest.mark.parametrize(
    "quote",
    [
        "Vier Stempel",
        "Drei Stempel für zwei",
        "antra",
        "der Antrag lag bei",
        "",
        " ",
        "...",
        "ruht",
    ],
)
def test_what_nobody_said_is_not_found(quote):
    assert locate(quote, TEXT) is None


@given(st.text(min_size=1, max_size=60), st.data())
def test_every_part_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    if not quote.strip():
        return

    place = locate(quote, text)
    assert place
    assert text[slice(*place)] == quote


@given(st.text(max_size=30), st.text(max_size=60))
def test_what_is_found_has_the_same_letters(quote, text):
    place = locate(quote, text)
    if place:
        letters = "".join(c for c in quote if c.isalnum()).casefold()
        assert "".join(c for c in text[slice(*place)] if c.isalnum()).casefold() == letters
