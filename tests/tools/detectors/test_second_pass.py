from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.context import Context
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.second_pass import SecondPass


def again(*texts: str) -> list[list[str]]:
    found = SecondPass(Context()).detect(texts)
    return [
        [text[m.start : m.end] for m in marks if m.detector == "second-pass"]
        for text, marks in zip(texts, found, strict=True)
    ]


def test_a_rare_surname_is_found_in_any_case_and_with_a_genitive_s() -> None:
    assert again("Frau Hölscher war da.", "hölschers akte, HÖLSCHER, Holscher") == [
        ["Hölscher"],
        ["hölschers", "HÖLSCHER", "Holscher"],
    ]


def test_a_surname_that_is_a_word_is_found_only_as_written_and_not_after_an_article() -> None:
    assert again("Herr Lang kam.", "Das dauert lang. Lang meint das auch.")[1] == ["Lang"]
    assert again("Frau Winter kam.", "Im Winter ist es kalt, meint Winter.")[1] == ["Winter"]


def test_a_placeholder_is_no_name() -> None:
    assert again("Frau Person kam.", "Frau [PERSON_1] kam.")[1] == []


def test_a_guess_does_not_spread() -> None:
    class Guess:
        identity = "guess"

        def detect(self, texts: list[str]) -> list[list[Mark]]:
            return [[Mark(0, 4, Kind.PERSON, 0.3, "guess")], []]

    assert SecondPass(Guess()).detect(["Zorb kam.", "Zorb kam."])[1] == []  # type: ignore[arg-type]
