from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Publish
from pipeline.small_groups import suppressed

TABLES = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(0, 20), max_size=16
)


def test_fewer_than_five_people_or_three_sources_are_not_published() -> None:
    assert Publish().allows(people=5, sources=3)
    assert not Publish().allows(people=4, sources=3)
    assert not Publish().allows(people=5, sources=2)


def test_a_small_cell_takes_another_one_along() -> None:
    table = {
        ("a", "x"): 2,
        ("a", "y"): 9,
        ("a", "z"): 30,
        ("b", "x"): 8,
        ("b", "y"): 9,
        ("b", "z"): 9,
    }

    shown = suppressed(table, Publish())

    assert shown[("a", "x")] is shown[("a", "y")] is None
    assert shown[("b", "x")] is shown[("b", "y")] is None
    assert (shown[("a", "z")], shown[("b", "z")]) == (30, 9)


@given(TABLES)
def test_nothing_hidden_can_be_worked_out_from_the_margins_shown(
    table: dict[tuple[str, str], int],
) -> None:
    shown = suppressed(table, Publish())

    assert all(count is None or count == 0 or count >= 5 for count in shown.values())
    for axis in (0, 1):
        for line in {cell[axis] for cell in table}:
            cells = [cell for cell in table if cell[axis] == line]
            hidden = [cell for cell in cells if shown[cell] is None]
            if sum(table[cell] for cell in cells) >= 5:
                assert not hidden or sum(table[cell] for cell in hidden) >= 5
                assert len(hidden) != 1 or len(cells) == 1
