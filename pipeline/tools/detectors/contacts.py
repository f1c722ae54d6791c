"""E-mail addresses, telephone numbers, number plates, user names."""

from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.rule import TO, rule

_LABELLED_PLATE = r"(?P<it>[A-ZÄÖÜ]{1,3}[ \-][A-Z]{1,2} ?\d(?: ?\d){0,3}[EH]?)(?!\w)"

RULES = (
    rule(
        Kind.EMAIL, 1.0,
        r"(?<![\w.+\-])[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}",
        digits=0, holds="@",
    ),
    rule(
        Kind.EMAIL, 0.9,
        r"(?<![\w.+\-])[\w.+\-]{1,64} ?[\[({](?:at|ät)[\])}] ?[\w\-]{1,63}",
        r"(?: ?(?:\.|[\[({](?:punkt|dot)[\])}]) ?[\w\-]{2,63}){1,3}",
        digits=0, holds="[({", case=False,
    ),
    rule(
        Kind.EMAIL, 0.7,
        r"(?<![\w.+\-])[\w.+\-]{2,64} (?:at|ät) [\w\-]{2,63}(?:\.| punkt | dot )",
        r"(?:de|com|net|org|example)\b",
        digits=0, case=False,
    ),
    rule(
        Kind.TELEFON, 0.9,
        r"(?<![\w.,+])(?:\+ ?\d{1,3}|00 ?\d{2}|\(?0)(?:[ ()/\-–]{0,3}\d|\.\d(?=\d{4})){5,17}(?!\d)",
        digits=6,
    ),
    rule(
        Kind.TELEFON, 0.8,
        r"\b(?:Tel(?:efon)?(?:nr|nummer)?|Handy(?:nr|nummer)?|Mobil|Fax|Durchwahl|DW|Apparat|Nebenstelle",
        r"|Rufnummer|Rückruf|App)\b", TO, r"(?P<it>[\-+(]?\d(?:[ ()/\-–.]{0,3}\d){2,17})",
        digits=3, case=False,
    ),
    # An extension: "ihre Nummer -4127".
    rule(
        Kind.TELEFON, 0.7,
        r"(?<=[ (:])-\d{3,5}(?![\d.,/\-]|\d| ?(?:€|Euro|%|Grad))",
        digits=3,
    ),
    rule(
        Kind.KENNZEICHEN, 0.9,
        r"(?<![\w\-])[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d(?: ?\d){0,3}[EH]?(?![\w\-])",
    ),
    rule(
        Kind.KENNZEICHEN, 0.7,
        r"(?<![\w\-])[a-zäöü]{1,3}-[a-z]{1,2} ?\d{2,4}(?![\w\-])",
        digits=2,
    ),
    rule(
        Kind.KENNZEICHEN, 0.7,
        r"(?<!§ )(?<![\w\-])(?!SGB|BGB|EStG|ZPO|AO|VO|Art|Abs|Nr|Kap|Teil)[A-ZÄÖÜ]{1,3} ",
        r"(?!II |IX |IV |VI |V |X |I )[A-Z]{1,2} ?\d(?: ?\d){1,3}[EH]?(?![\w\-])",
        digits=2,
    ),
    rule(
        Kind.KENNZEICHEN, 0.8,
        r"\b(?i:Kennz(?:eichen)?|Kz|Kfz|PKW|Auto|Wagen|Fahrzeug)\b", TO, _LABELLED_PLATE,
    ),
    rule(
        Kind.KENNUNG, 0.9,
        r"\b(?:(?:Benutzer|User|Nutzer|Anmelde|Login)?-?(?:kennung|konto|name|kürzel)|Logins?",
        r"|Account|Benutzer|User|Username|Nutzer|Zugang|Kürzel|Passwort für|geöffnet von",
        r"|gepostet von)\b", TO,
        r"(?P<it>@?[A-Za-zäöüß]\w{0,20}(?:[.\-\\_]{1,2}\w{1,20}){1,3}|[A-Za-zäöüß]{1,20}\d\w{0,20})",
        digits=0, case=False,
    ),
    rule(
        Kind.KENNUNG, 0.8,
        r"\b(?:geöffnet von Benutzer|Benutzer(?:name|kennung)?) (?P<it>[a-z]{6,24})(?!\w)(?! )",
        digits=0,
    ),
    rule(
        Kind.KENNUNG, 0.8,
        r"\b(?:Benutzername|Kennung|Login|Account)[^.!?]{0,40}\b",
        r"(?P<it>[A-Z]\.[A-ZÄÖÜ][a-zäöü]{1,20}-[A-Z]{2})(?!\w)",
        digits=0,
    ),
    rule(Kind.KENNUNG, 0.8, r"(?<![\w.@])@[A-Za-z]\w{2,30}(?:\.\w{1,20})?", digits=0, holds="@"),
    rule(
        Kind.KENNUNG, 0.7,
        r"(?<![\w.\-\\/@])(?![\w.\-]{1,60}\.(?:pdf|docx?|xlsx?|csv|txt|exe|html?)\b)",
        r"(?=[a-zäöüß0-9.\-\\]{0,30}[_\d])(?=[a-zäöüß0-9.\-\\]{0,30}[a-zäöüß]{2})",
        r"[a-zäöüß][a-zäöüß0-9]{0,20}(?:[._\-\\]{1,2}[a-zäöüß0-9]{1,20}){1,3}",
        r"(?![\w\-]|\.(?:de|com|org|net)\b)",
        digits=0, holds="_0123456789",
    ),
    rule(
        Kind.KENNUNG, 0.7,
        r"(?<![\w.\-\\/@])(?!covid|windows|office|corona|hartz|agenda|version|outlook|google)",
        r"(?:[a-zäöüß]{5,20}|[a-zäöü]{1,2}[a-zäöüß]{3,20})\d{2,4}(?![\w\-])",
        digits=2, case=False,
    ),
    # Work places are numbered like this, and each has one person: "JC-WS-0417".
    rule(Kind.KENNUNG, 0.7, r"(?<![\w\-])[A-Z]{2,4}-[A-Z]{2,4}-\d{3,6}(?![\w\-])", digits=3),
    rule(Kind.KENNUNG, 0.7, r"(?<![\w\-])(?:PC|NB|WS|AP|CLIENT)-?\d{3,6}(?![\w\-])", digits=3),
)  # fmt: skip
