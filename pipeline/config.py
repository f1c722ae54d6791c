"""Every setting, its default, its range; frozen, and an unknown key is refused."""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import SettingsError, reason

ColumnRole = Literal["id", "text", "site", "area", "role", "question", "speaker", "process"]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Transcript(Section):
    """What a transcript does not say about itself; speakers by the name that stands in it."""

    site: str | None = None
    # Without it the reader guesses who moderates; an empty list says that nobody does.
    moderators: tuple[str, ...] | None = None
    areas: dict[str, str] = {}
    roles: dict[str, str] = {}


class Headings(Section):
    """Which heading of a table stands for what; several text columns are several answers per row,
    several of any other are joined.
    """

    id: str | tuple[str, ...] = ()
    text: str | tuple[str, ...] = ()
    site: str | tuple[str, ...] = ()
    area: str | tuple[str, ...] = ()
    role: str | tuple[str, ...] = ()
    question: str | tuple[str, ...] = ()
    speaker: str | tuple[str, ...] = ()
    process: str | tuple[str, ...] = ()

    def given(self) -> dict[ColumnRole, tuple[str, ...]]:
        """What is named, always as a tuple."""
        headings = {role: getattr(self, role) for role in get_args(ColumnRole)}
        return {
            role: (heading,) if isinstance(heading, str) else heading
            for role, heading in headings.items()
            if heading
        }


class Ingest(Section):
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    columns: Headings = Headings()
    # What people write into a field that they must not leave empty; compared case-folded,
    # without the punctuation around it.
    blank_tokens: tuple[str, ...] = (
        "-", "k. A.", "k.A.", "keine Angabe", "keine Angaben", "keine", "keiner", "kein",
        "keine Anmerkung", "keine Anmerkungen", "keine Antwort", "nichts", "nix", "s. o.", "s.o.",
        "siehe oben", "entfällt", "n/a", "na", "nein", "weiß nicht", "weiss nicht", "leer",
        "leere Karte", "test", "asdf", "xxx",
    )  # fmt: skip
    transcripts: dict[str, Transcript] = {}


class Detect(Section):
    # HanTa finds about one name in fourteen more at a sixth of the speed; None: if it is installed.
    hanta: bool | None = None
    # Text files, one entry a line: staff that is always masked, terms that never are.
    own_names: Path | None = None
    own_terms: Path | None = None
    # A name found in one source is looked for in all sources of the run, not in its own alone.
    whole_run: bool = False
    # Folders of models on this machine, and an engine for comparison; each only adds.
    spacy: Path | None = None
    gliner: Path | None = None
    presidio: bool = False
    # Processes for large inputs; the result is the same with any number.
    workers: int = Field(default=1, ge=1, le=64)


class Embed(Section):
    # A sentence-transformers folder; without one, the encoder that is shipped.
    encoder: Path | None = None
    # "tfidf" is the stand-in for comparison: no model, spelling instead of meaning.
    method: Literal["model", "tfidf"] = "model"


class Clustering(Section):
    # A wish; without it as many as stand apart, at most 25 and 25 more for each further thousand.
    patterns: int | None = Field(default=None, ge=1)
    # Draws the parts of the data in which the stability of a pattern is measured; no effect on
    # which statements belong together.
    seed: int = 7


class Llm(Section):
    # "auto" takes the Ollama server if one answers on the host, and the rules if none does.
    analyst: Literal["auto", "rules", "ollama", "openai"] = "auto"
    host: str = "http://127.0.0.1:11434"
    # Statements leave this machine only for hosts that somebody has named here on purpose.
    allowed_hosts: tuple[str, ...] = ()
    model: str = "qwen3:8b"
    num_ctx: int = Field(default=8192, ge=2048, le=262144)
    # German takes 40 to 50 % more tokens than English; an answer that is cut off is lost.
    num_predict: int = Field(default=2000, ge=100, le=8192)
    timeout_s: float = Field(default=600, gt=0)
    seed: int = 7
    # More than eight statements at once, and small models begin to mix them up.
    batch: int = Field(default=8, ge=1, le=8)
    # Ollama works on one call at a time unless OLLAMA_NUM_PARALLEL says more; the rest queue up.
    parallel: int = Field(default=4, ge=1, le=32)
    # Topics of one's own, made of reviewed patterns by "schmerzpunkt catalogue add".
    own_catalogue: Path | None = None
    # How often the verdict on a pattern is asked for; the majority counts.
    votes: int = Field(default=3, ge=1, le=9)


class Review(Section):
    # How many different people must say the same before an item is released.
    datenschutz: Literal[1, 2] = 1
    muster: Literal[1, 2] = 1
    einstufung: Literal[1, 2] = 1
    # The second person sees neither the first one's word nor, in the forms, the machine's.
    blind: bool = False
    # What the report says of who decided.
    named: Literal["names", "roles"] = "names"


class Publish(Section):
    """Five people from three places: the statistics of the Bundesagentur hide what is below three,
    and free text tells more than a cell of a table does."""

    people: int = Field(default=5, ge=1)
    # As many sites as there are, where the run has fewer; none, where it knows of none.
    sources: int = Field(default=3, ge=0)

    def allows(self, people: int, sources: int) -> bool:
        return people >= self.people and sources >= self.sources


class Settings(Section):
    ingest: Ingest = Ingest()
    detect: Detect = Detect()
    embed: Embed = Embed()
    cluster: Clustering = Clustering()
    llm: Llm = Llm()
    publish: Publish = Publish()
    review: Review = Review()


def load_settings(path: Path) -> Settings:
    """Read a TOML profile; paths in it are meant relative to the profile itself."""
    try:
        profile = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(
            f"Das Profil {path} gibt es nicht. Prüfen Sie Pfad und Schreibweise."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"Das Profil {path} lässt sich nicht lesen ({reason(error)}). Prüfen Sie Pfad und "
            "Rechte."
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"Das Profil {path} lässt sich nicht lesen{_remedy(error)}") from None
    settings = check_settings(profile, origin=f"Profil {path}")
    return settings.model_copy(
        update={
            name: section.model_copy(
                update={
                    key: path.parent / value for key, value in section if isinstance(value, Path)
                }
            )
            for name, section in settings
        }
    )


def _remedy(error: ValueError) -> str:
    at = re.search(r"line (\d+), column (\d+)", str(error))
    place = f" (Zeile {at[1]}, Spalte {at[2]})" if at else ""
    if "\\" in str(error) or "hex value" in str(error):
        # A path of Windows in double quotes, where a backslash means something else.
        return (
            f"{place}. Schreiben Sie Pfade mit / oder in einfachen Anführungszeichen: 'C:\\Daten'."
        )
    return f"{place}. Es muss eine TOML-Datei in UTF-8 sein."


def check_settings(values: dict[str, Any], *, origin: str) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(f"{origin}: {_first_problem(error)}") from None


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    key = ".".join(str(part) for part in problem["loc"] if part not in _KINDS)
    if problem["type"] == "extra_forbidden":
        known = ", ".join(sorted(_section_at(problem["loc"][:-1])))
        return f"Die Einstellung „{key}“ ist unbekannt. An dieser Stelle gibt es: {known}."
    either = set(problem["loc"]) & _KINDS
    allowed = _EITHER if either else _ALLOWED.get(problem["type"], _STRANGE)
    said = allowed.format(**problem.get("ctx", {})).replace(" or ", " oder ").replace("'", "")
    return f"Die Einstellung „{key}“ hat einen ungültigen Wert. {said}."


# What pydantic names behind a setting that may be either of two kinds.
_KINDS = {"str", "tuple[str, ...]"}
_EITHER = "Erwartet wird ein Text in Anführungszeichen oder eine Liste davon in [ ]"
_STRANGE = "Er ist von anderer Art als vorgesehen"
_WHOLE, _NUMBER = "Erwartet wird eine ganze Zahl", "Erwartet wird eine Zahl"
_ALLOWED = {
    "string_type": "Erwartet wird ein Text in Anführungszeichen",
    "path_type": "Erwartet wird ein Pfad in Anführungszeichen",
    "tuple_type": "Erwartet wird eine Liste in eckigen Klammern",
    "dict_type": "Erwartet wird ein Abschnitt mit NAME = WERT",
    "model_type": "Erwartet wird ein Abschnitt mit NAME = WERT",
    "bool_type": "Erlaubt: true oder false",
    "bool_parsing": "Erlaubt: true oder false",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "string_too_short": "Erlaubt: mindestens {min_length} Zeichen",
    "string_too_long": "Erlaubt: höchstens {max_length} Zeichen",
    "literal_error": "Erlaubt: {expected}",
    "greater_than_equal": "Erlaubt: mindestens {ge}",
    "less_than_equal": "Erlaubt: höchstens {le}",
    "greater_than": "Erlaubt: mehr als {gt}",
}


def _section_at(location: tuple[int | str, ...]) -> list[str]:
    section: type[BaseModel] = Settings
    for part in location:
        annotation = (
            section.model_fields[str(part)].annotation
            if str(part) in section.model_fields
            else None
        )
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return list(Transcript.model_fields)
        section = annotation
    return list(section.model_fields)
