"""Numbers of cases, customers, accounts, taxes and insurances.

Checksums raise no doubt: a mistyped IBAN still identifies, so nothing is validated away.
"""

from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.rule import TO, rule

# Parts of letters and digits, glued by . / - – or a blank: "50.3-WG-11872/24", "435 D 123 456".
_CODE = (
    r"[A-ZÄÖÜa-zäöüß]{0,5}[./\-–]?\d[\w./\-–]{0,24}"
    r"(?: (?:[–\-/] ?)?(?:\d[\w./\-–]{0,14}|[A-Z]{1,3}\b|[A-Z][a-z]\b)){0,4}"
)
_REFERENCE = rf"(?P<it>(?:[A-Z][A-Za-zÄÖÜäöü]{{0,4}}[ ./\-–]{{1,3}}){{0,3}}{_CODE})"
# The registers of German courts, as they stand between chamber and number.
_REGISTER = (
    r"(?:AS|SO|AL|KR|AY|SB|R|U|P|EG|BK|KA|K|F|C|O|L|B|XVII|XIV|XVI|Js|OWi|Ds|Cs|Ls|T|W|Wx|M|UF|WF"
    r"|A|E|S|VG|IN|IK|Sa|Ca|Ta|Bv[RLFE]|ZR|ZB|StR|StB|AZR|ABR|WB|VR)"
)
_SPOKEN = (
    r"(?:null|eins?|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
    r"|[a-zäöüß]{0,14}(?:zehn|zig|ßig)|strich|schrägstrich|bindestrich|doppelstrich|minus|punkt|bg)"
)

RULES = (
    rule(
        Kind.IBAN, 1.0,
        r"(?<![A-Za-z0-9])[A-Z]{2} ?\d{2}(?:[ .\-]?\d){10,30}(?!\d)",
        digits=12, case=False,
    ),
    # A letter O that should be a zero, an l that should be a one.
    rule(Kind.IBAN, 0.8, r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[\dOolI]){15,20}(?!\w)", digits=10),
    rule(Kind.IBAN, 1.0, r"(?<![A-Za-z0-9])[A-Z]{2}\d{2} ?[A-Z]{4}(?: ?\d){6,24}(?!\d)", digits=8),
    rule(
        Kind.IBAN, 0.9,
        r"\b(?:IBAN|Konto(?:nr|nummer|verbindung)?|Kto|BLZ|Bankleitzahl)\b", TO,
        r"(?P<it>(?:[A-Z]{2} ?)?\d(?:[ \-]?\d){4,30})",
        digits=5, case=False,
    ),
    rule(
        Kind.SV_NUMMER, 1.0,
        r"(?<![\w/])\d{2} ?\d{2} ?\d{2} ?\d{2} ?[A-ZÄÖÜ] ?\d ?\d ?\d(?!\w)",
        digits=11, case=False,
    ),
    rule(Kind.KV_NUMMER, 0.9, r"(?<!\w)[A-Z] ?\d{3} ?\d{3} ?\d{3}(?!\w)", digits=9),
    rule(
        Kind.STEUER_ID, 0.9,
        r"(?:Steuer-?(?:ID|nummer|nr|identifikationsnummer)|Id-?Nr|St\.?-?Nr|TIN)\b", TO,
        r"(?P<it>\d(?:[ /\-]{0,2}\d){7,13})",
        digits=8, case=False,
    ),
    rule(Kind.STEUER_ID, 0.8, r"(?<![\w.,/\-])\d{2} ?\d{3} ?\d{3} ?\d{2} ?\d(?![\w/])", digits=11),
    rule(
        Kind.BG_NUMMER, 1.0,
        r"(?<!\w)\d{3,6} ?(?:BG|//) ?\d(?: ?\d){4,8}(?!\w)",
        digits=8, case=False,
    ),
    rule(
        Kind.BG_NUMMER, 0.8,
        r"\bBG(?:-?(?:Nr|Nummer))?\b", TO, r"(?P<it>\d[\d /\-]{4,16}\d)",
        digits=2, case=False,
    ),
    rule(
        Kind.KUNDENNUMMER, 1.0,
        r"(?<!\w)\d{3} ?[A-Z] ?\d(?:[ \-]?\d){4,6}(?!\w)",
        digits=8, case=False,
    ),
    rule(
        Kind.KUNDENNUMMER, 0.9,
        r"\b(?i:K(?:un)?d(?:en)?\.?[ \-]?(?:nr|nummer|no)\b|Kd\.|Kassenzeichen",
        r"|Mat(?:rikel)?\.?-?(?:nr|nummer)\b|[a-zäöüß]{2,20}-?(?:nummer|nr)\b|Buchungscode|AZR",
        r"|Debitor|Personenkonto|(?<=[ (])Nr\b|unter der Nummer|ihrer Nummer)", TO, _REFERENCE,
        digits=4,
    ),
    rule(
        Kind.AKTENZEICHEN, 1.0,
        r"(?<!\w)(?:[A-Z]{1,3} )?\d{1,3} ", _REGISTER, r"(?: [A-Z]{1,3})? \d{1,6}/\d{2,4}",
        r"(?:\.[A-Z]{1,3})?(?: ?[A-Z]{1,3}\b)?",
        digits=4,
    ),
    rule(
        Kind.AKTENZEICHEN, 0.9,
        r"\b(?i:Az|Aktenz(?:eichen)?|Akten?|Gz|Geschäftszeichen|Zeichen|Vorg(?:ang|angs?nr)?",
        r"|Verf(?:ahren)?|Fall(?:nr|nummer)?|Vorhaben|Bescheid|Duldung|Betr|Betreff|Ref",
        r"|Rückforderung|Schreiben wegen|Familie mit|schreibt in)\b", TO, _REFERENCE,
        digits=4,
    ),
    # Free-standing: letters, a running number, a slash or dash and a year.
    rule(
        Kind.AKTENZEICHEN, 0.8,
        r"(?<![\w/.\-])(?:[A-Z]{2,4}[a-z]{0,2}[A-Z]{0,2}[ ./\-–]{1,3}|[A-Z][A-Za-z]{0,4}[./\-–])",
        r"(?:[A-Z][A-Za-z]{0,3}[ ./\-–]{1,3}){0,3}(?:\d[\w.]{0,6}[./\-–]){0,3}",
        r"\d{2,6}[/\-–] ?\d{2,6}(?:[./\-]\w{1,6}){0,3}(?: \((?:neu|alt)\))?(?!\w)",
        digits=4,
    ),
    rule(
        Kind.AKTENZEICHEN, 0.8,
        r"(?<![\w/.\-])[A-Z]{1,3}\d{0,2}-(?:19|20)\d\d-\d{2,6}(?!\w)",
        digits=6,
    ),
    rule(
        Kind.AKTENZEICHEN, 0.8,
        r"(?<![\w/.\-,])\d{1,3}(?:\.\d{1,3}){0,3}[/\-–](?:[A-Za-zÄÖÜ]{1,4}\d?[ /.\-–]{1,2}){0,2}",
        r"\d{2,6}(?:[/\-]\d{2,6}){1,2}(?:[/\-]?[A-Za-z]{1,3}\b)?(?: [A-Z][a-z]{1,2}\b)?",
        digits=4,
    ),
    rule(Kind.AKTENZEICHEN, 0.7, r"(?<!§ )(?<![\w§])[A-Z] \d{2,6}/\d{2}(?!\d)", digits=4),
    # Tickets and the like: "INC0045519".
    rule(Kind.AKTENZEICHEN, 0.7, r"(?<![\w\-])[A-Z]{2,5}-?\d{5,12}(?!\w)", digits=5),
    rule(
        Kind.AKTENZEICHEN, 0.7,
        r"(?<!\w)[A-Za-z]{2,5}/\w{2,10}-[A-ZÄÖÜ]{2,4}-\d{1,5}[a-z]?(?!\w)",
    ),
    # What somebody dictates: "null eins sieben zwei, sechsundvierzig elf".
    rule(
        Kind.NUMMER, 0.8,
        r"(?<!\w)", _SPOKEN, r"(?:,? ", _SPOKEN, r"){4,30}(?!\w)",
        digits=0, case=False,
    ),
    # Seven digits or more are never just a quantity; amounts and spans of years are let go later.
    rule(Kind.NUMMER, 0.6, r"(?<![\w,.])\d(?:[ ./\-–()]{0,3}\d){6,40}(?!\d)", digits=7),
)  # fmt: skip
