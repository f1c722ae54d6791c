from hypothesis import given
from hypothesis import strategies as st

from pipeline.tools.detectors.normalised import fold, normalise


@given(st.text(max_size=60), st.data())
def test_every_stretch_of_the_reading_leads_back_into_the_original(
    text: str, data: st.DataObject
) -> None:
    reading = normalise(text)
    if reading.text:
        start = data.draw(st.integers(0, len(reading.text) - 1))
        end = data.draw(st.integers(start + 1, len(reading.text)))
        first, last = reading.original(start, end)

        assert 0 <= first < last <= len(text)


def test_what_nobody_sees_is_read_over_and_masked_with_the_rest() -> None:
    text = "Mü\u200bl\u00adler\u202e!"
    reading = normalise(text)

    assert reading.text == "Müller!"
    assert text[slice(*reading.original(0, 6))] == "Mü\u200bl\u00adler\u202e"


def test_a_tag_inside_a_word_goes_with_it_and_one_behind_it_stays() -> None:
    text = "<b>M<i>ü</i>ller</b> fehlt"
    reading = normalise(text)

    assert reading.text == "Müller fehlt"
    assert text[slice(*reading.original(0, 6))] == "M<i>ü</i>ller"


def test_letters_with_loose_accents_and_entities_are_put_together() -> None:
    assert normalise("Mu\u0308ller").text == "Müller"
    assert normalise("M&uuml;ller &amp; Co").text == "Müller & Co"
    assert normalise("Ｍüller ①").text == "Müller 1"


def test_folding_forgets_case_accents_and_sharp_s() -> None:
    assert fold("Weiß") == fold("WEISS")
    assert fold("Öztürk") == fold("ozturk")
    assert fold("Yıldız") == fold("YILDIZ")
