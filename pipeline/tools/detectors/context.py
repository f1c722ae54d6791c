"""Names that follow a title, a role or a relation, or carry an initial."""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import Lexicon, lexicon

# After these a name follows, however it is written.
_TITLE = re.compile(
    r"(?<!\w)(?:(?:frau|fraa|fr\.|herrn?|hr\.|hrn\.|familie|fam\.|eheleute|ehepaar|fräulein)(?: (?:kollegin|kollege|nachbarin))?"
    r"|(?=(?:[Dd]r\.|Dr|[Pp]rof\.|Doktor|RA|RAin|Professor(?:in)?|Freiherr|Graf) ))"
    r" ?(?P<it>(?:(?:dr\.|prof\.|med\.|doktor|dr|rain|ra|professor(?:in)?|rechtsanw[aä]lt(?:in)?|freiherr|freifrau|graf|gräfin) )*(?=\w))",
    re.IGNORECASE,
)
# After these a capitalised word that is no ordinary noun is a name.
_ROLE = re.compile(
    r"(?<!\w)(?:[Kk]olleg(?:e|en|in)|[Kk]und(?:e|en|in)|[Kk]lient(?:in|en)?|Bewerber(?:in)?|Antragsteller(?:in)?"
    r"|Mieter(?:in)?|Vermieter(?:in)?|Betreuer(?:in)?|Anw[aä]lt(?:in)?|Rechtsanw[aä]lt(?:in)?|Notar(?:in)?|Richter(?:in)?|Zeug(?:e|en|in)"
    r"|Halter(?:in)?|Patient(?:in|en)?|Student(?:in|en)?|Schüler(?:in)?|Azubi(?:ne)?|Praktikant(?:in|en)?|Hausmeister(?:in)?"
    r"|Sachbearb(?:\.|eiter(?:in|s)?)|Team(?:leiter|leitung|leiterin)|Leiter(?:in)?|Leitung|Chef(?:in)?|Dezernent(?:in|en)?|Stadtr[aä]t(?:in)?"
    r"|Stadtverordneter?|Bürgermeister(?:in)?|Landr[aä]t(?:in)?|Fallmanager(?:in|s)?|FM|pAp|IFK|Vermittler(?:in)?|Ansprechpartner(?:in)?"
    r"|Berater(?:in)?|Coach|Arzt|Ärztin|Nachbar(?:n|in)?|Freund(?:in)?|Sohn|Sohnes|Tochter|Kind|Junge|Bruder|Schwester|Mutter|Vater|Oma|Opa"
    r"|Onkel|Tante|Mann|Ex|Exmann|Cousin(?:e)?|Enkel(?:in)?|Partner(?:in)?|Vorname[n]?|Nachname[n]?|Name[n]?|Vertretung|Gesprächspartner(?:in)?"
    r"|Hallo|Hi|Moin|Liebe[rs]?|lieber?|Danke|Gruß|Grüße|Grüßen|LG|VG|MfG|Gez\.|gez\.|heißt|heisst|kleinen?|Fall|Akte|i\.\s?A\.)"
    r"(?: (?:Dr\.|heißt|heisst|ist|an|von|war|namens)| ?[:/,(„\"])?[ ](?=[A-ZÄÖÜ])|(?<=„)(?=[A-ZÄÖÜ][a-zäöü]+, [A-Z])"
)
# "K. Wolf", "Schmidt, K.", "Petra M."
_INITIAL_FIRST = re.compile(
    r"(?<![\w.])(?!z\. ?B|u\. ?a|d\. ?h|i\. ?d|o\. ?g|s\. ?o)(?:[A-ZÄÖÜ]\. ?){1,2}(?:(?:v\.|von|van|de|v\. d\.) )?(?=[A-ZÄÖÜ][\w'’-]+)"
)
_INITIAL_LAST = re.compile(
    r"(?<!\w)([A-ZÄÖÜ][\w'’-]+)(?:, | )(?:[A-ZÄÖÜ][a-z]+-)?[A-ZÄÖÜ]\.(?!\w)(?! ?[A-ZÄÖÜ]\.)"
)
_INVERTED = re.compile(r"(?<!\w)([A-ZÄÖÜ][\w'’-]+), ([A-ZÄÖÜ][\w'’-]+)")
_COUPLE = re.compile(r"(?<=[\w] )(?:und|u\.|&|/) (?=[A-ZÄÖÜ])")

_NAME = re.compile(
    r"(?:(?:von|van|de|da|di|del|al|el|abu|ben|bin|zu|zur|vom|v\.|d\.|der|den|St\.|freiherr|graf) )*(?:[^\W\d_]\.-?[^\W\d_]\.(?!\w)|[^\W\d_]\.(?!\w)|[^\W\d_]+(?:['’?-][^\W\d_]+)*)",
    re.IGNORECASE,
)
_BARE = re.compile(r"[^\W\d_][\w'’?.-]*$")
# Ranks that follow a title without being a name, and what else people say after "Frau" and "Herr".
_RANKS = frozenset(
    "kollegin kollege kollegen ministerin minister landrat landrätin bürgermeister bürgermeisterin oberbürgermeister "
    "oberbürgermeisterin präsident präsidentin vorsitzende vorsitzender doktor professor professorin direktor direktorin "
    "richter richterin rechtsanwalt rechtsanwältin staatsanwalt staatsanwältin pfarrer pfarrerin bundeskanzlerin "
    "abgeordnete abgeordneter nachbar nachbarin mitte anfang ende angst haus".split()
)


class Context:
    identity = "context-1"

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        self._lexicon = self._lexicon or lexicon()
        return [
            [
                Mark(start, end, Kind.PERSON, score, self.identity)
                for start, end, score in self._names(text, self._lexicon)
            ]
            for text in texts
        ]

    def _names(self, text: str, words: Lexicon) -> Iterator[tuple[int, int, float]]:
        for cue in _TITLE.finditer(text):
            if end := _name_after(text, cue.end(), words, certain=True):
                yield cue.start("it"), end, 0.95
        for cue in _ROLE.finditer(text):
            certain = "olleg" in cue.group()
            if end := _name_after(text, cue.end(), words, certain=certain):
                yield cue.end(), end, 0.8
        for cue in _INITIAL_FIRST.finditer(text):
            if end := _name_after(text, cue.end(), words, certain=False):
                yield cue.start(), end, 0.8
        for cue in _INITIAL_LAST.finditer(text):
            if words.name(cue.group(1)) or not words.ordinary(cue.group(1)):
                yield *cue.span(), 0.7
        for cue in _INVERTED.finditer(text):
            if cue.group(2) in words.first and not words.ordinary(cue.group(1)):
                yield *cue.span(), 0.7


def _name_after(text: str, start: int, words: Lexicon, *, certain: bool) -> int | None:
    """Where the name that begins at ``start`` ends; None if what stands there is no name."""
    end, position, previous = None, start, ""
    for _ in range(5):
        token = _NAME.match(text, position)
        if token is None:
            break
        bare = _BARE.search(token.group())
        word = bare.group() if bare else token.group()
        of = token.group() != word and words.ordinary(word) and word not in words.last
        if of or not _goes_on(word, previous, words, certain=certain and end is None):
            break
        end, previous = token.end(), word
        if text[end : end + 1] != " ":
            break
        position = end + 1
    return end


def _goes_on(word: str, previous: str, words: Lexicon, *, certain: bool) -> bool:
    if word.lower() in _RANKS:
        return False
    if word[0].islower():
        lower = word.lower().strip("s")
        return certain and (
            word in words.first_folded
            or word in words.last_folded
            or not words.known(word)
            or lower in words.last_folded
        )
    if certain or len(word.rstrip(".")) == 1:
        return word.isupper() or not words._in_lower_case(word.lower()) or words.name(word)
    return not words.ordinary(word) or previous in words.first
