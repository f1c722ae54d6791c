"""sources -> statements: gives every utterance its id and accounts for what says nothing new."""

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.config import Ingest
from pipeline.records import Failure, FailureKind, Statement, StatementId
from pipeline.result import Result
from pipeline.tools.readers import MODERATION, Reading, Utterance, folded


def ingest(readings: Sequence[Reading], *, settings: Ingest) -> Result[Statement]:
    """Kept, blank, duplicate, rejected and failed add up to the utterances and failures read.

    Of duplicates the first by content stays, so that the order of the rows does not matter.
    """
    blanks = {folded(token) for token in settings.blank_tokens} | {""}
    kept: dict[tuple[str | None, ...], Statement] = {}
    failures = [
        failure.model_copy(update={"item_id": f"Eingang {number}, {failure.item_id}"})
        for number, reading in enumerate(readings, start=1)
        for failure in reading.failures
    ]
    for statement in _identified(readings):
        same = _sameness(statement)
        if statement.speaker and statement.role == MODERATION:
            failures.append(_failure(statement, "rejected", "Moderation"))
        elif folded(statement.text) in blanks:
            failures.append(_failure(statement, "blank", "leere Angabe"))
        elif same in kept:
            reason = f"wortgleich mit {kept[same].statement_id}"
            failures.append(_failure(statement, "duplicate", reason))
        else:
            kept[same] = statement
    return Result(
        records=sorted(
            kept.values(), key=lambda statement: (statement.source, statement.statement_id)
        ),
        failures=sorted(
            failures, key=lambda failure: (failure.kind, failure.item_id, failure.reason)
        ),
    )


def _identified(readings: Sequence[Reading]) -> Iterator[Statement]:
    """Sorted by content, so that running numbers do not depend on the order of the rows."""
    seen: Counter[tuple[str, ...]] = Counter()
    several = _sources_with_several_answers(readings)
    for reading, utterance in sorted(_items(readings), key=lambda item: _content(*item)):
        if utterance.external_id is None:
            key: tuple[str, ...] = ("text", reading.source, utterance.text)
        else:
            question = (utterance.question or "") if reading.source in several else ""
            key = ("id", reading.source, utterance.external_id, question)
        seen[key] += 1
        yield Statement(
            statement_id=_hash(key if seen[key] == 1 else (*key, str(seen[key]))),
            source=reading.source,
            channel=reading.channel,
            **vars(utterance),
        )


def _sources_with_several_answers(readings: Sequence[Reading]) -> set[str]:
    """Where one row answers several questions, the row's id alone does not name a statement."""
    questions: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for reading, utterance in _items(readings):
        if utterance.external_id is not None:
            questions[reading.source, utterance.external_id].add(utterance.question)
    return {source for (source, _), asked in questions.items() if len(asked) > 1}


def _items(readings: Sequence[Reading]) -> Iterable[tuple[Reading, Utterance]]:
    return ((reading, utterance) for reading in readings for utterance in reading.utterances)


def _content(reading: Reading, utterance: Utterance) -> tuple[str, ...]:
    """Everything but the locator, which is the last resort among rows that are equal anyway."""
    said = vars(utterance)
    fields = ("external_id", "text", "site", "area", "role", "question", "speaker", "process")
    return (
        reading.source,
        reading.channel,
        *(said[field] or "" for field in fields),
        utterance.locator,
    )


def _sameness(statement: Statement) -> tuple[str | None, ...]:
    return (
        " ".join(statement.text.casefold().split()),
        statement.site,
        statement.area,
        statement.role,
        statement.question,
        statement.speaker,
        statement.process,
    )


def _hash(parts: tuple[str, ...]) -> StatementId:
    """80 bits: among a million statements a clash has a chance below 1 in 10^12."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()[:10]
    return StatementId(f"S-{base64.b32encode(digest).decode()}")


def _failure(statement: Statement, kind: FailureKind, reason: str) -> Failure:
    return Failure(item_id=statement.statement_id, stage="ingest", kind=kind, reason=reason)
