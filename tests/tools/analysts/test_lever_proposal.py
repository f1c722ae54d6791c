from pipeline.records import Lever, Verdict
from pipeline.tools.analysts.levers import propose
from pipeline.tools.catalogue import Entry, Near


def near(lever: Lever, similarity: float, *accepted: Lever) -> Near:
    entry = Entry(
        entry_id="E", title="", description="", field="", lever=lever,
        acceptable=(lever, *accepted), reason="", examples=(),
    )  # fmt: skip
    return Near(entry, similarity)


def test_a_topic_that_the_catalogue_does_not_know_stays_open():
    proposal = propose([near(Lever.KI, 0.1), near(Lever.KI, 0.05)], 0.8)

    assert (proposal.verdict, proposal.lever) == (Verdict.UNKLAR, None)


def test_the_nearest_entries_outvote_the_farther_ones():
    proposal = propose([near(Lever.RECHT, 0.4), near(Lever.KI, 0.3), near(Lever.KI, 0.3)], 0.8)

    assert (proposal.verdict, proposal.lever) == (Verdict.NICHT_KI, Lever.RECHT)


def test_ai_waits_where_a_like_topic_needs_something_else():
    alone = propose([near(Lever.KI, 0.4), near(Lever.KI, 0.3)], 0.8)
    mixed = propose([near(Lever.KI, 0.4), near(Lever.DATENQUALITAET, 0.3)], 0.8)

    assert alone.verdict == Verdict.KI
    assert (mixed.verdict, mixed.lever) == (Verdict.KI_NACH_VORARBEIT, Lever.KI)


def test_a_tie_between_ai_and_something_else_is_left_to_people():
    tie = propose([near(Lever.KI, 0.3), near(Lever.PROZESS, 0.3)], 0.8)
    other_tie = propose([near(Lever.RECHT, 0.3), near(Lever.PROZESS, 0.3)], 0.8)

    assert tie.verdict == Verdict.UNKLAR
    assert other_tie.verdict == Verdict.NICHT_KI


def test_an_accepted_lever_counts_less_than_the_own_one():
    proposal = propose([near(Lever.PROZESS, 0.3, Lever.KI)], 0.8)

    assert list(proposal.shares) == [Lever.PROZESS, Lever.KI]
    assert sum(proposal.shares.values()) == 1


def test_a_group_of_everything_and_nothing_stays_open():
    entries = [near(Lever.KI, 0.4), near(Lever.KI, 0.3)]

    assert propose(entries, 0.2).verdict == Verdict.UNKLAR
    assert propose(entries, 0.5).verdict == Verdict.KI
