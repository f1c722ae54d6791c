"""What may be shown: no detail of a pattern, place or function behind which too few people stand.

Below the wall nobody knows who spoke twice; each statement counts as one person.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from pipeline.config import Publish
from pipeline.potential_map import Potential, SourcedQuote, Spread
from pipeline.records import AnonymisedStatement, Assessment, StatementId
from pipeline.small_groups import suppressed

SILENT = "zurückgehalten (Leckprüfung)"


def lowered(threshold: Publish, statements: Sequence[AnonymisedStatement]) -> Publish:
    """A run from two sites cannot show anything from three."""
    sites = len({s.site for s in statements} - {None})
    return threshold.model_copy(update={"sources": min(threshold.sources, sites)})


def generalised(
    statements: Sequence[AnonymisedStatement], people: int
) -> list[AnonymisedStatement]:
    """Site, area and role only where enough statements are told of in the very same way.

    Whatever too few share loses its last detail and joins those that lack it, until it is one of
    enough or only its channel is told. What is left out must not stand alone beside what is not:
    everybody knows which role an area has besides those named.
    """
    told: list[tuple[str | None, ...]] = [(s.channel, s.site, s.area, s.role) for s in statements]
    for kept in (3, 2, 1):
        shared = Counter(told)
        told = [t if shared[t] >= people else (*t[:kept], *[None] * (4 - kept)) for t in told]
    return [
        s.model_copy(update={"site": site, "area": area, "role": role})
        for s, (_, site, area, role) in zip(statements, told, strict=True)
    ]


def publishable(potentials: Sequence[Potential], threshold: Publish) -> tuple[Potential, ...]:
    """Small patterns keep their name, verdict and lever; of the others small numbers are hidden."""
    large = [p for p in potentials if threshold.allows(p.statements, len(p.sites))]
    told = {p.number for p in large}
    hidden = {i for p in potentials if p.number not in told for i in p.evidence}
    sites, areas, channels = (
        _hidden(large, kind, threshold)
        for kind in (lambda p: p.sites, lambda p: p.areas, lambda p: p.channels)
    )
    shown = {
        p.number: p.model_copy(
            update={
                "sites": sites[p.number],
                "areas": areas[p.number],
                "channels": channels[p.number],
                "outside": tuple(q for q in p.outside if q.statement_id not in hidden),
            }
        )
        for p in large
    }
    return tuple(shown.get(p.number) or _withheld(p, threshold) for p in potentials)


def placed(
    statements: Sequence[AnonymisedStatement], potentials: Sequence[Potential]
) -> list[AnonymisedStatement]:
    """Without the place wherever the count of its pattern there is hidden: whoever counts the
    statements of a pattern by place would have it back. A channel that is not told is "".
    """
    hidden: defaultdict[StatementId, set[tuple[str, str]]] = defaultdict(set)
    for p in potentials:
        kinds = (("site", p.sites), ("area", p.areas), ("channel", p.channels))
        cells = {(k, part.name) for k, parts in kinds for part in parts if part.statements is None}
        for statement_id in p.evidence:
            hidden[statement_id] |= cells

    def shown(s: AnonymisedStatement) -> AnonymisedStatement:
        secret = hidden[s.statement_id]
        update: dict[str, str | None] = {}
        if ("site", s.site) in secret:
            update["site"] = None
        if ("area", s.area) in secret:
            # A function belongs to an area, and a question to a channel.
            update |= {"area": None, "role": None}
        if ("channel", s.channel) in secret:
            update |= {"channel": "", "question": None}
        return s.model_copy(update=update)

    return [shown(s) for s in statements]


def sourced(
    potentials: Sequence[Potential], origins: Mapping[StatementId, str]
) -> tuple[Potential, ...]:
    """Quotes say of their origin what ``origins`` says of it, and no more."""

    def told(quotes: Sequence[SourcedQuote]) -> tuple[SourcedQuote, ...]:
        return tuple(q.model_copy(update={"origin": origins[q.statement_id]}) for q in quotes)

    return tuple(
        p.model_copy(
            update={
                "quotes": told(p.quotes),
                "farthest": told(p.farthest),
                "outside": told(p.outside),
            }
        )
        for p in potentials
    )


def silenced(
    potentials: Sequence[Potential], objections: Mapping[str, str]
) -> tuple[Potential, ...]:
    """Whatever the leak gate objects to keeps its numbers and says nothing but why."""
    return tuple(
        _silent(p, reason) if (reason := objections.get(p.pattern.pattern_id)) else p
        for p in potentials
    )


def _silent(potential: Potential, reason: str) -> Potential:
    told = f"Zurückgehalten. {reason}"
    pattern = potential.pattern.model_copy(
        update={
            "title": SILENT,
            "summary": told,
            "cause": "",
            "effect": "",
            "keyphrases": (),
            "quotes": (),
            "field_of_action": SILENT,
        }
    )
    assessment = _bare(potential.assessment, told)
    update = {"pattern": pattern, "assessment": assessment, "quotes": ()}
    return potential.model_copy(update=update)


def _bare(assessment: Assessment, reason: str) -> Assessment:
    """Verdict, lever, values and votes; not a word of the reasons, which count and quote."""
    return assessment.model_copy(
        update={
            "reason": reason,
            "arguments_for": (),
            "arguments_against": (),
            "enablers": (),
            "solution": "",
            "human_in_the_loop": "",
            "risks": (),
            "ratings": tuple(r.model_copy(update={"reason": ""}) for r in assessment.ratings),
        }
    )


def _hidden(
    potentials: Sequence[Potential],
    kind: Callable[[Potential], tuple[Spread, ...]],
    threshold: Publish,
) -> dict[str, tuple[Spread, ...]]:
    counts = {(p.number, part.name): part.statements or 0 for p in potentials for part in kind(p)}
    shown = suppressed(counts, threshold)
    return {
        p.number: tuple(
            Spread(name=part.name, statements=shown[p.number, part.name]) for part in kind(p)
        )
        for p in potentials
    }


def _withheld(potential: Potential, threshold: Publish) -> Potential:
    sites = f" oder {threshold.sources} Standorte" if threshold.sources else ""
    reason = (
        f"Weniger als {threshold.people} Aussagen{sites}: Einzelheiten werden zum Schutz der "
        "Befragten nicht gezeigt."
    )
    pattern = potential.pattern.model_copy(
        update={
            "summary": reason,
            "cause": "",
            "effect": "",
            "keyphrases": (),
            "quotes": (),
            "members": (),
            "exemplars": (),
        }
    )
    return potential.model_copy(
        update={
            "withheld": True,
            "pattern": pattern,
            "assessment": _bare(potential.assessment, reason),
            "quotes": (),
            "farthest": (),
            "outside": (),
            "doubts": (),
            "evidence": (),
            "statements": 0,
            "sites": (),
            "areas": (),
            "channels": (),
        }
    )
