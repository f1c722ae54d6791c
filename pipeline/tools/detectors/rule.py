"""One shape that personal data can take."""

import re
from dataclasses import dataclass

from pipeline.tools.detectors.kinds import Kind


@dataclass(frozen=True)
class Rule:
    """The group ``it`` is what is masked; without one, the whole match.

    The match must hold so many ``digits`` and one of the characters ``holds``: on other texts the
    rule is not tried.
    """

    kind: Kind
    score: float
    pattern: re.Pattern[str]
    digits: int
    holds: frozenset[str]


def rule(
    kind: Kind, score: float, *parts: str, digits: int = 1, holds: str = "", case: bool = True
) -> Rule:
    pattern = re.compile("".join(parts), 0 if case else re.IGNORECASE)
    return Rule(kind, score, pattern, digits, frozenset(holds))


# What may stand between a label and its number: "Az.: ", "Kundennummer lautet ", "BG (neu) ".
TO = (
    r"[ .:#\-]{0,3}(?:(?i:lautet|ist|war|vom|von|unter|mit|der|die|den|nr|nummer|zu|im|neu|alt)\b"
    r"[ .:]{0,3}){0,2}[„\"'(]?"
)
