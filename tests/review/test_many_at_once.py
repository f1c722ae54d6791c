"""Many people decide at once: every accepted word is there once, and the chain is whole."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor

from paper import Paper, patterns

from pipeline.errors import Conflict, Refused
from pipeline.review.changes import Change, Part
from pipeline.review.log import first_broken

# Twenty at fifty actions each are measured by hand; these take seconds.
CLIENTS, ACTIONS = 8, 12


def decide_at_random(paper, who, actions):
    """The hashes of the decisions that were accepted."""
    chance = random.Random(who)
    accepted = []
    for n in range(actions):
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


def at_once(new_log, clients, actions):
    case = patterns({f"M-{n}": range(5 * n, 5 * n + 5) for n in range(20)})
    papers = [Paper(log=new_log()).lay(muster=case) for _ in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        said = pool.map(
            decide_at_random, papers, [f"Person {n}" for n in range(clients)], [actions] * clients
        )
        return [h for accepted in said for h in accepted]


def test_no_word_is_lost_or_counted_twice(new_log):
    accepted = at_once(new_log, CLIENTS, ACTIONS)

    written = new_log().read_anew()
    assert first_broken(written) is None
    assert sorted(accepted) == sorted(d.hash for d in written)


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
