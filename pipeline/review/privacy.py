"""What a reviewer of masked statements should look at first, and how many at random."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, comb, log

from pipeline.records import Span, Statement, StatementId
from pipeline.review.folding import REMARKS
from pipeline.review.items import Item
from pipeline.review.masking import uncovers
from pipeline.run_facts import ControlSample
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import lexicon

# Below this a detector was guessing; of the marks above it hardly one in twenty is wrong.
_UNSURE = 0.5
_MANY_TRAITS = 3
_WORD = re.compile(r"(?<![\w-])[A-ZÄÖÜ][\wäöüß]{2,}(?:-\w+)*")
_AFTER_SENTENCE = re.compile(r"(?:^|[.!?:„\"(–]\s*)$")
# What says something about a person without naming him: together, three of them often do.
_TRAITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b\d{2}[- ]?(?:jährig\w*|jahre alt)|\b(?:anfang|mitte|ende) (?:zwanzig|\w+ßig|\w+zig)\b",
        r"\b(?:alleinerziehend\w*|schwanger\w*|verwitwet\w*|geschieden\w*)",
        r"\b(?:zwei|drei|vier|fünf|sechs|\d) kinder\w*",
        r"\b(?:krebs|diabetes|depress\w+|schwerbehinder\w+|schlaganfall|bandscheibe\w*|sucht\w*|epileps\w+)\b",
        r"\b(?:syri\w+|ukrain\w+|afghan\w+|somal\w+|eritre\w+|türk\w+|russisch\w*|geflüchtet\w*|duldung)\b",
        r"\bgelernte\w* [a-zäöüß]+|\b(?:einzige[rn]?|umschulung zum|umschulung zur)\b",
        r"\b(?:inhaftiert\w*|jva|bewährung|obdachlos\w*|frauenhaus\w*|pflegefamilie)\b",
    )
)
_TELLING_KINDS = frozenset({Kind.GEMEINDE, Kind.TRAEGER, Kind.GEBURTSDATUM, Kind.DATUM})


@dataclass(frozen=True)
class Doubt:
    """Why a person should read this statement; the reasons are shown as they are."""

    statement_id: StatementId
    weight: int
    reasons: tuple[str, ...]


def doubts(statements: Sequence[Statement], spans: Iterable[Span]) -> list[Doubt]:
    """One for each statement that gives reason, the most doubtful first."""
    by_statement: dict[StatementId, list[Span]] = {}
    for span in spans:
        by_statement.setdefault(span.statement_id, []).append(span)
    found = [
        _doubt(statement, by_statement.get(statement.statement_id, [])) for statement in statements
    ]
    return sorted(
        (doubt for doubt in found if doubt.reasons),
        key=lambda doubt: (-doubt.weight, doubt.statement_id),
    )


def _doubt(statement: Statement, spans: Sequence[Span]) -> Doubt:
    unsure = sum(span.score < _UNSURE for span in spans)
    unknown = _unknown_words(statement.text, spans)
    traits = sum(trait.search(statement.text) is not None for trait in _TRAITS) + len(
        {span.kind for span in spans if span.kind in _TELLING_KINDS}
    )
    many = traits if traits >= _MANY_TRAITS else 0
    reasons = {
        "unsichere Markierung": unsure,
        "unbekanntes großgeschriebenes Wort": unknown,
        "mehrere Merkmale einer Person": many,
    }
    return Doubt(
        statement.statement_id,
        3 * many + 2 * unsure + unknown,
        tuple(reason for reason, count in reasons.items() if count),
    )


def _unknown_words(text: str, spans: Sequence[Span]) -> int:
    """Capitalised words outside every mark that are no German words, or that are names as well."""
    words = lexicon()
    return sum(
        not any(span.start < match.end() and match.start() < span.end for span in spans)
        and not words.ordinary(match.group())
        and (not words.known(match.group()) or words.name(match.group()))
        and not _AFTER_SENTENCE.search(text, 0, match.start())
        for match in _WORD.finditer(text)
    )


def sample_size(tolerated: float = 0.01, confidence: float = 0.95) -> int:
    """How many statements without a leak show that fewer than ``tolerated`` of all have one.

    (1 − tolerated)ⁿ ≤ 1 − confidence, the exact form of the rule of three (Hanley & Lippman-Hand,
    JAMA 1983): 299 for one in a hundred, 59 for one in twenty.
    """
    return ceil(log(1 - confidence) / log(1 - tolerated))


def control_sample(ids: Iterable[StatementId], size: int, seed: int = 7) -> list[StatementId]:
    """Chosen by hash: the same statements in whatever order, and no statement is likelier."""
    return sorted(ids, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest())[:size]


def highest_leak_share(sample: int, leaks: int, confidence: float = 0.95) -> float:
    """The share of leaking statements that the control sample does not rule out.

    Upper bound of Clopper and Pearson (Biometrika 1934).
    """
    if sample <= leaks:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        share = (low + high) / 2
        at_most = sum(
            comb(sample, n) * share**n * (1 - share) ** (sample - n) for n in range(leaks + 1)
        )
        low, high = (share, high) if at_most > 1 - confidence else (low, share)
    return high


def sampled(items: Mapping[str, Item]) -> ControlSample:
    """How far the control sample of these statements was read, and what follows from it."""
    ids = [StatementId(i) for i, item in items.items() if item.candidate is not None]
    drawn = [items[i] for i in control_sample(ids, sample_size())]
    read = [_looked_at(item) for item in drawn]
    leaking = [looked and _added(item) for looked, item in zip(read, drawn, strict=True)]
    in_order = read.index(False) if False in read else len(read)
    leaks = sum(leaking[:in_order])
    if in_order == len(ids):
        share = leaks / len(ids) if ids else None
    else:
        share = highest_leak_share(in_order, leaks) if any(read) else None
    return ControlSample(
        drawn=len(drawn),
        read=sum(read),
        in_order=in_order,
        leaks=sum(leaking),
        highest_share=share,
    )


def _looked_at(item: Item) -> bool:
    """Whether somebody judged this one, and not all that waited at once."""
    return any(
        decision.channel != "cli"
        and decision.action not in {*REMARKS, "take_back"}
        and decision.hash not in item.taken_back
        and decision not in item.stale
        for decision in item.decisions
    )


def _added(item: Item) -> bool:
    """Whether people masked what the detectors had left."""
    return uncovers(item.content, item.candidate)
