import json
import os
import statistics
import subprocess
import sys

import pytest
from calling import call, refused, timed


def test_help_is_there_at_once_and_in_german():
    durations = []
    for _ in range(5):
        process, seconds = timed("--help")
        durations.append(seconds)

    assert "Aufruf: schmerzpunkt" in process.stdout
    assert "Verarbeitet die Quellen" in process.stdout
    for english in ("Usage", "Options", "Commands", "Show this"):
        assert english not in process.stdout
    assert statistics.median(durations) < 0.5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rum"], ["Diesen Befehl", "--help"]),
        (["run", "--foo"], ["Die Option --foo gibt es nicht", "--help"]),
        (["run"], ["Es fehlt --run"]),
        (["run", "--run"], ["--run"]),
        (["run", "--run", "x", "--patterns", "0"], ["--patterns passt nicht", "ZAHL ab 1."]),
        (["review", "--run", "x", "--port", "acht"], ["--port passt nicht; erwartet wird ZAHL."]),
        (["run", "x.csv", "--run", "lauf", "--column", "text"], ["text=Antwort"]),
    ],
)
def test_a_call_that_is_off_is_refused_with_a_german_sentence(arguments, words):
    refused(call(*arguments), 2, *words)


BREAKING = """
import sys
import pipeline.verbs
def broken(*a, **k): raise {error}
pipeline.verbs.run = broken
from pipeline.cli import main
main()
"""


def breaking(folder, error: str):
    script = BREAKING.format(error=error)
    return call("run", "x.csv", "--run", folder, command=(sys.executable, "-c", script))


def test_whoever_interrupts_is_told_what_stays(tmp_path):
    process = breaking(tmp_path, "KeyboardInterrupt")

    assert process.returncode == 130
    assert process.stderr.splitlines()[-1:] == ["Abgebrochen. Fertige Schritte bleiben erhalten."]


def test_a_call_that_is_off_answers_in_json_where_that_was_asked_for():
    process = call("run", "--patterns", "0", "--run", "x", "--json")

    assert process.returncode == 2
    assert "--patterns passt nicht" in json.loads(process.stdout)["error"]
    assert process.stderr == ""


def test_an_unforeseen_error_quotes_nothing(tmp_path):
    process = breaking(tmp_path, 'ValueError("Frau Öztürk hat angerufen")')

    refused(process, 1, "ValueError", "melden")
    assert "Öztürk" not in process.stderr + process.stdout


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["models", "list"], 0), (["status", "--run", "nirgends"], 1), (["run"], 2)],
)
def test_a_pipe_that_nobody_reads_any_more_is_no_error(arguments, code, closed):
    reading, writing = os.pipe()
    os.close(reading)
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, closed: writing}
    process = subprocess.run([sys.executable, "-m", "pipeline.cli", *arguments], **streams)
    os.close(writing)

    assert process.returncode == code
    for word in (b"Unerwartet", b"BrokenPipe"):
        assert word not in (process.stderr or b"")
