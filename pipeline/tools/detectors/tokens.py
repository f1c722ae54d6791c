"""A text as tokens, and what a person model is told about each."""

import re
from collections.abc import Callable, Sequence

from pipeline.tools.detectors.lexicon import Lexicon

TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]|_+")
_ENDS = frozenset('.!?:;„“”"(–|>')
_MEMORY = 60_000


class Features:
    """What a word says about itself and its neighbours, remembered word by word.

    ``hidden(word)`` tells for which words the name lists are not consulted: in training a share of
    them, lest the model trust the lists and miss every name that is not on one.
    """

    def __init__(
        self, lexicon: Lexicon, hidden: Callable[[str], bool] = lambda word: False
    ) -> None:
        self._lexicon = lexicon
        self._hidden = hidden
        self._memory: dict[str, tuple[tuple[bytes, ...], ...]] = {}

    def of(self, tokens: Sequence[str]) -> list[list[bytes]]:
        """One list of features for each token; in UTF-8, which saves the model the encoding."""
        views = [self._views(token) for token in tokens]
        start = self._views("")
        views = [start, start, *views, start, start]
        small = b"case=no" if not any(token[0].isupper() for token in tokens) else b""
        found = []
        for i in range(2, len(views) - 2):
            own = [
                *views[i][0],
                *views[i - 1][1],
                *views[i + 1][2],
                *views[i - 2][3],
                *views[i + 2][4],
            ]
            if i == 2 or tokens[i - 3] in _ENDS:
                own.append(b"first")
            if small:
                own.append(small)
            found.append(own)
        return found

    def own(self, word: str) -> tuple[bytes, ...]:
        """What a word says about itself alone: always as many features, in the same order."""
        return self._views(word)[0][1:]

    def _views(self, word: str) -> tuple[tuple[bytes, ...], ...]:
        views = self._memory.get(word)
        if views is None:
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            views = self._memory[word] = tuple(map(_in_bytes, self._describe(word)))
        return views

    def _describe(self, word: str) -> tuple[list[str], ...]:
        if not word:
            return [], ["p=^"], ["n=$"], [], []
        lower = word.lower()
        shape = _shape(word)
        use = self._use(word, lower)
        lists = "" if self._hidden(word) else self._lists(word, lower)
        own = [
            "bias",
            f"w={lower}",
            f"s={shape}",
            f"u={use}",
            f"su={shape}{use}",
            f"l={lists}",
            f"lu={lists}{use}",
            f"3={lower[-3:]}",
            f"4={lower[-4:]}",
            f"2={lower[-2:]}",
            f"^3={lower[:3]}",
            f"^4={lower[:4]}",
        ]
        return (
            own,
            [f"p={lower}", f"ps={shape}", f"pu={use}", f"pl={lists}", f"p3={lower[-3:]}"],
            [f"n={lower}", f"ns={shape}", f"nu={use}", f"nl={lists}", f"n3={lower[-3:]}"],
            [f"pp={lower}", f"ppl={lists}"],
            [f"nn={lower}"],
        )

    def _use(self, word: str, lower: str) -> str:
        """How speeches and laws use the word; of an unknown one, whether it is a compound."""
        words = self._lexicon.words
        code = words.get(word) or words.get(lower)
        if code is None and word.isupper():
            code = words.get(word.capitalize())
        if code is not None:
            return code
        if not word[0].isalpha():
            return "."
        if "-" in word:
            last = word.rsplit("-", 1)[1]
            return "-" + (words.get(last) or words.get(last.lower()) or "?")
        return "c" if self._lexicon.ordinary(word.capitalize()) else "?"

    def _lists(self, word: str, lower: str) -> str:
        words = self._lexicon
        lists = ""
        if not word[0].isalpha():
            return lists
        for part in (word, *word.split("-")) if "-" in word else (word,):
            name = part if part[1:].islower() else part.capitalize()
            lists += "F" if name in words.first else ""
            lists += "L" if name in words.last else ""
            lists += "S" if name[-1] == "s" and name[:-1] in words.last else ""
            lists += "P" if name in words.places else ""
        return lists


def _in_bytes(features: list[str]) -> tuple[bytes, ...]:
    """In one go, as no token holds a line break; tuples, which garbage collection lets be."""
    return tuple("\n".join(features).encode().split(b"\n")) if features else ()


def with_tags(features: Sequence[list[bytes]], tags: Sequence[str]) -> list[list[bytes]]:
    """The features of each token with the parts of speech of it and its neighbours."""
    around = ["^", *tags, "$"]
    found = []
    for i, (own, tag) in enumerate(zip(features, tags, strict=True)):
        before, after = around[i], around[i + 2]
        said = f"t={tag}", f"pt={before}", f"nt={after}", f"ptt={before}|{tag}"
        found.append([*own, *(feature.encode() for feature in said)])
    return found


def _shape(word: str) -> str:
    if word[0].isdigit():
        return f"d{min(len(word), 5)}"
    if not word[0].isalpha():
        return word[0]
    if len(word) == 1:
        return "X" if word.isupper() else "x"
    if word.isupper():
        return "XX"
    if word.islower():
        return "xx"
    if word[0].isupper() and word[1:].islower():
        return "Xx"
    return "X-X" if "-" in word else "xX"
