"""What was masked in a run, and the last look at what is written about it before it is reported."""

import hashlib
import re
from collections.abc import Iterator, Sequence

from pipeline.flow import ANONYMISED, ASSESSMENTS, PATTERNS, SPANS, STATEMENTS
from pipeline.records import Assessment, Decision, Failure, Pattern, Span
from pipeline.resources import resource
from pipeline.review.changes import SAMPLE, TEXTS, read
from pipeline.run_facts import Audit, LeakChecks
from pipeline.store import Store
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.normalised import folded_words
from pipeline.tools.leak_gate import LeakGate, Masked
from pipeline.tools.llm.journal import Journal

_WORD = re.compile(r"\w+")
# More words than a name has: somebody has masked a whole statement as a person.
_NAME_WORDS = range(2, 5)
_NAME_LETTERS = 4


def masked_in(store: Store) -> Masked:
    """Nothing once the raw texts are gone."""
    if not store.holds(STATEMENTS) or not store.holds(SPANS):
        return Masked()
    texts = {s.statement_id: s.text for s in store.load(STATEMENTS)}
    open_words = {word for text in _open(store) for word in folded_words(text)}
    return Masked(
        frozenset(part for s in store.load(SPANS) for part in _parts(s, texts[s.statement_id])),
        frozenset(open_words),
    )


def _parts(span: Span, text: str) -> Iterator[str]:
    """What was masked and, of a full name, the surname by which everybody knows the person."""
    surface = text[span.start : span.end]
    yield surface
    words = _WORD.findall(surface)
    if span.kind == Kind.PERSON and len(words) in _NAME_WORDS:
        yield from (word for word in words if len(word) >= _NAME_LETTERS)


def check(store: Store, gate: LeakGate, before: Audit | None) -> LeakChecks:
    """What was withheld ``before`` stays so once nobody knows any more what was masked."""
    journal = store.folder / "journal.sqlite"
    answers, refused = Journal(journal).leaks() if journal.exists() else (0, 0)
    of = _digest(store, gate)
    if before and before.leak_checks.of == of:
        known = before.leak_checks
        return known.model_copy(update={"answers": answers, "answers_refused": refused})
    patterns: Sequence[Pattern] = store.load(PATTERNS)
    assessed = {a.pattern_id: a for a in store.load(ASSESSMENTS)}
    sources = _open(store)
    texts = {d.hash: _said(d) for d in store.decisions() if d.item_id != SAMPLE}
    found = {name: gate.objection(own, sources=sources) for name, own in texts.items() if any(own)}
    for pattern in patterns:
        found[pattern.pattern_id] = gate.objection(
            _written(pattern, assessed.get(pattern.pattern_id)),
            sources=sources,
            quotes=[quote.text for quote in pattern.quotes],
        )
    forgotten = store.manifest is not None and store.manifest.forgotten
    kept = before.leak_checks.withheld if before and forgotten else {}
    return LeakChecks(
        answers=answers,
        answers_refused=refused,
        texts=len(found),
        withheld={name: why for name in found if (why := found[name] or kept.get(name, ""))},
        of=of,
    )


def failures(checks: LeakChecks, patterns: Sequence[Pattern]) -> list[Failure]:
    return [
        Failure(item_id=p.pattern_id, stage="leak_gate", reason=checks.withheld[p.pattern_id])
        for p in patterns
        if p.pattern_id in checks.withheld
    ]


def _digest(store: Store, gate: LeakGate) -> str:
    assert store.manifest is not None
    steps = store.manifest.steps
    looked_at = [steps[a.name].content for a in (SPANS, ANONYMISED, PATTERNS, ASSESSMENTS)]
    looked_at += [gate.identity, *(d.hash for d in store.decisions()[-1:])]
    return hashlib.sha256(" ".join(looked_at).encode()).hexdigest()


def _open(store: Store) -> list[str]:
    """No secret: the masked statements, and line by line what comes with the program."""
    shipped = sorted(resource("data/katalog").glob("*.[jt]*"))
    lines = [line for path in shipped for line in path.read_text("utf-8").splitlines()]
    return [*(s.text for s in store.load(ANONYMISED)), *lines]


def _written(pattern: Pattern, assessment: Assessment | None) -> list[str]:
    """Everything that an analyst or a reviewer has put into words, quotes aside."""
    texts = [*(getattr(pattern, name) for name in TEXTS), *pattern.keyphrases]
    if assessment:
        arguments = (*assessment.arguments_for, *assessment.arguments_against)
        texts += [assessment.reason, assessment.solution, assessment.human_in_the_loop]
        texts += [*(a.text for a in arguments), *(r.reason for r in assessment.ratings)]
        texts += [*assessment.enablers, *assessment.risks]
    return texts


def _said(decision: Decision) -> list[str]:
    change = read(decision)
    texts = [decision.reason, *(getattr(change, name) or "" for name in TEXTS)]
    return [*texts, *(text for part in change.parts for text in (part.title, part.summary))]
