"""The whole sample through every stage, with a server that answers as the labels say."""

import json
import subprocess
import sys
import time
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
            overrides={"llm.analyst": "ollama", "llm.host": fake.url, "embed.method": "tfidf"},
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


def test_a_run_killed_in_the_middle_of_extract_asks_nothing_twice_and_ends_the_same(tmp_path):
    survey = tmp_path / "umfrage.csv"
    rows = [f"{n};JC-0{n % 3};Nummer {n}: Wir tippen alles doppelt ab." for n in range(40)]
    survey.write_text("\n".join(["id;Standort;Text", *rows]) + "\n", encoding="utf-8")

    def command(name: str, url: str) -> list[str]:
        profile = tmp_path / f"{name}.toml"
        profile.write_text(
            f'[llm]\nanalyst = "ollama"\nhost = "{url}"\nparallel = 1\nvotes = 1\n'
            '[embed]\nmethod = "tfidf"\n',
            "utf-8",
        )
        program = [sys.executable, "-c", "from pipeline.cli import main; main()"]
        folder = str(tmp_path / name)
        return [*program, "run", str(survey), "--run", folder, "--profile", str(profile), "--draft"]

    with FakeOllama(GoldAnswers(strict=False), delay_s=0.1).serving() as fake:
        subprocess.run(command("whole", fake.url), check=True, capture_output=True)
        in_one = len(fake.calls)
        fake.calls.clear()
        killed = subprocess.Popen(command("killed", fake.url), stderr=subprocess.DEVNULL)
        # The first call proves the model; the fourth is in the middle of extract.
        while len(fake.calls) < 4 and killed.poll() is None:
            time.sleep(0.01)
        killed.kill()
        killed.wait()
        subprocess.run(command("killed", fake.url), check=True, capture_output=True)
        asked = [json.dumps(call, sort_keys=True) for call in fake.calls]

    # Only the call that was under way when the process died may be asked for again.
    assert len(asked) - len(set(asked)) <= 1
    assert len(asked) <= in_one + 1
    whole, again = (sorted((tmp_path / n).glob("[0-9]*")) for n in ("whole", "killed"))
    assert [path.name for path in whole] == [path.name for path in again]
    assert [
        p.name for p, q in zip(whole, again, strict=True) if p.read_bytes() != q.read_bytes()
    ] == []
