"""What a run knows of itself, as its report may tell it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline import leaks, ledger
from pipeline.config import Settings
from pipeline.flow import ANONYMISED, FLOW, PATTERNS, POTENTIAL_MAP, SPANS
from pipeline.manifest import Manifest
from pipeline.publishing import SILENT
from pipeline.records import Decision
from pipeline.run_facts import Audit, Input, LeakChecks, Method, Review, RunFacts
from pipeline.store import Store
from pipeline.waves import rest


def facts(store: Store, *, settings: Settings, means: Mapping[str, Any]) -> RunFacts:
    """Of a run that has come to its last step. Raises ``LedgerError`` where the account is open."""
    manifest = store.manifest
    assert manifest is not None
    patterns = store.load(PATTERNS)
    account = ledger.total(
        manifest.steps,
        clustered=len({m for p in patterns for m in p.members}),
        noise=len(rest(store, patterns, store.failures(PATTERNS))),
    )
    ledger.check_total(account)
    checks = leaks.check(store, means["leak_gate"], manifest.audit)
    made = [s.writes for s in FLOW if s.writes is not POTENTIAL_MAP]
    by_name = settings.review.named == "names"
    decisions = store.decisions()
    return RunFacts(
        ledger=account,
        reviews=tuple(_told_review(r, decisions, by_name) for r in manifest.reviews.values()),
        inputs=_inputs(manifest),
        methods=_methods(means),
        failures=(
            *(failure for artefact in made for failure in store.failures(artefact)),
            *leaks.failures(checks, patterns),
        ),
        decisions=tuple(_told(d, checks, by_name) for d in decisions),
        audit=audit(store).model_copy(update={"leak_checks": checks}),
        wave=manifest.wave,
        publish=settings.publish,
    )


def audit(store: Store) -> Audit:
    """What was done about personal data; once it is forgotten, what was known of it until then."""
    manifest = store.manifest
    assert manifest is not None
    if manifest.forgotten and manifest.audit:
        return manifest.audit
    spans = store.load(SPANS)
    review = manifest.reviews.get("datenschutz")
    return Audit(
        statements=manifest.steps[ANONYMISED.name].records,
        masked_statements=len({span.statement_id for span in spans}),
        kinds=dict(sorted(Counter(span.kind for span in spans).items())),
        forgotten=manifest.forgotten,
        sample=review.sample if review else None,
        leak_checks=manifest.audit.leak_checks if manifest.audit else LeakChecks(),
    )


def _told(decision: Decision, checks: LeakChecks, by_name: bool) -> Decision:
    """As the report may tell it: without what it was about, and by name or by role.

    Nor where something was masked, because that tells how long it was.
    """
    update = {"reviewer": decision.reviewer if by_name else decision.role, "before": None}
    if decision.hash in checks.withheld:
        update |= {"reason": SILENT, "after": None}
    if decision.checkpoint == "datenschutz":
        update["after"] = None
    return decision.model_copy(update=update)


def _told_review(review: Review, decisions: Sequence[Decision], by_name: bool) -> Review:
    if by_name:
        return review
    roles = {d.role for d in decisions if d.checkpoint == review.checkpoint}
    return review.model_copy(update={"reviewers": tuple(sorted(roles))})


def _methods(means: Mapping[str, Any]) -> tuple[Method, ...]:
    return tuple(
        Method(
            stage=stage,
            label=mean.label,
            identity=mean.identity,
            limits=getattr(mean, "limits", ""),
        )
        for stage, mean in means.items()
        if hasattr(mean, "label")
    )


def _inputs(manifest: Manifest) -> tuple[Input, ...]:
    return tuple(
        Input(
            number=number,
            channel=file.channel,
            kind=file.name.rsplit(".", 1)[-1].upper(),
            statements=file.utterances,
            sha256=file.sha256,
        )
        for number, file in enumerate(manifest.inputs, 1)
    )
