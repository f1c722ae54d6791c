"""statements, spans -> anonymised: placeholders instead of personal data, and no speaker."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from pipeline.records import AnonymisedStatement, Failure, Span, Statement
from pipeline.result import Result
from pipeline.tools.detectors.dates import to_month
from pipeline.tools.detectors.kinds import UNNUMBERED, Kind
from pipeline.tools.detectors.normalised import fold

# What has no business in a column that is passed on: an address, a telephone number, a person.
_TELLING = re.compile(r"@|\d(?:[ ./()\-–]{0,3}\d){6}|\b(?:Frau|Herrn?|Fr\.|Hr\.) ", re.IGNORECASE)


def anonymise(
    statements: Sequence[Statement], spans: Sequence[Span]
) -> Result[AnonymisedStatement]:
    """Placeholders count from one in every statement, so that nobody can be followed through many.

    A metadata value that looks personal, or repeats what is masked in the text or who said it,
    is left out.
    """
    by_statement = {
        statement_id: sorted(group, key=lambda span: span.start)
        for statement_id, group in groupby(
            sorted(spans, key=lambda span: span.statement_id), key=lambda span: span.statement_id
        )
    }
    records: list[AnonymisedStatement] = []
    failures: list[Failure] = []
    for statement in statements:
        own = by_statement.get(statement.statement_id, [])
        if own and own[-1].end > len(statement.text):
            failures.append(
                Failure(
                    item_id=statement.statement_id,
                    stage="anonymise",
                    reason="Eine Markierung reicht über das Ende der Aussage hinaus.",
                )
            )
        else:
            records.append(_anonymised(statement, own))
    return Result(records, failures)


def _anonymised(statement: Statement, spans: Sequence[Span]) -> AnonymisedStatement:
    secrets = {
        fold(statement.text[span.start : span.end]) for span in spans if span.kind == Kind.PERSON
    }
    secrets |= {fold(statement.speaker)} if statement.speaker else set()
    passing = _gate(secrets)
    return AnonymisedStatement(
        statement_id=statement.statement_id,
        external_id=passing(statement.external_id),
        text=_masked(statement.text, spans),
        site=passing(statement.site),
        area=passing(statement.area),
        role=passing(statement.role),
        question=passing(statement.question),
        channel=statement.channel,
        process=passing(statement.process),
    )


def _masked(text: str, spans: Sequence[Span]) -> str:
    placeholders = _placeholders(text, spans)
    pieces, end = [], len(text)
    for span, placeholder in zip(reversed(spans), reversed(placeholders), strict=True):
        pieces += [text[span.end : end], placeholder]
        end = span.start
    return "".join(reversed([*pieces, text[:end]]))


def _placeholders(text: str, spans: Sequence[Span]) -> list[str]:
    numbers: dict[str, dict[str, int]] = {}
    placeholders = []
    for span in spans:
        surface = text[span.start : span.end]
        if span.kind == Kind.DATUM:
            placeholders.append(to_month(surface))
        elif span.kind in UNNUMBERED:
            placeholders.append(f"[{span.kind}]")
        else:
            seen = numbers.setdefault(span.kind, {})
            placeholders.append(f"[{span.kind}_{seen.setdefault(fold(surface), len(seen) + 1)}]")
    return placeholders


def _gate(secrets: set[str]) -> Callable[[str | None], str | None]:
    def passing(value: str | None) -> str | None:
        if value is None or _TELLING.search(value):
            return None
        small = fold(value)
        return None if any(_holds(small, secret) for secret in secrets) else value

    return passing


def _holds(value: str, secret: str) -> bool:
    return bool(secret) and re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", value) is not None
