import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import LedgerError
from pipeline.ledger import check_count, check_ids, check_total, total
from pipeline.manifest import Signature
from pipeline.records import Failure

ids = st.sets(st.text(alphabet="abcdef", min_size=1, max_size=2), max_size=8)


def failures(stopped):
    return [Failure(item_id=i, stage="detect", reason="zu lang") for i in stopped]


@given(ids, ids)
def test_what_went_on_and_what_stopped_is_what_came(went, stopped):
    check_ids("detect", went | (stopped - went), went, failures(stopped - went))


@given(ids, ids.filter(bool))
def test_an_item_that_vanishes_is_noticed(went, lost):
    came = went | lost
    kept = went - lost

    with pytest.raises(LedgerError, match="geht nicht auf"):
        check_ids("detect", came, kept, [])


def test_an_item_from_nowhere_is_noticed():
    with pytest.raises(LedgerError, match="erfunden"):
        check_ids("detect", ["a"], ["a", "b"], [])


def test_an_item_that_both_goes_on_and_stops_is_noticed():
    with pytest.raises(LedgerError, match="doppelt"):
        check_ids("detect", ["a"], ["a"], failures(["a"]))


def test_a_row_that_vanishes_while_reading_is_noticed():
    check_count("ingest", 3, 2, failures(["a"]))

    with pytest.raises(LedgerError, match="4 Einträge gelesen"):
        check_count("ingest", 4, 2, failures(["a"]))


def signature(records, **left):
    return Signature(
        fingerprint="", content="", failures="", records=records, left=left, means={}, seconds=0
    )


def steps(**changes):
    return {
        "statements": signature(10, blank=2, duplicate=1, rejected=3, failed=1),
        "anonymised": signature(9, failed=1),
        "pain_points": signature(12, no_complaint=2, failed=1),
        "embeddings": signature(12),
        "clusters": signature(3),
        "candidate_patterns": signature(2),
        **changes,
    }


def test_the_ledger_of_a_run_adds_up():
    ledger = total(steps(), clustered=9, noise=3)

    check_total(ledger)
    assert (ledger.read, ledger.kept) == (17, 10)
    assert ledger.statements_with_complaint == 6
    assert ledger.statements_failed == 2


def test_a_pain_point_that_vanishes_fails_the_run():
    ledger = total(steps(), clustered=8, noise=3)

    with pytest.raises(LedgerError, match="12 Schmerzpunkte, aber nur 11"):
        check_total(ledger)


def test_pain_points_that_could_not_be_summarised_are_accounted_for():
    ledger = total(steps(candidate_patterns=signature(1, failed=4)), clustered=5, noise=3)

    check_total(ledger)
    assert ledger.pain_points_failed == 4
