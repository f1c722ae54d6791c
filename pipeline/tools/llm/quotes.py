"""Where a quote stands in a text, word for word or but for spaces and typography."""

import re

_SAME = str.maketrans({"„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'", "’": "'", "–": "-",
                       "—": "-", "\u00a0": " ", "…": "."})  # fmt: skip
# What a model adds or loses at the ends of a quote without changing what was said.
_EDGE = " \t\n\"'.,;:!?-"


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Offsets of the quote in the text; ``None`` if it does not stand there.

    Every letter and digit must be the same and in the same order, upper case or lower.
    """
    start = text.find(quote)
    if quote.strip() and start >= 0:
        return start, start + len(quote)
    wanted = _letters(quote.strip(_EDGE))
    if not wanted:
        return None
    found = re.search(_pattern(wanted), text.translate(_SAME), re.IGNORECASE)
    return found.span() if found else None


def _letters(quote: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", quote.translate(_SAME))


def _pattern(tokens: list[str]) -> str:
    # At the ends a whole word: "Akt" is no quote from "Akten".
    inner = r"\s*".join(re.escape(token) for token in tokens)
    return rf"(?<!\w){inner}(?!\w)"
