"""The ledger and the wave in words, as sums that add up."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from pipeline.potential_map import Potential, PotentialMap
from pipeline.records import Decision, Failure
from pipeline.reports.wording import few, number
from pipeline.run_facts import Change, Ledger, Wave
from pipeline.small_groups import suppressed

Sum = tuple[str, int, tuple[tuple[str, int], ...]]
"""Label, total and the parts that it is the sum of."""


def map_rows(potential_map: PotentialMap) -> tuple[Sum, ...]:
    """The ledger of a map; what is in patterns too small to be shown counts with the rest."""
    small = potential_map.withholds
    rows = ledger_rows(potential_map.ledger, small=small)
    wave = potential_map.wave
    coarse = wave_is_small(potential_map)
    return (*rows, wave_sum(wave, coarse=coarse)) if wave else rows


def ledger_rows(ledger: Ledger, *, small: bool = False) -> tuple[Sum, ...]:
    """``small``: named as where small patterns count with the rest."""
    return (
        (
            "Gelesene Aussagen",
            ledger.read,
            (
                ("behalten", ledger.kept),
                ("leer", ledger.blank),
                ("doppelt", ledger.duplicate),
                ("Moderation", ledger.rejected),
                ("fehlerhaft", ledger.failed),
            ),
        ),
        (
            "Behaltene Aussagen",
            ledger.kept,
            (
                ("mit Schmerzpunkt", ledger.statements_with_complaint),
                ("ohne Schmerzpunkt", ledger.statements_without_complaint),
                ("fehlerhaft", ledger.statements_failed),
            ),
        ),
        (
            "Schmerzpunkte",
            ledger.pain_points,
            (
                ("in gezeigten Mustern" if small else "in Mustern", ledger.clustered),
                ("Restmenge oder kleines Muster" if small else "Restmenge", ledger.noise),
                ("fehlerhaft", ledger.pain_points_failed),
                *_if_any("verworfen", ledger.pain_points_rejected),
            ),
        ),
    )


def wave_sum(found: Wave, *, coarse: bool = False) -> Sum:
    """As a row of the ledger; ``coarse`` where its parts would tell too much."""
    stopped = ("verworfen oder fehlerhaft", found.stopped)
    if coarse:
        gone_on = ("in Mustern oder Restmenge", found.pain_points - found.stopped)
        return ("Gegenüber der vorigen Prüfung", found.pain_points, (gone_on, stopped))
    return (
        "Gegenüber der vorigen Prüfung",
        found.pain_points,
        (
            ("wie bisher in Mustern", found.stayed),
            ("neu in geprüften Mustern", found.assigned),
            ("in neuen oder bis dahin ungeprüften Mustern", found.founded),
            ("Restmenge", found.rest),
            stopped,
        ),
    )


def wave_is_small(potential_map: PotentialMap) -> bool:
    """Whether totals of the wave would tell what its rows hide."""
    wave, people = potential_map.wave, potential_map.publish.people
    totals = (wave.assigned, wave.founded, wave.moved) if wave else ()
    return potential_map.withholds or any(0 < n < people for n in totals)


def wave_rows(potential_map: PotentialMap) -> list[tuple[str, ...]]:
    """Number, title, before, joined, left, after of the patterns that changed and are still there;
    a dash for what counts too few people and for what would give such a count back.
    """
    changes = {c.pattern_id: c for c in potential_map.wave.changes} if potential_map.wave else {}
    changed = [(p, changes.get(p.pattern.pattern_id)) for p in potential_map.potentials]
    # Of what is new the size tells everything, and it is shown wherever the pattern is.
    counts = {
        (p.number, column): count
        for p, c in changed
        if c and c.before and not p.withheld
        for column, count in enumerate(_moves(c))
    }
    cells = suppressed(counts, potential_map.publish)

    def told(p: Potential, c: Change) -> tuple[str, ...]:
        new = () if p.withheld or c.before else _moves(c)
        shown = new or [cells.get((p.number, column)) for column in range(3)]
        return tuple("–" if n is None else number(n) for n in shown)

    return [
        (p.number, p.pattern.title, *told(p, c), few(0) if p.withheld else number(c.after))
        for p, c in changed
        if c
    ]


def decided_alike(decisions: Sequence[Decision]) -> list[tuple[Decision, tuple[str, ...]]]:
    """What reads the same but for the item stands once, with all items, as long as it follows on
    one another.
    """
    told = attrgetter("checkpoint", "action", "channel", "at", "reviewer", "role", "reason")
    groups = [
        list(run) for _, run in groupby(decisions, key=lambda d: (told(d), d.before == d.after))
    ]
    return [(group[0], tuple(d.item_id for d in group)) for group in groups]


def left_alike(failures: Sequence[Failure]) -> list[tuple[Failure, tuple[str, ...]]]:
    """One of each step, kind and reason, with the ids of all."""
    groups: defaultdict[tuple[str, str, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        groups[failure.stage, failure.kind, failure.reason].append(failure)
    return [(group[0], tuple(f.item_id for f in group)) for group in groups.values()]


def _moves(change: Change) -> tuple[int, int, int]:
    """Before, came, went."""
    came = len(change.joined) + len(change.moved_in)
    return change.before, came, len(change.left) + len(change.moved_out)


def _if_any(label: str, count: int) -> tuple[tuple[str, int], ...]:
    """A line of its own only where somebody rejected a pattern."""
    return ((label, count),) if count else ()
