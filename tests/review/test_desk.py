import pytest
from paper import Paper, assessment, assessments, ids, patterns, spans

from pipeline.config import Review as Rules
from pipeline.errors import Conflict, Refused
from pipeline.records import Argument, Criterion, Lever, Verdict
from pipeline.review.changes import Change, Mask, Part

TWO = Rules(datenschutz=2, muster=2, einstufung=2)


@pytest.fixture
def paper():
    """One person suffices: two patterns and a little noise."""
    return Paper().lay(muster=patterns({"M-1": range(10), "M-2": range(10, 16)}, noise=(20, 21)))


@pytest.fixture
def four_eyes():
    return Paper(TWO).lay(muster=patterns({"M-1": range(10), "M-2": range(10, 16)}, noise=(20,)))


def test_what_nobody_has_said_anything_about_is_open(paper):
    assert paper.status("M-1") == "open"
    assert [p.open for p in paper.desk.progress() if p.reached] == [2]


def test_one_person_suffices_unless_told_otherwise(paper):
    paper.say("M-1", "approve")

    assert paper.status("M-1") == "released"


def test_the_first_of_two_people_reviews_and_the_second_releases(four_eyes):
    four_eyes.say("M-1", "approve", "A")
    reviewed = four_eyes.status("M-1")
    four_eyes.say("M-1", "approve", "B")

    assert (reviewed, four_eyes.status("M-1")) == ("reviewed", "released")


def test_nobody_releases_what_he_reviewed_himself(four_eyes):
    four_eyes.say("M-1", "edit", "A", change=Change(title="Neu"))

    with pytest.raises(Refused, match="eine andere Person"):
        four_eyes.say("M-1", "approve", "A")


@pytest.mark.parametrize("name", ["anna  berg", " ANNA BERG", "Anna Berg\u00a0"])
def test_nobody_is_two_people_by_writing_the_name_otherwise(four_eyes, name):
    four_eyes.say("M-1", "approve", "Anna Berg")

    with pytest.raises(Refused, match="eine andere Person"):
        four_eyes.say("M-1", "approve", name, channel="xlsx")
    assert four_eyes.desk.approve_all("muster", reviewer=name, role="Freigabe") == 1
    assert four_eyes.status("M-1") == "reviewed"


def test_the_second_word_needs_the_role_for_it(four_eyes):
    four_eyes.say("M-1", "approve", "A", role="Prüfung")

    with pytest.raises(Refused, match="Rolle Freigabe"):
        four_eyes.say("M-1", "approve", "B", role="Prüfung")


@pytest.mark.parametrize("role", ["Lesen", "Verwaltung", ""])
def test_who_may_only_read_decides_nothing(paper, role):
    with pytest.raises(Refused, match="nicht entscheiden"):
        paper.say("M-1", "approve", role=role)


def test_two_opinions_are_a_dispute_that_neither_of_the_two_decides(four_eyes):
    four_eyes.say("M-1", "edit", "A", change=Change(title="Von A"))
    four_eyes.say("M-1", "edit", "B", change=Change(title="Von B"))

    assert four_eyes.status("M-1") == "disputed"
    for party in "AB":
        with pytest.raises(Refused, match="dritte Person"):
            four_eyes.say("M-1", "approve", party)


def test_a_third_person_decides_for_the_content_as_it_stands(four_eyes):
    four_eyes.say("M-1", "edit", "A", change=Change(title="Von A"))
    four_eyes.say("M-1", "edit", "B", change=Change(title="Von B"))
    four_eyes.say("M-1", "approve", "C")

    assert four_eyes.status("M-1") == "released"
    assert four_eyes.content("M-1").title == "Von A"


def test_a_third_person_decides_for_the_other_version(four_eyes):
    four_eyes.say("M-1", "edit", "A", change=Change(title="Von A"))
    other = four_eyes.say("M-1", "edit", "B", change=Change(title="Von B"))
    four_eyes.say("M-1", "approve", "C", change=Change(chosen=other.hash))

    assert four_eyes.status("M-1") == "released"
    assert four_eyes.content("M-1").title == "Von B"


def test_a_dispute_ends_where_one_side_takes_its_word_back(four_eyes):
    four_eyes.say("M-1", "approve", "A")
    against = four_eyes.say("M-1", "edit", "B", change=Change(title="Von B"))
    four_eyes.say("M-1", "take_back", "B", change=Change(taken_back=against.hash))

    assert four_eyes.status("M-1") == "reviewed"


def test_a_rejection_against_another_person_is_a_dispute(paper):
    paper.say("M-1", "approve", "A")
    paper.say("M-1", "reject", "B")

    assert paper.status("M-1") == "disputed"
    assert paper.content("M-1") is not None


def test_who_knew_an_older_version_gets_both(paper):
    old = paper.desk.item("muster", "M-1").version
    newer = paper.say("M-1", "edit", "A", change=Change(title="Von A"))

    with pytest.raises(Conflict) as conflict:
        paper.say("M-1", "edit", "B", version=old, change=Change(title="Von B"))

    assert conflict.value.current.content.title == "Von A"
    assert conflict.value.by == (newer,)
    assert paper.content("M-1").title == "Von A"


def test_the_same_form_sent_twice_decides_once(paper):
    version = paper.desk.item("muster", "M-1").version
    paper.say("M-1", "edit", version=version, change=Change(title="Neu"))

    with pytest.raises(Conflict):
        paper.say("M-1", "edit", version=version, change=Change(title="Neu"))


def test_a_comment_stands_in_nobodys_way(paper):
    version = paper.desk.item("muster", "M-1").version
    paper.say("M-1", "comment", "B", reason="Kenne ich.")
    paper.say("M-1", "approve", "A", version=version)

    assert paper.status("M-1") == "released"
    assert len(paper.desk.item("muster", "M-1").decisions) == 2


def test_merged_patterns_are_one_and_wait_as_one(paper):
    paper.say("M-1", "merge", change=Change(with_patterns=("M-2",), title="Beides"))

    assert paper.content("M-1").members == ids(*range(16))
    assert paper.content("M-1").title == "Beides"
    assert [i.item_id for i in paper.desk.items("muster")] == ["M-1"]
    assert paper.desk.item("muster", "M-2").into == "M-1"


def test_a_split_pattern_is_two_with_quotes_of_their_own(paper):
    paper.say("M-1", "split", change=Change(parts=(Part(title="Teil", members=ids(0, 1)),)))
    part = next(i for i in paper.desk.items("muster") if i.content.title == "Teil")

    assert part.content.members == ids(0, 1)
    assert paper.content("M-1").members == ids(*range(2, 10))
    assert {q.pain_point_id for q in paper.content("M-1").quotes} <= set(ids(*range(2, 10)))
    assert paper.content("M-1").quotes


def test_a_moved_pain_point_is_in_its_new_pattern_alone(paper):
    paper.say("M-1", "move", change=Change(members=ids(3), to="M-2"))

    assert ids(3)[0] in paper.content("M-2").members
    assert ids(3)[0] not in paper.content("M-1").members
    assert paper.status("M-1") == "open"


def test_the_restmenge_gives_and_takes(paper):
    paper.say("rest", "move", change=Change(members=ids(20), to="M-1"))
    paper.say("M-2", "move", change=Change(members=ids(10), to="rest"))
    paper.say("rest", "split", change=Change(parts=(Part(title="Neu", members=ids(10, 21)),)))

    assert ids(20)[0] in paper.content("M-1").members
    assert paper.desk.rest() == []
    assert any(i.content.title == "Neu" for i in paper.desk.items("muster"))


def test_a_move_out_of_the_restmenge_against_another_person_waits_where_it_would_go(four_eyes):
    four_eyes.say("M-1", "approve", "A")
    four_eyes.say("M-2", "approve", "A")
    moved = four_eyes.say("rest", "move", "B", change=Change(members=ids(20), to="M-1"))
    disputed = four_eyes.desk.item("muster", "M-1")
    four_eyes.say("M-1", "approve", "C", change=Change(chosen=moved.hash))

    assert (disputed.status, disputed.pending) == ("disputed", (moved,))
    assert four_eyes.status("M-1") == "released"
    assert ids(20)[0] in four_eyes.content("M-1").members
    assert four_eyes.desk.rest() == []


def test_a_preview_shows_the_result_and_decides_nothing(paper):
    seen = paper.desk.preview("muster", "M-1", "merge", Change(with_patterns=("M-2",)))

    assert seen["M-1"].members == ids(*range(16))
    assert seen["M-2"] is None
    assert paper.desk.log() == []


def test_what_was_taken_back_no_longer_counts_and_is_still_there(paper):
    said = paper.say("M-1", "edit", change=Change(title="Neu"))
    paper.say("M-1", "take_back", change=Change(taken_back=said.hash))
    item = paper.desk.item("muster", "M-1")

    assert item.content.title == "Muster M-1"
    assert item.status == "open"
    assert said in item.decisions
    assert item.taken_back == (said.hash,)


def test_nobody_takes_back_what_somebody_else_said(paper):
    said = paper.say("M-1", "approve", "A")

    with pytest.raises(Refused, match="nur, wer sie getroffen hat"):
        paper.say("M-1", "take_back", "B", change=Change(taken_back=said.hash))


def test_an_approval_of_what_was_taken_back_waits_again(four_eyes):
    said = four_eyes.say("M-1", "edit", "A", change=Change(title="Von A"))
    four_eyes.say("M-1", "approve", "B")
    four_eyes.say("M-1", "take_back", "A", change=Change(taken_back=said.hash))
    item = four_eyes.desk.item("muster", "M-1")

    assert item.status == "again"
    assert (item.hands, item.spoken) == ((), ("B",))
    assert item.was["title"] == "Von A"
    assert item.content.title == "Muster M-1"


def test_postponed_items_stay_open_and_come_last(paper):
    paper.say("M-1", "postpone")

    assert [i.item_id for i in paper.desk.items("muster")] == ["M-2", "M-1"]
    assert paper.status("M-1") == "open"


def test_an_override_carries_the_reason_of_the_person():
    paper = Paper().lay(einstufung=assessments(assessment("M-1")))
    change = Change(verdict=Verdict.NICHT_KI, lever=Lever.PROZESS, ratings={Criterion.NUTZEN: 1})
    paper.say("M-1", "override", checkpoint="einstufung", change=change)
    content = paper.content("M-1", "einstufung")
    rated = {r.criterion: r.value for r in content.ratings}

    assert (content.verdict, content.lever) == (Verdict.NICHT_KI, Lever.PROZESS)
    assert content.reason == "Darum ist es so."
    assert rated[Criterion.NUTZEN] == 1
    assert rated[Criterion.AKZEPTANZ] == 3


@pytest.mark.parametrize(
    ("change", "solution", "arguments"),
    [
        (Change(verdict=Verdict.NICHT_KI, lever=Lever.STANDARDISIERUNG), "", 0),
        (Change(lever=Lever.STANDARDISIERUNG), "", 1),
        (Change(verdict=Verdict.KI, ratings={Criterion.NUTZEN: 1}), "Ein Modell liest mit.", 1),
    ],
)
def test_what_was_written_for_the_old_verdict_goes_with_it(change, solution, arguments):
    proposed = assessment("M-1").model_copy(
        update={
            "solution": "Ein Modell liest mit.",
            "arguments_for": (Argument(text="Es geht um Texte."),),
        }
    )
    paper = Paper().lay(einstufung=assessments(proposed))
    paper.say("M-1", "override", checkpoint="einstufung", change=change)
    content = paper.content("M-1", "einstufung")

    assert (content.solution, len(content.arguments_for)) == (solution, arguments)


@pytest.mark.parametrize("reason", ["", "zu kurz", "          ."])
def test_against_a_proposal_goes_nothing_without_a_reason(reason):
    paper = Paper().lay(einstufung=assessments(assessment("M-1")))
    change = Change(verdict=Verdict.UNKLAR)

    with pytest.raises(Refused, match="mindestens 10 Zeichen"):
        paper.say("M-1", "override", checkpoint="einstufung", change=change, reason=reason)


@pytest.mark.parametrize(
    ("action", "change", "sentence"),
    [
        ("edit", Change(), "passen nicht"),
        ("edit", Change(verdict=Verdict.KI), "passen nicht"),
        ("edit", Change(title=" "), "braucht einen Titel"),
        ("edit", Change(title="Muster M-1"), "nichts geändert"),
        ("merge", Change(with_patterns=("M-9",)), "Zielmuster"),
        ("merge", Change(with_patterns=("M-1",)), "Zielmuster"),
        ("merge", Change(with_patterns=("rest",)), "Restmenge"),
        ("move", Change(members=ids(11), to="M-2"), "gehören nicht"),
        ("move", Change(members=ids(1), to="M-9"), "Zielmuster"),
        ("split", Change(parts=(Part(title="x", members=()),)), "leer"),
        (
            "split",
            Change(parts=(Part(title="Teil", members=ids(0)), Part(title=" teil", members=ids(1)))),
            "heißen gleich",
        ),
        ("split", Change(parts=(Part(title="x", members=ids(1, 1)),)), "doppelt"),
        ("approve", Change(chosen="x"), "nicht mehr zur Wahl"),
        ("take_back", Change(taken_back="x"), "nicht zurücknehmen"),
        ("override", Change(verdict=Verdict.KI), "passen nicht"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(paper, action, change, sentence):
    with pytest.raises(Refused, match=sentence):
        paper.say("M-1", action, change=change)

    assert paper.desk.log() == []


def test_a_mask_is_set_taken_away_and_checked():
    paper = Paper().lay(datenschutz=spans("Frau Müller ruft an", (5, 11)))

    def mask(*masks):
        return paper.say("s1", "edit", checkpoint="datenschutz", change=Change(spans=masks))

    mask()
    assert paper.content("s1", "datenschutz").spans == ()
    mask(Mask(start=0, end=11, kind="PERSON"))
    assert paper.content("s1", "datenschutz").spans[0].detector == "review"
    with pytest.raises(Refused, match="überschneiden"):
        mask(Mask(start=0, end=11, kind="PERSON"), Mask(start=5, end=12, kind="PERSON"))
    with pytest.raises(Refused, match="hinaus"):
        mask(Mask(start=0, end=99, kind="PERSON"))
    with pytest.raises(Refused, match="gibt es nicht"):
        mask(Mask(start=0, end=4, kind="HUND"))


def test_who_uncovers_what_somebody_else_released_is_in_a_dispute_with_him():
    paper = Paper().lay(datenschutz=spans("Frau Müller ruft an", (5, 11)))
    paper.say("s1", "approve", "A", checkpoint="datenschutz")
    paper.say("s1", "edit", "B", checkpoint="datenschutz", change=Change(spans=()))
    item = paper.desk.item("datenschutz", "s1")

    assert (item.status, item.parties) == ("disputed", {"A", "B"})
    assert len(item.content.spans) == 1


def test_more_may_be_masked_after_somebody_else_released():
    paper = Paper().lay(datenschutz=spans("Frau Müller ruft an", (5, 11)))
    paper.say("s1", "approve", "A", checkpoint="datenschutz")
    more = (Mask(start=0, end=11, kind="PERSON"),)
    paper.say("s1", "edit", "B", checkpoint="datenschutz", change=Change(spans=more))

    assert paper.status("s1", "datenschutz") == "released"


def test_a_discarded_statement_is_masked_as_a_whole():
    paper = Paper().lay(datenschutz=spans("Frau Müller ruft an", (5, 11)))
    paper.say("s1", "discard", checkpoint="datenschutz")
    (span,) = paper.content("s1", "datenschutz").spans

    assert (span.start, span.end) == (0, 19)


class TestBlind:
    @pytest.fixture
    def blind(self):
        rules = Rules(einstufung=2, blind=True)
        return Paper(rules).lay(einstufung=assessments(assessment("M-1")))

    def override(self, blind, who, verdict):
        change = Change(verdict=verdict)
        return blind.say("M-1", "override", who, checkpoint="einstufung", change=change)

    def test_the_second_person_does_not_see_the_first_ones_word(self, blind):
        self.override(blind, "A", Verdict.UNKLAR)
        shown = blind.desk.item("einstufung", "M-1", "B")

        assert shown.blind
        assert shown.content.verdict is Verdict.KI
        assert shown.decisions == ()
        assert blind.desk.item("einstufung", "M-1", "A").content.verdict is Verdict.UNKLAR

    def test_the_same_judgement_without_knowing_releases(self, blind):
        self.override(blind, "A", Verdict.UNKLAR)
        self.override(blind, "B", Verdict.UNKLAR)

        assert blind.status("M-1", "einstufung") == "released"

    def test_the_same_judgement_for_another_reason_releases(self, blind):
        self.override(blind, "A", Verdict.UNKLAR)
        change = Change(verdict=Verdict.UNKLAR)
        how = {"checkpoint": "einstufung", "change": change, "reason": "Es fehlt an Aussagen."}
        blind.say("M-1", "override", "B", **how)

        assert blind.status("M-1", "einstufung") == "released"

    def test_a_criterion_left_open_is_not_judged(self, blind):
        blind.say("M-1", "approve", "A", checkpoint="einstufung")
        left_open = Change(ratings=dict.fromkeys(Criterion))
        blind.say("M-1", "override", "B", checkpoint="einstufung", change=left_open)

        assert blind.status("M-1", "einstufung") == "released"
        assert {r.value for r in blind.content("M-1", "einstufung").ratings} == {3}

    def test_who_takes_the_version_with_open_criteria_empties_none(self, blind):
        rated = Change(ratings={Criterion.NUTZEN: 1})
        blind.say("M-1", "override", "A", checkpoint="einstufung", change=rated)
        other = Change(verdict=Verdict.UNKLAR, ratings=dict.fromkeys(Criterion))
        said = blind.say("M-1", "override", "B", checkpoint="einstufung", change=other)
        disputed = blind.status("M-1", "einstufung")
        chosen = Change(chosen=said.hash)
        blind.say("M-1", "approve", "C", checkpoint="einstufung", change=chosen)
        content = blind.content("M-1", "einstufung")

        assert (disputed, content.verdict) == ("disputed", Verdict.UNKLAR)
        assert {r.criterion: r.value for r in content.ratings}[Criterion.NUTZEN] == 1
        assert None not in {r.value for r in content.ratings}

    def test_a_rating_that_was_seen_can_be_opened(self, blind):
        emptied = Change(ratings={Criterion.NUTZEN: None})
        blind.say("M-1", "override", "A", checkpoint="einstufung", change=emptied)
        ratings = blind.desk.item("einstufung", "M-1", "A").content.ratings

        assert {r.criterion: r.value for r in ratings}[Criterion.NUTZEN] is None

    def test_another_judgement_is_a_dispute(self, blind):
        self.override(blind, "A", Verdict.UNKLAR)
        blind.say("M-1", "approve", "B", checkpoint="einstufung")

        assert blind.status("M-1", "einstufung") == "disputed"

    def test_a_blind_word_counts_once(self, blind):
        self.override(blind, "A", Verdict.UNKLAR)
        blind.say("M-1", "approve", "B", checkpoint="einstufung")

        with pytest.raises((Conflict, Refused)):
            blind.say("M-1", "approve", "B", checkpoint="einstufung", version="")

    def test_how_far_people_agree_is_counted(self, blind):
        self.override(blind, "A", Verdict.UNKLAR)
        blind.say("M-1", "approve", "B", checkpoint="einstufung")
        verdicts = {a.between: a for a in blind.desk.agreement() if a.label == "Einstufung"}

        assert verdicts["people"].percent == 0
        assert verdicts["person and machine"].percent == 100


def test_all_open_proposals_are_approved_at_once_but_no_dispute(four_eyes):
    four_eyes.say("M-1", "edit", "A", change=Change(title="Von A"))
    four_eyes.say("M-1", "edit", "B", change=Change(title="Von B"))

    approved = four_eyes.desk.approve_all("muster", reviewer="D", role="Prüfung")

    assert approved == 1
    assert four_eyes.status("M-1") == "disputed"
    assert four_eyes.status("M-2") == "reviewed"


NAMED = "Was Zwackelmann sagt"


@pytest.mark.parametrize(
    ("field", "action", "change", "reason"),
    [
        ("Titel", "edit", Change(title=NAMED), ""),
        ("Ursache", "edit", Change(title="Neu", cause=NAMED), ""),
        ("Beschreibung", "merge", Change(with_patterns=("M-2",), summary=NAMED), ""),
        ("Titel", "split", Change(parts=(Part(title=NAMED, members=ids(0, 1)),)), ""),
        ("Begründung", "approve", Change(), NAMED),
        ("Begründung", "comment", Change(), NAMED),
    ],
)
def test_who_types_a_name_is_told_at_once_and_where(paper, field, action, change, reason):
    paper.unspeakable = "Zwackelmann"

    with pytest.raises(Refused, match=f"„{field}“ .* jemanden.*„Zwackelmann“"):
        paper.say("M-1", action, change=change, reason=reason)

    assert paper.log.written == []


def test_who_approves_everything_gives_no_name_as_the_reason(paper):
    paper.unspeakable = "Zwackelmann"

    with pytest.raises(Refused, match="Begründung"):
        paper.desk.approve_all("muster", reviewer="A", role="Prüfung", reason=NAMED)
    assert paper.log.written == []
    assert paper.desk.approve_all("muster", reviewer="A", role="Prüfung", reason="Passt.") == 2


def test_a_name_is_refused_before_the_preview(paper):
    paper.unspeakable = "Zwackelmann"
    change = Change(parts=(Part(title=NAMED, members=ids(0, 1)),))

    with pytest.raises(Refused, match="Titel"):
        paper.desk.preview("muster", "M-1", "split", change)
