"""The whole sample through every stage, with a server that answers as the labels say."""

from pathlib import Path

from fake_ollama import FakeOllama
from gold_answers import GoldAnswers

from pipeline import verbs
from pipeline.flow import ANONYMISED, ASSESSMENTS, PAIN_POINTS, PATTERNS, POTENTIAL_MAP
from pipeline.records import Verdict
from pipeline.resources import resource

SAMPLE = resource("data/beispiel")


def test_the_sample_runs_through_with_a_language_model_and_every_statement_is_accounted_for(
    tmp_path: Path,
):
    with FakeOllama(GoldAnswers()).serving() as fake:
        store, outcome = verbs.run(
            tmp_path / "run",
            [SAMPLE],
            profile=SAMPLE / "profil.toml",
            overrides={"llm.analyst": "ollama", "llm.host": fake.url},
            draft=True,
            watch=lambda event: None,
        )
        calls = len(fake.calls)
    report = store.load(POTENTIAL_MAP)

    assert outcome.waits_for is None
    assert calls > 60
    # The leak gate holds back the one or other neutral sentence; those are failures, never lost.
    assert report.ledger.statements_failed <= 3
    assert report.ledger.pain_points_failed == 0
    assert report.ledger.statements_without_complaint > 30
    kept = {point.statement_id for point in store.load(PAIN_POINTS)}
    silent = {f.item_id for f in store.failures(PAIN_POINTS)}
    assert kept | silent == {s.statement_id for s in store.load(ANONYMISED)}
    assert len(store.load(PATTERNS)) == len(store.load(ASSESSMENTS))
    assert {a.verdict for a in store.load(ASSESSMENTS)} == {Verdict.KI, Verdict.NICHT_KI}
    labels = {method.label for method in report.methods}
    assert "Sprachmodell qwen3:8b (Ollama 0.33.2, auf eigenem Rechner)" in labels
    assert verbs.report(store, ["html"])
