from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import AnonymisedStatement, StatementId
from pipeline.stages.extract import extract
from pipeline.tools.extractors import Extracted

TEXTS = st.text(min_size=1, max_size=30)
PLACES = st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.text(max_size=5))
ANSWERS = st.one_of(st.just("kein Ergebnis"), st.lists(PLACES, max_size=4))


class Scripted:
    identity = label = "scripted"

    def __init__(self, answers: Sequence[str | list[tuple[int, int, str]]]) -> None:
        self.answers = answers

    def extract(
        self, statements: Sequence[AnonymisedStatement]
    ) -> list[tuple[Extracted, ...] | str]:
        return [a if isinstance(a, str) else tuple(Extracted(*e) for e in a) for a in self.answers]


def statement(number: int, text: str) -> AnonymisedStatement:
    return AnonymisedStatement(statement_id=StatementId(f"S{number}"), text=text, channel="umfrage")


@given(st.lists(st.tuples(TEXTS, ANSWERS), max_size=5))
def test_every_statement_has_pain_points_or_a_reason_why_not(pairs):
    statements = [statement(number, text) for number, (text, _) in enumerate(pairs)]
    result = extract(statements, extractor=Scripted([answer for _, answer in pairs]))

    spoken = {point.statement_id for point in result.records}
    silent = {failure.item_id for failure in result.failures}
    assert spoken | silent == {s.statement_id for s in statements}
    assert not spoken & silent


@given(st.lists(st.tuples(TEXTS, ANSWERS), max_size=5))
def test_a_pain_point_stands_in_its_statement_word_for_word(pairs):
    statements = [statement(number, text) for number, (text, _) in enumerate(pairs)]
    result = extract(statements, extractor=Scripted([answer for _, answer in pairs]))

    texts = {s.statement_id: s.text for s in statements}
    assert all(p.text == texts[p.statement_id][p.start : p.end] for p in result.records)
    assert len({p.pain_point_id for p in result.records}) == len(result.records)


def test_silence_is_told_from_trouble():
    answers = [[], "Der Server antwortet nicht.", [(0, 99, "Etwas fehlt.")]]
    statements = [statement(number, "Alles gut.") for number in range(3)]
    result = extract(statements, extractor=Scripted(answers))

    assert [failure.kind for failure in result.failures] == ["no_complaint", "failed", "failed"]


def test_the_id_of_a_pain_point_does_not_depend_on_the_others():
    both = extract(
        [statement(0, "Die Akte fehlt. Der Drucker auch.")],
        extractor=Scripted([[(0, 15, "Akte fehlt."), (16, 33, "Drucker fehlt.")]]),
    )
    one = extract(
        [statement(0, "Die Akte fehlt. Der Drucker auch.")],
        extractor=Scripted([[(16, 33, "Drucker fehlt.")]]),
    )

    assert one.records[0].pain_point_id == both.records[1].pain_point_id


def test_the_same_place_told_twice_with_two_sentences_is_one_pain_point():
    twice = [[(0, 15, "Akten fehlen."), (0, 15, "Die Akte ist weg.")]]
    result = extract([statement(0, "Die Akte fehlt.")], extractor=Scripted(twice))

    assert len(result.records) == 1
