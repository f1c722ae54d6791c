import runpy
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from fake_ollama import MODEL, FakeOllama
from gold_answers import GoldAnswers

from pipeline.config import Llm
from pipeline.records import AnonymisedStatement, StatementId
from pipeline.tools.extractors.building import build_extractor

PROGRAM = runpy.run_path(str(Path(__file__).parents[2] / "evals/prompts.py"))


@pytest.fixture
def said() -> list[AnonymisedStatement]:
    return [
        AnonymisedStatement(
            statement_id=StatementId(f"S{n}"), text=f"Vorgang {n}: alles doppelt.", channel="u"
        )
        for n in range(12)
    ]


def test_a_recorded_journal_answers_without_a_server_and_stays_as_it_is(said, tmp_path: Path):
    journal = tmp_path / "calls.sqlite"
    with FakeOllama(GoldAnswers(strict=False)).serving() as fake:
        settings = Llm(analyst="ollama", host=fake.url)
        recorded = build_extractor(settings, journal=journal).extract(said)
    before = journal.read_bytes()
    options = Namespace(
        labels=False, rules=False, replay=True, server="ollama", host=fake.url, model=MODEL,
        journal=journal,
    )  # fmt: skip
    extractor, analyst = PROGRAM["tools"](options, {})

    assert extractor.extract(said) == recorded
    assert journal.read_bytes() == before
    assert "Mitschnitt" in analyst.label


def test_an_invented_quote_counts_against_a_prompt(said, tmp_path: Path):
    class Once(GoldAnswers):
        wrong = True

        def __call__(self, task: str, data: Any) -> dict[str, Any]:
            answer = super().__call__(task, data)
            if self.wrong:
                answer["aussagen"][0]["schmerzpunkte"][0]["zitat"] = "Das sagte niemand."
            self.wrong = False
            return answer

    journal = tmp_path / "calls.sqlite"
    with FakeOllama(Once(strict=False)).serving() as fake:
        settings = Llm(analyst="ollama", host=fake.url, parallel=1)
        build_extractor(settings, journal=journal).extract(said)

    assert PROGRAM["quotes_of"](journal) == {"valid_in_extract": 2 / 3}
