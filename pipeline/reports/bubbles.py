"""Potentials to a bubble matrix: places, shapes and sizes, in SVG pixels."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.dimensions import MIDDLE
from pipeline.potential_map import Potential
from pipeline.records import Verdict
from pipeline.reports.wording import LETTERS

WIDTH, HEIGHT = 960, 640
LEFT, RIGHT, TOP, BOTTOM = 64, 944, 16, 580
# Room between the frame and the ends of the scale, so that a bubble at 5 stays inside.
PADDING = 44
LARGEST, SMALLEST = 30.0, 11.0
LABEL_WIDTH, LABEL_HEIGHT = 44.0, 15.0
GAP = 3.0
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True)
class Bubble:
    """Drawn around (x, y); (at_x, at_y) is where its values lie when there was no room."""

    potential: Potential
    letter: str
    path: str
    x: float
    y: float
    at_x: float
    at_y: float
    letter_y: float
    label_y: float

    @property
    def moved(self) -> bool:
        return math.hypot(self.x - self.at_x, self.y - self.at_y) > 1


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "_Box") -> bool:
        return (
            self.left < other.right + GAP
            and other.left < self.right + GAP
            and self.top < other.bottom + GAP
            and other.top < self.bottom + GAP
        )


def scale_x(value: float) -> float:
    return LEFT + PADDING + (value - 1) / 4 * (RIGHT - LEFT - 2 * PADDING)


def scale_y(value: float) -> float:
    return BOTTOM - PADDING - (value - 1) / 4 * (BOTTOM - TOP - 2 * PADDING)


def radius(statements: int, most: int) -> float:
    """Of a circle whose area stands for the statements; other shapes get the same area."""
    return max(SMALLEST, LARGEST * math.sqrt(statements / most))


def place(potentials: Sequence[Potential]) -> tuple[Bubble, ...]:
    """Those with both coordinates; no shape or label overlaps another as long as there is room.

    The largest keep their place, the others move to the nearest free one of their own quadrant.
    """
    drawn = [p for p in potentials if p.relief is not None and p.feasibility is not None]
    most = max((p.statements for p in drawn), default=1)
    taken: list[_Box] = []
    bubbles = []
    for potential in sorted(drawn, key=lambda p: (-p.statements, p.number)):
        verdict, size = potential.assessment.verdict, radius(potential.statements, most)
        at_x, at_y = scale_x(potential.feasibility or 1), scale_y(potential.relief or 1)
        x, y = _nearest_free(at_x, at_y, verdict, size, taken)
        taken.append(_box(x, y, verdict, size))
        _, half_height = _extent(verdict, size)
        bubbles.append(
            Bubble(
                potential=potential,
                letter=LETTERS[verdict],
                path=shape(verdict, x, y, size),
                x=round(x, 1),
                y=round(y, 1),
                at_x=round(at_x, 1),
                at_y=round(at_y, 1),
                letter_y=round(y + (half_height / 2 if verdict is Verdict.UNKLAR else 0) + 5, 1),
                label_y=round(y + half_height + LABEL_HEIGHT - 3, 1),
            )
        )
    return tuple(bubbles)


def shape(verdict: Verdict, x: float, y: float, size: float) -> str:
    """Circle, diamond, square or triangle of the area of a circle of that radius, as a path."""
    half_width, half_height = _extent(verdict, size)
    left, right = f"{x - half_width:.1f}", f"{x + half_width:.1f}"
    top, bottom = f"{y - half_height:.1f}", f"{y + half_height:.1f}"
    if verdict is Verdict.KI:
        arc = f"A{size:.1f} {size:.1f} 0 1 1"
        return f"M{left} {y:.1f}{arc} {right} {y:.1f}{arc} {left} {y:.1f}Z"
    if verdict is Verdict.KI_NACH_VORARBEIT:
        return f"M{left} {y:.1f}L{x:.1f} {top}L{right} {y:.1f}L{x:.1f} {bottom}Z"
    if verdict is Verdict.NICHT_KI:
        return f"M{left} {top}H{right}V{bottom}H{left}Z"
    return f"M{x:.1f} {top}L{right} {bottom}H{left}Z"


def _extent(verdict: Verdict, size: float) -> tuple[float, float]:
    """Half width and half height of the shape whose area is π·size²."""
    if verdict is Verdict.KI:
        return size, size
    if verdict is Verdict.KI_NACH_VORARBEIT:
        return size * math.sqrt(math.pi / 2), size * math.sqrt(math.pi / 2)
    if verdict is Verdict.NICHT_KI:
        return size * math.sqrt(math.pi) / 2, size * math.sqrt(math.pi) / 2
    side = size * math.sqrt(4 * math.pi / math.sqrt(3))
    return side / 2, side * math.sqrt(3) / 4


def _box(x: float, y: float, verdict: Verdict, size: float) -> _Box:
    half_width, half_height = _extent(verdict, size)
    half_width = max(half_width, LABEL_WIDTH / 2)
    return _Box(x - half_width, y - half_height, x + half_width, y + half_height + LABEL_HEIGHT)


def _nearest_free(
    at_x: float, at_y: float, verdict: Verdict, size: float, taken: Sequence[_Box]
) -> tuple[float, float]:
    for x, y in _outward(at_x, at_y):
        box = _box(x, y, verdict, size)
        inside = box.left > LEFT and box.right < RIGHT and box.top > TOP and box.bottom < BOTTOM
        if (
            inside
            and _same_side(x, at_x, scale_x(MIDDLE))
            and _same_side(-y, -at_y, -scale_y(MIDDLE))
            and not any(box.overlaps(other) for other in taken)
        ):
            return x, y
    return at_x, at_y


def _outward(x: float, y: float) -> Iterator[tuple[float, float]]:
    """A sunflower of places around (x, y), about 4 px apart, as far as the picture reaches."""
    for step in range(40_000):
        distance, angle = 4 * math.sqrt(step), step * GOLDEN_ANGLE
        yield x + distance * math.cos(angle), y + distance * math.sin(angle)


def _same_side(value: float, of: float, middle: float) -> bool:
    return (value > middle) == (of > middle)
