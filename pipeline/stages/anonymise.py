"""statements, spans -> anonymised: placeholders instead of personal data, and no speaker."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from pipeline.records import AnonymisedStatement, Failure, Span, Statement
from pipeline.result import Result
from pipeline.stages.detect import settle
from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.dates import to_month
from pipeline.tools.detectors.kinds import UNNUMBERED, Kind
from pipeline.tools.detectors.lexicon import lexicon
from pipeline.tools.detectors.normalised import fold

# What has no business in a column that is passed on: an address, a telephone number, a person.
_TELLING = re.compile(
    r"@|\d(?:[ ./()\-–]{0,3}\d){6}|\b(?:Frau|Herrn?|Fr\.|Hr\.) (?!\[)", re.IGNORECASE
)

_METADATA = ("external_id", "site", "area", "role", "question", "process")
# Where something is and when: of use in a label, and no trace to a person there.
_PLACES = frozenset({Kind.GEMEINDE, Kind.TRAEGER, Kind.ADRESSE, Kind.DATUM})

# Most ids are numbers, and there are as many as statements: only what could be a name is read.
_SPELT = re.compile(r"[^\W\d_]{2}")
# "pAp" is the personal contact at a job centre, and no name is written like that.
_SHORT = re.compile(r"[a-zäöüß]{1,2}[A-ZÄÖÜ]\w{0,2}")


def anonymise(
    statements: Sequence[Statement], spans: Sequence[Span], *, detector: Detector
) -> Result[AnonymisedStatement]:
    """Placeholders count from one in every statement, so that nobody can be followed through many.

    Metadata is read by the detector and masked like a text. What still looks personal there, or
    repeats what is masked in the text or who said it, is left out, and so is an id with a name.
    """
    by_statement = {
        statement_id: sorted(group, key=lambda span: span.start)
        for statement_id, group in groupby(
            sorted(spans, key=lambda span: span.statement_id), key=lambda span: span.statement_id
        )
    }
    told = _told(statements, detector)
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
            records.append(_anonymised(statement, own, told))
    return Result(records, failures)


def _anonymised(
    statement: Statement, spans: Sequence[Span], told: Mapping[tuple[str, str], str | None]
) -> AnonymisedStatement:
    secrets = {
        fold(statement.text[span.start : span.end]) for span in spans if span.kind == Kind.PERSON
    }
    secrets |= {fold(statement.speaker)} if statement.speaker else set()
    passing = _gate(secrets)
    return AnonymisedStatement(
        statement_id=statement.statement_id,
        text=_masked(statement.text, spans),
        channel=statement.channel,
        **{field: passing(told.get((field, getattr(statement, field)))) for field in _METADATA},
    )


def _told(statements: Sequence[Statement], detector: Detector) -> dict[tuple[str, str], str | None]:
    """What may be told of each value of each field; the values are one document."""
    values = sorted(
        {
            (field, value)
            for statement in statements
            for field in _METADATA
            if (value := getattr(statement, field))
        }
    )
    told: dict[tuple[str, str], str | None] = {(field, value): value for field, value in values}
    read = [(f, value) for f, value in values if f != "external_id" or _SPELT.search(value)]
    found = detector.detect([value for _, value in read])
    for (field, value), marks in zip(read, found, strict=True):
        if field == "external_id":
            told[field, value] = None if any(m.kind == Kind.PERSON for m in marks) else value
        else:
            told[field, value] = _masked(value, settle(value, _telling(field, value, marks)))
    return told


def _telling(field: str, value: str, marks: Sequence[Mark]) -> list[Mark]:
    """A question is a text like any other; a label may say which place or house it is about.

    Sites are called like people: "Hagen", "Haus Martin", "Heinrich-Heine-Str." There a name is one
    that follows a title or a role, or stands on the lists and is no place.
    """
    if field == "question":
        return list(marks)
    people = [
        mark
        for mark in marks
        if mark.kind not in _PLACES and not _SHORT.fullmatch(value[mark.start : mark.end])
    ]
    if field != "site":
        return people
    houses = [mark for mark in marks if mark.kind in _PLACES]
    return [
        mark
        for mark in people
        if mark.kind != Kind.PERSON
        or mark.detector == "context"
        or (
            _listed(value[mark.start : mark.end])
            and not any(h.start < mark.end and mark.start < h.end for h in houses)
        )
    ]


def _listed(name: str) -> bool:
    words = lexicon()
    return any(words.name(word) and word not in words.places for word in name.split())


def _masked(text: str, spans: Sequence[Span | Mark]) -> str:
    placeholders = _placeholders(text, spans)
    pieces, end = [], len(text)
    for span, placeholder in zip(reversed(spans), reversed(placeholders), strict=True):
        pieces += [text[span.end : end], placeholder]
        end = span.start
    return "".join(reversed([*pieces, text[:end]]))


def _placeholders(text: str, spans: Sequence[Span | Mark]) -> list[str]:
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
