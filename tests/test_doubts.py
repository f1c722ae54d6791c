import pytest

from pipeline.doubts import doubts
from pipeline.records import PainPointId, Pattern, PatternId

PATTERN = Pattern(
    pattern_id=PatternId("M-1"), title="Scanner defekt", summary="", cause="", effect="",
    quotes=(), members=(PainPointId("p1"),), field_of_action="Post", stability=0.9, cohesion=1.1,
    analyst="Prüfung",
)  # fmt: skip


def found(*, statements: int = 9, sites: int = 4, alike: int = 0, **pattern: object):
    changed = PATTERN.model_copy(update=pattern)
    return doubts(changed, statements=statements, sites=sites, alike=alike)


def test_nothing_speaks_against_a_pattern_of_many_people_that_stands_apart():
    assert found() == ()
    assert found(stability=None, cohesion=None) == ()


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ({"statements": 2}, "wenige Aussagen"),
        ({"sites": 1}, "nur ein Standort"),
        ({"alike": 1}, "einem anderen sehr ähnlich"),
        ({"stability": 0.4}, "instabil"),
        ({"cohesion": 0.6}, "weit gestreut"),
    ],
)
def test_each_weakness_is_said_by_itself(against, said):
    assert found(**against) == (said,)
