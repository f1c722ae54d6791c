"""Without a language model: is there a complaint, and are there clearly two."""

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.records import AnonymisedStatement
from pipeline.tools.extractors import Extracted
from pipeline.tools.extractors.complaint import ComplaintModel

# Where people say themselves that something else begins. "Und dann" mostly goes on with the same
# story, and what stands in a list mostly belongs together (all 23 lists in the training folders).
_NEXT = re.compile(
    r"(?:(?<=[.!?;\n])|(?<=[.!?;] ))\s*(?=(?:"
    r"Außerdem|Ausserdem|Zweitens|Drittens|Ferner|Darüber hinaus|Des Weiteren|Desweiteren|"
    r"Ein (?:weiterer|zweiter|anderer) Punkt|Ein (?:weiteres|anderes) (?:Thema|Problem|Ärgernis)|"
    r"(?:Und )?[Ww]as (?:mich )?(?:auch|noch|außerdem) (?:nervt|stört|ärgert|fehlt)|"
    r"Und noch (?:was|etwas)|Noch (?:was|etwas):|Das andere|Zum anderen)\b)"
)
# Who says this much complains, in however few words: of 500 silent training texts 10 hold one of
# these, and the model alone is unsure of cards like "Mehr Personal!".
_COMPLAINS = re.compile(
    r"\bzu (?:wenig|viel|hoch|lang|spät|langsam|kompliziert|umständlich|klein|knapp|oft|selten)|"
    r"\b(?:fehl(?:t|en)|mangel|niemand|ständig|dauernd|veraltet|doppelt|nervt|katastroph|chaos)|"
    r"\b(?:funktioniert|klappt|geht|läuft|stimmt|passt) (?:\w+ )?nicht\b|"
    r"\bmehr (?:personal|leute|kollegen|zeit)\b|"
    r"\b(?:langsam|kaputt|defekt|fehler|absturz|abstürz|umständlich|kompliziert|überlast|überforder"
    r"|unübersichtlich|unklar|verloren)|\bstürz\w* (?:\w+ ){0,3}ab\b",
    re.IGNORECASE,
)
# What a program or a form leaves in a cell is said by nobody: "370", "NULL", "JC-04", a date, a
# formula. Three letters in lower case or three words in capitals are words.
_WORD = re.compile(r"[^\W\d_A-ZÄÖÜ]{3}|(?:[A-ZÄÖÜ]{2,}[\s,]+){2}[A-ZÄÖÜ]{2}")
_FORMULA = re.compile(r"\s*[=+@]\w+\(|\s*(?:https?://|www\.)\S+\s*$")
_DAY = re.compile(
    r"\b(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b",
    re.IGNORECASE,
)
# One question, put to others: whoever complains asks himself or nobody ("Wer soll das schaffen?").
_ASKS = re.compile(
    r"\s*(?i:und )?(?i:was|wie|wo|wer|wen|wem|wann|warum|welche\w?|womit|wobei|wodurch)\b"
    r"[^.!?]{0,150}\b(?:Sie|Ihnen|Ihre?[mnrs]?|[Ee]uch|[Ee]ure?[mnrs]?|\w+t ihr)\b"
    r"[^.!?]{0,150}\?\s*"
)
# Shorter parts ("Außerdem nervig.") are no complaint of their own.
_WORDS_OF_A_COMPLAINT = 4
_SPACE = re.compile(r"\s+")


class RuleExtractor:
    limits = (
        "Ohne Sprachmodell gilt eine Aussage in der Regel als ein Schmerzpunkt in ihrem eigenen "
        "Wortlaut; Aussagen ohne Beschwerde werden nur zum Teil erkannt."
    )

    def __init__(self, model: Path, *, label: str) -> None:
        self.label = label
        self._model = ComplaintModel(model)
        self.identity = f"rules-3 {hashlib.sha256(model.read_bytes()).hexdigest()[:12]}"

    def extract(
        self, statements: Sequence[AnonymisedStatement]
    ) -> list[tuple[Extracted, ...] | str]:
        return [self._complaints(statement.text) for statement in statements]

    def _complaints(self, text: str) -> tuple[Extracted, ...]:
        if _ASKS.fullmatch(text) or not (_COMPLAINS.search(text) or self._may_complain(text)):
            return ()
        return tuple(
            Extracted(start, end, _SPACE.sub(" ", text[start:end])) for start, end in parts(text)
        )

    def _may_complain(self, text: str) -> bool:
        words = _WORD.search(_DAY.sub("", text)) and not _FORMULA.match(text)
        return bool(words) and self._model.silence(text) <= self._model.threshold


def parts(text: str) -> list[tuple[int, int]]:
    """Offsets of the complaints in a text that holds at least one; mostly the whole text."""
    cuts = [0, *(match.end() for match in _NEXT.finditer(text)), len(text)]
    spans = [_stripped(text, start, end) for start, end in pairwise(cuts)]
    spans = [(start, end) for start, end in spans if start < end]
    if all(len(text[start:end].split()) >= _WORDS_OF_A_COMPLAINT for start, end in spans):
        return spans
    return [(spans[0][0], spans[-1][1])]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
