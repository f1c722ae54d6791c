"""anonymised -> pain_points: what is complained of, word for word and in one sentence."""

import hashlib
from collections.abc import Iterable, Sequence

from pipeline.records import AnonymisedStatement, Failure, PainPoint, PainPointId
from pipeline.result import Result
from pipeline.tools.extractors import Extracted, Extractor

SILENT = "Ohne erkennbare Beschwerde: Lob, Leerangabe, Organisatorisches, Privates oder Politik."


def extract(
    anonymised: Sequence[AnonymisedStatement], *, extractor: Extractor
) -> Result[PainPoint]:
    """Every statement has pain points or is among the failures; never both, never neither."""
    answers = extractor.extract(anonymised)
    found: list[PainPoint] = []
    failures: list[Failure] = []
    for statement, answer in zip(anonymised, answers, strict=True):
        if isinstance(answer, str):
            failures.append(_failure(statement, answer))
        elif not answer:
            silent = Failure(
                item_id=statement.statement_id, stage="extract", kind="no_complaint", reason=SILENT
            )
            failures.append(silent)
        else:
            points = list(_pain_points(statement, answer))
            if points:
                found += points
            else:
                failures.append(_failure(statement, "Kein Zitat steht so in der Aussage."))
    return Result(tuple(found), tuple(failures))


def _pain_points(
    statement: AnonymisedStatement, answer: Iterable[Extracted]
) -> Iterable[PainPoint]:
    """Without those whose offsets lie outside the statement or hold nothing; each place once."""
    issues = {(e.start, e.end): e.issue.strip() for e in answer}
    for (start, end), issue in sorted(issues.items()):
        text = statement.text[start:end]
        if not (0 <= start < end <= len(statement.text) and text.strip() and issue):
            continue
        key = "\0".join((statement.statement_id, str(start), str(end), text))
        yield PainPoint(
            pain_point_id=PainPointId("PP-" + hashlib.sha256(key.encode()).hexdigest()[:12]),
            statement_id=statement.statement_id,
            start=start,
            end=end,
            text=text,
            issue=issue,
        )


def _failure(statement: AnonymisedStatement, reason: str) -> Failure:
    return Failure(item_id=statement.statement_id, stage="extract", reason=reason)
