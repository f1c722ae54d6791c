"""The artefacts of a run that lie on the desk of those who review it."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline import leaks
from pipeline.config import check_settings
from pipeline.flow import (
    ANONYMISED,
    CANDIDATE_SPANS,
    CHECKPOINTS,
    EMBEDDINGS,
    PAIN_POINTS,
    STATEMENTS,
)
from pipeline.records import Embeddings, Span
from pipeline.review.privacy import Doubt, doubts
from pipeline.review.view import Material
from pipeline.store import Store
from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.leak_gate import LeakGate, Objection


class Shelf:
    """Hands out the same material as long as the run has not gone on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._signed: dict[str, str] = {}
        self._material: Material | None = None

    def __call__(self) -> Material:
        store = Store(self.folder)
        manifest = store.manifest
        signed = {name: s.content for name, s in manifest.steps.items()} if manifest else {}
        signed["forgotten"] = str(manifest and manifest.forgotten)
        signed["audit"] = str(manifest and manifest.audit)
        if self._material is None or signed != self._signed:
            self._material, self._signed = _material(store), signed
        return self._material


def _material(store: Store) -> Material:
    steps = store.manifest.steps if store.manifest else {}

    def there(*artefacts: Any) -> bool:
        return all(a.name in steps and (store.folder / a.file).exists() for a in artefacts)

    raw: dict[str, Any] = {}
    embeddings: list[Embeddings] = []
    doubt: list[list[Doubt]] = []

    def statement(statement_id: str) -> Any:
        if not raw and there(STATEMENTS):
            raw.update({s.statement_id: s for s in store.load(STATEMENTS)})
        return raw.get(statement_id)

    def vectors() -> Embeddings | None:
        if not embeddings and there(EMBEDDINGS):
            embeddings.append(store.load(EMBEDDINGS))
        return embeddings[0] if embeddings else None

    def doubtful() -> list[Doubt]:
        if not doubt and there(STATEMENTS, CANDIDATE_SPANS):
            spans = store.load(CANDIDATE_SPANS)
            doubt.append(doubts(store.load(STATEMENTS), spans))
        return doubt[0] if doubt else []

    audit = store.manifest.audit if store.manifest else None
    points = store.load(PAIN_POINTS) if there(PAIN_POINTS) else ()
    masked = store.load(ANONYMISED) if there(ANONYMISED) else ()
    return Material(
        cases={c.name: c.open(store) for c in CHECKPOINTS if there(*c.reads)},
        pain_points={p.pain_point_id: p for p in points},
        statements={s.statement_id: s for s in masked},
        raw=statement,
        embeddings=vectors,
        doubts=doubtful,
        ledger=store.manifest.ledger if store.manifest else None,
        forgotten=bool(store.manifest and store.manifest.forgotten),
        withheld=audit.leak_checks.withheld if audit else None,
        objection=_listener(store, [s.text for s in masked]),
    )


def _listener(
    store: Store, sources: Sequence[str]
) -> Callable[[str, Sequence[Span]], Objection | None]:
    """Whether what somebody types may be written down; a new gate whenever more is marked."""
    one_at_a_time = Lock()

    @cache
    def detector() -> Detector:
        return build_detector(check_settings(store.settings(), origin="run.json").detect)

    @lru_cache(maxsize=1)
    def gate(marked: tuple[Span, ...]) -> LeakGate:
        return LeakGate(detector(), partial(leaks.masked_in, store, marked))

    def objection(text: str, marked: Sequence[Span]) -> Objection | None:
        with one_at_a_time:
            return leaks.typed_objection(gate(tuple(marked)), text, sources)

    return objection
