import pytest
from paper import Paper

from pipeline.records import Decision, Span, Statement, StatementId
from pipeline.review.changes import SAMPLE, Change, Mask, read
from pipeline.review.log import first_broken
from pipeline.review.privacy import (
    control_sample,
    doubts,
    highest_leak_share,
    sample_size,
    sampled,
)
from pipeline.review.proposing import spans_case


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


def desk(statements: int, marked: int = 1) -> Paper:
    """So many statements, the first ``marked`` of them with a proposal."""
    said = [statement(n, "Hier fragte Zwackelmann nach.") for n in range(statements)]
    case = spans_case(said, [span(n) for n in range(marked)], key=b"a key")
    return Paper().lay(datenschutz=case)


def look(paper: Paper, item_id: str, *, leak: bool = False) -> None:
    masks = (Mask(start=0, end=4, kind="PERSON"), Mask(start=12, end=23, kind="PERSON"))
    change = Change(spans=masks) if leak else Change()
    paper.say(item_id, "edit" if leak else "approve", checkpoint="datenschutz", change=change)


def drawn(paper: Paper) -> list[StatementId]:
    paper.desk.refresh()
    return paper.desk.control_sample()


def notes(paper: Paper) -> list[Decision]:
    return [d for d in paper.desk.log() if d.item_id == SAMPLE]


def test_who_closes_the_checkpoint_leaves_the_result_of_the_sample_in_the_log() -> None:
    paper = desk(400)
    for item_id in [i for i in drawn(paper)[:40] if i != "s0"]:
        look(paper, item_id)
    before = notes(paper)
    look(paper, "s0")
    (note,) = notes(paper)
    found = read(note).sample

    assert before == []
    assert note.reviewer == "A"
    assert found is not None
    assert (found.drawn, found.leaks, found.complete) == (299, 0, False)
    assert found.read in (40, 41)
    assert found.highest_share == highest_leak_share(found.in_order, 0)
    assert f"{found.read} von 299 gezogenen Aussagen gelesen (unvollständig)" in note.reason
    assert first_broken(paper.log.written) is None


def test_who_approves_everything_at_once_has_read_nothing() -> None:
    paper = desk(400, marked=400)
    approved = paper.desk.approve_all("datenschutz", reviewer="A", role="Freigabe")
    found = read(notes(paper)[0]).sample

    assert approved == 400
    assert found is not None
    assert (found.read, found.highest_share) == (0, None)
    assert "0 von 299 gezogenen Aussagen gelesen" in found.sentence
    assert "offen" in found.sentence


def test_what_was_found_in_the_sample_raises_the_limit() -> None:
    paper = desk(400)
    ids = drawn(paper)
    for item_id in ids:
        look(paper, item_id, leak=item_id in ids[:2])
    found = sampled(paper.desk.state("datenschutz").items)

    assert (found.read, found.leaks) == (299, 2)
    assert found.highest_share == pytest.approx(highest_leak_share(299, 2))
    assert "bei 2 etwas nachgetragen" in found.sentence
    assert "höchstens 2,1 %" in found.sentence


def test_the_limit_rests_on_those_that_nobody_picked() -> None:
    paper = desk(400)
    ids = drawn(paper)
    for item_id in [*ids[:10], *ids[50:80]]:
        look(paper, item_id)
    found = sampled(paper.desk.state("datenschutz").items)

    assert (found.read, found.in_order) == (40, 10)
    assert found.highest_share == highest_leak_share(10, 0)


def test_where_every_statement_was_read_nothing_is_left_to_chance() -> None:
    paper = desk(20)
    for item_id in drawn(paper):
        look(paper, item_id)
    found = sampled(paper.desk.state("datenschutz").items)

    assert found.complete
    assert found.highest_share == 0


def test_a_sample_read_after_the_checkpoint_was_closed_is_noted_at_its_end_and_at_a_leak() -> None:
    paper = desk(30)
    look(paper, "s0")
    for item_id in drawn(paper):
        if item_id != "s0":
            look(paper, item_id, leak=item_id == drawn(paper)[9])
    found = [read(note).sample for note in notes(paper)]

    assert [(one.read, one.leaks) for one in found if one] == [(1, 0), (10, 1), (30, 1)] or [
        (one.read, one.leaks) for one in found if one
    ] == [(1, 0), (11, 1), (30, 1)]


def test_a_narrower_mark_is_no_leak() -> None:
    paper = desk(20)
    change = Change(spans=(Mask(start=0, end=3, kind="PERSON"),))
    paper.say("s0", "edit", checkpoint="datenschutz", change=change)

    assert sampled(paper.desk.state("datenschutz").items).leaks == 0


def test_a_word_that_was_taken_back_counts_as_unread() -> None:
    paper = desk(20)
    decision = paper.say("s3", "approve", checkpoint="datenschutz")
    taken = Change(taken_back=decision.hash)
    paper.say("s3", "take_back", checkpoint="datenschutz", change=taken)

    assert sampled(paper.desk.state("datenschutz").items).read == 0


def test_what_is_marked_by_now_counts_for_what_is_typed_next() -> None:
    said = [statement(n, "Hier fragte Zwackelmann nach.") for n in range(2)]
    found = [span(0), span(1, score=0.03)]
    paper = Paper().lay(datenschutz=spans_case(said, found, key=b"a key"))
    paper.say("s1", "comment", checkpoint="datenschutz")
    before = list(paper.marked)
    look(paper, "s0", leak=True)
    paper.say("s1", "comment", checkpoint="datenschutz")

    assert [(s.statement_id, s.start) for s in before] == [("s0", 0)]
    assert [(s.statement_id, s.start) for s in paper.marked] == [("s0", 0), ("s0", 12)]
