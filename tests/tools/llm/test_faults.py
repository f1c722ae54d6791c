"""Every fault of the menu in every step: what comes out is right or a failure, never a guess."""

import json
from pathlib import Path
from typing import Any

import pytest
from fake_ollama import ENGLISH, NAME, FakeOllama, Fault

from pipeline.config import Llm
from pipeline.errors import ServerUnreachable
from pipeline.records import (
    AnonymisedStatement,
    Cluster,
    ClusterId,
    FieldId,
    Member,
    StatementId,
)
from pipeline.result import Result
from pipeline.stages.assess import assess
from pipeline.stages.extract import extract
from pipeline.stages.summarise import summarise
from pipeline.tools.analysts.building import build_analyst
from pipeline.tools.analysts.llm import LlmAnalyst
from pipeline.tools.analysts.rules import RuleAnalyst
from pipeline.tools.detectors.context import Context
from pipeline.tools.extractors.building import build_extractor
from pipeline.tools.extractors.llm import LlmExtractor
from pipeline.tools.leak_gate import LeakGate
from pipeline.tools.llm.asking import Asker
from pipeline.tools.llm.connecting import connect
from pipeline.tools.llm.journal import Journal
from pipeline.tools.prompts import Prompt

TEXTS = [
    f"Vorgang {n}: Das Formular tippe ich doppelt ab, weil die Systeme nicht verbunden sind."
    for n in range(16)
]
STATEMENTS = [
    AnonymisedStatement(
        statement_id=StatementId(f"S{n:02}"), text=text, channel="umfrage", site=f"JC-{n % 4}"
    )
    for n, text in enumerate(TEXTS)
]
POINTS = extract(STATEMENTS, extractor=build_extractor(Llm(analyst="rules"))).records
CLUSTERS = [
    Cluster(
        cluster_id=ClusterId(n),
        field_id=FieldId(0),
        members=tuple(Member(pain_point_id=p.pain_point_id, membership=1) for p in points),
    )
    for n, points in enumerate((POINTS[:8], POINTS[8:]))
]
WRONG = (NAME, ENGLISH, "HACKED", "[PERSON_99]", "niemand gesagt", "<think", "vielleicht", "Z99")


def answers(task: str, data: Any) -> dict[str, Any]:
    if task == "extract":
        said = [
            {"zitat": entry["text"], "problem": "Daten werden von Hand doppelt erfasst."}
            for entry in data
        ]
        pairs = zip(data, said, strict=True)
        return {"aussagen": [{"id": e["id"], "schmerzpunkte": [s]} for e, s in pairs]}
    if task == "same":
        return {"grund": "Eine Schnittstelle löst beides.", "antwort": "ja"}
    if task == "summarise":
        return {
            "beschreibung": "Formulare werden von Hand in ein zweites System übertragen.",
            "ursache": "Die Systeme sind nicht verbunden.",
            "wirkung": "", "betroffene": "",
            "zitate": [{"id": "Z1", "text": data[0]["text"]}],
            "titel": "Daten werden doppelt erfasst",
        }  # fmt: skip
    grade = {"grund": "Viele Fälle.", "wert": 3}
    return {
        "dafuer": [],
        "dagegen": [{"text": "Eine feste Schnittstelle genügt.", "belege": ["Z1"]}],
        "begruendung": "Die Daten liegen strukturiert vor.", "urteil": "Nicht-KI",
        "hebel": "Digitalisierung", "voraussetzungen": ["Digitalisierung"],
        "loesung": "Eine Schnittstelle einrichten.", "mensch": "", "risiken": ["Sozialdaten"],
        "nutzen": grade, "standardisierbarkeit": grade, "datenlage": grade,
        "rechtliche_sensibilitaet": grade, "akzeptanz": {"grund": "", "wert": 0},
        "umsetzungsaufwand": grade,
    }  # fmt: skip


def settings(fake: FakeOllama, **changes: Any) -> Llm:
    return Llm(analyst="ollama", host=fake.url, timeout_s=0.3, **changes)


def asker(llm: Llm, journal: Path | None = None) -> Asker:
    """As in a run, but for the pauses between two tries."""
    model = connect(llm)
    assert model is not None
    gate = LeakGate(Context())
    return Asker(
        model,
        Journal(journal),
        parallel=llm.parallel,
        leak_gate=lambda spoken, given: gate.objection(spoken, sources=[given]),
        probe=False,
        pause=lambda seconds: None,
    )


def extractor(llm: Llm, journal: Path | None = None) -> LlmExtractor:
    return LlmExtractor(
        asker(llm, journal), Prompt("extract"), batch=8, num_predict=2000, seed=llm.seed
    )


def analyst(llm: Llm, journal: Path | None = None) -> LlmAnalyst:
    assert isinstance(BY_RULE, RuleAnalyst)
    prompts = Prompt("summarise"), Prompt("assess"), Prompt("same")
    return LlmAnalyst(
        asker(llm, journal), BY_RULE, *prompts, votes=llm.votes, num_predict=2000, seed=llm.seed
    )


def run(step: str, llm: Llm, journal: Path | None = None) -> Result[Any]:
    if step == "extract":
        return extract(STATEMENTS, extractor=extractor(llm, journal))
    if step == "summarise":
        return summarise(CLUSTERS, POINTS, STATEMENTS, analyst=analyst(llm, journal))
    return assess(PATTERNS, POINTS, STATEMENTS, analyst=analyst(llm, journal))


RULES = Llm(analyst="rules")
BY_RULE = build_analyst(RULES)
PATTERNS = summarise(CLUSTERS, POINTS, STATEMENTS, analyst=BY_RULE).records
ITEMS = {"extract": 16, "summarise": 16, "assess": 2}


def accounted(step: str, result: Result[Any]) -> int:
    if step == "extract":
        kept = {record.statement_id for record in result.records}
    elif step == "summarise":
        kept = {member for pattern in result.records for member in pattern.members}
    else:
        kept = {record.pattern_id for record in result.records}
    lost = [failure.item_id for failure in result.failures]
    assert not kept & set(lost)
    assert len(lost) == len(set(lost))
    return len(kept) + len(lost)


def everything(result: Result[Any]) -> str:
    return json.dumps(
        [r.model_dump(mode="json") for r in (*result.records, *result.failures)],
        ensure_ascii=False,
    )


# What the ladder makes of a fault that never goes away: the same prompt, but for these, is refused
# until nothing smaller is left; a fence around good JSON does no harm.
HARMLESS = {Fault.FENCED}
GONE = {Fault.HTTP_500, Fault.HTTP_503, Fault.TIMEOUT, Fault.RESET, Fault.MID_STREAM}
STEPS = ("extract", "summarise", "assess")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", Fault)
def test_a_fault_that_stays_lets_nothing_wrong_through(fault, step, record_outcome):
    with FakeOllama(answers, fault).serving() as fake:
        if fault in GONE:
            # Not one answer: the run stops, and nothing is written.
            with pytest.raises(ServerUnreachable, match="noch einmal"):
                run(step, settings(fake))
            return record_outcome(step, fault, len(fake.calls), "Lauf hält an")
        result = run(step, settings(fake))

    record_outcome(step, fault, len(fake.calls), outcome(result))
    assert accounted(step, result) == ITEMS[step]
    assert not [wrong for wrong in WRONG if wrong in everything(result)]
    assert bool(result.records) == (fault in HARMLESS)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", Fault)
def test_a_fault_that_passes_costs_no_item(fault, step, record_outcome):
    with FakeOllama(answers, fault, when=lambda number: number == 0).serving() as fake:
        result = run(step, settings(fake, parallel=1, votes=1))

    record_outcome(step, fault, len(fake.calls), outcome(result), passing=True)
    assert accounted(step, result) == ITEMS[step]
    assert not [wrong for wrong in WRONG if wrong in everything(result)]
    assert result.failures == ()


def outcome(result: Result[Any]) -> str:
    return f"{len(result.records)} gut, {len(result.failures)} Fehler"
