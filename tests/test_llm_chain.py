"""The whole sample through every stage, with a server that answers as the labels say."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_ollama import MODEL, FakeOllama, task_of
from gold_answers import GoldAnswers

from pipeline import verbs
from pipeline.flow import ANONYMISED, ASSESSMENTS, PAIN_POINTS, PATTERNS, POTENTIAL_MAP
from pipeline.records import Verdict
from pipeline.resources import resource

SAMPLE = resource("data/beispiel")
# A port that nobody listens on: it is reserved.
NOBODY = "http://127.0.0.1:1"
STAND_IN = "Regelwerk (Ersatzverfahren, kein Sprachmodell erreichbar)"


@pytest.fixture
def schmerzpunkt(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The program as a user calls it, with the server at ``host``."""

    def call(*arguments: object, host: str = NOBODY) -> subprocess.CompletedProcess[str]:
        profile = tmp_path / "profil.toml"
        profile.write_text(f'[llm]\nhost = "{host}"\n[embed]\nmethod = "tfidf"\n', "utf-8")
        given = ["--profile", profile] if arguments[0] == "run" else []
        return subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *map(str, [*arguments, *given])],
            capture_output=True, text=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip

    return call


def tokens(call: dict[str, Any]) -> float:
    return sum(len(message["content"]) for message in call["messages"]) / 2.5


def test_without_a_server_the_rules_step_in_and_screen_report_and_manifest_say_so(
    schmerzpunkt, survey: Path, tmp_path: Path
):
    run = tmp_path / "lauf"
    waiting = schmerzpunkt("run", survey, "--run", run)
    draft = schmerzpunkt("run", "--run", run, "--draft")
    schmerzpunkt("report", "--run", run, "--to", "html")

    # Already where it stops for the first time, before the rules have done anything.
    assert waiting.returncode == 3
    assert "Kein Sprachmodell" in waiting.stderr
    assert STAND_IN in draft.stdout
    methods = json.loads((run / "run.json").read_text("utf-8"))["methods"]
    assert {m["stage"] for m in methods if m["label"] == STAND_IN} == {"extractor", "analyst"}
    assert STAND_IN in (run / "report.html").read_text("utf-8")


def test_a_server_that_was_asked_for_and_is_not_there_ends_the_run_with_4_and_the_way_out(
    schmerzpunkt, survey: Path, tmp_path: Path
):
    ended = schmerzpunkt("run", survey, "--run", tmp_path / "lauf", "--llm", "ollama")

    assert ended.returncode == 4
    assert "ollama serve" in ended.stderr
    assert f"ollama pull {MODEL}" in ended.stderr
    assert ended.stdout == ""


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
        sizes = {
            task: max(tokens(call) for call in fake.calls if task_of(call) == task)
            for task in ("extract", "summarise", "assess", "same")
        }
    report = store.load(POTENTIAL_MAP)

    assert outcome.waits_for is None
    assert calls > 60
    # At two and a half letters a token, which is more than any tokenizer needs for German.
    assert sizes["extract"] <= 2500
    assert max(sizes.values()) <= 3500
    # The leak gate holds back the one or other neutral sentence; those are failures, never lost.
    assert report.ledger.statements_failed <= 5
    checks = report.audit.leak_checks
    assert checks.answers > 60
    assert checks.answers_refused < checks.answers / 10
    assert checks.withheld == {}
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


def test_a_run_killed_in_the_middle_of_extract_asks_nothing_twice_and_ends_the_same(
    schmerzpunkt, tmp_path: Path
):
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

    with FakeOllama(GoldAnswers(strict=False)).serving() as fake:
        subprocess.run(command("whole", fake.url), check=True, capture_output=True)
        in_one = len(fake.calls)
        fake.calls.clear()
        # The first call proves the model; the fourth is in the middle of extract.
        fake.silent_from = 3
        killed = subprocess.Popen(command("killed", fake.url), stderr=subprocess.DEVNULL)
        while len(fake.calls) < 4 and killed.poll() is None:
            time.sleep(0.01)
        killed.kill()
        killed.wait()
        fake.speak_again()
        status = schmerzpunkt("status", "--run", tmp_path / "killed").stdout
        subprocess.run(command("killed", fake.url), check=True, capture_output=True)
        asked = [json.dumps(call, sort_keys=True) for call in fake.calls]

    [told] = [line for line in status.splitlines() if line.startswith("Sprachmodell: ")]
    assert re.search(r"[23] Aufrufe, 0 davon unbrauchbar, .* Token/s; [34] Fragen sind noch", told)
    # Only the call that was under way when the process died may be asked for again.
    assert len(asked) - len(set(asked)) <= 1
    assert len(asked) <= in_one + 1
    whole, again = (sorted((tmp_path / n).glob("[0-9]*")) for n in ("whole", "killed"))
    assert [path.name for path in whole] == [path.name for path in again]
    assert [
        p.name for p, q in zip(whole, again, strict=True) if p.read_bytes() != q.read_bytes()
    ] == []
