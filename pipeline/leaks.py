"""What was masked in a run, and the last look at what is written about it before it is reported."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.flow import ANONYMISED, ASSESSMENTS, PATTERNS, SPANS, STATEMENTS
from pipeline.records import Assessment, Failure, Pattern, Span
from pipeline.resources import resource
from pipeline.review.changes import SAMPLE, TEXTS, read, typed
from pipeline.run_facts import Audit, LeakChecks
from pipeline.store import Store
from pipeline.tools.catalogue import Catalogue, Entry
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.normalised import normalise, spelt_words
from pipeline.tools.leak_gate import GAP, LeakGate, Masked, Objection, proper
from pipeline.tools.llm.journal import Journal

_WORD = re.compile(r"\w+")
# More words than a name has: somebody has masked a whole statement as a person.
_NAME_WORDS = range(2, 5)
_NAME_LETTERS = 4
_SENTENCE_WORDS = 3


def masked_in(store: Store, marked: Iterable[Span] = ()) -> Masked:
    """Nothing was masked, as far as anybody knows, once the raw texts are gone or are newer ones.

    Open is what the masked statements of the run leave open, and nothing else: the words of a
    catalogue, shipped or one's own, say nothing about who is named here. But a word alone of the
    shipped one is a word, whatever a detector took it for: "Durchwahl". What is ``marked`` and
    waits to be masked counts as well.
    """
    found = (s for s in _strings(store, marked) if s.casefold() not in _vocabulary())
    strings = (string for string in found if not proper(string))
    open_words = {word for text in _open(store) for word in _WORD.findall(normalise(text).text)}
    spelt = (words for word in open_words for words in spelt_words(word))
    return Masked(frozenset(strings), frozenset(w for words in spelt for w in words))


def _strings(store: Store, marked: Iterable[Span]) -> Iterator[str]:
    steps = store.manifest.steps if store.manifest else {}
    if not store.holds(STATEMENTS):
        return
    texts = {s.statement_id: s.text for s in store.load(STATEMENTS)}
    held = store.holds(SPANS)
    masked: Sequence[Span] = ()
    if held and steps[SPANS.name].reads[STATEMENTS.name] == steps[STATEMENTS.name].content:
        masked = store.load(SPANS)
    for span in (*masked, *(span for span in marked if span.statement_id in texts)):
        yield from _parts(span, texts[span.statement_id])


def _parts(span: Span, text: str) -> Iterator[str]:
    """What was masked and, of a full name, the surname by which everybody knows the person."""
    surface = text[span.start : span.end]
    yield surface
    words = _WORD.findall(surface)
    if span.kind == Kind.PERSON and len(words) in _NAME_WORDS:
        yield from (word for word in words if len(word) >= _NAME_LETTERS)


def silenced(pattern: Pattern, gate: LeakGate) -> Pattern:
    """Without what was masked after it got its words: a gap in the texts, and no such keyphrase."""

    def silent(text: str) -> str:
        masked = gate.silenced(text)
        return masked if masked == text or gate.silenced(_own(text)) != _own(text) else text

    texts = {name: silent(getattr(pattern, name)) for name in TEXTS}
    phrases = tuple(phrase for phrase in pattern.keyphrases if silent(phrase) == phrase)
    return pattern.model_copy(update={**texts, "keyphrases": phrases})


def check(store: Store, gate: LeakGate, before: Audit | None) -> LeakChecks:
    """What was withheld ``before`` stays so once nobody knows any more what was masked."""
    of = _digest(store, gate)
    known = before.leak_checks if before and before.leak_checks.of == of else None
    answers, refused = _answers(store, gate, anew=known is None)
    if known:
        return known.model_copy(update={"answers": answers, "answers_refused": refused})
    patterns: Sequence[Pattern] = store.load(PATTERNS)
    assessed = {a.pattern_id: a for a in store.load(ASSESSMENTS)}
    sources = _open(store)
    said = [d for d in store.decisions() if d.item_id != SAMPLE]
    texts = {d.hash: [text for _, text in typed(read(d), d.reason)] for d in said}
    found = {name: objection(gate, own, sources) for name, own in texts.items() if any(own)}
    for pattern in patterns:
        found[pattern.pattern_id] = objection(
            gate,
            _written(pattern, assessed.get(pattern.pattern_id)),
            sources,
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


def _answers(store: Store, gate: LeakGate, *, anew: bool) -> tuple[int, int]:
    """How many answers of a language model were looked at, and how many refused, ``anew`` those in
    which stands what was masked later.
    """
    file = store.folder / "journal.sqlite"
    if not file.exists():
        return 0, 0
    journal = Journal(file)
    if anew:
        journal.forget(lambda text: gate.silenced(text) != text)
    return journal.leaks()


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
    return [s.text for s in store.load(ANONYMISED)] if store.holds(ANONYMISED) else []


def objection(
    gate: LeakGate, texts: Iterable[str], sources: Sequence[str], quotes: Sequence[str] = ()
) -> str:
    """As the gate says; what comes with the program names nobody, whatever a detector thinks."""
    texts = tuple(texts)
    why = gate.objection(texts, sources=sources, quotes=quotes)
    return why and gate.objection(map(_own, texts), sources=sources, quotes=quotes)


def typed_objection(gate: LeakGate, text: str, sources: Sequence[str]) -> Objection | None:
    """The same for what a person has just typed, who may see which words are meant."""
    return gate.found(text, sources) and gate.found(_own(text), sources)


def _own(text: str) -> str:
    """Without what stands in the shipped catalogue. One's own is no exception: people have written
    it, about other runs.
    """
    for known in _shipped():
        text = text.replace(known, GAP)
    return text


@cache
def _shipped() -> tuple[str, ...]:
    """Titles and sentences, the longest first; a short one could hide whose name stands beside."""
    texts = {text for e in _entries() for text in (e.title, e.description, e.reason)}
    long = (text for text in texts if len(text.split()) >= _SENTENCE_WORDS)
    return tuple(sorted(long, key=lambda text: (-len(text), text)))


@cache
def _vocabulary() -> frozenset[str]:
    """Umlauts and all, for "Kösten" is a name. Without the examples, which quote invented ones."""
    issues = (example.issue for entry in _entries() for example in entry.examples)
    return frozenset(_WORD.findall(" ".join((*_shipped(), *issues)).casefold()))


@cache
def _entries() -> tuple[Entry, ...]:
    return Catalogue(resource("data/katalog/ansatzpunkte.json")).entries


def _written(pattern: Pattern, assessment: Assessment | None) -> list[str]:
    """Everything that an analyst or a reviewer has put into words, quotes aside."""
    texts = [*(getattr(pattern, name) for name in TEXTS), *pattern.keyphrases]
    if assessment:
        arguments = (*assessment.arguments_for, *assessment.arguments_against)
        texts += [assessment.reason, assessment.solution, assessment.human_in_the_loop]
        texts += [*(a.text for a in arguments), *(r.reason for r in assessment.ratings)]
        texts += [*assessment.enablers, *assessment.risks]
    return texts
