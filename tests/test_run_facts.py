import pytest

from pipeline.review.privacy import highest_leak_share
from pipeline.run_facts import TELLING, Audit, ControlSample, Review

REVIEW = Review(
    checkpoint="datenschutz", proposed=2, decided=2, last_at="2026-03-02T09:15:00+00:00"
)


def sample(read: int, *, in_order: int | None = None, leaks: int = 0, share: float | None = 0.01):
    order = read if in_order is None else in_order
    return ControlSample(drawn=299, read=read, in_order=order, leaks=leaks, highest_share=share)


def audit(read: int, *, forgotten: bool) -> Audit:
    return Audit(
        statements=400, masked_statements=2, kinds={}, forgotten=forgotten, sample=sample(read)
    )


def test_nothing_is_called_anonymous_before_it_was_looked_through_and_forgotten():
    standings = [
        audit(read, forgotten=forgotten).standing(REVIEW)
        for read in (40, 299)
        for forgotten in (False, True)
    ]

    assert standings == [
        "pseudonymisiert, geprüft am 02.03.2026",
        "pseudonymisiert, geprüft am 02.03.2026, Originaltexte gelöscht",
        "pseudonymisiert, geprüft am 02.03.2026",
        "anonymisiert: Maskierung geprüft am 02.03.2026, Originaltexte gelöscht",
    ]
    assert audit(299, forgotten=True).standing(None) == "maskiert, noch nicht geprüft"


@pytest.mark.parametrize(("statements", "says"), [(400, "pseudonymisiert"), (299, "anonymisiert")])
def test_where_the_sample_had_leaks_only_reading_everything_makes_it_anonymous(statements, says):
    leaky = audit(299, forgotten=True).model_copy(
        update={"statements": statements, "sample": sample(299, leaks=2)}
    )

    assert leaky.standing(REVIEW).startswith(says)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (sample(0, share=None), "0 von 299 gezogenen Aussagen gelesen; wie viel"),
        (sample(40, share=0.0721), "40 von 299 gezogenen Aussagen gelesen (unvollständig), nichts"),
        (sample(40, in_order=3, leaks=1, share=0.8), "(unvollständig), bei 1 etwas nachgetragen"),
        (sample(40, in_order=31, share=0.0922), "es zählen die ersten 31, die der Reihe nach"),
        (sample(299, share=0.00997), "299 von 299 gezogenen Aussagen gelesen, nichts nachgetragen"),
    ],
)
def test_a_sample_that_was_not_read_to_the_end_says_so(told, says):
    assert says in told.sentence


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (sample(28, share=highest_leak_share(28, 0)), False),
        (sample(29, share=highest_leak_share(29, 0)), True),
        (sample(200, in_order=0, share=1.0), False),
        (sample(200, in_order=29, leaks=9, share=0.48), True),
    ],
)
def test_below_a_useful_number_the_sample_tells_no_share(told, says):
    assert ("mit 95 % Sicherheit" in told.sentence) is says
    assert ("noch keine Aussage möglich" in told.sentence) is not says


def test_the_useful_number_is_the_first_that_rules_out_one_in_ten():
    assert highest_leak_share(TELLING, 0) < 0.1 < highest_leak_share(TELLING - 1, 0)


def test_a_small_run_that_was_read_whole_has_its_share():
    whole = sample(12, share=0.0).model_copy(update={"drawn": 12})

    assert "höchstens 0,0 %" in whole.sentence


def test_a_limit_is_never_rounded_down():
    assert "höchstens 7,3 % der Aussagen" in sample(40, share=0.0721).sentence
