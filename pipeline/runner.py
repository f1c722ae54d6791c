"""Walks the flow: skips the unchanged, stops where a person decides."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from pipeline import __version__, ledger
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.facts import facts
from pipeline.flow import ANONYMISED, FLOW, KNOWN, PATTERNS, STATEMENTS, Checkpoint, Step
from pipeline.manifest import InputFile, Manifest, Signature
from pipeline.means import NAMING_PEOPLE, identity
from pipeline.records import NOISE, Embeddings
from pipeline.result import Result
from pipeline.review.privacy import sampled
from pipeline.review.settling import progress
from pipeline.run_facts import RunFacts
from pipeline.store import Store
from pipeline.tools.readers import Reading, Source, read
from pipeline.waves import Memory, wave

# Those whose version can change a result.
_LIBRARIES = (
    "hdbscan",
    "numpy",
    "pyarrow",
    "python-crfsuite",
    "scikit-learn",
    "sentence-transformers",
    "torch",
)


@dataclass(frozen=True)
class Event:
    """What the door may show; ``what`` is the artefact's name, or a sentence.

    A notice stays, while "goes" is how far a step is and is true until the next one.
    """

    kind: Literal["starts", "goes", "done", "unchanged", "notice"]
    what: str
    records: int = 0
    left: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """Where the run stands: at the end, or before a checkpoint with open proposals."""

    waits_for: Checkpoint | None = None
    open: int = 0
    draft: bool = False


class Runner:
    def __init__(
        self,
        store: Store,
        *,
        means: Mapping[str, Any],
        settings: Settings,
        sources: Sequence[Source] | None,
        draft: bool,
        watch: Callable[[Event], None],
        afresh: bool = False,
    ) -> None:
        """Without ``sources`` the statements stay as they were read the last time; ``afresh``
        groups all of them anew, whatever people have said about the patterns.
        """
        self.store = store
        self.means = means
        self.settings = settings
        self.sources = sources
        self.draft = draft
        self.afresh = afresh
        self.watch = watch
        manifest = store.manifest or Manifest(version=__version__, settings={})
        decisions = store.decisions()
        self.manifest = manifest.model_copy(
            update={
                "version": __version__,
                "libraries": {name: version(name) for name in _LIBRARIES},
                "settings": settings.model_dump(mode="json", exclude={"ingest": NAMING_PEOPLE}),
                "outcome": "running",
                "run_id": store.run_id,
                "decisions_at": store.decisions_at,
                "last_decision": decisions[-1].hash if decisions else "",
                "forgotten": manifest.forgotten and sources is None,
            }
        )

    def run(self) -> Outcome:
        if self.sources is None and not self.manifest.steps:
            raise UsageError(
                "Es fehlt die Quelle. Nennen Sie mindestens eine Datei oder einen Ordner: "
                "schmerzpunkt run QUELLE --run ORDNER"
            )
        self._keep()
        for step in FLOW:
            if self.manifest.forgotten and step.writes.holds_raw_text:
                continue
            if isinstance(step, Step):
                self._walk(step)
            elif waiting := self._settle(step):
                self._keep(outcome="waiting")
                return Outcome(waits_for=step, open=waiting)
        draft = any(review.open for review in self.manifest.reviews.values())
        self._keep(outcome="finished", draft=draft)
        return Outcome(draft=draft)

    # a step

    def _walk(self, step: Step) -> None:
        if step.writes is STATEMENTS and self.sources is None:
            return self.watch(Event("unchanged", step.writes.name))
        if step.writes is ANONYMISED and self.manifest.forgotten:
            return self.watch(Event("unchanged", step.writes.name))
        means = {name: self._mean(name) for name in step.means}
        fingerprint = self._fingerprint(step, means)
        if self._signed(step, fingerprint) and not (self.afresh and step.writes is KNOWN):
            return self.watch(Event("unchanged", step.writes.name))
        self.watch(Event("starts", step.writes.name))
        began = time.perf_counter()
        arguments = self._readings() if step.writes is STATEMENTS else self._loaded(step)
        result = step.stage(*arguments, **means)
        if not isinstance(result, Result):
            result = Result(result)
        self._account(step, arguments, result)
        self._sign(step, fingerprint, result, time.perf_counter() - began)
        return None

    def _fingerprint(
        self, step: Step | Checkpoint, means: Mapping[str, Any], decided: Sequence[str] = ()
    ) -> str:
        signed = self.manifest.steps
        made_of: dict[str, Any] = {
            "reads": {a.name: signed[a.name].content for a in step.reads},
            "means": self._identities(step, means),
        }
        if isinstance(step, Step):
            made_of["version"] = step.version
        else:
            made_of["decided"] = decided
        key = b""
        if step.writes is STATEMENTS and self.sources is not None:
            made_of["reads"] = sorted((s.name, s.sha256) for s in self.sources)
            made_of["transcripts"] = self._transcripts()
            key = _said(self.sources)
        return hashlib.sha256(key + json.dumps(made_of, sort_keys=True).encode()).hexdigest()

    def _identities(self, step: Step | Checkpoint, means: Mapping[str, Any]) -> dict[str, str]:
        stage = step.stage.__name__ if isinstance(step, Step) else ""
        return {name: identity(mean, stage=stage) for name, mean in means.items()}

    def _signed(self, step: Step | Checkpoint, fingerprint: str) -> bool:
        signature = self.manifest.steps.get(step.writes.name)
        return (
            signature is not None
            and signature.fingerprint == fingerprint
            and self.store.holds(step.writes)
        )

    def _loaded(self, step: Step | Checkpoint) -> list[Any]:
        return [self.store.load(artefact) for artefact in step.reads]

    def _readings(self) -> list[Any]:
        readings = [read(source, self.settings.ingest) for source in self.sources or ()]
        self.store.save_transcripts(self._transcripts())
        notices = tuple(notice for reading in readings for notice in reading.notices)
        for notice in notices:
            self.watch(Event("notice", notice))
        self.manifest = self.manifest.model_copy(
            update={"notices": notices, "inputs": self._inputs(readings)}
        )
        return [readings]

    def _transcripts(self) -> dict[str, Any]:
        named = self.settings.ingest.model_dump(mode="json", include=NAMING_PEOPLE)
        return dict(named["transcripts"])

    def _inputs(self, readings: Sequence[Reading]) -> tuple[InputFile, ...]:
        sources = {source.name: source for source in self.sources or ()}
        return tuple(
            InputFile(
                name=reading.source,
                path=str(sources[reading.source].path),
                channel=reading.channel,
                sha256=sources[reading.source].sha256,
                utterances=len(reading.utterances) + len(reading.failures),
            )
            for reading in readings
        )

    def _account(self, step: Step, arguments: Sequence[Any], result: Result[Any]) -> None:
        if step.writes is STATEMENTS:
            came = sum(len(r.utterances) + len(r.failures) for r in arguments[0])
            ledger.check_count(step.writes.name, came, len(result.records), result.failures)
        if step.takes and step.gives:
            ledger.check_ids(
                step.writes.name,
                step.takes(arguments[0]),
                step.gives(result.records),
                result.failures,
            )

    def _sign(
        self, step: Step | Checkpoint, fingerprint: str, result: Result[Any], seconds: float
    ) -> None:
        content, failures = self.store.save(step.writes, result.records, result.failures)
        names = step.means if isinstance(step, Step) else ()
        means = {name: self.means[name] for name in names if name in self.means}
        signature = Signature(
            fingerprint=fingerprint,
            reads={a.name: self.manifest.steps[a.name].content for a in step.reads},
            content=content,
            failures=failures,
            records=_count(result.records),
            left=dict(sorted(result.counts().items())),
            means=self._identities(step, means),
            seconds=round(seconds, 3),
        )
        self._keep(steps={**self.manifest.steps, step.writes.name: signature})
        self.watch(
            Event(
                "done", step.writes.name, signature.records, sum(signature.left.values()), seconds
            )
        )

    # a checkpoint

    def _settle(self, checkpoint: Checkpoint) -> int:
        """How many items the run must wait for here; none once it may go on."""
        decisions = [d for d in self.store.decisions() if d.checkpoint == checkpoint.name]
        needed = getattr(self.settings.review, checkpoint.name)
        state = checkpoint.open(self.store).fold(decisions, needed=needed)
        review = progress(checkpoint.name, state)
        if checkpoint.raw:
            review = review.model_copy(update={"sample": sampled(state.items)})
        self._keep(reviews={**self.manifest.reviews, checkpoint.name: review})
        result = checkpoint.settle(state)
        if checkpoint.writes is PATTERNS:
            self._keep(wave=wave(self.store, result))
        if review.open and not self.draft:
            return review.open
        fingerprint = self._fingerprint(checkpoint, {}, [d.hash for d in decisions])
        if self._signed(checkpoint, fingerprint):
            self.watch(Event("unchanged", checkpoint.writes.name))
        else:
            if checkpoint.takes:
                came = set(checkpoint.takes(self.store.load(checkpoint.of)))
                went = came & set(checkpoint.takes(result.records))
                ledger.check_ids(checkpoint.writes.name, came, went, result.failures)
            self._sign(checkpoint, fingerprint, result, 0.0)
        return 0

    # what the run knows of itself

    def _mean(self, name: str) -> Any:
        if name == "memory":
            grouping = self.means["clusterer"].identity
            gate = self.means["leak_gate"]
            return Memory(self.store, self.settings.review, gate, grouping, afresh=self.afresh)
        return self._facts() if name == "facts" else self.means[name]

    def _facts(self) -> RunFacts:
        found = facts(self.store, settings=self.settings, means=self.means)
        self._keep(ledger=found.ledger, audit=found.audit, methods=found.methods)
        return found

    def _keep(self, **changes: Any) -> None:
        self.manifest = self.manifest.model_copy(update=changes)
        if self.manifest != self.store.manifest:
            self.store.save_manifest(self.manifest)


def _said(sources: Sequence[Source]) -> bytes:
    """Without what was said nobody can try out names, of files or speakers, against a digest.

    It is none of the digests that ``run.json`` states.
    """
    said = hashlib.sha256(b"said\0")
    for source in sorted(sources, key=lambda source: source.name):
        said.update(source.path.read_bytes())
    return said.digest()


def _count(records: Any) -> int:
    """Noise is no cluster."""
    if isinstance(records, Embeddings):
        return len(records.ids)
    if isinstance(records, Sequence):
        return sum(getattr(record, "cluster_id", None) != NOISE for record in records)
    return 1
