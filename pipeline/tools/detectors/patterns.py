"""Structured identifiers: what has a shape of its own or a label in front of it.

Checksums raise a score and never veto: a mistyped IBAN still identifies. Every expression is
bounded in each repetition, so the time is linear in the length of the text.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.tools.detectors import Mark
from pipeline.tools.detectors.kinds import Kind

# What may stand between a label and its number: "Az.: ", "Kundennummer lautet ", "BG (neu) ".
_TO = r"[ .:#\-]{0,3}(?:(?i:lautet|ist|war|vom|von|unter|mit|der|die|den|nr|nummer|zu|im|neu|alt)\b[ .:]{0,3}){0,2}[„\"'(]?"
# A reference: parts of letters and digits, glued by . / - – or a blank; the caller counts digits.
_CODE = r"[A-ZÄÖÜa-zäöüß]{0,5}[./\-–]?\d[\w./\-–]{0,24}(?:[ ](?:[–\-/] ?)?(?:\d[\w./\-–]{0,14}|[A-Z]{1,3}\b|[A-Z][a-z]\b)){0,4}"
_REFERENCE = rf"(?:[A-Z][A-Za-zÄÖÜäöü]{{0,4}}[ ./\-–]{{1,3}}){{0,3}}{_CODE}"

_SPOKEN = (
    r"(?:null|eins?|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|[a-zäöüß]{0,14}(?:zehn|zig|ßig)"
    r"|strich|schrägstrich|bindestrich|doppelstrich|minus|punkt|bg)"
)
_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:Jan(?:uar|\.)?|Feb(?:ruar|\.)?|März|Mrz\.?|Apr(?:il|\.)?|Mai|Juni?|Juli?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Okt(?:ober|\.)?|Nov(?:ember|\.)?|Dez(?:ember|\.)?)"
)
_DATE = (
    rf"(?<![\d.,/])(?:\d{{1,2}}\. ?(?:\d{{1,2}}|[IVX]{{1,4}})\. ?(?:{_YEAR}|\d\d)"
    rf"|\d{{1,2}}[/\-]\d{{1,2}}[/\-](?:{_YEAR}|\d\d)|(?:{_YEAR})-\d\d-\d\d"
    rf"|\d{{1,2}}\. ?{_MONTH} ?(?:{_YEAR}|'?\d\d))(?![\d/])"
)
_DAY = rf"(?<![\d.,/])\d{{1,2}}\. ?(?:\d{{1,2}}\.(?! ?\d)|{_MONTH}\b)"

_STREET = (
    r"(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ss]tr\b|gasse|allee|weg|(?<!Park)(?<!Arbeits)(?<!Sitz)(?<!Steh)(?<!Kita)(?<!beits)platz|ring|stieg|steig|ufer|damm|wiesen?|höhe|hang"
    r"|acker|anger|garten|graben|grund|wall|markt|(?<!Fak)(?<!fak)tor|brücke|kamp|winkel|pfad|chaussee|zeile|rain"
    r"|stiege|twiete|siedlung|(?<!Bahn)(?<!Bau)hof|berg|hafen|mühle|münze|park|schanze|heide|bogen|gässchen)"
)
_HOUSE = (
    r" \d{1,3}(?: ?[a-hA-H]\b)?(?:[-/]\d{1,3}[a-h]?)?(?![\w%€]|[.,]\d| (?:%|€|Euro|Prozent|Grad|Uhr|Tage|Minuten|Stunden|Fälle|von|von|bis|mal)\b)"
    r"(?:, (?:Hinterhaus|Vorderhaus|Haus [A-Z]|Hs\. ?\d+|(?:\d{1,2}\. ?(?:OG|Stock|Etage)|EG|DG|UG)"
    r"(?: ?(?:links|rechts|mitte|li\.|re\.))?|bei [A-ZÄÖÜ][\w-]{1,30}|links|rechts)"
    r"(?: links| rechts)?){0,3}"
)
_HOUSE_SURE = r" \d{1,3}(?:(?: ?[a-hA-H]\b)|(?=, (?:\d{5}|Hinterhaus|Vorderhaus|Haus [A-Z]|\d\. ?(?:OG|Stock))))"
_TOWN = (
    r"(?:Bad |Sankt |St\. |Neu |Alt |Groß |Klein |Markt )?[A-ZÄÖÜ][a-zäöüß]{2,30}(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
    r"(?: (?:am|an der|in der|im|bei|ob der|vor der) [A-ZÄÖÜ][a-zäöüß]+| \([A-ZÄÖÜ][a-zäöüß]+\))?"
)
_PLACE = rf"(?:,? ?\d{{5}} {_TOWN}|,? in {_TOWN}|, (?!Frau|Herr|Tel|Fam|Dr){_TOWN}(?=[ .,;:)]|$))?"
_LOCATED = (
    r"(?:Am|An der|An den|Im|In der|In den|Zum|Zur|Auf dem|Auf der|Hinter der|Hinter dem|Hinterm|Vor dem|Vorm|Vor der|Unterm|Unter den|Beim"
    r"|Alte[rns]?|Neue[rns]?|Obere[rns]?|Untere[rns]?|Kleine[rns]?|Große[rns]?)"
    r" (?:[Aa]lten |[Nn]euen |[Gg]roßen |[Kk]leinen )?[A-ZÄÖÜ][a-zäöüß]{2,24}(?:[- ][A-ZÄÖÜ][a-zäöüß]{2,20})?"
)
_SMALL_LOCATED = (
    r"(?:am|an der|im|in der|zum|zur|auf der|hinter der|hinterm)(?: alten| neuen)? [\wäöüß]{3,24}"
)
_STREET_WORD = rf"(?:[A-ZÄÖÜ][\wäöüß]{{1,20}}[- ]){{0,3}}[A-ZÄÖÜ]?[\wäöüß]{{0,24}}{_STREET}"


def _rule(kind: Kind, score: float, pattern: str, flags: int = 0) -> "_Rule":
    return kind, score, re.compile(pattern, flags)


_Rule = tuple[Kind, float, re.Pattern[str]]
_I = re.IGNORECASE

# The group "it" is what is masked; without one, the whole match.
_RULES: tuple[_Rule, ...] = (
    _rule(Kind.EMAIL, 1.0, r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}"),
    _rule(
        Kind.EMAIL,
        0.9,
        r"[\w.+\-]{1,64} ?[\[({](?:at|ät)[\])}] ?[\w\-]{1,63}"
        r"(?: ?(?:\.|[\[({](?:punkt|dot)[\])}]) ?[\w\-]{2,63}){1,3}",
        _I,
    ),
    _rule(
        Kind.EMAIL,
        0.7,
        r"\b[\w.+\-]{2,64} (?:at|ät) [\w\-]{2,63}(?:\.| punkt | dot )(?:de|com|net|org|example)\b",
        _I,
    ),
    _rule(Kind.IBAN, 1.0, r"(?<![A-Za-z0-9])[A-Z]{2} ?\d{2}(?:[ \-]?\d){10,30}(?!\d)", _I),
    _rule(Kind.IBAN, 1.0, r"(?<![A-Za-z0-9])[A-Z]{2}\d{2} ?[A-Z]{4}(?: ?\d){6,24}(?!\d)"),
    _rule(
        Kind.IBAN,
        0.9,
        rf"\b(?:IBAN|Konto(?:nr|nummer|verbindung)?|Kto|BLZ|Bankleitzahl)\b{_TO}(?P<it>(?:[A-Z]{{2}} ?)?\d(?:[ \-]?\d){{4,30}})",
        _I,
    ),
    _rule(
        Kind.SV_NUMMER, 1.0, r"(?<![\w/])\d{2} ?\d{2} ?\d{2} ?\d{2} ?[A-ZÄÖÜ] ?\d ?\d ?\d(?!\w)", _I
    ),
    _rule(Kind.KV_NUMMER, 0.9, r"(?<!\w)[A-Z] ?\d{3} ?\d{3} ?\d{3}(?!\w)"),
    _rule(
        Kind.STEUER_ID,
        0.9,
        rf"(?:Steuer-?(?:ID|nummer|nr|identifikationsnummer)|Id-?Nr|StNr|St\.-?Nr|TIN)\b{_TO}(?P<it>\d(?:[ /\-]{{0,2}}\d){{7,13}})",
        _I,
    ),
    _rule(Kind.STEUER_ID, 0.8, r"(?<![\w.,/\-])\d{2} ?\d{3} ?\d{3} ?\d{2} ?\d(?![\w/])"),
    _rule(Kind.BG_NUMMER, 1.0, r"(?<!\w)\d{3,6} ?(?:BG|//) ?\d(?: ?\d){4,8}(?!\w)", _I),
    _rule(Kind.BG_NUMMER, 0.8, rf"\bBG(?:-?(?:Nr|Nummer))?\b{_TO}(?P<it>\d[\d /\-]{{4,16}}\d)", _I),
    _rule(Kind.KUNDENNUMMER, 1.0, r"(?<!\w)\d{3} ?[A-Z] ?\d(?:[ \-]?\d){4,6}(?!\w)", _I),
    _rule(
        Kind.AKTENZEICHEN,
        1.0,
        r"(?<!\w)(?:[A-Z]{1,3} )?\d{1,3} (?:AS|SO|AL|KR|AY|SB|R|U|P|EG|BK|KA|K|F|C|O|L|B|XVII|XIV|XVI|Js|OWi|Ds|Cs|Ls|T|W|Wx|M|UF|WF|A|E|S|VG|IN|IK|Sa|Ca|Ta)(?: [A-Z]{1,3})? \d{1,6}/\d{2,4}(?:\.[A-Z]{1,3})?(?: ?[A-Z]{1,3}\b)?",
    ),
    _rule(
        Kind.KUNDENNUMMER,
        0.9,
        r"\b(?i:K(?:un)?d(?:en)?\.?[ \-]?(?:nr|nummer|no)\b|Kd\.|Kassenzeichen|Mat(?:rikel)?\.?-?(?:nr|nummer)\b"
        r"|[a-zäöüß]{2,20}-?(?:nummer|nr)\b|Buchungscode|AZR|Debitor|Personenkonto|(?<=[ (])Nr\b"
        rf"|unter der Nummer|ihrer Nummer){_TO}(?P<it>{_REFERENCE})",
    ),
    _rule(
        Kind.AKTENZEICHEN,
        0.9,
        r"\b(?i:Az|Aktenz(?:eichen)?|Akten?|Gz|Geschäftszeichen|Zeichen|Vorg(?:ang|angs?nr)?|Verf(?:ahren)?"
        r"|Fall(?:nr|nummer)?|Vorhaben|Bescheid|Duldung|Betr|Betreff|Ref|Rückforderung|Schreiben wegen|Familie mit|schreibt in)"
        rf"\b{_TO}(?P<it>{_REFERENCE})",
    ),
    # Free-standing references: letters, a running number, a slash or dash and a year.
    _rule(
        Kind.AKTENZEICHEN,
        0.8,
        r"(?<![\w/.\-])(?:[A-Z]{2,4}[a-z]{0,2}[A-Z]{0,2}[ ./\-–]{1,3}|[A-Z][A-Za-z]{0,4}[./\-–])(?:[A-Z][A-Za-z]{0,3}[ ./\-–]{1,3}){0,3}(?:\d[\w.]{0,6}[./\-–]){0,3}\d{2,6}[/\-–] ?\d{2,6}(?:[./\-]\w{1,6}){0,3}(?: \((?:neu|alt)\))?(?!\w)",
    ),
    _rule(Kind.AKTENZEICHEN, 0.8, r"(?<![\w/.\-])[A-Z]{1,3}\d{0,2}-(?:19|20)\d\d-\d{2,6}(?!\w)"),
    _rule(
        Kind.AKTENZEICHEN,
        0.8,
        r"(?<![\w/.\-,])\d{1,3}(?:\.\d{1,3}){0,3}[/\-–](?:[A-Za-zÄÖÜ]{1,4}\d?[ /.\-–]{1,2}){0,2}\d{2,6}(?:[/\-]\d{2,6}){1,2}(?:[/\-]?[A-Za-z]{1,3}\b)?(?: [A-Z][a-z]{1,2}\b)?",
    ),
    _rule(
        Kind.AKTENZEICHEN, 0.7, r"(?<!\w)[A-Za-z]{2,5}/\w{2,10}-[A-ZÄÖÜ]{2,4}-\d{1,5}[a-z]?(?!\w)"
    ),
    _rule(
        Kind.TELEFON,
        0.9,
        r"(?<![\w.,+])(?:\+ ?\d{1,3}|00 ?\d{2}|\(?0)(?:[ ()/\-–]{0,3}\d|\.\d(?=\d{4})){5,17}(?!\d)",
    ),
    _rule(
        Kind.TELEFON,
        0.8,
        rf"\b(?:Tel(?:efon)?(?:nr|nummer)?|Handy(?:nr|nummer)?|Mobil|Fax|Durchwahl|DW|Apparat|Rufnummer|Rückruf|App)\b{_TO}(?P<it>[\-+(]?\d(?:[ ()/\-–.]{{0,3}}\d){{2,17}})",
        _I,
    ),
    _rule(Kind.TELEFON, 0.7, r"(?<=[ (:])-\d{3,5}(?![\d.,/\-]|\d| ?(?:€|Euro|%|Grad))"),
    _rule(Kind.ADRESSE, 0.95, rf"(?<!\w){_STREET_WORD}{_HOUSE}{_PLACE}"),
    # "Am Kalkofen 7": capitalised inside a sentence, or with what only an address has after it.
    _rule(Kind.ADRESSE, 0.9, rf"(?:(?<=[\wäöüß,:(\"„] )|(?<=[(\"„])){_LOCATED}{_HOUSE}{_PLACE}"),
    _rule(Kind.ADRESSE, 0.9, rf"(?<!\w){_LOCATED}{_HOUSE_SURE}{_PLACE}"),
    _rule(Kind.ADRESSE, 0.9, rf"(?<!\w){_SMALL_LOCATED}{_HOUSE}, ?\d{{5}} \w{{3,30}}"),
    _rule(
        Kind.ADRESSE,
        0.8,
        rf"(?:(?<=in der )|(?<=aus der )|(?<=in die )|(?<=von der )|(?<=an der ))(?!Einbahn|Haupt\b)[A-ZÄÖÜ][\w\-]{{2,30}}(?:straße|strasse|str\.|gasse|allee)(?!\w)",
    ),
    _rule(
        Kind.ADRESSE,
        0.9,
        rf"(?<![\w.,/\-])\d{{5}} (?!Euro|Mark|Stück|Fälle|Akten|Seiten|Kunden|Anträge|Menschen){_TOWN}",
    ),
    _rule(
        Kind.GEBURTSDATUM,
        1.0,
        rf"\b(?:geb(?:oren(?:en|e|er)?)?|Geburts(?:datum|tage?|daten|tagen)|GebDat|gebdat|Jahrgang|\*)[ .:]{{0,3}}(?:am |ist |war |von |ist der |bei uns )?(?P<it>{_DATE})",
        _I,
    ),
    _rule(Kind.GEBURTSDATUM, 1.0, rf"\b(?:am|den|vom) (?P<it>{_DATE}),? (?:in \w+ )?geboren"),
    _rule(
        Kind.KENNZEICHEN,
        0.9,
        r"(?<![\w\-])[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d(?: ?\d){0,3}[EH]?(?![\w\-])",
    ),
    _rule(
        Kind.KENNZEICHEN,
        0.7,
        r"(?<![\w\-§] )(?<![\w\-])(?!SGB|BGB|EStG|ZPO|AO|VO|Art|Abs|Nr|Kap|Teil)[A-ZÄÖÜ]{1,3} (?!II |IX |IV |VI |V |X |I )[A-Z]{1,2} ?\d(?: ?\d){1,3}[EH]?(?![\w\-])",
    ),
    _rule(
        Kind.KENNZEICHEN,
        0.8,
        rf"\b(?i:Kennz(?:eichen)?|Kz|Kfz|PKW|Auto|Wagen|Fahrzeug)\b{_TO}(?P<it>[A-ZÄÖÜ]{{1,3}}[ \-][A-Z]{{1,2}} ?\d(?: ?\d){{0,3}}[EH]?)(?!\w)",
    ),
    _rule(
        Kind.KENNUNG,
        0.9,
        rf"\b(?:(?:Benutzer|User|Nutzer|Anmelde|Login)?-?(?:kennung|konto|name|kürzel)|Login|Logins|Account|Benutzer|User|Username|Nutzer|Zugang|Kürzel|Passwort für|geöffnet von|gepostet von)\b{_TO}(?P<it>@?[A-Za-zäöüß]\w{{0,20}}(?:[.\-\\_]{{1,2}}\w{{1,20}}){{1,3}}|[A-Za-zäöüß]+\d[\w]*)",
        _I,
    ),
    _rule(
        Kind.KENNUNG,
        0.8,
        r"\b(?:geöffnet von Benutzer|Benutzer|Benutzername|Benutzerkennung) (?P<it>[a-z]{6,24})(?!\w)(?! )",
    ),
    _rule(
        Kind.KENNUNG,
        0.8,
        r"(?:Benutzername|Kennung|Login|Account)[^.!?]{0,40}\b(?P<it>[A-Z]\.[A-ZÄÖÜ][a-zäöü]+-[A-Z]{2})(?!\w)",
    ),
    _rule(Kind.KENNUNG, 0.8, r"(?<![\w.@])@[A-Za-z]\w{2,30}(?:\.\w{1,20})?"),
    _rule(
        Kind.KENNUNG,
        0.7,
        r"(?<![\w.\-\\/@])(?=[a-zäöüß0-9_.\-\\]{0,40}(?:_|\d))(?=[a-zäöüß0-9.\-\\]{0,30}[a-zäöüß]{2})[a-zäöüß][a-zäöüß0-9]{0,20}(?:[._\-\\]{1,2}[a-zäöüß0-9]{1,20}){1,3}(?![\w\-]|\.(?:pdf|docx?|xlsx?|csv|txt|exe|html?|de|com|org|net)\b)",
    ),
    _rule(
        Kind.KENNUNG,
        0.7,
        r"(?<![\w.\-\\/@])(?!covid|windows|office|corona|hartz|agenda|version|outlook|google)[a-zäöüß]{5,20}\d{2,4}(?![\w\-])",
    ),
    _rule(Kind.KENNUNG, 0.7, r"(?<![\w\-])[A-Z]{2,4}-[A-Z]{2,4}-\d{3,6}(?![\w\-])"),
    # A word with a letter that is not Latin: a foreign name, or a Latin one in disguise.
    _rule(
        Kind.PERSON,
        0.7,
        r"[\w'’.-]{0,40}[\u0370-\u1dff\u1f00-\u1fff\u2c00-\ud7ff\uf900-\ufaff\ufb13-\ufdff\ufe70-\ufeff][\w'’.-]{0,40}",
    ),
    # An umlaut that did not survive: "M?ller".
    _rule(Kind.PERSON, 0.5, r"(?<!\w)[A-ZÄÖÜ][a-z]{0,10}\?[a-z]{2,20}(?!\w)"),
    # A number that somebody dictates: "null eins sieben zwei, sechsundvierzig elf".
    _rule(Kind.NUMMER, 0.8, rf"(?<!\w){_SPOKEN}(?:,? {_SPOKEN}){{4,30}}(?!\w)", _I),
    _rule(Kind.NUMMER, 0.6, r"(?<![\w,.])\d(?:[ ./\-–()]{0,3}\d){6,40}(?![\d])"),
    _rule(Kind.DATUM, 0.6, _DATE),
    _rule(Kind.DATUM, 0.5, _DAY, _I),
)

_ENOUGH_DIGITS = {Kind.KUNDENNUMMER: 4, Kind.AKTENZEICHEN: 4, Kind.TELEFON: 3}
_IS_DATE = re.compile(rf"{_DATE}|{_DAY}", _I)
_YEARS = re.compile(rf"(?:\w{{1,4}}\.? )?(?:{_YEAR}[ /\-–.]{{1,3}})+(?:{_YEAR}|\d{{2}})")
_EDITION = re.compile(r"(?:\w{1,6} )?(?:0?[1-9]|1[0-2])/(?:19|20)?\d\d")
_AMOUNT = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,\d\d)?")
_TIMES = re.compile(r"\d{1,2}[.:]\d\d ?[-–/] ?\d{1,2}[.:]\d\d")
_UNIT = re.compile(
    r" ?(?:€|Euro|EUR|Mio|Mrd|Millionen|Tsd|%|Prozent|Stück|Seiten|Einwohner)|,\d\d\b"
)
# Younger than this a date may well be that of a letter; older, it is most likely a birthday.
_BORN_BEFORE = 2006


class Patterns:
    identity = "patterns-1"

    def detect(self, texts: Sequence[str]) -> list[list[Mark]]:
        return [list(self._marks(text)) for text in texts]

    def _marks(self, text: str) -> Iterator[Mark]:
        for kind, score, pattern in _RULES:
            for match in pattern.finditer(text):
                start, end = match.span("it") if "it" in pattern.groupindex else match.span()
                surface = text[start:end].rstrip(" .,:;-–/(")
                refined = _refine(kind, surface, text[start + len(surface) :])
                if refined is not None:
                    yield Mark(start, start + len(surface), refined, score, self.identity)


def _refine(kind: Kind, surface: str, after: str) -> Kind | None:
    digits = sum(character.isdigit() for character in surface)
    if digits < _ENOUGH_DIGITS.get(kind, 0):
        return None
    if kind in (Kind.NUMMER, Kind.TELEFON, Kind.KUNDENNUMMER, Kind.AKTENZEICHEN):
        if any(p.fullmatch(surface) for p in (_IS_DATE, _YEARS, _TIMES, _EDITION)):
            return None
        if _AMOUNT.fullmatch(surface) and (kind is Kind.NUMMER or _UNIT.match(after)):
            return None
    if kind is Kind.DATUM:
        return _date_kind(surface)
    return kind


def _date_kind(surface: str) -> Kind | None:
    """Old enough for a birthday, a day to be coarsened, or no day at all (first or last of a month)."""
    year = re.search(r"(?:19|20)\d\d|(?<=[./\- '])\d\d$", surface) if len(surface) > 5 else None
    if year is None:
        day = re.match(r"\d{1,2}", surface)
        return None if day and int(day.group()) in (1, 30, 31) else Kind.DATUM
    number = int(year.group())
    if number < 100:
        number += 2000 if number < 30 else 1900
    return Kind.GEBURTSDATUM if number < _BORN_BEFORE else Kind.DATUM
