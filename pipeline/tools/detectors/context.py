"""Names that follow a title or a role, or carry an initial."""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.lexicon import LISTS, Lexicon, digest, lexicon

_DEGREE = (
    r"(?:(?:dr\.|prof\.|med\.|doktor|rain|ra|professor(?:in)?|rechtsanw[aä]lt(?:in)?|freiherr"
    r"|freifrau|graf|gräfin) )"
)
# After these a name follows, however it is written; a degree is masked with it.
_TITLE = re.compile(
    r"(?<!\w)(?:(?:frau|fraa|fr\.|herrn?|hr\.|hrn\.|familie|fam\.|eheleute|ehepaar|fräulein)"
    r"(?: kollegin| kollege| nachbarin)? |(?-i:(?:Frau|Herrn?|[FH]r\.)(?=[A-ZÄÖÜ][a-zäöüß]))"
    r"|(?=(?:dr\.|prof\.|doktor|ra|rain|professorin|freiherr) ))"
    rf"(?P<name>{_DEGREE}{{0,3}}(?=\w))",
    re.IGNORECASE,
)
# After these a capitalised word that is no ordinary noun is a name.
_ROLE = re.compile(
    r"(?<!\w)(?:(?i:kolleg(?:e|en|in)|kund(?:e|en|in)|klient(?:in|en)?)"
    r"|(?:Antragsteller|Arbeitsvermittler|Berater|Betreuer|Bewerber|Bürgermeister|Chef|Enkel|Fallmanager"
    r"|Halter|Hausmeister|Leiter|Mieter|Nachbar|Notar|Partner|Patient|Praktikant|Richter|Sachbearbeiter"
    r"|Schüler|Student|Teamleiter|Vermieter|Vermittler|Ansprechpartner|Freund)(?:in|n|en|s)?"
    r"|Anw[aä]lt(?:in)?|Rechtsanw[aä]lt(?:in)?|Azubi(?:ne)?|Sachbearb\.|Dezernent(?:in)?|Stadtr[aä]t(?:in)?"
    r"|Stadtverordneter?|Staatssekretär(?:in)?|Landr[aä]t(?:in)?|Zeug(?:e|en|in)|FM|IFK|Teamleitung|Arzt|Ärztin|Sohn|Tochter|Kind"
    r"|Junge|Bruder|Schwester|Mutter|Vater|Oma|Opa|Onkel|Tante|Mann|Ex|Exmann|Cousine?|Vornamen?|Nachnamen?"
    r"|Hallo|Hi|Moin|[Ll]iebe[rs]?|Danke|Gruß|Grüße|Grüßen|LG|VG|MfG|[Gg]ez\.|[Gg]ezeichnet|kleinen?)"
    r"(?: Dr\.)?,? (?=[A-ZÄÖÜ])"
)
# "K. Wolf", "Schmidt, K.", "Petra M.", "Bah, Mariama"
_INITIAL_FIRST = re.compile(
    r"(?<![\w.])(?!z\. ?B|u\. ?a|d\. ?h|i\. ?d|o\. ?g|s\. ?o)(?:[A-ZÄÖÜ]\. ?){1,2}"
    r"(?:(?:v\.|von|van|de|v\. d\.) )?(?=[A-ZÄÖÜ][\w'’-]+)"
)
_INITIAL_SMALL = re.compile(
    r"(?<![\w.])(?<!\w\. )[a-zäöü]\. (?P<name>[a-zäöüßşğıç-]{3,30})(?![\w.])"
)
_INITIAL_LAST = re.compile(
    r"(?<!\w)([A-ZÄÖÜ][\w'’-]{1,40})(?:, | )(?:[A-ZÄÖÜ][a-z]{1,20}-)?[A-ZÄÖÜ]\.(?!\w)"
    r"(?! ?[A-ZÄÖÜ]\.)"
)
_INVERTED = re.compile(r"(?<!\w)([A-ZÄÖÜ][\w'’-]{1,40}), ([A-ZÄÖÜ][\w'’-]{1,40})")
# "B e r n d": spaced out, as some emphasise and some evade.
_SPACED = re.compile(r"(?<!\w)[A-ZÄÖÜ](?: [a-zäöüß]){2,30}(?!\w)")

_NAME = re.compile(
    r"(?:(?:von|van|de|da|di|del|al|el|abu|ben|bin|zu|zur|vom|v\.|d\.|der|den|st\.|freiherr|graf)"
    r" ){0,3}"
    r"(?:[^\W\d_]\.-?[^\W\d_]\.(?!\w)|[^\W\d_]\.(?!\w)|[^\W\d_]{1,40}(?:['’?-][^\W\d_]{1,40}){0,3})",
    re.IGNORECASE,
)
_BARE = re.compile(r"[^\W\d_][\w'’?.-]*$")
# Ranks that follow a title without being a name, and what else people say after "Frau".
_RANKS = frozenset(
    ["kollegin", "kollege", "kollegen", "ministerin", "minister", "landrat", "landrätin",
     "bürgermeister", "bürgermeisterin", "oberbürgermeister", "oberbürgermeisterin", "präsident",
     "präsidentin", "vorsitzende", "vorsitzender", "doktor", "professor", "professorin", "direktor",
     "direktorin", "richter", "richterin", "rechtsanwalt", "rechtsanwältin", "staatsanwalt",
     "staatsanwältin", "pfarrer", "pfarrerin", "bundeskanzlerin", "abgeordnete", "abgeordneter",
     "nachbar", "nachbarin", "mitte", "anfang", "ende", "angst", "nicht", "nie"]
)  # fmt: skip


class Context:
    def __init__(self) -> None:
        self.identity = f"context-2:{digest(*LISTS)}"

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        words = lexicon()
        return [
            [
                Mark(start, end, Kind.PERSON, score, "context")
                for start, end, score in _names(text, words)
            ]
            for text in texts
        ]


def _names(text: str, words: Lexicon) -> Iterator[tuple[int, int, float]]:
    for cue in _TITLE.finditer(text):
        if end := _name_after(text, cue.end(), words, certain=True):
            yield cue.start("name"), end, 0.95
    for cue in _ROLE.finditer(text):
        if end := _name_after(text, cue.end(), words, certain=False):
            yield cue.end(), end, 0.8
    for start, end in _with_initial(text, words):
        yield start, end, 0.75
    for cue in _SPACED.finditer(text):
        if not words.ordinary(cue.group().replace(" ", "")):
            yield *cue.span(), 0.7


def _with_initial(text: str, words: Lexicon) -> Iterator[tuple[int, int]]:
    for cue in _INITIAL_FIRST.finditer(text):
        if end := _name_after(text, cue.end(), words, certain=False):
            yield cue.start(), end
    for cue in _INITIAL_SMALL.finditer(text):
        if not words.known(cue.group("name")):
            yield cue.span()
    for cue in _INITIAL_LAST.finditer(text):
        if words.name(cue.group(1)) or not words.ordinary(cue.group(1)):
            yield cue.span()
    for cue in _INVERTED.finditer(text):
        if cue.group(2) in words.first and not words.ordinary(cue.group(1)):
            yield cue.span()


def _name_after(text: str, start: int, words: Lexicon, *, certain: bool) -> int | None:
    """Where the name that begins at ``start`` ends; None if what stands there is no name."""
    end, position, previous = None, start, ""
    for _ in range(5):
        token = _NAME.match(text, position)
        if token is None:
            break
        bare = _BARE.search(token.group())
        word = bare.group() if bare else token.group()
        # "die Frau vom Sozialdienst", but "Frau von der Heide"
        described = token.group() != word and words.ordinary(word) and word not in words.last
        # "Fallmanager U25", "Team B3"
        coded = len(word) == 1 and text[token.end() : token.end() + 1].isdigit()
        if (
            described
            or coded
            or not _goes_on(word, previous, words, certain=certain and end is None)
        ):
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
        return certain and (
            word in words.first_folded
            or word in words.last_folded
            or word.removesuffix("s") in words.last_folded
            or not words.known(word)
        )
    if certain or len(word.rstrip(".")) == 1:
        return word.isupper() or words.name(word) or not words.known(word.lower())
    return not words.ordinary(word) or previous in words.first
