"""Municipalities: by the list, and by how German places are called.

Large cities stay: nobody is found by them, and the sentence stays readable.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import LISTS, Lexicon, digest, lexicon

_QUALIFIER = r"(?:Bad|Sankt|St\.|Neu|Alt|Groß|Klein|Markt|Ober|Nieder|Unter|Hohen)"
_NAME = (
    rf"(?:{_QUALIFIER} )?[A-ZÄÖÜ][\w-]{{2,40}}(?:/[A-Z]\w{{1,30}})?"
    r"(?: (?:am|an der|in der|im|ob der|bei|vor der) [A-ZÄÖÜ]\w{2,30}| \([A-ZÄÖÜ]\w{2,30}\))?"
)
# No article stands between these and a municipality; before a noun one nearly always does.
_CUED = re.compile(
    r"(?<!\w)(?i:in|aus|nach|bei|ab|von|über|gemeinde|außenstelle|stadt|ort|ortsteil|kommune|dorf"
    r"|jugendamt|bürgerbüro|ortsbeirat|rathaus|jobcenter|standort|nachbarstadt|nachbargde\."
    rf"|landkreis|kreis|zwischen|wie|an) ({_NAME})"
)
_CUED_SMALL = re.compile(r"(?<!\w)(?:in|aus|nach) ([a-zäöüß]{5,30})(?!\w)")
_QUALIFIED = re.compile(rf"(?<!\w){_QUALIFIER} ([A-ZÄÖÜ][a-zäöüß]{{3,30}})(?!\w)")
_WORD = re.compile(r"(?<![\w-])[A-ZÄÖÜ][a-zäöüß]{2,30}(?:-[A-ZÄÖÜ][a-zäöüß]{3,20}){0,3}(?![\w-])")

_ENDING = re.compile(
    r"(?:bach|bichl|born|borstel|bronn|bruch|brück|brunn|büll|burg|büttel|dorf|fähr|feld"
    r"|felde|felden|fels|fleth|förde|forst|furt|furth|hagen|hain|hausen|heim|hofen|holm"
    r"|horst|hude|ingen|kirchen|koog|leben|lingen|linden|loh|lohe|münde|münster"
    r"|mühle|nau|now|oda|quell|rade|rath|reuth|ried|roda|rode|rodach|roth|scheid|stadt"
    r"|stedt|stätten|steig|stein|stetten|stöcken|sund|tal|thal|wald|walde|weida|weiler"
    r"|wenden|werder|wiesen|winkel|wörth|zell|berg|bergen|lauter|beck|kamp|schlag)$"
)
_BEGINNING = re.compile(
    r"(?:Ober|Nieder|Unter|Hinter|Vorder|Wüsten|Alten|Neuen|Klein|Groß|Hohen|Kalten|Langen|Wolfs)"
)
_CITIES = frozenset(
    ["Berlin", "Hamburg", "München", "Köln", "Frankfurt", "Stuttgart", "Düsseldorf", "Leipzig",
     "Dortmund", "Essen", "Bremen", "Dresden", "Hannover", "Nürnberg", "Duisburg", "Wien", "Zürich",
     "Brüssel", "Mitte", "Nord", "Süd", "Ost", "West"]
)  # fmt: skip


class Places:
    def __init__(self) -> None:
        self.identity = f"places-3:{digest(*LISTS)}"

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        words = lexicon()
        return [
            [
                Mark(start, end, Kind.GEMEINDE, score, "places")
                for start, end, score in self._places(text, words)
            ]
            for text in texts
        ]

    def _places(self, text: str, words: Lexicon) -> Iterator[tuple[int, int, float]]:
        for match in _CUED.finditer(text):
            if _is_place(match.group(1), words):
                yield *match.span(1), 0.7
        for match in _CUED_SMALL.finditer(text):
            if _is_place(match.group(1).capitalize(), words):
                yield *match.span(1), 0.5
        for match in _QUALIFIED.finditer(text):
            if not words.ordinary(match.group(1)):
                yield *match.span(), 0.6
        for match in _WORD.finditer(text):
            name = match.group()
            district = name.endswith("-Kreis") and not words.known(name)
            if district or (_BEGINNING.match(name) and _unheard(name, words)):
                yield *match.span(), 0.6


def _is_place(name: str, words: Lexicon) -> bool:
    parts = name.split(" ")
    head = parts[-1] if re.fullmatch(_QUALIFIER, parts[0]) else re.split(r"[/ ]", name)[0]
    if head in _CITIES or parts[0] in _CITIES:
        return False
    if name in words.places or head in words.places:
        return not words.ordinary(head) or len(parts) > 1
    if "-" in head:
        return all(
            part in words.places or _unheard(part, words)
            for part in head.split("-")
            if part != "Kreis"
        )
    # "Oberschwalm": no list has it, and no ending tells, as it is called after its river.
    # "Weiden in der Oberpfalz", but not "Scientology in der Schule".
    far = len(parts) > 1 and (head == parts[-1] or not words.ordinary(parts[-1].strip("()")))
    over = _BEGINNING.match(head) is not None and not words.ordinary(head)
    return _unheard(head, words) or ((over or far) and not words.known(head))


def _unheard(word: str, words: Lexicon) -> bool:
    """Ends like a place and occurs neither in speeches nor in laws."""
    return not words.known(word) and _ENDING.search(word) is not None
