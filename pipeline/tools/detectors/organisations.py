"""Small providers, employers and associations: by legal form or by what they are."""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import LISTS, Lexicon, digest, lexicon

_WORD = r"[A-ZÄÖÜ][\wäöüß&.-]{0,30}"
_FORM = r"(?:gGmbH|GmbH(?: & Co\. KG)?|mbH|e\. ?V\.|e\.?V\b|eG|KG|AG|UG|GbR|OHG|KdöR|gUG)"
_LEGAL = re.compile(rf"(?<!\w){_WORD}(?: (?:[&+] )?{_WORD}| [&+] \w{{3,20}}){{0,4}} {_FORM}(?!\w)")
_FAMILY = re.compile(
    rf"(?<!\w){_WORD}(?: {_WORD}){{0,2}} (?:&|und|u\.)"
    rf" (?:Söhne|Sohn|Töchter|Tochter|Partner|Co\.?)(?: {_WORD})?(?!\w)"
)
_TRADE = re.compile(
    r"(?<!\w)(?:Akademie|Anwaltskanzlei|Apotheke|Autohaus|Backhaus|Bäckerei|Bildungsforum"
    r"|Bildungsträger|Bildungswerk|Büromarkt|Campus|Caritas|Dachdeckerei|Diakonie|Edeka"
    r"(?: Neukauf)?|Elektro|Fahrschule|Fleischerei|Fliesen|Frauenhaus|Gartenbau|Gasthof"
    r"|Gerüstbau|Glaserei|Haus"
    r"|Hausverwaltung|Hotel|Kanzlei|Kita|Kreismusikschule|Lernhof|Lernwerk|Malerbetrieb|Metallbau"
    r"|Metzgerei|Möbel|Musikschule|Pflegedienst|Pflegezentrum|Pizzeria|Planwerk|Praxis|Restaurant"
    r"|Rewe|Sanitätshaus|Schreinerei|Schuldnerhilfe|Spedition|Stadtbad|Tischlerei|Werkhof|Werkstatt"
    r"|Wohnbau|Zeitarbeit) (?P<own>[„\"]?[A-ZÄÖÜ][\wäöüß-]{2,30}(?: [A-ZÄÖÜ][\wäöüß-]{2,30}){0,2})"
)
# Stands in front of the name and is no part of it.
_BEFORE = re.compile(
    r"(?:(?:Die|Der|Das|Bei|Von|Firma|Träger|Betrieb|Gläubiger|Vermieter|Arbeitgeber|Lieferant) )+"
)


class Organisations:
    def __init__(self) -> None:
        self.identity = f"organisations-1:{digest(*LISTS)}"

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        words = lexicon()
        return [
            [
                Mark(start, end, Kind.TRAEGER, 0.7, "organisations")
                for start, end in self._spans(text, words)
            ]
            for text in texts
        ]

    def _spans(self, text: str, words: Lexicon) -> Iterator[tuple[int, int]]:
        for match in (*_LEGAL.finditer(text), *_FAMILY.finditer(text)):
            head = _BEFORE.match(text, match.start())
            yield (head.end() if head else match.start()), match.end()
        for match in _TRADE.finditer(text):
            own = match.group("own").strip('„"').split(" ")
            if any(not words.ordinary(word) for word in own):
                yield match.span()
