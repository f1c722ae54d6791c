from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import AnonymisedStatement, StatementId
from pipeline.resources import resource
from pipeline.tools.extractors.complaint import ComplaintModel, buckets
from pipeline.tools.extractors.rules import RuleExtractor, parts

MODEL = resource("data/modelle/klage.npz")


def answers(*texts: str):
    statements = [
        AnonymisedStatement(statement_id=StatementId(str(n)), text=text, channel="umfrage")
        for n, text in enumerate(texts)
    ]
    return RuleExtractor(MODEL, label="Regelwerk").extract(statements)


@pytest.mark.parametrize(
    "text", ["Danke, alles bestens bei uns!", "Ich sag mal nichts dazu.", "ok", "👍"]
)
def test_praise_and_empty_talk_hold_no_complaint(text):
    assert answers(text) == [()]


@pytest.mark.parametrize(
    "text",
    [
        "370",
        "NULL",
        "Dezember 2025",
        "12.03.",
        "JC-04",
        "[PERSON_1]",
        '=HYPERLINK("http://a.example")',
    ],
)
def test_what_a_program_left_in_a_cell_is_no_complaint(text):
    assert answers(text) == [()]


@pytest.mark.parametrize("text", ["Was wünschen Sie sich?", "Und was nervt euch am meisten?"])
def test_a_question_to_others_is_no_complaint(text):
    assert answers(text) == [()]


@pytest.mark.parametrize(
    "text",
    [
        "Die eAkte ist langsam und stürzt ab.",
        "Software langsam",
        "DER SCANNER STEHT DAUERND STILL",
        "Warum muss ich alles doppelt eingeben?",
        "Warum haben sie das nicht längst repariert?",
    ],
)
def test_a_short_or_loud_or_asking_complaint_is_one(text):
    assert len(answers(text)[0]) == 1


def test_a_complaint_is_taken_in_its_own_words():
    text = "  Den Scanner teilen sich drei Etagen,\n und er steht   still. "
    [(found,)] = answers(text)

    assert text[found.start : found.end] == text.strip()
    assert found.issue == "Den Scanner teilen sich drei Etagen, und er steht still."


def test_who_says_that_something_else_begins_is_taken_at_his_word():
    text = "Der Scanner steht dauernd still. Außerdem fehlen uns seit Mai zwei Leute."

    assert [text[a:b] for a, b in parts(text)] == [
        "Der Scanner steht dauernd still.",
        "Außerdem fehlen uns seit Mai zwei Leute.",
    ]


def test_a_story_that_goes_on_is_one_complaint():
    text = "Der Scanner steht still. Und dann kommt wieder keiner. Außerdem: nervig."

    assert len(parts(text)) == 1


@given(st.text(min_size=1).filter(str.strip))
def test_parts_hold_text_and_come_in_order(text):
    found = parts(text)

    assert found
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


@given(st.text())
def test_any_text_has_a_probability(text):
    assert 0 <= ComplaintModel(MODEL).silence(text) <= 1


def test_the_number_of_a_placeholder_does_not_matter():
    assert buckets("Frau [PERSON_1] fehlt.") == buckets("Frau [PERSON_27] fehlt.")


@pytest.mark.parametrize("text", ["Mehr Personal!", "Zu viele Mails", "Scanner geht nicht"])
def test_a_complaint_in_a_few_words_is_not_lost(text):
    [(found,)] = answers(text)

    assert found.issue == text
