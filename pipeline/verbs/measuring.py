"""A run against statements whose right result is known."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import RunFolderError, UsageError
from pipeline.evaluation.gold import match, read_gold, read_levers
from pipeline.evaluation.scoring import (
    Evaluation,
    score_assessments,
    score_patterns,
    score_privacy,
)
from pipeline.flow import (
    CANDIDATE_ASSESSMENTS,
    CANDIDATE_SPANS,
    CLUSTERS,
    PAIN_POINTS,
    PATTERNS,
    STATEMENTS,
)
from pipeline.store import Store


def evaluate(store: Store, gold_files: Sequence[Path], patterns_file: Path | None) -> Evaluation:
    """Against labelled statements; without ``patterns_file`` a patterns.json beside the gold."""
    gold = [truth for path in gold_files for truth in read_gold(path)]
    beside = gold_files[0].with_name("patterns.json")
    levers = patterns_file or (beside if beside.exists() else None)
    if not store.holds(STATEMENTS):
        raise RunFolderError(
            f"In {store.folder} fehlen die Originaltexte; ohne sie lässt sich nichts vergleichen. "
            "Rechnen Sie die Quellen in einem neuen Ordner noch einmal durch."
        )
    pairs = match(gold, store.load(STATEMENTS))
    if not pairs:
        raise UsageError(
            "Keine Zeile der Gold-Datei passt zu einer Aussage des Laufs. Die id muss die Kennung "
            "der Quelle sein, bei Transkripten der Dateiname mit dem Gold übereinstimmen."
        )
    arrived = store.holds(CLUSTERS)
    assessed = store.holds(CANDIDATE_ASSESSMENTS) and store.holds(PATTERNS) and levers
    points = store.load(PAIN_POINTS) if arrived else ()
    return Evaluation(
        labelled=len(gold),
        matched=len({id(truth) for truth, _ in pairs}),
        privacy=score_privacy(pairs, store.load(CANDIDATE_SPANS)),
        patterns=score_patterns(pairs, points, store.load(CLUSTERS)) if arrived else None,
        levers=score_assessments(
            pairs,
            points,
            store.load(PATTERNS),
            store.load(CANDIDATE_ASSESSMENTS),
            read_levers(levers),
        )
        if assessed and levers
        else None,
    )
