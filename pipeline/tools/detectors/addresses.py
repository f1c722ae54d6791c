"""Streets with a house number, post codes with a town."""

from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.rule import rule

_STREET = (
    r"(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ss]tr\b|gasse|allee|weg|(?<!Park)(?<!rbeits)(?<!Sitz)(?<!Steh)"
    r"(?<!Kita)platz|ring|stieg|steig|ufer|damm|wiesen?|höhe|hang|acker|anger|garten|graben|grund"
    r"|wall|markt|(?<![aiko])tor|brücke|kamp|winkel|pfad|chaussee|zeile|rain|stiege|twiete|siedlung"
    r"|(?<!Bahn)(?<!Bau)hof|berg|hafen|mühle|münze|park|schanze|heide|bogen|gässchen)"
)
_QUANTITY = r"(?:%|€|Euro|Prozent|Grad|Uhr|Tage|Minuten|Stunden|Fälle|von|bis|mal)"
_STAIRS = (
    r"(?:, (?:Hinterhaus|Vorderhaus|Haus [A-Z]|Hs\. ?\d|(?:\d{1,2}\. ?(?:OG|Stock|Etage)|EG|DG|UG)"
    r"(?: ?(?:links|rechts|mitte|li\.|re\.))?|bei [A-ZÄÖÜ][\w-]{1,30}|links|rechts)"
    r"(?: links| rechts)?){0,3}"
)
_NUMBER = (
    rf" \d{{1,3}}(?: ?[a-hA-H]\b)?(?:[-/]\d{{1,3}}[a-h]?)?(?![\w%€]|[.,]\d| {_QUANTITY}\b){_STAIRS}"
)
# With a letter, a floor or a post code behind it there is no doubt that it is a house number.
_SURE_NUMBER = (
    r" \d{1,3}(?:(?: ?[a-hA-H]\b)"
    rf"|(?=, (?:\d{{5}}|Hinterhaus|Vorderhaus|Haus [A-Z]|\d\. ?(?:OG|Stock)))){_STAIRS}"
)
_TOWN = (
    r"(?:Bad |Sankt |St\. |Neu |Alt |Groß |Klein |Markt )?[A-ZÄÖÜ][a-zäöüß]{2,30}"
    r"(?:-[A-ZÄÖÜ][a-zäöüß]{1,30})?"
    r"(?: (?:am|an der|in der|im|bei|ob der|vor der) [A-ZÄÖÜ][a-zäöüß]{1,30}"
    r"| \([A-ZÄÖÜ][a-zäöüß]{1,30}\))?"
)
_PLACE = (
    rf"(?:,? ?\d{{5}} {_TOWN}|,? in {_TOWN}"
    rf"|, (?!Frau|Herr|Tel|Fam|Dr){_TOWN}(?=[ .,;:)]|$))?"
)
_LOCATED = (
    r"(?:Am|An der|An den|Im|In der|In den|Zum|Zur|Auf dem|Auf der|Hinter der|Hinter dem|Hinterm"
    r"|Vor dem|Vorm|Vor der|Unterm|Unter den|Beim|Alte[rns]?|Neue[rns]?|Obere[rns]?|Untere[rns]?"
    r"|Kleine[rns]?|Große[rns]?) (?:[Aa]lten |[Nn]euen |[Gg]roßen |[Kk]leinen )?"
    r"[A-ZÄÖÜ][a-zäöüß]{2,24}(?:[- ][A-ZÄÖÜ][a-zäöüß]{2,20})?"
)
_IN_LOWER_CASE = (
    r"(?:am|an der|im|in der|zum|zur|auf der|hinter der|hinterm)(?: alten| neuen)? [\w]{3,24}"
)

RULES = (
    rule(
        Kind.ADRESSE, 0.95,
        r"(?<!\w)(?:[A-ZÄÖÜ]\w{1,20}[- ]){0,3}[A-ZÄÖÜ]?\w{0,24}", _STREET, _NUMBER, _PLACE,
    ),
    rule(
        Kind.ADRESSE, 0.9,
        r"(?<!\w)(?:[A-ZÄÖÜ][a-zäöüß]{2,20} (?:Straße|Gasse|Allee|Weg|Ring|Ufer|Damm)",
        r"|(?:[A-ZÄÖÜ][a-zäöüß]{2,20}-){1,3}(?:Ring|Weg|Allee|Gasse|Platz|Ufer|Damm|Stieg|Hof|Park)",
        r"|(?:Straße|Platz|Allee|Ring) de[rs] (?:\d{1,2}\. )?[A-ZÄÖÜ][a-zäöüß]{2,20})",
        _NUMBER, r"(?:, Whg\. ?\d{1,4})?", _PLACE,
    ),
    # "Am Kalkofen 7": capitalised inside a sentence, or with what only an address has after it.
    rule(Kind.ADRESSE, 0.9, r"(?:(?<=[\w,:(\"„] )|(?<=[(\"„]))", _LOCATED, _NUMBER, _PLACE),
    rule(Kind.ADRESSE, 0.9, r"(?<!\w)", _LOCATED, _SURE_NUMBER, _PLACE),
    rule(Kind.ADRESSE, 0.9, r"(?<!\w)", _IN_LOWER_CASE, _NUMBER, r", ?\d{5} \w{3,30}", digits=6),
    rule(
        Kind.ADRESSE, 0.8,
        r"(?:(?<=in der )|(?<=aus der )|(?<=in die )|(?<=von der )|(?<=an der ))",
        r"(?!Einbahn)[A-ZÄÖÜ][\w\-]{2,30}(?:straße|strasse|str\.|gasse|allee)(?!\w)",
        digits=0,
    ),
    rule(
        Kind.ADRESSE, 0.9,
        r"(?<![\w.,/\-])\d{5} (?!Euro|Mark|Stück|Fälle|Akten|Seiten|Kunden|Anträge|Menschen"
        r"|Jahr|Meter|Kilometer|Einwohner|Besucher|Mitglieder|Mitarbeiter|Personen)",
        _TOWN,
        digits=5,
    ),
)  # fmt: skip
