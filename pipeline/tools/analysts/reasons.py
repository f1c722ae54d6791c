"""Nearest catalogue entries -> what speaks for and against AI, and the statements that show it."""

from collections.abc import Sequence

from pipeline.records import Argument, Lever, StatementId, Verdict
from pipeline.tools.analysts import Group
from pipeline.tools.analysts.levers import Proposal
from pipeline.tools.catalogue import Entry, Near

SHOWN = 3


def reason(proposal: Proposal, lenders: Sequence[Near]) -> str:
    if proposal.lever is None:
        return (
            "Kein Thema des Katalogs trägt die Aussagen gemeinsam: Sie sind zu verschieden oder "
            "neu. Bitte fachlich einstufen."
        )
    if proposal.verdict == Verdict.UNKLAR:
        one, other = list(proposal.shares)[:2]
        return (
            f"Ähnliche Themen sprechen fast gleich stark für {one.value} und für {other.value}; "
            "bitte fachlich einstufen."
        )
    for entry in (n.entry for n in lenders):
        if proposal.lever in entry.acceptable:
            return f"{entry.reason} (ähnliches Thema im Katalog: „{entry.title}“)"
    return (
        f"Ähnliche Themen in anderen Zweigen der Verwaltung sprechen für {proposal.lever.value}; "
        "bitte fachlich prüfen."
    )


def arguments(
    group: Group, lenders: Sequence[Near], own: Sequence[Sequence[Near]], *, ai: bool
) -> tuple[Argument, ...]:
    return tuple(
        Argument(
            text=f"{entry.reason} (Katalog: „{entry.title}“)",
            evidence=tuple(_evidence(group, entry, own)),
        )
        for entry in (n.entry for n in lenders)
        if (entry.lever == Lever.KI) == ai
    )


def _evidence(group: Group, entry: Entry, own: Sequence[Sequence[Near]]) -> list[StatementId]:
    """Of the statements that have the topic among their own nearest, those most like it."""
    likeness: dict[StatementId, float] = {}
    for point, near in zip(group.pain_points, own, strict=True):
        for n in near:
            if n.entry.entry_id == entry.entry_id:
                likeness[point.statement_id] = max(
                    n.similarity, likeness.get(point.statement_id, 0.0)
                )
    return sorted(likeness, key=lambda statement: (-likeness[statement], statement))[:SHOWN]
