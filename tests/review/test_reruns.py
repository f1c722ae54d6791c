import contextlib
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import Paper, assessment, assessments, ids, patterns, spans

from pipeline import ledger
from pipeline.config import Review as Rules
from pipeline.errors import Conflict, Refused
from pipeline.records import NOTHING_KNOWN, Criterion, Verdict
from pipeline.review.changes import REST, Change, Mask, Part, read
from pipeline.review.folding import REMARKS
from pipeline.review.patterns import TEXTS
from pipeline.review.settling import settle_patterns, settle_spans
from pipeline.tools.leak_gate import GAP

# What another run does to ten pain points: one gone, one new: 9 of 11 are shared.
BEFORE = {"M-1": range(10), "M-2": range(20, 30)}
AFTER = {"N-1": [*range(9), 50], "N-2": [*range(20, 29), 51]}


@pytest.fixture
def paper():
    return Paper().lay(muster=patterns(BEFORE))


def test_a_settled_pattern_keeps_id_title_and_release_over_a_new_run(paper):
    paper.say("M-1", "edit", change=Change(title="So heißt es"))
    paper.lay(muster=patterns(AFTER))
    content = paper.content("M-1")

    assert paper.status("M-1") == "released"
    assert (content.pattern_id, content.title) == ("M-1", "So heißt es")
    assert content.members == ids(*range(9), 50)
    assert paper.status("N-2") == "open"


def test_an_approved_title_stays_when_the_machine_would_name_it_otherwise(paper):
    paper.say("M-1", "approve")
    paper.lay(muster=patterns({"N-1": range(10), "M-2": range(20, 30)}))

    assert paper.content("M-1").title == "Muster M-1"
    assert paper.status("M-1") == "released"


@pytest.mark.parametrize("action", ["approve", "edit"])
def test_what_has_been_masked_since_does_not_come_back_with_the_title_that_was_approved(
    paper, action
):
    change = Change(title="So heißt es") if action == "edit" else Change()
    paper.say("M-1", action, change=change)
    paper.say("M-2", "approve")
    paper.lay(muster=patterns(AFTER, wording=GAP))

    assert paper.content("M-1").title == (change.title or f"{GAP} N-1")
    assert paper.status("M-1") == paper.status("M-2") == "released"


def test_what_has_been_masked_since_does_not_come_back_with_an_approved_assessment():
    paper = Paper().lay(einstufung=assessments(saying("Bei Wullmich aufräumen.")))
    paper.say("M-1", "approve", checkpoint="einstufung")
    paper.lay(einstufung=assessments(saying("Bei [maskiert] aufräumen.")))

    assert paper.content("M-1", "einstufung").solution == "Bei [maskiert] aufräumen."
    assert paper.status("M-1", "einstufung") == "released"


def saying(solution):
    return assessment("M-1").model_copy(update={"solution": solution})


def test_a_merge_is_carried_over(paper):
    paper.say("M-1", "merge", change=Change(with_patterns=("M-2",)))
    paper.lay(muster=patterns(AFTER))

    assert paper.content("M-1").members == ids(*range(9), 50, *range(20, 29), 51)
    assert [i.item_id for i in paper.desk.items("muster")] == ["M-1"]


def test_a_split_and_what_was_said_about_the_part_are_carried_over(paper):
    paper.say("M-1", "split", change=Change(parts=(Part(title="Teil", members=ids(0, 1)),)))
    part = next(i.item_id for i in paper.desk.items("muster") if i.content.title == "Teil")
    paper.say(part, "edit", change=Change(title="Umbenannt"))
    paper.lay(muster=patterns(AFTER))

    assert paper.content(part).title == "Umbenannt"
    assert paper.content(part).members == ids(0, 1)
    assert paper.status(part) == "released"


def test_a_discarded_pattern_stays_discarded(paper):
    paper.say("M-1", "discard")
    paper.lay(muster=patterns(AFTER))

    assert paper.content("M-1") is None
    assert paper.status("M-1") == "released"


def test_a_pattern_that_has_become_another_waits_with_both_versions(paper):
    paper.say("M-1", "edit", change=Change(title="So hieß es"))
    paper.lay(muster=patterns({"N-1": range(5), "N-2": range(5, 10), "M-2": range(20, 30)}))
    (waiting,) = [i for i in paper.desk.items("muster") if i.status == "again"]

    assert waiting.item_id in ("N-1", "N-2")
    assert waiting.stale[0].reviewer == "A"
    assert waiting.was["title"] == "So hieß es"
    assert waiting.was["members"] == sorted(ids(*range(10)))


def test_a_pattern_that_is_gone_is_remembered_until_somebody_has_seen_it(paper):
    paper.say("M-1", "approve")
    paper.lay(muster=patterns({"M-2": range(20, 30)}))
    item = paper.desk.item("muster", "M-1")
    paper.say("M-1", "approve", "B")

    assert (item.status, item.content) == ("again", None)
    assert paper.status("M-1") == "released"


def test_a_dispute_outlives_a_new_run():
    paper = Paper(Rules(muster=2)).lay(muster=patterns(BEFORE))
    paper.say("M-1", "edit", "A", change=Change(title="Von A"))
    paper.say("M-1", "edit", "B", change=Change(title="Von B"))
    paper.lay(muster=patterns(AFTER))

    assert paper.status("M-1") == "disputed"
    assert paper.content("M-1").title == "Von A"


def test_a_judgement_holds_where_the_machine_judges_the_same_in_other_words():
    paper = Paper().lay(einstufung=assessments(assessment("M-1")))
    paper.say("M-1", "approve", checkpoint="einstufung")
    again = assessment("M-1").model_copy(update={"reason": "In anderen Worten."})
    paper.lay(einstufung=assessments(again))

    assert paper.status("M-1", "einstufung") == "released"
    assert paper.content("M-1", "einstufung").reason == "Weil es um Texte geht."


def test_a_judgement_waits_again_where_the_machine_changed_its_mind():
    paper = Paper().lay(einstufung=assessments(assessment("M-1")))
    paper.say("M-1", "override", checkpoint="einstufung", change=Change(verdict=Verdict.UNKLAR))
    paper.lay(einstufung=assessments(assessment("M-1", Verdict.NICHT_KI)))
    item = paper.desk.item("einstufung", "M-1")

    assert item.status == "again"
    assert item.was["verdict"] == "unklar"
    assert item.content.verdict is Verdict.NICHT_KI


def test_an_override_holds_where_the_machine_now_says_the_same():
    paper = Paper().lay(einstufung=assessments(assessment("M-1")))
    paper.say("M-1", "override", checkpoint="einstufung", change=Change(verdict=Verdict.UNKLAR))
    paper.lay(einstufung=assessments(assessment("M-1", Verdict.UNKLAR)))

    assert paper.status("M-1", "einstufung") == "released"


def test_a_new_count_changes_no_judgement_but_another_rating_does():
    paper = Paper().lay(einstufung=assessments(assessment("M-1")))
    paper.say("M-1", "approve", checkpoint="einstufung")
    fresh = assessment("M-1")
    counted = tuple(
        r.model_copy(update={"reason": "Neu gezählt."}) if r.criterion is Criterion.FALLZAHL else r
        for r in fresh.ratings
    )
    paper.lay(einstufung=assessments(fresh.model_copy(update={"ratings": counted})))
    same = paper.desk.item("einstufung", "M-1")
    paper.lay(einstufung=assessments(assessment("M-1", NUTZEN=5)))

    assert same.status == "released"
    assert counted[1] in same.content.ratings
    assert paper.status("M-1", "einstufung") == "again"


def test_what_was_masked_stays_masked_until_somebody_looks_again():
    paper = Paper().lay(datenschutz=spans("Frau Müller ruft Ali an", (5, 11)))
    masks = (Mask(start=5, end=11, kind="PERSON"), Mask(start=17, end=20, kind="PERSON"))
    paper.say("s1", "edit", checkpoint="datenschutz", change=Change(spans=masks))
    paper.lay(datenschutz=spans("Frau Müller ruft Ali an", (0, 11)))
    state = paper.desk.state("datenschutz")

    assert paper.status("s1", "datenschutz") == "again"
    assert [(s.start, s.end) for s in settle_spans(state).records] == [(0, 11), (17, 20)]


# Ten members were approved; shared by all must be at least 0.7 of them.
OVERLAPS = pytest.mark.parametrize(
    ("members", "status"),
    [
        (range(10), "released"),
        (range(7), "released"),
        (range(6), "again"),
        (range(14), "released"),
        (range(15), "again"),
        ([*range(8), 40], "released"),
        ([*range(8), 40, 41], "again"),
    ],
)


@OVERLAPS
def test_a_pattern_found_anew_is_the_same_where_seven_tenths_are_shared(members, status):
    paper = Paper().lay(muster=patterns({"M-1": range(10), "M-2": range(20, 30)}))
    paper.say("M-1", "edit", change=Change(title="So heißt es"))
    paper.lay(muster=patterns({"N-1": members, "M-2": range(20, 30)}))
    (item,) = [i for i in paper.desk.items("muster") if i.decisions]

    assert item.status == status
    assert (item.item_id, item.content.title) == (
        ("M-1", "So heißt es") if status == "released" else ("N-1", "Muster N-1")
    )


@OVERLAPS
def test_after_a_wave_a_pattern_waits_where_less_than_seven_tenths_are_shared(members, status):
    paper = Paper().lay(muster=patterns({"M-1": range(10), "M-2": range(20, 30)}))
    paper.say("M-1", "edit", change=Change(title="So heißt es"))
    known = paper.known()
    paper.lay(muster=patterns({"M-1": members, "N-2": range(20, 30)}, (), known))
    item = paper.desk.item("muster", "M-1")

    assert (item.status, item.content.title) == (status, "So heißt es")
    assert set(item.content.members) == set(ids(*members))
    assert paper.status("N-2") == "open"


def test_many_small_waves_do_not_carry_a_pattern_away_unseen():
    paper = Paper().lay(muster=patterns({"M-1": range(10)}))
    paper.say("M-1", "approve")
    known = paper.known()
    statuses = []
    for size in (12, 14, 16):
        paper.lay(muster=patterns({"M-1": range(size), f"N-{size}": [50]}, (), known))
        statuses.append(paper.status("M-1"))
        paper.say(f"N-{size}", "approve")
        known = paper.known(known)

    assert statuses == ["released", "released", "again"]


def test_whoever_looks_again_after_a_wave_has_seen_what_came_with_it():
    paper = Paper().lay(muster=patterns({"M-1": range(10)}))
    paper.say("M-1", "approve")
    paper.lay(muster=patterns({"M-1": range(16)}, (), paper.known()))
    again = paper.status("M-1")
    paper.say("M-1", "approve", "B")

    assert (again, paper.status("M-1")) == ("again", "released")
    assert paper.desk.item("muster", "M-1").was is None


def test_a_split_taken_back_after_a_wave_loses_nobody():
    paper = Paper().lay(muster=patterns({"M-1": range(10)}))
    split = paper.say("M-1", "split", change=Change(parts=(Part(title="Teil", members=ids(0)),)))
    (part,) = (i.item_id for i in paper.desk.items("muster") if i.item_id != "M-1")
    wave = ({"M-1": range(1, 10), part: [0]}, [])
    paper.lay(muster=patterns(*wave, paper.known()))
    paper.say(part, "take_back", change=Change(taken_back=split.hash))
    whole = paper.content("M-1").members
    paper.say("M-1", "discard")

    assert set(whole) == set(ids(*range(10)))
    assert [i.item_id for i in paper.desk.items("muster")] == ["M-1"]
    everything_is_somewhere(paper, wave)


def merged_and_gone(there):
    """M-2 went into M-1; then came a wave of ``there``, about which somebody spoke, and M-2's own
    were not among it. What people know then.
    """
    paper = Paper().lay(muster=patterns(BEFORE))
    paper.say("M-1", "merge", change=Change(with_patterns=("M-2",), title="So heißt es"))
    known = paper.known()
    paper.lay(muster=patterns(there, (), known))
    paper.say("N-1", "approve")
    return paper, paper.known(known)


def test_what_left_a_merged_pattern_comes_back_to_where_it_went():
    paper, known = merged_and_gone({"M-1": range(10), "N-1": [40]})
    wave = ({"M-1": range(10), "N-1": [40], "M-2": range(20, 30)}, [])
    paper.lay(muster=patterns(*wave, known))

    assert set(paper.content("M-1").members) == set(ids(*range(10), *range(20, 30)))
    assert paper.content("M-1").title == "So heißt es"
    assert paper.content("M-2") is None
    everything_is_somewhere(paper, wave)


@pytest.mark.parametrize("back", [BEFORE, {"M-2": range(20, 30)}])
def test_what_left_with_the_pattern_that_it_went_into_is_proposed_there_again(back):
    paper, known = merged_and_gone({"N-1": [40]})
    wave = ({"N-1": [40], **back}, [])
    paper.lay(muster=patterns(*wave, known))
    members = [m for own in back.values() for m in own]

    assert set(paper.content("M-1").members) == set(ids(*members))
    assert paper.content("M-1").pattern_id == "M-1"
    assert paper.status("M-1") == "again"
    everything_is_somewhere(paper, wave)


# Any sequence of words and runs

POINTS = 24


def partition_of(chance):
    """Pain points 0 to 23 in a few patterns, some in none."""
    groups = chance.choices(range(5), k=POINTS)
    named = {}
    for group in range(4):
        own = [n for n, g in enumerate(groups) if g == group]
        if own:
            named[f"{chance.choice('abcdefgh')}{own[0]}-{len(own)}"] = own
    return named, [n for n, g in enumerate(groups) if g == 4]


def perturbed(chance, partition):
    """Another run of much the same statements."""
    groups, noise = partition
    there = sorted({*noise, *(n for own in groups.values() for n in own)})
    moved = set(chance.sample(there, min(len(there), chance.randint(0, 4))))
    kept = {f"{name}'": [n for n in own if n not in moved] for name, own in groups.items()}
    kept = {name: own for name, own in kept.items() if own}
    loose = sorted(moved | set(noise))
    if kept and chance.random() < 0.5:
        first = min(kept)
        kept[first] = [*kept[first], *loose[:2]]
        loose = loose[2:]
    return kept, loose


def speak(chance, paper):
    """Somebody says something, sensible or not."""
    items = paper.desk.state("muster").items
    item = items[chance.choice(sorted(items))]
    members = item.content.members if item.content else ()
    some = tuple(chance.sample(members, min(len(members), chance.randint(1, 4))))
    other = chance.choice(sorted(items))
    pending = [p.hash for p in item.pending]
    said = [d.hash for d in item.decisions]
    action, change = chance.choice(
        [
            ("approve", Change(chosen=chance.choice(pending)) if pending else Change()),
            ("approve", Change()),
            ("edit", Change(title=chance.choice(["Eins", "Zwei", "Drei"]))),
            ("merge", Change(with_patterns=(other,))),
            ("split", Change(parts=(Part(title="Teil", members=some),))),
            ("move", Change(members=some, to=other)),
            ("discard", Change()),
            ("reject", Change()),
            ("postpone", Change()),
            ("comment", Change()),
            ("take_back", Change(taken_back=chance.choice(said) if said else None)),
        ]
    )
    with contextlib.suppress(Refused, Conflict):
        paper.say(item.item_id, action, chance.choice("ABC"), change=change)


def judged(state, decisions):
    withdrawn = {read(d).taken_back for d in decisions if d.action == "take_back"}
    return [
        d for d in decisions if d.hash not in withdrawn and d.action not in {*REMARKS, "take_back"}
    ]


def everything_is_somewhere(paper, partition):
    groups, noise = partition
    state = paper.desk.state("muster")
    settled = settle_patterns(state)
    rest = state.items[REST].content.members
    placed = [m for p in settled.records for m in p.members]
    came = ids(*(n for own in groups.values() for n in own))
    assert len(placed) == len(set(placed))
    assert not set(placed) & set(rest)
    ledger.check_ids("patterns", came, set(placed) & set(came), settled.failures)
    lost = {f.item_id for f in settled.failures if f.kind == "discarded"}
    assert set(placed) | set(rest) | lost == set(came) | set(ids(*noise))
    for pattern in settled.records:
        assert pattern.quotes
        assert {q.pain_point_id for q in pattern.quotes} <= set(pattern.members)


def nothing_said_is_lost(paper):
    """Every word is found at an item, and what no longer fits waits there for a person."""
    state = paper.desk.state("muster")
    decisions = paper.desk.log()
    at = {}
    for item in state.items.values():
        for decision in item.decisions:
            at.setdefault(decision.hash, []).append(item)
    for decision in judged(state, decisions):
        places = at[decision.hash]
        for item in places:
            while item.into:
                item = state.items[item.into]
            if decision in item.stale and decision in item.decisions:
                later = item.decisions[item.decisions.index(decision) + 1 :]
                assert item.status in ("again", "disputed") or judged(state, later)


def nothing_settled_changes_silently(before, paper):
    """What was released goes on as it was, or waits, or what it went into does."""
    state = paper.desk.state("muster")
    now = state.items
    waiting = {d.hash for i in now.values() if i.status != "released" for d in i.decisions}
    for old in before:
        item = now.get(state.name(old.item_id))
        if item and item.status == "released" and not item.into:
            if old.content is None or item.content is None:
                assert (old.content is None) == (item.content is None)
            else:
                assert all(getattr(old.content, t) == getattr(item.content, t) for t in TEXTS)
        else:
            assert (item and item.into) or {d.hash for d in old.decisions} & waiting


def wave_after(chance, partition, known, merged):
    """Some pain points are gone and others new: they join what people know, or something else;
    that may be called like one of the ``merged``.
    """
    groups, noise = partition
    old = sorted({*noise, *(n for own in groups.values() for n in own)})
    gone = set(chance.sample(old, min(len(old), chance.randint(0, 3))))
    there = [*(n for n in old if n not in gone), *range(max(old) + 1, max(old) + 6)]
    number = {m: n for n in there for m in ids(n)}
    kept = {p.pattern_id: [number[m] for m in p.members if m in number] for p in known.patterns}
    kept = {name: own for name, own in kept.items() if own}
    held = {n for own in kept.values() for n in own}
    left_out = {number[m] for m in known.rest if m in number}
    open_ = sorted(kept.keys() - set(known.discarded))
    loose = []
    for n in there:
        if n in held:
            continue
        if open_ and n not in left_out and chance.random() < 0.5:
            kept[chance.choice(open_)].append(n)
        else:
            loose.append(n)
    fresh = [n for n in loose if chance.random() < 0.5]
    name = chance.choice([f"neu{max(old)}", *(n for n in merged if n not in kept)])
    return (
        kept | ({name: fresh} if fresh else {}),
        [n for n in loose if n not in fresh],
    )


def nothing_known_leaves_its_pattern(before, paper, partition, known):
    """A wave takes away only what is gone, and no item that somebody spoke of; what joined in a
    wave that nobody spoke about was but proposed.
    """
    groups, noise = partition
    there = set(ids(*noise, *(n for own in groups.values() for n in own)))
    there &= {m for p in known.patterns for m in p.members}
    now = paper.desk.state("muster").items
    for old in before:
        if old.item_id == REST:
            continue
        item = now[old.item_id]
        assert item.decisions == old.decisions
        if old.content is None:
            assert item.content is None or old.lost
        elif item.content is None:
            assert not there & set(old.content.members)
        else:
            assert there & set(old.content.members) <= set(item.content.members)
            assert all(getattr(old.content, t) == getattr(item.content, t) for t in TEXTS)


def live_through(chance, needed, words, runs):
    """So many words before each of so many runs; all that must hold is looked at in between."""
    paper = Paper(Rules(muster=needed))
    partition = partition_of(chance)
    paper.lay(muster=patterns(*partition))
    known = NOTHING_KNOWN
    for _ in range(runs):
        for _ in range(words):
            speak(chance, paper)
            everything_is_somewhere(paper, partition)
            nothing_said_is_lost(paper)
        before = [i for i in paper.desk.items("muster") if i.status == "released"]
        kind = chance.choice(["wave", "wave", "prompt", "afresh"])
        spoken = [replace(i) for i in paper.desk.state("muster").items.values() if i.decisions]
        if kind == "wave":
            known = paper.known(known)
            merged = [i.item_id for i in spoken if i.into]
            partition = wave_after(chance, partition, known, merged)
        elif kind == "afresh":
            partition, known = partition_of(chance), NOTHING_KNOWN
        elif known == NOTHING_KNOWN:
            partition = perturbed(chance, partition)
        paper.lay(muster=patterns(*partition, known, wording=kind))
        if kind == "wave":
            nothing_known_leaves_its_pattern(spoken, paper, partition, known)
        everything_is_somewhere(paper, partition)
        nothing_said_is_lost(paper)
        nothing_settled_changes_silently(before, paper)
    return paper


seeds = st.integers(0, 2**32)


@pytest.mark.parametrize("needed", [1, 2])
@settings(max_examples=50)
@given(seed=seeds, words=st.integers(0, 8), runs=st.integers(1, 3))
def test_nothing_that_a_person_decided_is_ever_lost_silently(needed, seed, words, runs):
    live_through(Random(seed), needed, words, runs)


@settings(max_examples=50)
@given(seed=seeds)
def test_the_state_is_the_fold_of_the_log(seed):
    paper = live_through(Random(seed), 1, 8, 1)
    grown = paper.desk.state("muster").items
    anew = Paper(log=paper.log).lay(**paper.cases).desk.state("muster").items

    assert grown == anew
