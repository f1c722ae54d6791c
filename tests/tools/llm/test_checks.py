from pipeline.tools.llm.checks import (
    not_german,
    texts_of,
    thinking,
)


def test_english_is_noticed_and_german_shop_talk_is_not():
    assert not_german(["The data must be entered twice and it is slow."])
    assert not not_german(["Der Workflow im Ticket-Tool ist down."])
    assert not not_german(["WBA-Rücklauf"])


def test_thoughts_do_not_pass_for_a_result():
    assert thinking(["<think>Hm.</think>"])
    assert not thinking(["Ich denke, das dauert."])


def test_every_text_of_an_answer_is_looked_at():
    assert list(texts_of({"a": "x", "b": [{"c": "y"}, ("z", 1)], "d": None})) == ["x", "y", "z"]
