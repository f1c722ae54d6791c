"""Which words are names, which are ordinary, and which could be either."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.resources import resource

FOLDER = "data/modelle/person-crf"
LISTS = ("woerter.txt.gz", "vornamen.txt.gz", "nachnamen.txt.gz", "orte.txt.gz")


@dataclass(frozen=True)
class Lexicon:
    """``words`` maps a word to five digits, see ``training/word_lists.py``; the rest are lists.

    They are dictionaries, which garbage collection passes by as long as they hold strings: walking
    through sets of so many words took a seventh of the time for a survey of 600 statements.
    ``first_folded`` and ``last_folded`` hold the names in lower case, without those that are also
    a word in lower case: for people who write everything small.
    """

    words: dict[str, str]
    first: dict[str, None]
    last: dict[str, None]
    places: dict[str, None]
    first_folded: dict[str, None]
    last_folded: dict[str, None]

    def ordinary(self, word: str) -> bool:
        """Whether the word as written is used as a noun or in lower case, and not as a name."""
        if self._in_lower_case(word.lower()) and not self._titled(word):
            return True
        code = self.words.get(word)
        if code is None:
            return self._compound(word)
        return code[0] == "0" and (code[1] == "2" or (code[1] == "1" and code[4] == "2"))

    def ambiguous(self, word: str) -> bool:
        """Whether the same letters, in whatever case, are also an ordinary word."""
        return self.ordinary(word) or self._in_lower_case(word.lower())

    def first_name(self, word: str) -> bool:
        """A first name that can be taken for nothing else."""
        if word not in self.first:
            return False
        code = self.words.get(word)
        if code is None:
            return not self._in_lower_case(word.lower()) and not self._compound(word)
        return code[0] == "2" or (code[1] == "0" and not self._in_lower_case(word.lower()))

    def surname(self, word: str) -> bool:
        """A listed surname that can be taken for nothing else."""
        return word in self.last and not self.ordinary(word)

    def name(self, word: str) -> bool:
        return word in self.first or word in self.last

    def known(self, word: str) -> bool:
        return word in self.words or word.lower() in self.words

    def _titled(self, word: str) -> bool:
        code = self.words.get(word)
        return code is not None and code[0] != "0"

    def _in_lower_case(self, lower: str) -> bool:
        code = self.words.get(lower)
        return code is not None and code[3] == "2"

    def _compound(self, word: str) -> bool:
        """Whether an unknown word is glued from known ones, as "Bestandsliste" is."""
        if not 8 <= len(word) <= _LONGEST or not word[1:].islower():
            return False
        for cut in range(3, len(word) - 3):
            tail = self.words.get(word[cut:].capitalize())
            if tail is not None and tail[0] == "0" and tail[1] != "0":
                head = word[:cut]
                if self.known(head) or (head.endswith("s") and self.known(head[:-1])):
                    return True
        return False


# No German word is longer, and the search for its parts takes the square of its length.
_LONGEST = 60
# First names elsewhere, and in lower case words of a German dialect.
_DIALECT = frozenset(["andre", "anne", "amal", "imer", "kaan"])


@cache
def lexicon() -> Lexicon:
    words = dict(line.split("\t") for line in _lines(LISTS[0]))
    first, last, places = (dict.fromkeys(_lines(name)) for name in LISTS[1:])
    return Lexicon(
        words=words,
        first=first,
        last=last,
        places=places,
        first_folded=dict.fromkeys(
            small
            for name in first
            if len(name) > 2 and (small := name.lower()) not in words and small not in _DIALECT
        ),
        last_folded=dict.fromkeys(
            small for name in last if len(name) > 3 and (small := name.lower()) not in words
        ),
    )


def _lines(name: str) -> list[str]:
    path: Path = resource(FOLDER) / name
    return gzip.decompress(path.read_bytes()).decode().split("\n")[:-1]


@cache
def digest(*files: str) -> str:
    """What the shipped files of this folder hold, in twelve characters."""
    content = hashlib.sha256()
    for name in files:
        content.update((resource(FOLDER) / name).read_bytes())
    return content.hexdigest()[:12]
