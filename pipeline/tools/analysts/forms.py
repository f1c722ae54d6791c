"""What a language model is asked to fill in about a pattern."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.records import Criterion
from pipeline.tools.llm import Form

Short = Annotated[str, Field(max_length=400)]
Said = Annotated[str, Field(min_length=5, max_length=600)]
Grade = Annotated[int, Field(ge=0, le=5)]


class Passage(Form):
    id: str
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class Naming(Form):
    """Description first: who has described a problem names it better."""

    beschreibung: Annotated[str, Field(min_length=20, max_length=700)]
    ursache: Short
    wirkung: Short
    betroffene: Short
    zitate: Annotated[tuple[Passage, ...], Field(min_length=1, max_length=4)]
    titel: Annotated[str, Field(min_length=5, max_length=110)]


class Reason(Form):
    text: Said
    belege: Annotated[tuple[str, ...], Field(max_length=6)]


class Graded(Form):
    grund: Short
    wert: Grade


class Opinion(Form):
    """Reasons before the verdict: in this order small models judge, in the other they justify."""

    dafuer: Annotated[tuple[Reason, ...], Field(max_length=3)]
    dagegen: Annotated[tuple[Reason, ...], Field(max_length=3)]
    begruendung: Said
    urteil: Literal["KI", "KI nach Vorarbeit", "Nicht-KI", "unklar"]
    hebel: Literal[
        "KI",
        "Digitalisierung",
        "Prozess",
        "Standardisierung",
        "Datenqualität",
        "Organisation",
        "Recht",
        "IT-Betrieb",
        "unklar",
    ]
    voraussetzungen: Annotated[
        tuple[
            Literal[
                "Prozessklarheit",
                "Datenqualität",
                "Standardisierung",
                "Digitalisierung",
                "Rechtsgrundlage",
            ],
            ...,
        ],
        Field(max_length=5),
    ]
    loesung: Short
    mensch: Short
    risiken: Annotated[
        tuple[
            Literal[
                "Sozialdaten",
                "Ermessen",
                "Hochrisiko nach KI-Verordnung",
                "Gleichbehandlung",
                "erfundene Angaben",
            ],
            ...,
        ],
        Field(max_length=5),
    ]
    nutzen: Graded
    standardisierbarkeit: Graded
    datenlage: Graded
    rechtliche_sensibilitaet: Graded
    akzeptanz: Graded
    umsetzungsaufwand: Graded

    def grades(self) -> dict[Criterion, Graded]:
        return {
            Criterion.NUTZEN: self.nutzen,
            Criterion.STANDARDISIERBARKEIT: self.standardisierbarkeit,
            Criterion.DATENLAGE: self.datenlage,
            Criterion.RECHTLICHE_SENSIBILITAET: self.rechtliche_sensibilitaet,
            Criterion.AKZEPTANZ: self.akzeptanz,
            Criterion.UMSETZUNGSAUFWAND: self.umsetzungsaufwand,
        }


class Sameness(Form):
    grund: Said
    antwort: Literal["ja", "nein", "unklar"]
