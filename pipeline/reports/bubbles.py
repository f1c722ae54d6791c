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
# Radii of the largest bubble, tried until all find a place; below 11 the letter does not fit.
LARGEST, SMALLEST = (30.0, 26.0, 22.0, 18.0, 15.0, 12.0), 11.0
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
class Layout:
    bubbles: tuple[Bubble, ...]
    largest: float
    most: int

    def radius(self, statements: int) -> float:
        return radius(statements, self.most, self.largest)


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right + GAP
            and other.left < self.right + GAP
            and self.top < other.bottom + GAP
            and other.top < self.bottom + GAP
        )


# Where the names of the quadrants stand.
NAMES = (
    Box(LEFT, TOP, LEFT + 110, TOP + 26),
    Box(RIGHT - 90, TOP, RIGHT, TOP + 26),
    Box(LEFT, BOTTOM - 28, LEFT + 120, BOTTOM),
    Box(RIGHT - 105, BOTTOM - 28, RIGHT, BOTTOM),
)


def scale_x(value: float) -> float:
    return LEFT + PADDING + (value - 1) / 4 * (RIGHT - LEFT - 2 * PADDING)


def scale_y(value: float) -> float:
    return BOTTOM - PADDING - (value - 1) / 4 * (BOTTOM - TOP - 2 * PADDING)


def radius(statements: int, most: int, largest: float) -> float:
    """Of a circle whose area stands for the statements; other shapes get the same area."""
    return max(SMALLEST, largest * math.sqrt(statements / most))


def place(potentials: Sequence[Potential]) -> Layout:
    """Those with both coordinates; no shape or label overlaps another as long as there is room.

    Where several meet, the largest keeps the place and the others move to the nearest free one of
    their own quadrant, after everybody who can stay has stayed.
    """
    drawn = [p for p in potentials if p.relief is not None and p.feasibility is not None]
    drawn.sort(key=lambda p: (-p.statements, p.number))
    # Nobody learns how many stand behind a withheld pattern, and there may be no other.
    most = max([1, *(p.statements for p in drawn)])
    for largest in LARGEST:
        bubbles, crowded = _arranged(drawn, most, largest)
        if not crowded:
            break
    return Layout(bubbles, largest, most)


def _arranged(
    drawn: Sequence[Potential], most: int, largest: float
) -> tuple[tuple[Bubble, ...], bool]:
    """The bubbles by number, and whether some found no place of their own and overlap."""
    taken = list(NAMES)
    waiting, bubbles = [], []
    for potential in drawn:
        size = radius(potential.statements, most, largest)
        at = scale_x(potential.feasibility or 1), scale_y(potential.relief or 1)
        box = box_around(*at, potential.assessment.verdict, size)
        if any(box.overlaps(other) for other in taken):
            waiting.append((potential, size, at))
        else:
            taken.append(box)
            bubbles.append(_bubble(potential, size, at, at))
    full = set()
    for potential, size, at in waiting:
        verdict, quadrant = potential.assessment.verdict, potential.quadrant
        free = None if quadrant in full else _nearest_free(*at, verdict, size, taken)
        if free is None:
            full.add(quadrant)
        taken.append(box_around(*(free or at), verdict, size))
        bubbles.append(_bubble(potential, size, free or at, at))
    return tuple(sorted(bubbles, key=lambda bubble: bubble.potential.number)), bool(full)


def _bubble(
    potential: Potential, size: float, place: tuple[float, float], at: tuple[float, float]
) -> Bubble:
    verdict, (x, y) = potential.assessment.verdict, place
    _, half_height = _extent(verdict, size)
    # The middle of a triangle, as the eye sees it, lies below that of its box.
    middle = y + (half_height / 3 if verdict is Verdict.UNKLAR else 0)
    return Bubble(
        potential=potential,
        letter=LETTERS[verdict],
        path=shape(verdict, x, y, size),
        x=round(x, 1),
        y=round(y, 1),
        at_x=round(at[0], 1),
        at_y=round(at[1], 1),
        letter_y=round(middle + 5, 1),
        label_y=round(y + half_height + LABEL_HEIGHT - 3, 1),
    )


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


def box_around(x: float, y: float, verdict: Verdict, size: float) -> Box:
    """The shape with the label below it."""
    half_width, half_height = _extent(verdict, size)
    half_width = max(half_width, LABEL_WIDTH / 2)
    return Box(x - half_width, y - half_height, x + half_width, y + half_height + LABEL_HEIGHT)


def _nearest_free(
    at_x: float, at_y: float, verdict: Verdict, size: float, taken: Sequence[Box]
) -> tuple[float, float] | None:
    middle_x, middle_y = scale_x(MIDDLE), scale_y(MIDDLE)
    for x, y in _outward(at_x, at_y):
        if not (_same_side(x, at_x, middle_x) and _same_side(-y, -at_y, -middle_y)):
            continue
        box = box_around(x, y, verdict, size)
        inside = box.left > LEFT and box.right < RIGHT and box.top > TOP and box.bottom < BOTTOM
        if inside and not any(box.overlaps(other) for other in taken):
            return x, y
    return None


def _outward(x: float, y: float) -> Iterator[tuple[float, float]]:
    """A sunflower of places around (x, y), about 6 px apart, as far as a quadrant reaches."""
    for step in range(8_000):
        distance, angle = 6 * math.sqrt(step), step * GOLDEN_ANGLE
        yield x + distance * math.cos(angle), y + distance * math.sin(angle)


def _same_side(value: float, of: float, middle: float) -> bool:
    return (value > middle) == (of > middle)
