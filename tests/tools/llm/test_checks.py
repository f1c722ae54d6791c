import pytest
from pydantic import ValidationError

from pipeline.records import Failure
from pipeline.tools.llm.checks import not_german, texts_of, thinking, where


def test_english_is_noticed_and_german_shop_talk_is_not():
    assert not_german(["The data must be entered twice and it is slow."])
    assert not not_german(["Der Workflow im Ticket-Tool ist down."])
    assert not not_german(["WBA-Rücklauf"])


def test_thoughts_do_not_pass_for_a_result():
    assert thinking(["<think>Hm.</think>"])
    assert not thinking(["Ich denke, das dauert."])


def test_every_text_of_an_answer_is_looked_at():
    assert list(texts_of({"a": "x", "b": [{"c": "y"}, ("z", 1)], "d": None})) == ["x", "y", "z"]


def test_a_field_that_a_model_made_up_is_not_repeated():
    with pytest.raises(ValidationError) as caught:
        Failure.model_validate({"Frau Zorb": "", "item_id": "1", "stage": "x", "reason": "y"})

    assert "Zorb" not in where(caught.value)
