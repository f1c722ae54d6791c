import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper import Paper, assessment, assessments

from pipeline.review.agreement import agreements, alpha, interval, kappa, percent

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers,
# twelve units, some values missing.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = list(zip(*OBSERVERS, strict=True))
SCALE = (1, 2, 3, 4, 5)

two_say = st.lists(st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE)), min_size=2)


def test_alpha_of_the_published_example_is_the_published_one():
    assert alpha(UNITS) == pytest.approx(0.743, abs=5e-4)
    assert alpha(UNITS, scale=SCALE) == pytest.approx(0.815, abs=5e-4)


def test_alpha_of_the_published_binary_example_is_the_published_one():
    # The same paper, section A: two observers, ten units.
    one = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
    other = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)

    assert alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=5e-4)


def test_kappa_of_the_textbook_example_is_the_textbook_one():
    both = [("ja", "ja")] * 20 + [("ja", "nein")] * 5 + [("nein", "ja")] * 10
    both += [("nein", "nein")] * 15

    assert kappa(both) == pytest.approx(0.4)
    assert percent(both) == 70


@given(two_say)
def test_who_always_agrees_agrees_wholly(said):
    same = [(a, a) for a, _ in said]

    assert percent(same) == 100
    assert alpha(same) in (None, pytest.approx(1))
    assert alpha(same, scale=SCALE) in (None, pytest.approx(1))


@given(two_say)
def test_the_order_of_units_and_of_raters_does_not_matter(said):
    turned = [(b, a) for a, b in reversed(said)]

    assert alpha(turned) == pytest.approx(alpha(said))
    assert alpha(turned, scale=SCALE) == pytest.approx(alpha(said, scale=SCALE))


@given(two_say)
def test_an_interval_has_its_ends_in_order(said):
    low, high = interval(said, scale=SCALE, resamples=50)

    assert (low is None and high is None) or low <= high


def test_the_interval_holds_the_figure_and_is_the_same_every_time():
    low, high = interval(UNITS)

    assert low < alpha(UNITS) < high
    assert interval(UNITS) == (low, high)


def test_without_difference_there_is_no_figure():
    assert alpha([(1, 1), (1, 1)]) is None
    assert kappa([(1, 1), (1, 1)]) is None
    assert percent([]) is None


def test_who_counts_anew_after_a_wave_disagrees_with_nobody():
    paper = Paper().lay(einstufung=assessments(assessment("M-1")))
    paper.say("M-1", "approve", checkpoint="einstufung")
    paper.lay(einstufung=assessments(assessment("M-1", FALLZAHL=5, TRANSFERFAEHIGKEIT=4)))
    found = agreements("einstufung", paper.desk.state("einstufung"))

    assert found
    assert {agreement.percent for agreement in found} == {100}
