"""Names that stand on the lists and can be taken for nothing else, and small places."""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import Lexicon, lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTICLE = r"(?:(?:von|van|de|da|di|del|al|el|bin|zu|v\.|der|den) ){0,2}"
_NEXT = re.compile(rf" ({_PARTICLE}[A-ZÄÖÜŁŠŽÇŞİ][^\W\d_]*(?:['’-][^\W\d_]+)*)")
_PLACE_CUE = re.compile(
    r"(?<!\w)(?:in|aus|nach|bei|ab|über|Gemeinde|Außenstelle|Stadt|Ort|Ortsteil|Kommune|Jugendamt|Bürgerbüro|Ortsbeirat|Rathaus"
    r"|Jobcenter|Standort|Nachbarstadt|Nachbargde\.|Landkreis|Kreis|Dorf|zwischen|an|groß wie)(?: (?:der|die))? "
    r"((?:(?:Bad|Sankt|St\.|Neu|Alt|Groß|Klein|Markt|Ober|Nieder|Unter) )?[A-ZÄÖÜ][\w-]{2,40}"
    r"(?:/[A-Z]\w+)?(?: (?:am|an der|in der|im|ob der) [A-ZÄÖÜ]\w+| \([A-ZÄÖÜ]\w+\))?)"
)
# Endings of German place names; a word with one of them that is no ordinary noun is a place.
_ENDINGS = (
    "ach|bach|bichl|born|borstel|bronn|bruch|brück|brunn|brunnen|brügge|burg|büll|büttel|dorf|eck|elde|fähr|feld|felde|felden|felden|fels|"
    "fleth|förde|forst|furt|furth|gau|grund|hagen|hain|hausen|heim|hofen|holm|holz|horst|hövel|hude|ingen|kirchen|kappel|"
    "koog|kuhl|lage|lar|leben|lingen|linden|loh|lohe|lohra|low|magen|münde|münster|mühle|nau|ohn|ow|itz|quell|rath|reuth|ried|roda|rode|rodach|"
    "roth|rüti|sande|scheid|schlag|see|stadt|stedt|stätten|steig|stein|stetten|sund|tal|thal|trup|um|wald|walde|wang|wedel|weida|weiler|"
    "wenden|werder|werth|wettringen|wied|wiesen|wig|winkel|wörth|zell|oda|enau|enow|elsen|berg|bergen|lauter|stöcken|beck|kamp"
).split("|")
_PLACE_NAME = re.compile(rf"[A-ZÄÖÜ][\wäöüß-]*(?:{'|'.join(_ENDINGS)})$")
_QUALIFIED = re.compile(
    r"(?<!\w)(?:Bad|Sankt|Markt|Neu|Alt|Groß|Klein|Nieder|Ober) ([A-ZÄÖÜ][a-zäöüß]{3,30})(?!\w)"
)
# More than half a million people live in each: nobody is found by it, and the quote stays readable.
_CITIES = frozenset(
    "Berlin Hamburg München Köln Frankfurt Stuttgart Düsseldorf Leipzig Dortmund Essen Bremen Dresden Hannover Nürnberg Duisburg "
    "Wien Zürich Deutschland Europa Brüssel Bayern Hessen Sachsen Thüringen Brandenburg Niedersachsen Saarland Westfalen Pfalz".split()
)


class Names:
    identity = "names-1"

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        self._lexicon = self._lexicon or lexicon()
        return [
            [*self._people(text, self._lexicon), *self._places(text, self._lexicon)]
            for text in texts
        ]

    def _people(self, text: str, words: Lexicon) -> Iterator[Mark]:
        for match in _WORD.finditer(text):
            word = match.group()
            parts = word.split("-")
            if word[0].isupper() and any(words.first_name(part) for part in parts):
                following = _NEXT.match(text, match.end())
                surname = following and following.group(1).split()[-1]
                goes_on = surname and (words.name(surname) or not words.ordinary(surname))
                end = following.end() if following and goes_on else match.end()
                yield Mark(match.start(), end, Kind.PERSON, 0.7, self.identity)
            elif len(parts) == 2 and all(words.surname(part) for part in parts):
                yield Mark(*match.span(), Kind.PERSON, 0.6, self.identity)

    def _places(self, text: str, words: Lexicon) -> Iterator[Mark]:
        for match in _PLACE_CUE.finditer(text):
            start, end = match.span(1)
            place = match.group(1)
            last = (
                place.split(" ")[-1]
                if place.split(" ")[0] in ("Bad", "Sankt", "St.")
                else place.split(" ")[0]
            )
            if place.split(" ")[0] in _CITIES:
                continue
            listed = place in words.places or (last in words.places and not words.ordinary(last))
            shaped = (
                _PLACE_NAME.match(last) and last not in words.words and not words.ordinary(last)
            )
            if listed or shaped:
                yield Mark(start, end, Kind.GEMEINDE, 0.7, self.identity)
        for match in _QUALIFIED.finditer(text):
            if not words.ordinary(match.group(1)):
                yield Mark(*match.span(), Kind.GEMEINDE, 0.6, self.identity)
