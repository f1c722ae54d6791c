"""embeddings -> known: what people have said about patterns, as a new wave finds it."""

from typing import Protocol

from pipeline.records import Embeddings, Known, Pattern


class Memory(Protocol):
    """``identity`` tells one grouping from another: a word alone begins no new wave."""

    identity: str

    def known(self) -> Known: ...

    def silenced(self, pattern: Pattern) -> Pattern: ...


def recall(embeddings: Embeddings, *, memory: Memory) -> Known:
    """Without the words of those who are no longer among the statements, or are masked by now."""
    known = memory.known()
    there = set(embeddings.ids)

    def silent(pattern: Pattern) -> Pattern:
        quotes = tuple(quote for quote in pattern.quotes if quote.pain_point_id in there)
        return memory.silenced(pattern).model_copy(update={"quotes": quotes})

    return known.model_copy(
        update={
            "patterns": tuple(silent(pattern) for pattern in known.patterns),
            "chapters": tuple(
                chapter.model_copy(
                    update={"candidates": tuple(silent(c) for c in chapter.candidates)}
                )
                for chapter in known.chapters
            ),
        }
    )
