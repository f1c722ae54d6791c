"""Words of people who did not know the last one: from a sheet that was out meanwhile, or blind."""

import contextlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import Paper, ids, patterns
from test_reruns import everything_is_somewhere, nothing_said_is_lost, partition_of, perturbed

from pipeline.config import Review as Rules
from pipeline.errors import Refused
from pipeline.review.changes import Change, Part


@pytest.fixture
def paper():
    return Paper(Rules(muster=2)).lay(muster=patterns({"M-1": range(10), "M-2": range(10, 16)}))


def late(paper, item_id, action, change=Change(), version=""):  # noqa: B008 - frozen
    """B fills in a sheet that shows the pattern as it was at first."""
    return paper.say(item_id, action, "B", change=change, version=version, channel="xlsx")


@pytest.mark.parametrize(
    ("item_id", "action", "change"),
    [
        ("M-2", "approve", Change()),
        ("M-2", "edit", Change(title="Von B")),
        ("M-2", "merge", Change(with_patterns=("M-1",))),
        ("M-1", "merge", Change(with_patterns=("M-2",))),
        ("M-3", "merge", Change(with_patterns=("M-2",))),
    ],
)
def test_what_an_old_sheet_says_of_a_merged_pattern_is_refused(item_id, action, change):
    groups = {"M-1": range(10), "M-2": range(10, 16), "M-3": range(16, 19)}
    paper = Paper().lay(muster=patterns(groups))
    paper.say("M-1", "merge", "A", change=Change(with_patterns=("M-2",), title="Beides"))

    with pytest.raises(Refused, match="M-2 ist inzwischen in „Beides“ aufgegangen"):
        late(paper, item_id, action, change)
    assert (paper.status("M-1"), paper.desk.item("muster", "M-1").hands) == ("released", ("A",))


def test_a_remark_on_a_merged_pattern_may_come_late(paper):
    paper.say("M-1", "merge", "A", change=Change(with_patterns=("M-2",)))
    late(paper, "M-2", "comment")

    assert paper.status("M-1") == "reviewed"


@pytest.mark.parametrize(
    ("action", "change"),
    [
        ("merge", Change(with_patterns=("M-2",))),
        ("split", Change(parts=(Part(title="Teil", members=ids(0, 1)),))),
        ("move", Change(members=ids(0, 1), to="M-2")),
        ("discard", Change()),
    ],
)
def test_who_chooses_an_older_version_takes_nobody_out_of_where_he_went(paper, action, change):
    paper.say("M-1", action, "A", change=change)
    if action == "move":
        paper.say("M-1", "approve", "A")
    said = late(paper, "M-1", "edit", Change(title="Von B"))
    disputed = paper.desk.item("muster", "M-1")
    paper.say("M-1", "approve", "C", change=Change(chosen=said.hash))

    assert disputed.status == "disputed"
    assert paper.content("M-1").title == "Von B"
    placed = [m for i in paper.desk.items("muster") for m in i.content.members]
    assert sorted(placed) == sorted(ids(*range(16)))


def speak_late(chance, paper):
    """Somebody says what made sense when they looked."""
    items = paper.desk.state("muster").items
    item = items[chance.choice(sorted(items))]
    members = (item.content or item.candidate).members if item.content or item.candidate else ()
    other = chance.choice(sorted(items))
    action, change = chance.choice(
        [
            ("approve", Change()),
            ("edit", Change(title=chance.choice(["Eins", "Zwei", "Drei"]))),
            ("merge", Change(with_patterns=(other,))),
            ("split", Change(parts=(Part(title="Teil", members=members[:2]),))),
            ("move", Change(members=members[:1], to=other)),
            ("discard", Change()),
            ("approve", Change(chosen=chance.choice([p.hash for p in item.pending] or [None]))),
        ]
    )
    seen = ["", *(d.hash for d in item.decisions if d.action != "comment")]
    with contextlib.suppress(Refused):
        paper.say(
            item.item_id,
            action,
            chance.choice("ABC"),
            change=change,
            version=chance.choice(seen),
            channel="xlsx",
        )


def nobody_waits_unseen(paper):
    """What is disputed or waits again is on a list."""
    listed = {i.item_id for i in paper.desk.items("muster")}
    for item in paper.desk.state("muster").items.values():
        if item.status == "disputed" or (item.status == "again" and not item.into):
            assert item.item_id in listed


@pytest.mark.parametrize("needed", [1, 2])
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), words=st.integers(1, 12))
def test_no_late_word_is_lost_and_no_pain_point_either(needed, seed, words):
    chance = Random(seed)
    paper = Paper(Rules(muster=needed))
    partition = partition_of(chance)
    for _ in range(2):
        paper.lay(muster=patterns(*partition))
        for _ in range(words):
            speak_late(chance, paper)
            everything_is_somewhere(paper, partition)
            nothing_said_is_lost(paper)
            nobody_waits_unseen(paper)
        partition = perturbed(chance, partition)
