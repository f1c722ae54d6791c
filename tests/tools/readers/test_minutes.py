from collections.abc import Callable

import pytest

from pipeline.errors import InputError
from pipeline.tools.readers import Reading


def test_each_line_is_a_statement_and_a_heading_its_question(
    reading: Callable[..., Reading],
) -> None:
    content = "# Was nervt?\n\n- Der Drucker geht nie.\n2. Vom 3. Mai bis 10:30 Uhr: zu\n"

    result = reading("notizen.md", content)

    assert result.channel == "Protokoll"
    assert [(said.locator, said.question, said.text) for said in result.utterances] == [
        ("Zeile 3", "Was nervt?", "Der Drucker geht nie."),
        ("Zeile 4", "Was nervt?", "Vom 3. Mai bis 10:30 Uhr: zu"),
    ]


def test_a_turn_goes_on_until_somebody_else_speaks(reading: Callable[..., Reading]) -> None:
    content = (
        "Protokoll vom 3. Mai\n\nEva Lang: Der Drucker\ngeht nie.\n\nAli: Stimmt.\nAli: Immer.\n"
    )

    result = reading("runde.txt", content)

    assert [(said.locator, said.speaker, said.text) for said in result.utterances] == [
        ("Zeile 1", None, "Protokoll vom 3. Mai"),
        ("Zeile 3–4", "Eva Lang", "Der Drucker geht nie."),
        ("Zeile 6–7", "Ali", "Stimmt. Immer."),
    ]


def test_a_file_of_blanks_is_refused(reading: Callable[..., Reading]) -> None:
    with pytest.raises(InputError, match=r"leer\.txt enthält keine Redebeiträge"):
        reading("leer.txt", " \n\u00a0\n")
