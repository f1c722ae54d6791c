from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Proposal
from pipeline.review.log import decide, first_broken
from pipeline.review.settling import progress, still_open

proposals = st.lists(
    st.builds(
        Proposal,
        checkpoint=st.sampled_from(["datenschutz", "muster", "einstufung"]),
        item_id=st.text(min_size=1, max_size=3),
        digest=st.text(min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=6,
)


def decided(items, after=()):
    return decide(items, after=after, reviewer="A", at="2026-01-01T00:00:00+00:00", reason="")


@given(proposals, proposals)
def test_a_log_that_only_grew_is_whole(first, second):
    log = decided(first)
    log += decided(second, log)

    assert first_broken(log) is None


@given(proposals, st.data())
def test_a_changed_word_breaks_the_chain_where_it_stands(items, data):
    log = decided(items)
    position = data.draw(st.integers(0, len(log) - 1))
    log[position] = log[position].model_copy(update={"reviewer": "B"})

    assert first_broken(log) == position


@given(proposals, proposals)
def test_a_missing_decision_breaks_the_chain(first, second):
    log = decided(first)
    log += decided(second, log)

    assert first_broken(log[1:]) == 0


@given(proposals)
def test_what_was_decided_is_no_longer_open(items):
    assert still_open(items, decided(items)) == []


def test_a_decision_does_not_count_for_content_that_has_changed_since():
    before = Proposal(checkpoint="muster", item_id="M-1", digest="old")
    after = before.model_copy(update={"digest": "new"})

    assert still_open([after], decided([before])) == [after]


def test_progress_counts_only_the_decisions_on_what_is_proposed_now():
    old = Proposal(checkpoint="muster", item_id="M-1", digest="old")
    new = Proposal(checkpoint="muster", item_id="M-2", digest="new")

    review = progress("muster", [new], decided([old]))

    assert (review.proposed, review.decided, review.open) == (1, 0, 1)
    assert review.reviewers == ()
