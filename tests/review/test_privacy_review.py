from pipeline.records import Span, Statement, StatementId
from pipeline.review.privacy import (
    control_sample,
    counts,
    doubts,
    highest_leak_share,
    sample_size,
)


def statement(number: int, text: str) -> Statement:
    return Statement(
        statement_id=StatementId(f"s{number}"), source="a", locator="1", text=text, channel="u"
    )


def span(number: int, *, score: float = 0.9, kind: str = "PERSON") -> Span:
    return Span(
        statement_id=StatementId(f"s{number}"), start=0, end=4, kind=kind, score=score, detector="t"
    )


def test_the_sample_is_as_large_as_the_rule_of_three_asks() -> None:
    assert sample_size() == 299
    assert sample_size(tolerated=0.05) == 59


def test_a_clean_sample_of_299_leaves_less_than_one_in_a_hundred() -> None:
    assert highest_leak_share(299, 0) <= 0.01 < highest_leak_share(298, 0)
    assert highest_leak_share(299, 2) > 0.02
    assert highest_leak_share(0, 0) == 1


def test_the_sample_does_not_depend_on_the_order() -> None:
    ids = [StatementId(f"s{n}") for n in range(500)]

    assert control_sample(ids, 30) == control_sample(ids[::-1], 30)
    assert len(set(control_sample(ids, 30))) == 30
    assert control_sample(ids, 30) != control_sample(ids, 30, seed=8)


def test_the_most_doubtful_statement_comes_first() -> None:
    found = doubts(
        [
            statement(1, "Alles in Ordnung mit dem Scanner."),
            statement(2, "Hier fragte Zwackelmann nach."),
            statement(3, "Syrische Familie, drei Kinder, Vater Mitte fünfzig, schwerbehindert."),
            statement(4, "Gabi sagt nein."),
        ],
        [span(4, score=0.1)],
    )

    assert [one.statement_id for one in found] == ["s3", "s4", "s2"]
    assert found[0].reasons == ("mehrere Merkmale einer Person",)
    assert found[2].reasons == ("unbekanntes großgeschriebenes Wort",)


def test_kinds_are_counted_for_the_record() -> None:
    assert counts([span(1), span(2), span(3, kind="IBAN")]) == {"IBAN": 1, "PERSON": 2}
