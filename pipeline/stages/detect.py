"""statements -> candidate_spans: where personal data stands, as a proposal."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pipeline.records import Span, Statement
from pipeline.result import Result
from pipeline.tools.detectors import Detector, Mark
from pipeline.tools.detectors.kinds import RISK, Kind
from pipeline.tools.detectors.normalised import fold, folded

_WORD = re.compile(r"[^\W\d_]+")


def detect(statements: Sequence[Statement], *, detector: Detector) -> Result[Span]:
    """Sorted, never overlapping spans; statements of one source are one document to the detector.

    A detector with ``whole_run`` takes all sources as one document. The speakers of a document are
    looked for in all that is said there, and what is masked at one place of a statement is masked
    at every other place of it.
    """
    whole_run: bool = getattr(detector, "whole_run", False)
    by_source = sorted(statements, key=lambda statement: statement.source)
    spans: dict[str, list[Span]] = {}
    for _, group in groupby(by_source, key=lambda one: None if whole_run else one.source):
        document = list(group)
        speakers = _speaker_names(document)
        found = detector.detect([statement.text for statement in document])
        for statement, marks in zip(document, found, strict=True):
            everything = [*marks, *_speakers(statement.text, speakers)]
            spans[statement.statement_id] = [
                Span(
                    statement_id=statement.statement_id,
                    start=mark.start,
                    end=mark.end,
                    kind=mark.kind,
                    score=mark.score,
                    detector=mark.detector,
                )
                for mark in settle(statement.text, everything)
            ]
    return Result(
        [span for statement in statements for span in spans.pop(statement.statement_id, ())]
    )


def settle(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Whole words, overlapping marks as one, and every repetition of a masked string as well."""
    merged = _merge(text, marks)
    while merged:
        again = _merge(text, [*merged, *_repetitions(text, merged)])
        if again == merged:
            break
        merged = again
    return merged


def _merge(text: str, marks: Iterable[Mark]) -> list[Mark]:
    merged: list[Mark] = []
    for mark in sorted(_whole_words(text, mark) for mark in marks):
        if merged and (mark.start < merged[-1].end or _one_name(text, merged[-1], mark)):
            merged[-1] = _both(merged[-1], mark)
        else:
            merged.append(mark)
    return merged


def _whole_words(text: str, mark: Mark) -> Mark:
    start, end = mark.start, mark.end
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Mark(start, end, mark.kind, mark.score, mark.detector)


def _one_name(text: str, first: Mark, second: Mark) -> bool:
    """First name and surname that two detectors found."""
    return first.kind == second.kind == Kind.PERSON and text[first.end : second.start] in (" ", "-")


def _both(first: Mark, second: Mark) -> Mark:
    sure = first if first.score >= second.score else second
    kind = min(first.kind, second.kind, key=lambda kind: RISK[Kind(kind)])
    return Mark(first.start, max(first.end, second.end), kind, sure.score, sure.detector)


def _repetitions(text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Where a masked string stands once more, in whatever case or accents, as a word of its own.

    Looks up the stretches of each length that occurs, so that many marks cost no more than one.
    """
    small = folded(text)
    surfaces = {fold(text[mark.start : mark.end]): mark for mark in marks}
    surfaces.pop("", None)
    beginnings = {surface[0] for surface in surfaces}
    lengths = sorted({len(surface) for surface in surfaces})
    for start, character in enumerate(small.text):
        if character in beginnings and _between_words(small.text, start):
            for length in lengths:
                end = min(start + length, len(small.text))
                mark = surfaces.get(small.text[start:end])
                if mark and _between_words(small.text, end):
                    place = small.original(start, end)
                    yield Mark(*place, mark.kind, mark.score, mark.detector)


def _between_words(text: str, position: int) -> bool:
    return not (text[position - 1 : position].isalnum() and text[position : position + 1].isalnum())


def _speaker_names(document: Iterable[Statement]) -> dict[str, None]:
    names: dict[str, None] = {}
    for statement in document:
        for word in _WORD.findall(statement.speaker or ""):
            if len(word) > 2:
                names[fold(word)] = None
    return names


def _speakers(text: str, names: dict[str, None]) -> Iterator[Mark]:
    """In lower case only where the whole text is: "lang" is a word, and a Mr Lang said "Lang"."""
    if names:
        for match in _WORD.finditer(text):
            if match.group()[0].isupper() or text.islower():
                small = fold(match.group())
                if small in names or (small.endswith("s") and small[:-1] in names):
                    yield Mark(*match.span(), Kind.PERSON, 1.0, "speakers")
