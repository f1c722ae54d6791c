"""embeddings -> known: what people have said about patterns, as a new wave finds it."""

from collections.abc import Collection
from typing import Protocol

from pipeline.records import Embeddings, Known, PainPointId, Pattern


class Memory(Protocol):
    """``identity`` tells one grouping from another: a word alone begins no new wave."""

    identity: str

    def known(self) -> Known: ...


def recall(embeddings: Embeddings, *, memory: Memory) -> Known:
    """Without the words of those who are no longer among the statements."""
    known = memory.known()
    there = set(embeddings.ids)
    return known.model_copy(
        update={
            "patterns": tuple(_silent(pattern, there) for pattern in known.patterns),
            "chapters": tuple(
                chapter.model_copy(
                    update={"candidates": tuple(_silent(c, there) for c in chapter.candidates)}
                )
                for chapter in known.chapters
            ),
        }
    )


def _silent(pattern: Pattern, there: Collection[PainPointId]) -> Pattern:
    kept = tuple(quote for quote in pattern.quotes if quote.pain_point_id in there)
    return pattern.model_copy(update={"quotes": kept})
