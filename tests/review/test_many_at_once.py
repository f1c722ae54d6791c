"""Many people decide at once: every accepted word is there once, and the chain is whole."""

import random
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from paper import Paper, patterns

from pipeline.errors import Conflict, Refused
from pipeline.review.changes import Change, Part
from pipeline.review.log import first_broken

CLIENTS, ACTIONS = 20, 50

# Seconds of work, but of all clients at once, and of a server on the same machine.
pytestmark = pytest.mark.timeout(1200)


def decide_at_random(paper, who):
    """The hashes of the decisions that were accepted."""
    chance = random.Random(who)
    accepted = []
    for n in range(ACTIONS):
        items = paper.desk.items("muster")
        item = chance.choice(items)
        members = item.content.members if item.content else ()
        action, change = chance.choice(
            [
                ("approve", Change()),
                ("edit", Change(title=f"{who} {n}")),
                ("merge", Change(with_patterns=(chance.choice(items).item_id,))),
                ("move", Change(members=members[:1], to=chance.choice(items).item_id)),
                ("split", Change(parts=(Part(title=f"Teil {who} {n}", members=members[:2]),))),
                ("comment", Change()),
            ]
        )
        try:
            said = paper.say(item.item_id, action, who, change=change, version=item.version)
        except (Refused, Conflict):
            continue
        accepted.append(said.hash)
    return accepted


def test_no_word_is_lost_or_counted_twice(new_log):
    case = patterns({f"M-{n}": range(5 * n, 5 * n + 5) for n in range(20)})
    papers = [Paper(log=new_log()).lay(muster=case) for _ in range(CLIENTS)]
    people = [f"Person {n}" for n in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        accepted = list(pool.map(decide_at_random, papers, people))

    written = new_log().read_anew()
    assert first_broken(written) is None
    assert sorted(h for of_one in accepted for h in of_one) == sorted(d.hash for d in written)
    assert Counter(d.reviewer for d in written).keys() == set(people)


def test_two_people_with_the_same_page_decide_once(new_log):
    case = patterns({"M-1": range(5)})
    papers = [Paper(log=new_log()).lay(muster=case) for _ in range(6)]

    def edit(paper):
        try:
            return paper.say("M-1", "edit", change=Change(title=uuid.uuid4().hex), version="").hash
        except Conflict:
            return None

    with ThreadPoolExecutor(len(papers)) as pool:
        accepted = [h for h in pool.map(edit, papers) if h]

    assert len(accepted) == 1
    assert [d.hash for d in new_log().decisions()] == accepted
