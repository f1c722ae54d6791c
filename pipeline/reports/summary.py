"""The map in a handful of sentences, for people who read no further."""

from collections.abc import Sequence

from pipeline.potential_map import Potential, PotentialMap, Quadrant
from pipeline.records import Verdict
from pipeline.reports.accounts import wave_is_small
from pipeline.reports.wording import counted, in_bulk, number, said
from pipeline.run_facts import Wave

NO_JUDGEMENT = ("comment", "postpone", "take_back")


def summary(potential_map: PotentialMap) -> tuple[str, ...]:
    """Every number in it is in the map as well."""
    potentials = potential_map.potentials
    assigned = sum(bool(row.potentials) for row in potential_map.statements)
    read = counted(len(potential_map.statements), "Aussage", "Aussagen")
    sites = len(potential_map.sites)
    where = f" aus {counted(sites, 'Standort', 'Standorten')}" if sites else ""
    sentences = []
    if not potentials:
        return (f"Ausgewertet: {read}{where}. Ein Reibungsmuster ließ sich daraus nicht bilden.",)
    shown = sum(not p.withheld for p in potentials)
    small = len(potentials) - shown
    sentences.append(
        f"Ausgewertet: {read}{where}. Davon gehören {number(assigned)} zu "
        f"{counted(shown, 'Reibungsmuster', 'Reibungsmustern')} in "
        f"{counted(len(potential_map.fields), 'Handlungsfeld', 'Handlungsfeldern')}"
        + (f"; von {number(small)} weiteren steht hier nur der Name." if small else ".")
    )
    sentences.append(_verdicts(potential_map))
    top = potentials[0]
    sentences.append(
        f"Am häufigsten genannt wird „{top.pattern.title}“ ({top.number}, "
        f"{said(top.statements)}"
        + (f" aus {counted(len(top.sites), 'Standort', 'Standorten')})." if top.sites else ").")
    )
    sentences.append(_quick_wins(potentials))
    if potential_map.wave:
        sentences.append(_wave(potential_map.wave, coarse=wave_is_small(potential_map)))
    if potential_map.decisions:
        sentences.append(_decided(potential_map))
    waiting = sum(review.open for review in potential_map.reviews)
    if waiting:
        sentences.append(
            f"Dieser Bericht ist ein Entwurf: {counted(waiting, 'Vorschlag', 'Vorschläge')} "
            f"{'wartet' if waiting == 1 else 'warten'} noch auf die Prüfung durch einen Menschen."
        )
    return tuple(sentences)


def _wave(found: Wave, *, coarse: bool) -> str:
    grown, shrunk, new = len(found.grown), len(found.shrunk), len(found.new)
    moved = f"; {number(found.moved)} verschoben" if found.moved else ""
    patterns = (
        f"Gegenüber der vorigen Prüfung sind {counted(grown, 'Muster', 'Muster')} gewachsen, "
        f"{number(shrunk)} geschrumpft oder entfallen und {number(new)} neu oder bis dahin "
        "ungeprüft"
    )
    if coarse:
        return f"{patterns}."
    points = counted(found.assigned, "Schmerzpunkt ist", "Schmerzpunkte sind")
    return f"{patterns}; {points} zu geprüften Mustern gekommen{moved}."


def _decided(potential_map: PotentialMap) -> str:
    judged = [d for d in potential_map.decisions if d.action not in NO_JUDGEMENT]
    single = {(d.checkpoint, d.item_id) for d in judged if not in_bulk(d)}
    together = {(d.checkpoint, d.item_id) for d in judged} - single
    sample = potential_map.audit.sample
    control = (
        f"; von der Kontrollstichprobe {'ist' if sample.read == 1 else 'sind'} "
        f"{number(sample.read)} von {number(sample.drawn)} Aussagen gelesen"
        if sample
        else ""
    )
    return (
        f"Menschen haben {counted(len(single), 'Vorschlag', 'Vorschläge')} einzeln entschieden und "
        f"{number(len(together))} gesammelt bestätigt{control}."
    )


def _verdicts(potential_map: PotentialMap) -> str:
    count = {v: len(potential_map.of_verdict(v)) for v in Verdict}
    helped = count[Verdict.KI]
    patterns = counted(helped, "Muster", "Mustern") if helped else "keinem Muster"
    later, other, unclear = (
        number(count[v]) if count[v] else "keinem"
        for v in (Verdict.KI_NACH_VORARBEIT, Verdict.NICHT_KI, Verdict.UNKLAR)
    )
    return (
        f"KI ist bei {patterns} die passende Antwort, bei {later} erst nach Vorarbeit; bei {other} "
        f"hilft etwas anderes besser, und bei {unclear} ist die Antwort noch unklar."
    )


def _quick_wins(potentials: Sequence[Potential]) -> str:
    wins = [p for p in potentials if p.quadrant is Quadrant.QUICK_WIN]
    if not wins:
        return "Einen Quick Win – viel Entlastung bei guter Umsetzbarkeit – gibt es bisher nicht."
    names = [f"„{p.pattern.title}“ ({p.number})" for p in wins[:3]]
    first = " und ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return (
        f"Viel Entlastung bei guter Umsetzbarkeit (Quick Win) "
        f"{'verspricht' if len(wins) == 1 else 'versprechen'} "
        f"{counted(len(wins), 'Muster', 'Muster')}{', allen voran' if len(wins) > 3 else ':'} "
        f"{first}."
    )
