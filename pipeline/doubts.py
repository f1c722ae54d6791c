"""What speaks against a pattern as it stands: hints for the person who decides, never a verdict."""

import re
from collections.abc import Iterable

from pipeline.records import Pattern

# So few people can hardly show a pattern.
FEW = 3
# Below it, a group fell apart in half of the samples of the data in which it was looked for.
UNSTABLE = 0.5
# Of the groups below it a quarter to a third of the members complained of the same thing, of all
# groups a third to a half: twelve sets of topics that the encoder had not seen, and the sample.
SPREAD = 0.7
# A statement that talks to the model instead of about its work. Seen and shown, not held back.
_INSTRUCTS = re.compile(
    r"\b(?:ignor(?:ier|e)\w*|vergiss|missachte|disregard|forget)\b.{0,40}"
    r"\b(?:anweisung|regeln?|instruction|prompt|vorherig|previous|bisherig|above|oben)|"
    r"\b(?:system ?prompt|jailbreak|du bist (?:jetzt|nun|ab sofort)|you are now|"
    r"als (?:ki|sprachmodell|ai)\b.{0,20}(?:musst|sollst|antwort)|"
    r"(?:antworte|gib|schreib|stufe|bewerte|respond|answer|output)\b.{0,30}"
    r"\b(?:nur mit|ausschließlich|stattdessen|immer mit|only with|als ki ein|mit json))",
    re.IGNORECASE | re.DOTALL,
)


def doubts(
    pattern: Pattern, *, statements: int, sites: int, alike: int, texts: Iterable[str] = ()
) -> tuple[str, ...]:
    """``alike`` is the number of other patterns that it could be merged with.

    ``texts`` are the statements it was made of.
    """
    found = {
        "instabil": pattern.stability is not None and pattern.stability < UNSTABLE,
        "weit gestreut": pattern.cohesion is not None and pattern.cohesion < SPREAD,
        "einem anderen sehr ähnlich": alike > 0,
        "wenige Aussagen": statements < FEW,
        "nur ein Standort": sites == 1,
        "enthält Anweisungen an ein Sprachmodell": any(map(instructs, texts)),
    }
    return tuple(name for name, holds in found.items() if holds)


def instructs(text: str) -> bool:
    """Whether a statement tries to give the model orders; the reviewer should look at it."""
    return bool(_INSTRUCTS.search(text))
