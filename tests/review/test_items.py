from pipeline.review.items import Item, destination


def items(**into: str | None) -> dict[str, Item]:
    return {name: Item(name, needed=1, into=to) for name, to in into.items()}


def test_a_merged_pattern_is_found_where_it_went_in_the_end():
    there = items(a="b", b="c", c=None)

    assert destination(there["a"], there) is there["c"]
    assert destination(there["c"], there) is there["c"]


def test_patterns_that_went_into_each_other_and_into_what_is_gone_end_somewhere():
    there = items(a="b", b="a", c="gone")

    assert destination(there["a"], there) in there.values()
    assert destination(there["c"], there) is there["c"]
