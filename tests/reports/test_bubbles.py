import itertools
import math
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dimensions import MIDDLE, quadrant
from pipeline.potential_map import Potential, PotentialMap
from pipeline.records import Assessment, Pattern, PatternId, Verdict
from pipeline.reports import bubbles

# Relief, feasibility, number of statements, verdict.
Values = tuple[float, float, int, Verdict]


def potential(number: int, values: Values) -> Potential:
    relief, feasibility, statements, verdict = values
    pattern_id = PatternId(f"m{number}")
    return Potential(
        number=f"RM-{number:02d}",
        pattern=Pattern(
            pattern_id=pattern_id,
            title="Muster",
            summary="",
            cause="",
            effect="",
            quotes=(),
            members=(),
            field_of_action="Feld",
            analyst="Regeln",
        ),
        assessment=Assessment(
            pattern_id=pattern_id,
            verdict=verdict,
            lever=None,
            reason="",
            ratings=(),
            analyst="Regeln",
        ),
        quotes=(),
        evidence=(),
        statements=statements,
        sites=(),
        areas=(),
        channels=(),
        relief=relief,
        feasibility=feasibility,
        data=None,
        transfer=None,
        quadrant=quadrant(relief, feasibility, verdict),
        unrated=(),
        assessed=True,
        pattern_reviewed=False,
        assessment_reviewed=False,
    )


def placed(values: Sequence[Values]) -> bubbles.Layout:
    return bubbles.place([potential(number, v) for number, v in enumerate(values, 1)])


def boxes(layout: bubbles.Layout) -> list[bubbles.Box]:
    return [
        bubbles.box_around(
            b.x, b.y, b.potential.assessment.verdict, layout.radius(b.potential.statements)
        )
        for b in layout.bubbles
    ]


# Near-equal coordinates: what ratings in whole numbers really give.
near = st.tuples(
    st.sampled_from([3.5, 4.0]),
    st.sampled_from([3.5, 3.75, 4.0]),
    st.integers(1, 40),
    st.sampled_from(list(Verdict)),
)


@settings(max_examples=8, deadline=None)
@given(values=st.lists(near, min_size=25, max_size=25))
def test_no_two_of_25_bubbles_or_labels_overlap(
    values: list[Values],
) -> None:
    layout = placed(values)

    assert len(layout.bubbles) == 25
    for one, other in itertools.combinations(boxes(layout), 2):
        # The layout keeps 3 px between them; positions are rounded to a tenth.
        assert (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )


@settings(max_examples=8, deadline=None)
@given(values=st.lists(near, min_size=1, max_size=25))
def test_a_bubble_that_moves_stays_in_its_quadrant_and_in_the_frame(
    values: list[Values],
) -> None:
    layout = placed(values)

    # Positions are rounded to a tenth, so one may lie on the line that it must not cross.
    for bubble, box in zip(layout.bubbles, boxes(layout), strict=True):
        assert bubble.x >= bubbles.scale_x(MIDDLE)
        assert bubble.y <= bubbles.scale_y(MIDDLE)
        assert box.left >= bubbles.LEFT - 0.1
        assert box.right <= bubbles.RIGHT + 0.1
        assert box.top >= bubbles.TOP - 0.1


def test_who_has_room_stands_exactly_where_the_values_say() -> None:
    values = [(5.0, 4.5, 9, Verdict.KI), (1.5, 2.0, 4, Verdict.NICHT_KI)]
    layout = placed(values)

    assert not any(bubble.moved for bubble in layout.bubbles)
    assert layout.bubbles[0].x == round(bubbles.scale_x(4.5), 1)
    assert layout.bubbles[0].y == round(bubbles.scale_y(5.0), 1)


def test_four_times_the_statements_is_four_times_the_area() -> None:
    layout = placed([(4.0, 4.0, 40, Verdict.KI)])

    assert math.isclose(layout.radius(40) ** 2, 4 * layout.radius(10) ** 2)


def test_patterns_of_which_the_number_is_withheld_are_small_bubbles() -> None:
    layout = placed([(4, 4, 0, Verdict.KI)])

    assert layout.radius(0) == bubbles.SMALLEST


def test_without_a_pattern_the_matrix_is_empty() -> None:
    assert placed([]).bubbles == ()


def test_who_lacks_a_coordinate_is_not_drawn(draft_map: PotentialMap) -> None:
    drawn = {b.potential.number for b in bubbles.place(draft_map.potentials).bubbles}

    missing = {p.number for p in draft_map.potentials if p.relief is None or p.feasibility is None}
    assert missing
    assert drawn == {p.number for p in draft_map.potentials} - missing
