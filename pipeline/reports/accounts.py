"""The ledger and the wave in words, as sums that add up."""

from pipeline.potential_map import PotentialMap
from pipeline.reports.wording import few, number
from pipeline.run_facts import Ledger, Wave

Sum = tuple[str, int, tuple[tuple[str, int], ...]]
"""Label, total and the parts that it is the sum of."""


def ledger_rows(
    ledger: Ledger, wave: Wave | None = None, *, small: bool = False
) -> tuple[Sum, ...]:
    """``small``: what is in patterns too small to be shown counts with the rest."""
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
        *((wave_sum(wave, small=small),) if wave else ()),
    )


def wave_sum(found: Wave, *, small: bool = False) -> Sum:
    """As a row of the ledger; ``small``: less the patterns shown, its parts would tell the size of
    the others.
    """
    stopped = ("verworfen oder fehlerhaft", found.stopped)
    if small:
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


def wave_rows(potential_map: PotentialMap) -> list[tuple[str, ...]]:
    """Number, title, before, joined, left, after of the patterns that changed and are still there;
    counts of too few people are not told.
    """
    if potential_map.wave is None:
        return []
    changes = {c.pattern_id: c for c in potential_map.wave.changes}
    told: list[tuple[str, ...]] = []
    for p in potential_map.potentials:
        if c := changes.get(p.pattern.pattern_id):
            small = p.withheld or 0 < c.before < potential_map.publish.people
            came, went = len(c.joined) + len(c.moved_in), len(c.left) + len(c.moved_out)
            counts = [few(0)] * 4 if small else [number(n) for n in (c.before, came, went, c.after)]
            told.append((p.number, p.pattern.title, *counts))
    return told


def _if_any(label: str, count: int) -> tuple[tuple[str, int], ...]:
    """A line of its own only where somebody rejected a pattern."""
    return ((label, count),) if count else ()
