"""What a call leaves out or asks for in vain: said before it computes, or once it has."""

from collections.abc import Iterator, Sequence

from pipeline.config import Settings
from pipeline.flow import CLUSTERS, KNOWN
from pipeline.runner import Outcome
from pipeline.store import Store
from pipeline.tools.readers import Source


def unmatched(settings: Settings, sources: Sequence[Source]) -> Iterator[str]:
    """Transcripts that the profile knows about and that are not among the sources."""
    names = {name for source in sources for name in (source.name, source.path.name)}
    for name in settings.ingest.transcripts.keys() - names:
        yield (
            f'Im Profil steht [ingest.transcripts."{name}"], aber keine der Quellen heißt so. '
            "Prüfen Sie die Schreibweise."
        )


def left_out(store: Store, sources: Sequence[Source]) -> Iterator[str]:
    """Sources of a run that people have decided about, and that are missing or renamed now."""
    if store.manifest is None or not store.decisions():
        return
    names = {source.name for source in sources}
    called = {source.sha256: source.name for source in sources}
    for file in store.manifest.inputs:
        if file.name in names or (store.manifest.forgotten and file.sha256 in called):
            continue
        if file.sha256 in called:
            yield (
                f"{file.name} heißt jetzt {called[file.sha256]}. Alle Aussagen daraus zählen damit "
                "als neu; sollen sie bleiben, benennen Sie die Datei wieder wie zuvor."
            )
        else:
            yield (
                f"{file.name} fehlt unter den Quellen. Alle Aussagen daraus verlassen ihre Muster; "
                "sollen sie bleiben, nennen Sie die Datei wieder mit."
            )


def unmet(store: Store, settings: Settings, outcome: Outcome) -> Iterator[str]:
    """A wish for a number of patterns, where another number came out."""
    wish = settings.cluster.patterns
    if not wish or not store.manifest or (outcome.waits_for and outcome.waits_for.raw):
        return
    found = store.manifest.steps[CLUSTERS.name].records
    words = f"Gewünschte Muster: {wish}, entstanden: {found}. "
    if store.load(KNOWN).patterns and found != wish:
        yield f"{words}Geprüfte Muster bleiben. Alles neu gruppieren: derselbe Aufruf mit --regroup"
    elif found < wish:
        yield f"{words}Mehr geben die Aussagen nicht her; wünschen Sie sich weniger."
