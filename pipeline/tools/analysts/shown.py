"""What a language model is shown of a group: some of its pain points, numbered."""

from pipeline.records import PainPoint
from pipeline.tools.analysts import Group
from pipeline.tools.extractors.llm import fenced

# What a small model still keeps apart: the heart of the group, and what lies farthest out.
HEART, RIM = 9, 3
# Longer statements are shown by their beginning; quotes are looked up in what was shown.
LETTERS = 450

Shown = dict[str, PainPoint]


def shown(group: Group, heart: int) -> Shown:
    """The exemplars and what else lies near the heart, then the rim; each once, numbered."""
    rim = group.pain_points[heart:][-RIM:] if heart > 1 else ()
    inner = dict.fromkeys((*group.exemplars, *group.pain_points))
    chosen = dict.fromkeys((*list(inner)[:heart], *rim))
    return {f"Z{number}": point for number, point in enumerate(chosen, 1)}


def listed(points: Shown) -> str:
    return fenced([{"id": i, "text": p.text[:LETTERS]} for i, p in points.items()])
